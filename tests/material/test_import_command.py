"""`make import` builds the blog, takes back what conf.py cannot have, and says what to do next."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request

import pytest
from material.test_settings import SVG, new_blog
from material_help import PNG, ROOT, Mkdocs
from sphinx.util.console import strip_escape_sequences

from blink.commands.importing import trial
from blink.material.conf.conf_py import ConfUpdate
from blink.material.import_run import ImportRun
from blink.material.output import ImportTarget

SETTINGS = """\
site_name: "Ann's \\"notes\\""
site_url: https://ann.test/docs/
theme: {name: material, favicon: logo.svg, logo: logo.svg, language: de}
plugins: [blog, search, tags, {redirects: {redirect_maps: {old.md: blog/posts/a.md}}}]
extra:
  social:
    - {icon: fontawesome/solid/rss, link: https://ann.test/docs/feed_rss_created.xml}
    - {icon: material/home, link: https://ann.test/docs/}
    - {icon: fontawesome/brands/github, link: https://github.com/ann}
    - {icon: fontawesome/solid/envelope, link: ann@ann.test}
    - {icon: simple/nowhere, link: https://x.test}
  analytics: {provider: google, property: G-0}
markdown_extensions: [admonition, attr_list]
"""
IDENTITY = {
    f"GIT_{person}_{part}": value
    for person in ("AUTHOR", "COMMITTER")
    for part, value in (("NAME", "Ann"), ("EMAIL", "ann@ann.test"))
}


class NewBlog:
    """A new blog with an environment, in which to run what users run."""

    def __init__(self, folder):
        self.folder = new_blog(folder)
        python = folder / ".venv/bin/python"
        python.parent.mkdir(parents=True)
        python.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" "$@"\n')
        python.chmod(0o755)
        (folder / "requirements.in").write_text("")
        (folder / "requirements.txt").write_text("")
        (folder / ".venv/.ready").touch()
        self.run("git init --quiet")

    def start(self, command):
        hidden = ("MAKE", "MFLAGS", "BLINK", "SRC", "NO_BUILD", "DRY_RUN", "PAGES", "PYTHON")
        env = {k: v for k, v in os.environ.items() if not k.startswith(hidden)}
        return subprocess.Popen(
            command,
            shell=True,
            cwd=self.folder,
            env=env | IDENTITY,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, command):
        process = self.start(command)
        out = process.communicate(timeout=200)[0]
        assert process.returncode == 0, out
        return out


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """Return a new blog after `make import`, and what that printed."""
    folder = tmp_path_factory.mktemp("import")
    source = Mkdocs(folder / "old", SETTINGS)
    source.write("docs/logo.svg", SVG.replace("viewBox", 'width="120pt" height="50%" viewBox'))
    source.write("docs/tags.md", "# Tags\n")
    source.post("a", "# A\n\n![A clock](clock.png)\n", categories="[Cats]", tags="[gpu]")
    source.post("b", "# B\n\n[a](a.md)\n")
    source.write("docs/blog/posts/clock.png", PNG)
    before = {path: path.read_bytes() for path in source.folder.rglob("*") if path.is_file()}
    blog = NewBlog(folder / "new")
    told = strip_escape_sequences(blog.run(f"make import SRC='{source.folder}'"))
    assert {
        path: path.read_bytes() for path in source.folder.rglob("*") if path.is_file()
    } == before
    assert {path.name for path in folder.iterdir()} == {"old", "new"}
    return blog, told


def test_the_blog_is_built_at_once(imported):
    blog, told = imported
    assert "the site is in _build/html" in told
    assert "preparing images... [100%] posts/2024/a/clock.png" in told
    site = blog.folder / "_build/html"
    page = (site / "posts/2024/a.html").read_text()
    assert "Your Name" not in "".join(p.read_text() for p in site.rglob("*.html"))
    assert "blog/author/" not in page
    assert 'name="author"' not in page
    assert 'href="https://github.com/ann"' in page
    assert 'href="mailto:ann@ann.test"' in page
    assert "feed_rss_created" not in page
    assert (site / "_static/logo.svg").is_file()
    assert not (site / "import-report.html").exists()
    for name in (
        "old",
        "blog/2024/01/31/a",
        "blog",
        "blog/category/cats",
        "blog/archive/2024",
        "tags",
    ):
        assert (site / name / "index.html").is_file(), name


def test_a_second_import_changes_nothing(imported):
    blog, _ = imported
    before = {p: p.read_bytes() for p in blog.folder.iterdir() if p.is_file()}
    blog.run(f"make import NO_BUILD=1 SRC='{blog.folder.parent / 'old'}'")
    after = {p: p.read_bytes() for p in blog.folder.iterdir() if p.is_file()}
    assert {p.name for p in after if after[p] != before.get(p)} == {"import-report-2.md"}
    (blog.folder / "import-report-2.md").unlink()


def next_commands(told):
    commands = [line.partition("#")[0].strip() for line in told.splitlines() if line[:2] == "  "]
    return commands[commands.index("make preview") :]


def test_the_guide_has_the_commands_that_are_printed(imported):
    commands = next_commands(imported[1])
    assert len(commands) == 5
    assert "\n{}\n".format("\n".join(commands)) in (ROOT / "guide/importing.md").read_text()


@pytest.mark.matrix
def test_the_commands_that_are_printed_are_those_to_run(imported):
    """The last test of this blog: it publishes it."""
    blog, told = imported
    first, *others = next_commands(told)
    preview = blog.start(f"{first} PORT=8761")
    found = (re.search(r"the site is at (\S+?);", line) for line in preview.stdout)
    address = next(filter(None, found))[1]
    for _ in range(300):
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}posts/2024/a.html"):
            break
        time.sleep(0.1)
    os.killpg(preview.pid, signal.SIGINT)
    assert "the preview has stopped" in preview.communicate(timeout=100)[0]
    for name in ("index.md", "about.md"):
        (blog.folder / name).write_text(f"# {name}\n\nMine.\n")
    next(blog.folder.glob("posts/*/welcome.md")).unlink()
    for command in others:
        blog.run(command)


def test_settings_that_make_the_build_fail_are_taken_back(tmp_path, capfd):
    blog = new_blog(tmp_path / "new")
    shutil.copytree(blog / "_static", tmp_path / "static")
    conf = (blog / "conf.py").read_text()
    update = ConfUpdate(conf, {"html_baseurl": '"nonsense"', "author": '"Ann"'})
    target = ImportTarget(blog, {}, dry=False)
    run = ImportRun(blog, update, target, [], [], "old")
    run.write_settings(update.settings)
    assert trial.build_after(run) == 0
    written = (blog / "conf.py").read_text()
    assert written == conf.replace('author = "Your Name"', 'author = "Ann"')
    report = (blog / "import-report.md").read_text()
    assert re.search(r"- `html_baseurl` in `conf.py` was taken back, because .*: \S", report)
    assert "nonsense" not in (blog / ".blink-import.json").read_text()
    assert "\nchecking the settings that the import wrote to conf.py" in capfd.readouterr().out
    (blog / "posts/2026/bad.md").write_text("---\ndate: 2026-01-31\n---\n\n# Bad\n\n[a](gone.md)\n")
    run.conf.settings = {"author": '"Ann"'}
    assert trial.wrong_settings(run) == {}  # a fault of a post is none of conf.py


def test_messages_on_documents_are_no_fault_of_conf_py():
    place = "/blog/posts/2024/a.md:3: WARNING: no such link"
    assert trial.are_of_documents([place, "the build failed; the site was left as it was"])
    assert trial.are_of_documents([place, "/blog/posts/2024/a b.md: WARNING: x"])
    assert not trial.are_of_documents([place, "/blog/conf.py:3: WARNING: no such file"])
    assert not trial.are_of_documents([place, "WARNING: the favicon"])
    assert not trial.are_of_documents(["conf.py: html_baseurl must be a URL"])
