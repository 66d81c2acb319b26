"""What may go wrong around a build: the last good site stays whole, and a word says what to do."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT

POST = "---\ndate: 2026-01-01\n---\n# One\n\nWords.\n"
#: Bytes that a file may have while a disk is full
FULL = 2_000


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "blog"
    (folder / "posts").mkdir(parents=True)
    for name in ("_templates", "_static"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy2(ROOT / "conf.py", folder)
    (folder / "index.md").write_text("# Home\n")
    (folder / "posts/one.md").write_text(POST)
    return folder


def build(folder, limit=None, **environment):
    """Build as ``make html`` does; return code, and all that was said."""

    def fill():
        if limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    command = [sys.executable, "-m", "blink.build", "--source", str(folder)]
    command += ["--output", str(folder / "_build"), "--", "-q", "--fail-on-warning"]
    done = subprocess.run(
        [*command, "-D", "blink_search=0"], cwd=ROOT, env={**os.environ, **environment},
        capture_output=True, text=True, check=False, timeout=120, preexec_fn=fill,
    )  # fmt: skip
    assert "Traceback" not in done.stdout + done.stderr
    return done.returncode, done.stdout + done.stderr


def site(folder):
    """Return each file of the site, and what it has."""
    root = folder / "_build/html"
    return {p.relative_to(root): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_a_full_disk_leaves_the_last_site_and_the_next_build_works(folder):
    assert build(folder)[0] == 0
    before = site(folder)
    (folder / "posts/one.md").write_text(POST.replace("Words", "Other words"))
    code, said = build(folder, FULL)
    assert code
    assert "File too large; make room there, and build again" in said
    assert site(folder) == before
    assert build(folder)[0] == 0
    assert site(folder) != before


def test_an_output_that_cannot_be_written_is_told(folder):
    (folder / "_build").write_text("a file")
    code, said = build(folder)
    assert code
    assert "_build" in said
    assert (folder / "_build").read_text() == "a file"


def test_a_circle_of_links_among_the_posts_ends(folder):
    (folder / "posts/loop").symlink_to(folder / "posts")
    (folder / "posts/self.md").symlink_to("self.md")
    code, said = build(folder)
    assert code in (0, 1)
    if code:
        assert "posts/" in said
    (folder / "posts/self.md").unlink()
    (folder / "posts/loop").unlink()
    assert build(folder)[0] == 0


def test_a_locale_that_is_not_there_changes_nothing(folder):
    assert build(folder)[0] == 0
    before = site(folder)
    shutil.rmtree(folder / "_build")
    assert build(folder, LC_ALL="xx_NONE.utf8", LANG="xx_NONE.utf8")[0] == 0
    assert site(folder) == before


def test_a_clock_that_was_set_back_hides_no_change(folder):
    ahead = time.time() + 1e6
    os.utime(folder / "posts/one.md", (ahead, ahead))
    assert build(folder)[0] == 0
    (folder / "posts/one.md").write_text(POST.replace("Words", "Other words"))
    assert build(folder)[0] == 0
    assert b"Other words" in site(folder)[Path("posts/one.html")]


#: A conf.py that has an author save again while Sphinx reads
SAVES = """
def save(app, doctree):
    if app.env.docname == "posts/one":
        for path in app.srcdir.glob("posts/one.*"):
            path.write_text(path.read_text().replace("Words", "Other words"))

def setup(app):
    app.connect("doctree-read", save)
"""


@pytest.mark.parametrize("beside", [False, True], ids=["itself", "included"])
def test_a_post_that_was_saved_while_it_was_read_is_read_again(folder, beside):
    if beside:
        (folder / "posts/one.txt").write_text("Words.\n")
        text = POST.replace("Words.", "```{include} one.txt\n```")
        (folder / "posts/one.md").write_text(text)
    conf = (folder / "conf.py").read_text()
    (folder / "conf.py").write_text(conf + SAVES)
    assert build(folder)[0] == 0
    assert build(folder)[0] == 0
    assert b"Other words" in site(folder)[Path("posts/one.html")]
