"""The preview serves pages, shows changes and mistakes, and ends all its processes."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import ROOT, THEME
from previews import POST, Preview

from blink.preview.live import is_source
from blink.preview.problems import PreviewProblem, still_true
from blink.preview.rebuild import lasting
from blink.preview.server import free_port, page_file, with_client


@pytest.fixture(scope="module")
def preview(tmp_path_factory):
    if not hasattr(os, "fork"):
        pytest.skip("the warm process forks")
    preview = Preview(tmp_path_factory.mktemp("preview") / "a blog").start()
    preview.line("the site: ")
    yield preview
    preview.stop()


# -- Plain functions -------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("posts/a.md", True), ("conf.py", True), ("blink/feeds/atom.py", True),
        ("posts/a.md~", False),
        ("posts/.a.md.swp", False), ("posts/.#a.md", False), ("_build/html/a.html", False),
        (".venv/lib/x.py", False), ("tests/test_a.py", False), ("blink/__pycache__/a.pyc", False),
        ("posts/4913", False), ("posts/runs/.run-prgcju5w", False),
        ("posts/runs/.run-prgcju5w/run.json", False), ("posts/runs/seed-1", True),
    ],
)  # fmt: skip
def test_what_counts_as_a_source(tmp_path, path, expected):
    assert is_source(tmp_path / path, tmp_path) is expected


@pytest.mark.parametrize(
    "path",
    [
        "/../secret",
        "/a/../../secret",
        "//etc/passwd",
        "/link",
        "/loop",
        "/loop/a",
        "/\0",
        "/" + "a" * 5000,
    ],
)
def test_nothing_outside_the_folder_is_served(tmp_path, path):
    site = tmp_path / "site"
    site.mkdir()
    (tmp_path / "secret").write_text("secret")
    (site / "link").symlink_to(tmp_path / "secret")
    (site / "loop").symlink_to("loop")
    assert page_file(site, path) is None


def test_a_folder_shows_its_index(tmp_path):
    (tmp_path / "index.html").write_text("home")
    assert page_file(tmp_path, "/") == tmp_path / "index.html"


def test_a_page_is_shown_at_its_address_without_the_ending(tmp_path):
    (tmp_path / "blog").mkdir()
    (tmp_path / "blog.html").write_text("listing")
    (tmp_path / "a.htm").write_text("a")
    assert page_file(tmp_path, "/blog") == tmp_path / "blog.html"
    assert page_file(tmp_path, "/a") == tmp_path / "a.htm"
    assert page_file(tmp_path, "/b") is None


def test_every_page_has_the_client():
    script = b'<script src="/_preview/client.js" data-version="7"></script>'
    assert with_client(b"<body>a</body>", "7") == b"<body>a" + script + b"</body>"
    assert with_client(b"a", "7") == b"a" + script


def test_the_next_free_port_is_used():
    with free_port(18700) as one, free_port(one.getsockname()[1]) as other:
        assert other.getsockname()[1] > one.getsockname()[1]
        assert other.getsockname()[0] == "127.0.0.1"


def test_a_problem_is_kept_until_its_document_is_built_again():
    read = PreviewProblem("a.md", 1, "r", "warning", "read", "a")
    written = PreviewProblem("a.md", 2, "w", "warning", "write", "a")
    site = PreviewProblem("b.md", 1, "s", "warning", "site")
    assert still_true([read, written, site], [], []) == [read, written]
    assert still_true([read, written], ["a"], []) == [written]
    assert still_true([read, written], [], ["a"]) == [read]


# -- A preview that runs ---------------------------------------------------------


def test_drafts_are_shown(preview):
    assert "Words" in preview.get("/posts/draft.html")[1]
    assert "Preview: drafts" in preview.get("/")[1]


def test_a_change_is_served_and_so_is_its_reversal(preview):
    preview.edit("posts/one.md", "Words.", "Fresh words.")
    preview.wait("/posts/one.html", "Fresh words.")
    preview.edit("posts/one.md", "# One", "# Renamed")
    preview.wait("/posts/one.html", "<h1>Renamed")
    preview.wait("/index.html", "Renamed")
    preview.wait("/posts/draft.html", "Renamed")  # its neighbour
    preview.write("posts/one.md", POST)
    for page in ("/posts/one.html", "/index.html", "/posts/draft.html", "/blog/tag/c.html"):
        preview.wait(page, "Renamed", there=False)


def test_temporary_files_are_not_changes(tmp_path):
    there, gone = tmp_path / "a.md", tmp_path / "a.md.XyZ"
    there.touch()
    env = SimpleNamespace(
        all_docs={"a": 0, "b/c": 0}, found_docs={"a"}, dependencies={"a": {"d/e.png"}},
        srcdir=str(tmp_path), doc2path=lambda name: f"{tmp_path}/{name}.md",
        path2doc=lambda path: path.name if path.suffix == ".md" else None,
    )  # fmt: skip
    assert lasting([there, gone], env) == [there]
    kept = [tmp_path / name for name in ("b/c.md", "b", "d/e.png", "d", "new.md")]
    assert lasting([*kept, gone], env) == kept


def test_a_post_is_added_and_deleted(preview):
    preview.write("posts/new.md", POST.replace("# One", "# Newcomer").replace("[C]", "[Go]"))
    preview.wait("/posts/new.html", "Newcomer")
    preview.wait("/blog/tag/go.html", "Newcomer")
    (preview.folder / "posts/new.md").unlink()
    preview.wait("/posts/new.html", "Newcomer", there=False)
    preview.wait("/index.html", "Newcomer", there=False)
    assert preview.get("/posts/new.html")[0] == 404


def test_pages_without_content_are_deleted(preview):
    preview.write("posts/odd.md", POST.replace("# One", "# Odd").replace("[C]", "[Rust]"))
    preview.wait("/blog/tag/rust.html", "Odd")
    preview.edit("posts/odd.md", "[Rust]", "[Zig]")
    preview.gone("/blog/tag/rust.html")
    preview.wait("/blog/tag/zig.html", "Odd")
    (preview.folder / "posts/odd.md").unlink()
    preview.gone("/posts/odd.html", "/blog/tag/zig.html")
    assert preview.get("/search.html")[0] == 200


def test_a_page_is_deleted_if_its_source_is_deleted_while_a_process_starts(preview):
    page = preview.folder / "_build/preview/posts/ghost.html"
    shutil.copy2(page.with_name("one.html"), page)  # as the process before left it
    preview.write("posts/ghost.md", POST)
    (preview.folder / "posts/ghost.md").unlink()
    preview.gone("/posts/ghost.html")


def test_a_post_of_the_first_build_is_deleted_and_restored(preview):
    (preview.folder / "posts").rename(preview.folder / "aside")
    preview.gone("/posts/one.html", "/posts/draft.html", "/blog/tag/c.html")
    (preview.folder / "aside").rename(preview.folder / "posts")  # with the times it had
    for page in ("/posts/one.html", "/posts/draft.html", "/blog/tag/c.html", "/index.html"):
        preview.wait(page, "One")
    preview.gone("/aside/one.html")


def test_a_moved_post_leaves_a_redirect_if_its_author_wants_one(preview):
    preview.write("posts/a.md", POST.replace("# One", "# Mover"))
    preview.wait("/posts/a.html", "Mover")
    (preview.folder / "posts/a.md").rename(preview.folder / "posts/b.md")
    preview.wait("/posts/b.html", "Mover")
    preview.gone("/posts/a.html")
    preview.line("posts/b.md: ")  # of the move, which is printed after it is served
    preview.edit("posts/b.md", "tags:", "redirect: posts/a\ntags:")
    preview.line("posts/b.md: ")
    assert "b.html" in preview.get("/posts/a.html")[1]
    preview.write("posts/a.md", POST.replace("# One", "# Other"))
    preview.line("posts/a.md: ")
    assert "Other" in preview.get("/posts/a.html")[1]
    for name in "ab":
        (preview.folder / f"posts/{name}.md").unlink()
    preview.gone("/posts/a.html", "/posts/b.html")


def test_the_last_page_is_shown_while_a_header_cannot_be_read(preview):
    preview.edit("posts/one.md", "tags: [", "tags: [[")
    assert preview.wait_for_problems("not valid YAML")[0]["line"] == 4
    assert "Words." in preview.get("/posts/one.html")[1]
    preview.write("posts/one.md", POST + "\nMended.\n")
    preview.wait("/posts/one.html", "Mended.")
    preview.wait_for_problems("")
    preview.write("posts/one.md", POST)


def test_a_missing_picture_is_reported_at_its_line(preview):
    preview.write("posts/one.md", POST + "\n![x](there.svg)\n")
    (problem,) = preview.wait_for_problems("there.svg")
    assert (problem["file"], problem["line"]) == ("posts/one.md", 9)
    preview.write("posts/there.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>\n')
    preview.wait_for_problems("")
    preview.wait("/_images/there.svg", "<svg")
    preview.write(
        "posts/there.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="77" height="8"/>\n'
    )
    preview.wait("/_images/there.svg", 'width="77"')
    preview.wait("/posts/one.html", 'width="77"')
    preview.write("posts/one.md", POST)
    preview.wait("/posts/one.html", "there.svg", there=False)


def test_a_mistake_is_reported_until_it_is_corrected(preview):
    preview.write("posts/one.md", POST + "\n[](nothing.md)\n")
    (problem,) = preview.wait_for_problems("nothing.md")
    assert (problem["file"], problem["line"], problem["level"]) == ("posts/one.md", 9, "warning")
    assert problem["message"].startswith("there is no file `posts/nothing.md`; ")
    preview.edit("index.md", "# Home", "# My home")
    preview.wait("/index.html", "My home")
    assert preview.problems() == [problem]  # another save does not hide it
    preview.write("posts/one.md", POST.replace("2026-01-01", "soon"))
    assert preview.wait_for_problems("soon")[0]["line"] == 2
    preview.write("posts/one.md", POST)
    preview.wait_for_problems("")


def test_a_name_in_two_posts_is_reported_until_one_is_changed(preview):
    body = "\n(spot)=\n## There\n\nWords.\n"
    preview.write("posts/two.md", POST.replace("# One", "# Two") + body)
    preview.wait("/posts/two.html", "There")
    preview.write("posts/one.md", POST + body)
    (problem,) = preview.wait_for_problems("'spot'")
    assert (problem["file"], problem["line"]) == ("posts/two.md", 10)
    assert "also defined in posts/one.md:10" in problem["message"]
    preview.edit("index.md", "# ", "# Oh, ")
    preview.wait("/index.html", "Oh, ")
    assert preview.problems() == [problem]
    preview.write("posts/one.md", POST)
    preview.wait_for_problems("")
    preview.edit("index.md", "# Oh, ", "# ")
    (preview.folder / "posts/two.md").unlink()
    preview.gone("/posts/two.html")


def test_a_preview_does_not_read_files_outside_or_pipes(preview):
    folder = preview.folder
    (folder.parent / "secret.md").write_text(POST + "\nSECRETWORD\n")
    os.mkfifo(folder / "posts/pipe.md")
    (problem,) = preview.wait_for_problems("named pipe")
    assert (problem["file"], problem["line"], problem["level"]) == ("posts/pipe.md", 1, "error")
    preview.write("posts/one.md", POST + "\n```{include} ../../secret.md\n```\n")
    found = preview.wait_for_problems("outside the project")
    assert {(one["file"], one["line"]) for one in found} == {
        ("posts/pipe.md", 1),
        ("posts/one.md", 9),
    }
    (folder / "posts/one.md").unlink()
    (folder / "posts/one.md").symlink_to("../../secret.md")
    preview.wait_for_problems("`posts/one.md` is outside the project")
    assert "SECRETWORD" not in preview.get("/posts/one.html")[1]
    for name in ("one.md", "pipe.md"):
        (folder / "posts" / name).unlink()
    preview.write("posts/one.md", POST + "\nBack again.\n")
    preview.wait("/posts/one.html", "Back again.")
    preview.wait_for_problems("")
    (folder.parent / "secret.md").unlink()


def test_the_server_runs_on_after_a_crash_of_a_build(preview):
    conf = (preview.folder / "conf.py").read_text()
    crash = (
        "\ndef setup(app):\n    app.connect('source-read', die)\n\ndef die(app, name, content):\n"
    )
    crash += "    import os\n    'CRASH' in content[0] and os._exit(9)\n"
    preview.write("conf.py", conf + crash + "html_title = 'Crashing'\n")
    preview.wait("/index.html", "Crashing")
    preview.edit("posts/one.md", "Words.", "CRASH")
    preview.wait_for_problems(
        "the build crashed: it exited with code 9; save a file to build again"
    )
    assert preview.get("/posts/one.html")[0] == 200
    preview.write("posts/one.md", POST + "\nBack.\n")
    preview.wait("/posts/one.html", "Back.")
    preview.wait_for_problems("")
    preview.write("conf.py", conf)
    preview.wait("/index.html", "Crashing", there=False)


def test_a_change_of_the_settings_restarts_the_worker(preview):
    preview.edit("conf.py", 'html_title = "Blink"', 'html_title = "Wink"')
    preview.wait("/index.html", "Wink")
    preview.edit("conf.py", 'html_title = "Wink"', "html_title = (")
    (problem,) = preview.wait_for_problems("was never closed")
    assert (problem["file"], problem["level"]) == ("conf.py", "error")
    assert problem["line"]
    assert "Wink" in preview.get("/index.html")[1]  # the last site is served
    preview.edit("conf.py", "html_title = (", 'extensions.append("nothing")')
    (problem,) = preview.wait_for_problems("Could not import extension nothing")
    assert problem["file"] == ""
    preview.edit("conf.py", 'extensions.append("nothing")', 'html_title = "Blink"')
    preview.wait("/index.html", "Wink", there=False)


def test_a_change_of_a_catalogue_restarts_the_worker(preview):
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    path = "locales/en/LC_MESSAGES/blink.po"
    preview.write(path, f'{head}msgid "Latest posts"\nmsgstr "News"\n')
    preview.wait("/index.html", 'value="News"')
    preview.wait_for_problems("")


def test_a_change_of_a_module_is_shown(preview):
    title = 'html_title = "Blink"'
    path = f"import sys; sys.path.insert(0, {str(preview.folder / 'lib')!r})"
    more = f"{path}; extensions += ['sphinx.ext.autodoc']"
    preview.write("lib/gauge_of_preview.py", 'def read():\n    """Read it."""\n')
    code = "```{eval-rst}\n.. automodule:: gauge_of_preview\n   :members:\n```\n"
    preview.write("posts/code.md", POST.replace("Words.\n", code))
    preview.edit("conf.py", title, f"{title}\n{more}")
    preview.wait("/posts/code.html", "Read it.")
    preview.edit("lib/gauge_of_preview.py", "Read it.", "Read the gauge.")
    preview.wait("/posts/code.html", "Read the gauge.")
    (preview.folder / "posts/code.md").unlink()
    preview.edit("conf.py", more, "")
    preview.gone("/posts/code.html")


def test_a_change_of_a_template_or_stylesheet_is_shown(preview):
    template = (THEME / "blog/latest.html").read_text(encoding="utf-8")
    preview.write("_templates/latest.html", template.replace("Latest posts", "Newest posts"))
    preview.wait("/index.html", "Newest posts")
    preview.write("_static/blink.css", "b { color: red }\n")
    preview.wait("/_static/blink.css", "color: red")


def test_no_change_is_lost_when_the_worker_is_killed(preview):
    (builder,) = children(preview.process.pid)
    os.kill(builder, signal.SIGKILL)
    preview.write("posts/one.md", POST + "\nSurvived.\n")
    preview.wait("/posts/one.html", "Survived.")
    preview.wait_for_problems("")
    preview.write("posts/one.md", POST)
    preview.wait("/posts/one.html", "Survived.", there=False)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example"])
def test_foreign_hosts_are_refused(preview, host):
    assert preview.get("/", host)[0] == 400
    assert preview.get("/", "localhost")[0] == 200


def test_paths_that_lead_out_are_refused(preview):
    for path in ("/../conf.py", "/%2e%2e/conf.py", "/..%2f..%2fconf.py"):
        assert preview.get(path)[0] == 404


def test_a_folder_has_only_one_preview(preview):
    command = [sys.executable, "-m", "blink", "preview", "--output", str(preview.folder / "_build")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "a preview of this folder is already running; stop that one first\n"


def test_without_fork_each_change_starts_a_process(tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import os\ndel os.fork\n")
    preview = Preview(tmp_path / "blog").start(PYTHONPATH=str(tmp_path))
    try:
        assert "cannot fork" in preview.lines.get(timeout=60)
        preview.line("the site: ")
        preview.edit("posts/one.md", "Words.", "Fresh words.")
        preview.wait("/posts/one.html", "Fresh words.")
        preview.write("posts/one.md", POST + "\n![x](nothing.svg)\n")
        (problem,) = preview.wait_for_problems("nothing.svg")
        assert (problem["file"], problem["line"]) == ("posts/one.md", 9)
        preview.write("posts/one.md", POST)
        preview.wait_for_problems("")
        (preview.folder / "posts/one.md").unlink()
        preview.gone("/posts/one.html")
    finally:
        preview.stop()
    assert preview.process.returncode == 0
    lines = "".join(preview.lines.queue)
    assert "cannot fork" not in lines
    assert "crashed" not in lines


def children(pid: int) -> set[int]:
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        if parent == pid:
            found |= {int(path.parent.name)} | children(int(path.parent.name))
    return found


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are found in /proc")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_is_left(tmp_path, how):
    preview = Preview(tmp_path / "blog").start()
    with socket.create_connection(("127.0.0.1", preview.port)) as browser:
        browser.sendall(b"GET /_preview/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        preview.line("the site: ")
        started = children(preview.process.pid)
        assert started
        preview.process.send_signal(how)
        code = preview.process.wait(20)
    assert code == (0 if how == signal.SIGINT else -how)
    if how == signal.SIGINT:
        preview.line("the preview has stopped")
    end = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in started):
        assert time.monotonic() < end
        time.sleep(0.05)
    assert "Traceback" not in "".join(preview.lines.queue)
