"""Files outside the project are not published: each use of one is an error at its line."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys

import pytest
from conftest import ROOT
from sphinx.errors import ConfigError

from blink.source.file_access.allowed_folders import AllowedFolders, real_paths
from blink.source.file_access.folders import refused_entries

OUTSIDE = "`{}` is outside the project, at {}; copy it into the project"


@pytest.fixture
def secret(tmp_path):
    """Return a file beside the blog that must not be published."""
    (tmp_path / "outside").mkdir()
    file = tmp_path / "outside" / "secret.txt"
    file.write_text("SECRETWORD, x\n")
    shutil.copy(ROOT / "_static/icon.svg", tmp_path / "outside" / "secret.svg")
    return file


MARKDOWN = [
    "```{include} FILE\n```",
    "```{include} FILE\n:literal:\n```",
    "```{include} FILE\n:code: text\n```",
    "```{literalinclude} FILE\n```",
    "```{literalinclude} own.txt\n:diff: FILE\n```",
    "```{csv-table} A\n:file: FILE\n```",
    "```{raw} html\n:file: FILE\n```",
    "{download}`x <FILE>`",
    "[x](FILE)",
    "![x](FILE)",
    "[![x](FILE)](https://example.org/)",
    "```{figure} FILE\n:figwidth: image\n\nA caption\n```",
    "```{image} FILE\n```",
    "```{card} A\n:img-top: FILE\nb\n```",
    '<img src="FILE">',
    "```{raw} html\n:file: ABSOLUTE\n```",
    "```{csv-table} A\n:file: ABSOLUTE\n```",
    "```{eval-rst} \n.. include:: FILE\n```",
    "```{eval-rst} \n.. raw:: html\n   :file: FILE\n```",
]
RST = [
    ".. include:: FILE",
    ".. include:: FILE\n   :literal:",
    ".. literalinclude:: FILE",
    ".. csv-table:: A\n   :file: FILE",
    ".. raw:: html\n   :file: FILE",
    ".. raw:: html\n   :file: ABSOLUTE",
    ":download:`x <FILE>`",
    ".. image:: FILE",
    ".. figure:: FILE\n\n   A caption",
    "A |x|.\n\n.. |x| image:: FILE",
]


def test_each_way_to_use_a_file_outside_is_an_error_at_its_line(blog, secret):
    made = blog()
    made.write("posts/own.txt", "OWNWORD\n")
    line = {}
    for number, body in enumerate(MARKDOWN):
        text = body.replace("FILE", "../../outside/secret.txt").replace("ABSOLUTE", str(secret))
        made.post(f"m{number:02}", f"Words.\n\n{text}\n")
        line[f"posts/m{number:02}.md"] = 9 + ("eval-rst" in body)
    for number, body in enumerate(RST):
        text = body.replace("FILE", "../../outside/secret.txt").replace("ABSOLUTE", str(secret))
        title = f"R{number:02}\n===\n"
        made.write(f"posts/r{number:02}.rst", f":date: 2026-01-31\n\n{title}\nWords.\n\n{text}\n")
        line[f"posts/r{number:02}.rst"] = 10 if "|x|" in body else 8
    made.build()
    reported = [one for one in made.warnings if "outside the project" in one]
    assert len(reported) == len(line)
    for name, number in line.items():
        given = [one for one in reported if one.startswith(f"{name}:{number}: ERROR: ")]
        assert len(given) == 1, (name, number, [one for one in reported if one.startswith(name)])
        words = given[0].partition("ERROR: ")[2]
        written = secret if f"`{secret}`" in words else "../../outside/secret.txt"
        assert words.startswith(OUTSIDE.format(written, secret))
    assert made.status_code == 1
    assert made.holding("SECRETWORD") == []


@pytest.mark.parametrize(
    "body",
    [
        "```{csv-table} A\n:url: https://example.org/a.csv\n```",
        "```{csv-table} A\n:url: file:///etc/passwd\n```",
        "```{raw} html\n:url: https://example.org/a.html\n```",
        "```{raw} html\n:url: file:///etc/passwd\n```",
    ],
)
def test_a_build_does_not_use_the_network(blog, monkeypatch, body):
    monkeypatch.setattr("urllib.request.OpenerDirector.open", lambda *_: pytest.fail("it asks"))
    made = blog()
    made.post("a", f"Words.\n\n{body}\n")
    made.build()
    wrong = "`:url:` is not supported because builds do not use the network"
    fix = "save the file in the project and name it with `:file:`"
    assert made.warnings == [f"posts/a.md:9: ERROR: {wrong}; {fix}"]
    assert made.status_code == 1
    assert made.holding("root:x") == []


def test_an_included_file_is_checked_at_its_own_line(blog, secret, monkeypatch):
    made = blog()
    monkeypatch.chdir(made.folder)  # Docutils writes paths relative to it
    made.write("posts/inner.txt", "One\n\n```{include} ../../outside/secret.txt\n```\n")
    made.write("posts/inner.inc", "One\n\n.. include:: ../../outside/secret.txt\n")
    made.post("a", "```{include} inner.txt\n```\n")
    made.write("posts/b.rst", ":date: 2026-01-31\n\nB\n=\n\n.. include:: inner.inc\n")
    made.build()
    message = OUTSIDE.format("../../outside/secret.txt", secret)
    assert [
        one.partition("; copy it")[0] + "; copy it into the project" for one in made.warnings
    ] == [
        f"posts/inner.txt:3: ERROR: {message}",
        f"posts/inner.inc:3: ERROR: {message}",
    ]
    assert made.holding("SECRETWORD") == []


@pytest.mark.parametrize(
    ("body", "given"),
    [
        (".. include:: <../../../../../../../../../../../../..FILE>", "<../../../"),
        (".. include:: a\n   /..\n   /..\n   /../outside/secret.txt", "a/../../../outside"),
        (".. include:: /../outside/secret.txt", "/../outside"),
        (".. image:: /../outside/secret.*", "/../outside"),
        (".. image:: file://FILE\n   :loading: embed", "file:///"),
        (".. csv-table:: A\n   :file: /../outside/secret.txt", "/../outside"),
    ],
)
def test_an_obscured_path_is_resolved(blog, secret, body, given):
    made = blog()
    body = body.replace("FILE", str(secret))
    made.write("posts/b.rst", f":date: 2026-01-31\n\nB\n=\n\nWords.\n\n{body}\n")
    made.build()
    assert made.warnings[0].startswith(f"posts/b.rst:8: ERROR: `{given}")
    assert made.status_code == 1
    assert made.holding("SECRETWORD") == []


def test_a_directive_in_the_language_of_the_blog_is_checked(blog, secret):
    made = blog(language="de")
    file = "../../outside/secret.txt"
    text = f".. einfügen:: {file}\n\n.. unverändert:: html\n   :file: {file}\n"
    made.write("posts/b.rst", f":date: 2026-01-31\n\nB\n=\n\nWords.\n\n{text}")
    made.build()
    assert made.status_code == 1
    assert made.holding("SECRETWORD") == []


def test_files_of_the_header_are_checked(blog, secret):
    made = blog()
    made.post("a", image="../../outside/secret.svg")
    shutil.copy(secret, secret.with_suffix(".json"))
    made.post("b", logbook="L", metrics="../../outside/secret.json")
    made.build()
    reported = sorted(one for one in made.warnings if "ERROR" in one)
    assert reported[0].startswith(
        "posts/a.md:3: ERROR: `image: ../../outside/secret.svg` is outside"
    )
    assert reported[1].startswith(
        "posts/b.md:4: ERROR: `metrics: ../../outside/secret.json` is outs"
    )
    assert made.status_code == 1


def test_links_to_files_outside_are_refused(blog, secret):
    made = blog()
    secret.with_suffix(".md").write_text("# SECRETWORD\n")
    made.post("a", "![x](picture.svg)\n\n{download}`x <data.txt>`\n")
    posts = made.folder / "posts"
    (posts / "picture.svg").symlink_to(secret.with_suffix(".svg"))
    (posts / "data.txt").symlink_to(secret)
    (posts / "page.md").symlink_to(secret.with_suffix(".md"))
    (posts / "folder").symlink_to(secret.parent)
    made.build()
    reported = sorted(one.partition(" is outside")[0] for one in made.warnings)
    assert reported == [
        "posts/a.md:7: ERROR: `picture.svg`",
        "posts/a.md:9: ERROR: `data.txt`",
        "posts/folder:1: ERROR: `posts/folder`",
        "posts/page.md:1: ERROR: `posts/page.md`",
    ]
    assert made.status_code == 1
    assert made.holding("SECRETWORD") == []
    for name in ("picture.svg", "data.txt", "page.md", "folder"):
        (posts / name).unlink()
    made.post("a")
    made.build()
    assert (made.warnings, made.status_code) == ([], 0)


@pytest.mark.parametrize("folder", ["_static", "extra", "_templates"])
@pytest.mark.parametrize("kind", ["file", "folder", "pipe"])
def test_copied_files_must_be_in_the_project(blog, secret, folder, kind):
    made = blog(html_extra_path=["extra"])
    (made.folder / folder).mkdir(exist_ok=True)
    place = made.folder / folder / "a.txt"
    if kind == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to(secret if kind == "file" else secret.parent)
    reason = "is a named pipe" if kind == "pipe" else "is outside the project"
    with pytest.raises(ConfigError, match=rf"/{folder}/a.txt:1: `a.txt` {reason}"):
        made.build()
    assert made.holding("SECRETWORD") == [] if made.out.exists() else True


def test_folders_of_packages_are_allowed_where_the_environment_is_a_link(
    blog, tmp_path, monkeypatch
):
    package = tmp_path / "environment/package/static"
    package.mkdir(parents=True)
    (package / "package.css").write_text("b {}\n")
    made = blog()
    (made.folder / ".venv").symlink_to(package.parent.parent)
    paths = ["_static", str(made.folder / ".venv/package/static")]
    with pytest.raises(ConfigError, match="is outside the project"):
        made.build(html_static_path=paths)
    monkeypatch.setattr("sys.prefix", str(tmp_path / "environment"))
    assert made.build(html_static_path=paths).warnings == []
    assert (made.out / "_static/package.css").is_file()


def test_a_folder_in_blink_outside_is_allowed(blog, secret):
    made = blog(blink_outside=["../outside"])
    made.post(
        "a", "```{literalinclude} ../../outside/secret.txt\n```\n\n![x](../../outside/secret.svg)\n"
    )
    (made.folder / "posts/link.txt").symlink_to(secret)
    made.post("b", "{download}`x <link.txt>`\n", image="../../outside/secret.svg")
    made.build()
    assert (made.warnings, made.status_code) == ([], 0)
    assert "SECRETWORD" in made.page("posts/a.html")


def test_a_missing_file_is_reported_as_in_every_project(blog):
    """As a page that was moved has it: the site is built, and the page is in it."""
    made = blog()
    made.post("moved", "![Two](../../../gone/a.png) and {download}`it <../../../gone/a.zip>`.\n")
    made.build()
    assert [line.partition(" [")[2] for line in made.warnings] == [
        "image.not_readable]", "download.not_readable]",
    ]  # fmt: skip
    assert made.status_code == 0
    assert "and" in made.page("posts/moved.html")


def test_files_of_the_project_are_allowed(blog):
    made = blog()
    made.write("code/a.py", "OWNWORD = 1\n")
    made.write("code/a.csv", "OWNWORD, 1\n")
    made.post(
        "a", "```{literalinclude} ../code/a.py\n```\n\n```{csv-table}\n:file: /code/a.csv\n```\n"
    )
    text = ".. include:: <isonum.txt>\n\n|copy| of.\n\n.. include:: /code/a.csv\n"
    made.write("posts/b.rst", f":date: 2026-01-31\n\nB\n=\n\n{text}")
    made.build()
    assert (made.warnings, made.status_code) == ([], 0)


def test_gits_own_data_is_not_part_of_the_project(blog):
    made = blog()
    made.write(".git/config", "SECRETWORD\n")
    made.post("a", "```{literalinclude} ../.git/config\n```\n")
    made.build()
    assert "`../.git/config` is in `.git`, which must not be published" in made.warnings[0]
    assert made.holding("SECRETWORD") == []


def test_a_mistake_is_reported_in_each_build_until_it_is_corrected(blog, secret):
    made = blog()
    for name in "abcdefghijklmnopqrstuvwxyz":  # which are read in several processes
        made.post(
            name, "```{include} ../../outside/secret.txt\n```\n" if name == "q" else "Words.\n"
        )
    for _ in range(2):
        made.build()
        assert len(made.warnings) == 1
        assert made.warnings[0].startswith("posts/q.md:7: ERROR: ")
        assert made.status_code == 1
    made.build(suppress_warnings=["*", "docutils"])
    assert made.status_code == 1
    made.post("q")
    made.build()
    assert (made.warnings, made.status_code) == ([], 0)


def test_a_page_is_emptied_if_an_extension_reads_a_file_outside(blog, secret):
    made = blog(
        extensions=["blink.source.notebook_parser", "sphinx_design", "ablog", "blink", "reads"]
    )
    made.write(
        "reads.py",
        "from pathlib import Path\n"
        "from docutils import nodes\n"
        "from sphinx.util.docutils import SphinxDirective\n"
        "class Read(SphinxDirective):\n"
        "    required_arguments = 1\n"
        "    def run(self):\n"
        "        name, path = self.env.relfn2path(self.arguments[0])\n"
        "        self.env.note_dependency(name)\n"
        "        return [nodes.paragraph('', Path(path).read_text())]\n"
        "def setup(app):\n"
        "    app.add_directive('reads', Read)\n"
        "    return {'parallel_read_safe': True}\n",
    )
    made.post("a", "```{reads} ../../outside/secret.txt\n```\n")
    sys.path.insert(0, str(made.folder))
    try:
        made.build()
    finally:
        sys.path.remove(str(made.folder))
        sys.modules.pop("reads", None)
    assert made.warnings[0].startswith(
        "posts/a.md:1: ERROR: this document uses `../outside/secret.txt`, which is"
    )
    assert made.status_code == 1
    assert made.holding("SECRETWORD") == []


def test_the_documented_modules_may_be_anywhere(blog, tmp_path, monkeypatch):
    module = tmp_path / "src" / "documented_module.py"
    module.parent.mkdir()
    module.write_text('def one():\n    """Return one."""\n')
    monkeypatch.syspath_prepend(str(module.parent))
    made = blog(extensions=["blink", "sphinx.ext.autodoc", "sphinx.ext.viewcode"])
    text = "API\n===\n\n.. automodule:: documented_module\n   :members:\n"
    made.write("api.rst", f":orphan:\n\n{text}")
    for _ in range(2):  # the page of a module stays in the next build
        assert made.build().warnings == []
        assert "Return one." in made.page("api.html")
        assert "_modules/documented_module.html" in made.files()
    monkeypatch.delitem(sys.modules, "documented_module")


def test_a_cell_does_not_load_code_from_outside(blog, secret):
    pytest.importorskip("myst_nb")
    made = blog()
    made.write("posts/own.py", "OWNWORD = 1\n")
    cell = "```{{code-cell}}\n:load: {}\n```\n\n"
    cells = cell.format("../../outside/secret.txt") + cell.format("own.py")
    made.post("n", cells, file_format="mystnb", kernelspec="{name: python3}")
    made.build()
    assert [one.partition(" is outside")[0] for one in made.warnings] == [
        "posts/n.md:9: ERROR: `../../outside/secret.txt`"
    ]
    assert "OWNWORD" in made.page("posts/n.html")
    assert made.holding("SECRETWORD") == []


@pytest.mark.parametrize(
    "words",
    [
        'cycler.__init__.__globals__.os.popen("echo SECRET" ~ "WORD").read()',
        'env.srcdir.parent.joinpath("outside/secret.txt").read_text()',
        "env.config.linkcheck_auth",
        '([env]|map(attribute="srcdir")|first).parent',
        '"{0.srcdir}".format(env)',
    ],
)
def test_a_substitution_runs_nothing(blog, secret, words):
    made = blog(linkcheck_auth=[("SECRETWORD", ("a", "b"))])
    myst = "{enable_extensions: [substitution], substitutions: {x: one}}"
    made.post(
        "a", f"{{{{ {words} }}}}\n\nSaid: {{{{ x|upper }}}} {{{{ env.docname }}}}\n", myst=myst
    )
    made.build()
    assert made.warnings[0].startswith("posts/a.md:8: WARNING: Substitution error:SecurityError")
    assert made.holding("SECRETWORD") == []
    assert "Said: ONE posts/a" in made.page("posts/a.html")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_build_without_strictness_fails_and_keeps_the_last_site(blog, secret, jobs):
    made = blog()
    made.post("a", "Words of old.\n")
    for number in range(30):
        made.post(f"p{number}")
    command = [sys.executable, "-m", "blink", "build", "--", "-q", "--jobs", jobs]
    how = {"cwd": made.folder, "env": {**os.environ, "PYTHONPATH": str(ROOT)}}
    assert subprocess.run(command, **how, check=False).returncode == 0
    for number in range(30):
        made.post(f"p{number}", "Other words.\n")
    made.post("a", "Words again.\n\n```{include} ../../outside/secret.txt\n```\n")
    for _ in range(2):
        done = subprocess.run(command, **how, check=False, capture_output=True, text=True)
        assert done.returncode == 1
        assert "posts/a.md:9: ERROR: `../../outside/secret.txt` is outside" in done.stderr
        assert "Traceback" not in done.stderr
        assert "Words of old" in made.page("posts/a.html")


def test_an_emptied_document_can_be_read_in_parallel(blog):
    made = blog()
    for number in range(30):
        made.post(f"p{number}")
    made.post("a", draft="perhaps")
    command = [sys.executable, "-m", "blink", "build", "--", "-q", "--jobs", "2"]
    how = {"cwd": made.folder, "env": {**os.environ, "PYTHONPATH": str(ROOT)}}
    done = subprocess.run(command, **how, check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert "posts/a.md:3: ERROR: draft: " in done.stderr
    assert done.stderr.count("\n") == 2, done.stderr  # and that the build failed


# -- the folders ------------------------------------------------------------------


def looked(folder, **more):
    folders = AllowedFolders(real_paths([folder]), real_paths(more.get("outside", ())))
    return {
        one.path: one.reason for one in refused_entries(str(folder), folders, lambda _: False, str)
    }


def test_a_link_to_its_own_folder_is_reported_once(tmp_path):
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/up").symlink_to("..")
    (tmp_path / "c").symlink_to("a")
    assert looked(tmp_path).keys() == {"a/b/up", "c/b/up"}
    assert "endless loop; delete it" in looked(tmp_path)["a/b/up"]


def test_two_folders_with_links_to_each_other_are_no_endless_loop(tmp_path):
    for name in "ab":
        (tmp_path / name).mkdir()
    (tmp_path / "a/x").symlink_to("../b")
    (tmp_path / "b/x").symlink_to("../a")
    assert looked(tmp_path).keys() == {"a/x/x", "b/x/x"}


def test_pipes_sockets_and_names_that_are_not_utf_8_are_reported(tmp_path):
    os.mkfifo(tmp_path / "pipe.md")
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(tmp_path / "s.md"))
    (tmp_path / "self.md").symlink_to("self.md")
    (tmp_path / "nothing.md").symlink_to("gone.md")
    try:
        (tmp_path / "caf\udce9.md").touch()
    except OSError:
        pytest.skip("the file system has no such names")
    found = looked(tmp_path)
    assert found["pipe.md"].startswith("is a named pipe")
    assert found["s.md"].startswith("is a socket")
    assert found["self.md"] == "is a symbolic link to itself; delete it"
    assert found["caf\udce9.md"] == (
        "has a name that is not UTF-8; rename it, for example to a name of ASCII letters"
    )
    assert len(found) == 4


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/tty"])
def test_a_device_is_refused_even_in_an_allowed_folder(device):
    folders = AllowedFolders(frozenset(), real_paths(["/dev"]))
    assert folders.refusal(device) == "is a device, not a regular file; use a regular file"
    assert AllowedFolders(frozenset(), frozenset()).refusal("/dev/zero").startswith("is outside")


def test_a_folder_with_the_same_prefix_is_another_folder(tmp_path):
    folders = AllowedFolders(real_paths([tmp_path / "blog"]), frozenset())
    assert folders.refusal(tmp_path / "blog/a.md") == ""
    assert folders.refusal(tmp_path / "blog-of-others/a.md")


def test_a_build_with_all_of_these_finishes_and_reports_each(blog):
    made = blog()
    made.post(
        "a", "```{literalinclude} pipe.txt\n```\n\n{download}`x <pipe.txt>`\n\n![x](pipe.png)\n"
    )
    made.write("posts/m.md", "---\ndate: 2026-01-31\nlogbook: L\nmetrics: pipe.json\n---\n# M\n")
    for name in ("pipe.md", "pipe.ipynb", "pipe.txt", "pipe.png", "pipe.json"):
        os.mkfifo(made.folder / "posts" / name)
    (made.folder / "posts/up").symlink_to("..")
    command = [sys.executable, "-m", "blink", "build", "--", "-q"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=made.folder, env=env, check=False, capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 1
    stderr = done.stderr.replace(f"{made.folder}/", "")
    for place in ("a.md:7: ERROR: `pipe.txt`", "a.md:10: ERROR: `pipe.txt`",
                  "a.md:12: ERROR: `pipe.png`", "m.md:4: ERROR: `metrics: pipe.json`",
                  "pipe.md:1: ERROR: `posts/pipe.md`"):  # fmt: skip
        assert f"posts/{place} is a named pipe, not a regular file" in stderr
    assert "posts/up:1: ERROR: `posts/up` is a symbolic link to a folder that contains it" in stderr
    assert "report" not in stderr


def test_a_link_to_a_file_of_the_machine_is_an_error(blog):
    made = blog()
    made.post("a", "Words.\n\nSee [x](file:///etc/hostname) and ![y](<file:///etc/y.png>).\n")
    made.post("b", "Write `[x](file:///etc/hostname)` and it is an error.\n")
    made.build()
    advice = (
        "is a file on your computer, which readers cannot open; copy it beside the post and write"
        " its relative path"
    )
    assert made.warnings == [
        f"posts/a.md:9: ERROR: `file:///etc/hostname` {advice}",
        f"posts/a.md:9: ERROR: `file:///etc/y.png` {advice}",
    ]
    assert made.status_code == 1


def test_a_folder_in_blink_outside_must_exist(blog):
    made = blog(blink_outside=["../nowhere", "."])
    made.post("a")
    made.build()
    (found,) = made.warnings
    assert found.startswith("conf.py:1: WARNING: blink_outside: '../nowhere' is not a folder; ")
    assert found.endswith("write the path of one, relative to conf.py [outside.folder]")
