"""``make html``: a good site replaces the last one, and a failed build leaves it as it was."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from blink.cli import main
from blink.commands import build as room

ROOT = Path(__file__).resolve().parents[2]
STRICT = ["--fail-on-warning", "--keep-going", "-q"]

# A home page that shows every title, as a listing does: written again when a title changes.
CONF = """
html_theme = "basic"
exclude_patterns = ["_build"]
suppress_warnings = ["toc.not_included"]

def titles(app, env):
    old = getattr(env, "titles_shown", {})
    env.titles_shown = {name: node.astext() for name, node in env.titles.items()}
    return ["index"] if env.titles_shown != old else []

def show(app, pagename, templatename, context, doctree):
    if pagename == "index":
        context["body"] += "; ".join(sorted(app.env.titles_shown.values()))
    if app.config.blink_drafts:
        context["docstitle"] += " with drafts"

def setup(app):
    app.add_config_value("blink_drafts", False, "html", bool)
    app.connect("env-updated", titles)
    app.connect("html-page-context", show)
"""
GOOD = "Pruning\n=======\n\nWords.\n"
MENDED = "Broken\n======\n\n``x``\n"
BAD = "Broken\n======\n\n:nothing:`x`\n"  # no such role: a warning


class Site:
    """A tiny Sphinx project, to be built as ``make html`` does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.out = folder / "_build"
        self.html = self.out / "html"
        folder.mkdir(parents=True)
        self.write("conf.py", CONF)
        self.write("index.rst", "Home\n====\n")
        self.write("a.rst", GOOD)
        self.write("b.rst", "Quiet\n=====\n")

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text)
        return path

    def command(self, *args: str) -> list[str]:
        options = list(args) if "--" in args else [*args, "--", *STRICT]
        return ["--source", str(self.folder), "--output", str(self.out), *options]

    def build(self, *args: str) -> int:
        return main(["build", *self.command(*args)])

    def start(self, *args: str) -> subprocess.Popen[str]:
        """Build in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "blink", "build", *self.command(*args)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def clean(self) -> dict[str, bytes]:
        """Return what a build from nothing makes of the sources."""
        other = Site(self.folder.with_name(f"{self.folder.name} from nothing"))
        for source in [*self.folder.glob("*.rst"), self.folder / "conf.py"]:
            shutil.copy2(source, other.folder)
        assert other.build() == 0
        files = contents(other.html)
        shutil.rmtree(other.folder)
        return files


def contents(root: Path) -> dict[str, bytes]:
    """Return every file but the search index: Sphinx keeps words there that no page has now."""
    return {name: (root / name).read_bytes() for name in room.files(root) - {"searchindex.js"}}


def times(root: Path) -> dict[str, int]:
    return {name: (root / name).stat().st_mtime_ns for name in room.files(root)}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "a site")


# -- Good builds ---------------------------------------------------------------


def test_the_first_build_creates_the_site(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert site.build() == 0
    assert b"Pruning" in (site.html / "a.html").read_bytes()
    assert contents(site.html) == contents(site.out / "stage" / "html")
    assert f"the site is in {site.html}" in capsys.readouterr().out
    assert sorted(path.name for path in site.out.iterdir()) == ["cache", "html", "lock", "stage"]


def test_unchanged_build_does_not_swap(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    site.build()
    before = site.html.stat().st_ino, times(site.html)
    assert site.build() == 0
    assert (site.html.stat().st_ino, times(site.html)) == before
    assert "files changed: 0" in capsys.readouterr().out


def test_unchanged_file_keeps_its_time(site: Site) -> None:
    site.build()
    before = times(site.html)
    site.write("a.rst", GOOD + "More.\n")
    site.write("b.rst", (site.folder / "b.rst").read_text())  # read and written, to the same
    assert site.build() == 0
    after = times(site.html)
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {"a.html", "_sources/a.rst.txt", "searchindex.js"}
    assert contents(site.html) == site.clean()


def test_site_shares_no_file_with_the_stage(site: Site) -> None:
    for text in (GOOD, GOOD + "More.\n"):
        site.write("a.rst", text)
        site.build()
        for name in room.files(site.html):
            assert not (site.html / name).samefile(site.out / "stage" / "html" / name)


def test_what_sphinx_no_longer_stages_goes(site: Site) -> None:
    site.build()
    (site.out / "stage" / "html" / "b.html").unlink()
    (site.folder / "b.rst").rename(site.folder / "c.rst")
    assert site.build() == 0
    assert not (site.html / "b.html").exists()
    assert (site.html / "c.html").exists()


def test_a_build_with_drafts_says_so(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    site.build("--drafts")
    assert b"with drafts" in (site.html / "a.html").read_bytes()
    assert "with drafts" in capsys.readouterr().out
    site.build()
    assert b"with drafts" not in (site.html / "a.html").read_bytes()


def test_site_removed_by_hand_comes_back(site: Site) -> None:
    site.build()
    before = contents(site.html)
    shutil.rmtree(site.html)
    assert site.build() == 0
    assert contents(site.html) == before


def test_site_changed_by_hand_is_mended(site: Site) -> None:
    site.build()
    before = contents(site.html)
    page = site.html / "a.html"
    times_of = page.stat()
    page.write_bytes(page.read_bytes().replace(b"Words", b"Sword"))
    os.utime(page, ns=(times_of.st_atime_ns, times_of.st_mtime_ns + 1))
    (site.html / "stray.html").write_text("stray")
    assert site.build() == 0
    assert contents(site.html) == before


@pytest.mark.skipif(os.name != "posix", reason="umask is POSIX")
def test_permissions_are_the_umasks(site: Site) -> None:
    old = os.umask(0o027)
    try:
        site.build()
        site.write("a.rst", GOOD + "More.\n")
        site.build()
    finally:
        os.umask(old)
    assert stat.S_IMODE(site.html.stat().st_mode) == 0o750
    assert {stat.S_IMODE(path.stat().st_mode) for path in site.html.rglob("*.html")} == {0o640}


# -- Builds that are not good --------------------------------------------------


def test_warning_leaves_the_site(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    site.build()
    before = contents(site.html), times(site.html)
    site.write("a.rst", BAD)
    assert site.build() != 0
    assert (contents(site.html), times(site.html)) == before
    assert capsys.readouterr().err.endswith(f"the build failed; {site.html} was left as it was\n")


def test_warning_is_told_again(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    site.build()
    site.write("a.rst", BAD)
    for _ in range(3):
        assert site.build() != 0
        assert "nothing" in capsys.readouterr().err


def test_first_build_fails(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    site.write("a.rst", BAD)
    for _ in range(2):
        assert site.build() != 0
        assert "nothing" in (told := capsys.readouterr().err)
        assert told.endswith(f"the build failed; {site.html} was not created\n")
        assert not site.html.exists()
    site.write("a.rst", GOOD)
    assert site.build() == 0
    assert contents(site.html) == site.clean()


@pytest.mark.parametrize("how", ["undone", "moved back", "mended"])
def test_mended_site_is_a_clean_one(site: Site, how: str) -> None:
    site.build()
    good = site.folder / "a.rst"
    kept = shutil.copy2(good, site.folder / "a.kept")
    site.write("a.rst", BAD)
    assert site.build() != 0
    assert b"Broken" in (site.out / "stage" / "html" / "index.html").read_bytes()
    if how == "moved back":
        Path(kept).replace(good)  # as old as when it was built
    else:
        site.write("a.rst", GOOD if how == "undone" else MENDED)
    assert site.build() == 0
    assert contents(site.html) == site.clean()
    site.write("conf.py", CONF + "html_title = 'Written, not read'\n")
    assert site.build() == 0
    assert contents(site.html) == site.clean()


def test_failure_then_no_site(site: Site) -> None:
    site.build()
    site.write("a.rst", BAD)
    assert site.build() != 0
    shutil.rmtree(site.html)
    site.write("a.rst", GOOD)
    assert site.build() == 0
    assert contents(site.html) == site.clean()


def test_another_mend_is_a_clean_one(site: Site) -> None:
    site.build()
    site.write("a.rst", BAD)
    site.write("c.rst", "New\n===\n")
    assert site.build() != 0
    (site.folder / "c.rst").unlink()
    site.write("a.rst", "Pruned\n======\n")
    assert site.build() == 0
    assert contents(site.html) == site.clean()


def test_without_strictness_a_warning_is_good(site: Site) -> None:
    site.write("a.rst", BAD)
    assert site.build("--", "-q") == 0
    assert (site.html / "a.html").exists()


def test_crash_leaves_the_site(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    site.build()
    before = contents(site.html), times(site.html)
    site.write("conf.py", CONF + "\nnonsense(\n")
    assert site.build() != 0
    site.write("conf.py", CONF.replace("old = getattr", "1 / 0; old = getattr"))
    assert site.build() != 0
    assert "Traceback (most recent call last)" not in capfd.readouterr().err
    assert (contents(site.html), times(site.html)) == before
    site.write("conf.py", CONF)
    assert site.build() == 0
    assert (contents(site.html), times(site.html)) == before


def test_wrong_option_leaves_the_site(site: Site) -> None:
    site.build()
    before = times(site.html)
    with pytest.raises(SystemExit):
        site.build("--", "--no-such-option")
    with pytest.raises(SystemExit) as version:
        site.build("--", "--version")
    assert version.value.code == 0
    assert times(site.html) == before


def test_two_builds_take_turns(site: Site) -> None:
    pytest.importorskip("fcntl")
    site.write("conf.py", CONF + "\nimport time; time.sleep(1)\n")
    builds = [site.start(), site.start()]
    told = [build.communicate(timeout=60)[0] for build in builds]
    assert [build.returncode for build in builds] == [0, 0]
    assert sum("another build is using" in text for text in told) == 1
    site.write("conf.py", CONF)
    assert contents(site.html) == site.clean()


def test_killed_build_leaves_no_trace(site: Site) -> None:
    site.build()
    before = contents(site.html), times(site.html)
    site.write("a.rst", "Half\n====\n")
    slow = CONF.replace("def show(", "def show(*args): import time; time.sleep(60)\ndef unused(")
    site.write("conf.py", slow)
    build = site.start()
    doctree = site.out / "cache" / "html" / "a.doctree"
    old, deadline = doctree.stat().st_mtime_ns, time.monotonic() + 30
    while doctree.stat().st_mtime_ns == old and time.monotonic() < deadline:
        time.sleep(0.05)
    build.send_signal(signal.SIGKILL)
    build.communicate()
    assert (contents(site.html), times(site.html)) == before
    site.write("conf.py", CONF)
    site.write("a.rst", GOOD)
    assert site.build() == 0
    assert (contents(site.html), times(site.html)) == before


@pytest.mark.parametrize("then", [GOOD, MENDED, BAD], ids=["undone", "same", "failed"])
@pytest.mark.parametrize("step", ["copy", "second rename", "third rename"])
def test_a_killed_swap_is_finished_by_the_next_build(
    site: Site, step: str, then: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However a swap is cut short, the next build ends as if it had not been."""

    class Killed(BaseException):
        pass

    # a swap renames the last site, then the new one, then the last one again
    calls = iter(range({"copy": 0, "second rename": 1, "third rename": 2}[step]))

    def die(*args: Path) -> None:
        if next(calls, None) is None:
            raise Killed
        os.rename(*args)

    site.build()
    first = contents(site.html)
    site.write("a.rst", MENDED)
    with monkeypatch.context() as patch:
        patch.setattr(*((room, "copy") if step == "copy" else (Path, "rename")), die)
        patch.setattr(room, "finish_swap", lambda html: None)
        with pytest.raises(Killed):
            site.build()
    site.write("a.rst", then)
    if then == BAD:
        assert site.build() != 0
        assert contents(site.html) == first or step == "third rename"
    else:
        assert site.build() == 0
        assert contents(site.html) == site.clean()
    assert {path.name for path in site.out.iterdir()} <= {
        "cache", "html", "html.spare", "lock", "stage"
    }  # fmt: skip


def test_a_site_is_made_of_the_one_before_the_last(tmp_path: Path) -> None:
    """What it has of folders and files is used, and no file in it is written into."""
    stage, html, spare = (tmp_path / name for name in ("stage", "html", "html.spare"))

    def make(**texts: str) -> None:
        shutil.rmtree(stage, ignore_errors=True)
        for name, text in texts.items():
            path = stage / name.replace("_", "/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        room.swap(stage, html)
        assert contents(html) == contents(stage)

    make(a="1", b="1", d_e="1", f="1")
    make(a="1", b="2", d_e="1", f_g_h="1")
    assert (spare / "b").read_text() == "1"
    assert (spare / "a").samefile(html / "a")
    make(a="3", b="2", d="3", f_g_h="1")  # here and there a folder became a file, or a file one
    assert (spare / "b").read_text() == "2"
    assert (spare / "a").read_text() == "1"
    make(a="3", b="2", f="4")
    assert sorted(path.name for path in html.iterdir()) == ["a", "b", "f"]


# -- Odd places ----------------------------------------------------------------


def test_a_site_that_is_a_link_keeps_the_link(site: Site, tmp_path: Path) -> None:
    served = tmp_path / "served"
    served.mkdir()
    site.out.mkdir()
    site.html.symlink_to(served)
    for text in (GOOD, GOOD + "More.\n"):
        site.write("a.rst", text)
        assert site.build() == 0
        assert site.html.is_symlink()
        assert contents(served) == contents(site.out / "stage" / "html")


def test_a_site_that_is_a_file_is_an_error(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    site.out.mkdir()
    site.html.write_text("mine")
    assert site.build() == 1
    assert site.html.read_text() == "mine"
    assert "must be a folder, not a file" in capsys.readouterr().err


def test_file_system_without_links(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    site.build()
    before = times(site.html)
    site.write("a.rst", GOOD + "More.\n")
    assert site.build() == 0
    assert contents(site.html) == site.clean()
    assert times(site.html)["b.html"] == before["b.html"]


# -- Files ---------------------------------------------------------------------


def pair(folder: Path, new: str, old: str) -> tuple[Path, Path]:
    """Return a file, and what was copied from it while it was *old*."""
    source, target = folder / "new", folder / "old"
    source.write_text(old)
    room.copy(source, target)
    if new != old:
        source.write_text(new)
    return source, target


def test_files_with_the_same_content_are_the_same(tmp_path: Path) -> None:
    assert room.same_file(*pair(tmp_path, "words", "words"))
    assert not room.same_file(*pair(tmp_path, "words", "more words"))
    assert not room.same_file(*pair(tmp_path, "sword", "words"))


def test_copy_leaves_permissions_to_the_umask(tmp_path: Path) -> None:
    (tmp_path / "new").write_text("words")
    (tmp_path / "new").chmod(0o600)
    room.copy(tmp_path / "new", tmp_path / "old")
    (tmp_path / "any").write_text("")
    assert (tmp_path / "old").stat().st_mode == (tmp_path / "any").stat().st_mode


def test_same_file_written_again(tmp_path: Path) -> None:
    new, old = pair(tmp_path, "words", "words")
    new.write_text("words")
    os.utime(new, (0, 0))
    assert room.same_file(new, old)


def test_same_file_sees_through_times(tmp_path: Path) -> None:
    """Where every source has one time, as in a package store, size and time say nothing."""
    new, old = pair(tmp_path, "words", "words")
    for path in (new, old):
        os.utime(path, (1, 1))
    time.sleep(0.02)
    new.write_text("sword")
    os.utime(new, (1, 1))
    assert not room.same_file(new, old)


def test_swap_touches_only_what_changed(tmp_path: Path) -> None:
    stage, html = tmp_path / "stage", tmp_path / "html"
    for number in range(500):
        path = stage / str(number % 50) / f"{number}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{number}" * 2000)
    assert room.swap(stage, html) == 500
    files = {path.relative_to(html): path.stat().st_ino for path in html.rglob("*.html")}
    (stage / "0" / "0.html").write_text("changed")
    assert room.swap(stage, html) == 1
    after = {path.relative_to(html): path.stat().st_ino for path in html.rglob("*.html")}
    assert after.keys() == files.keys()
    assert {str(name) for name in files if after[name] != files[name]} == {"0/0.html"}
    assert room.swap(stage, html) == 0
