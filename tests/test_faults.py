"""When something goes wrong around a build, the last good site stays and a message helps."""

from __future__ import annotations

import ctypes
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from conftest import ROOT
from linkserver import link_server
from packaging.utils import canonicalize_name

POST = "---\ndate: 2026-01-01\n---\n# One\n\nWords.\n"
#: Bytes that a file may have while a disk is full
FULL = 2_000


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "blog"
    (folder / "posts").mkdir(parents=True)
    for name in ("_templates", "_static"):
        shutil.copytree(ROOT / name, folder / name)
    conf = (
        (ROOT / "conf.py")
        .read_text()
        .replace("blink.example.org", "h.example")
        .replace("Your Name", "Ann")
    )
    (folder / "conf.py").write_text(conf)
    (folder / "index.md").write_text("# Home\n")
    (folder / "posts/one.md").write_text(POST)
    return folder


def full():
    """Have a disk that is full: no file of the next program may grow."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (FULL, FULL))


def build(folder, prepare=None, **environment):
    """Build as ``make html`` does; return code, and all that was said."""
    command = [sys.executable, "-m", "blink", "build", "--source", str(folder)]
    command += ["--output", str(folder / "_build"), "--", "-q", "--fail-on-warning"]
    done = subprocess.run(
        [*command, "-D", "blink_search=0"], cwd=ROOT, env={**os.environ, **environment},
        capture_output=True, text=True, check=False, timeout=120, preexec_fn=prepare,
    )  # fmt: skip
    assert "Traceback" not in done.stdout + done.stderr
    return done.returncode, done.stdout + done.stderr


#: Has Python killed where it would put a file called WHAT in place: at that, or after
KILLS = """
import os, signal

def replace(source, target, *, real=os.replace):
    ends = os.path.basename(target) == os.environ["KILL"]
    if ends and os.environ["WHEN"] == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    real(source, target)
    if ends:
        os.kill(os.getpid(), signal.SIGKILL)

os.replace = replace
"""


def run(folder, *command, **environment):
    """Run a command as make does, in *folder*; return code, and all that was said."""
    paths = [str(folder / "kills"), str(ROOT)] if "KILL" in environment else [str(ROOT)]
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, capture_output=True, text=True,
        check=False, timeout=180,
        env={**os.environ, **environment, "PYTHONPATH": os.pathsep.join(paths)},
    )  # fmt: skip
    assert "Traceback" not in done.stdout + done.stderr
    print(done.stdout, done.stderr)
    return done.returncode, done.stdout + done.stderr


def killed(folder, *command, name, when, **environment):
    """Run a command that is killed when it puts a file called *name* in place."""
    (folder / "kills").mkdir(exist_ok=True)
    (folder / "kills/sitecustomize.py").write_text(KILLS)
    code, _ = run(folder, *command, KILL=name, WHEN=when, **environment)
    assert code == -9


def site(folder):
    """Return each file of the site, and what it has."""
    root = folder / "_build/html"
    return {p.relative_to(root): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_a_full_disk_leaves_the_last_site_and_the_next_build_works(folder):
    assert build(folder)[0] == 0
    before = site(folder)
    (folder / "posts/one.md").write_text(POST.replace("Words", "Other words"))
    code, said = build(folder, prepare=full)
    assert code
    assert "File too large; free some space there, and build again" in said
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


#: Has Python find none of the packages NAMES
LACKS = """
import sys

class Lacking:
    def __init__(self, finder):
        self.find_distributions = getattr(finder, "find_distributions", lambda *some: ())
        self.finder = finder

    def find_spec(self, name, *some):
        return None if name.partition(".")[0] in NAMES else self.finder.find_spec(name, *some)

sys.meta_path = [Lacking(finder) for finder in sys.meta_path]
"""


def test_commands_need_no_package_that_only_tests_have(folder):
    def pinned(path):
        found = re.findall(r"^([\w.-]+)(?:\[.*\])?==", (ROOT / path).read_text(), re.MULTILINE)
        return {canonicalize_name(name) for name in found}

    extra = pinned("tests/requirements.txt") - pinned("requirements.txt")
    of = packages_distributions().items()
    names = {name for name, dists in of if {canonicalize_name(one) for one in dists} <= extra}
    assert {"pytest", "hypothesis"} <= names
    (folder / "kills").mkdir()
    (folder / "kills/sitecustomize.py").write_text(f"NAMES = {names}\n{LACKS}")
    links = ["blink.builder.crash", "-q", "-b", "linkcheck", ".", "_build/linkcheck"]
    for command in (["blink", "new"], ["blink", "publish"], links):
        code, said = run(folder, *command, KILL="", BLINK_TITLE="A title")
        assert code == 0, said


# -- Kills -------------------------------------------------------------------------


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_publish_that_is_killed_leaves_the_ledger_whole(folder, when):
    ledger = folder / "posts/published.jsonl"
    assert run(folder, "blink", "publish")[0] == 0
    before = ledger.read_bytes()
    (folder / "posts/two.md").write_text(POST.replace("One", "Two"))
    killed(folder, "blink", "publish", name=ledger.name, when=when)
    assert (ledger.read_bytes() == before) == (when == "before")
    assert all(json.loads(line) for line in ledger.read_text().splitlines())
    code, said = run(folder, "blink", "publish")
    assert code == 0
    assert ("posts/two.html" in said) == (when == "before")
    assert set(before.splitlines()) < set(ledger.read_bytes().splitlines())
    assert not list(folder.rglob(".*.new"))


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_draft_whose_publish_is_killed_is_published_by_the_next(folder, when):
    draft = folder / "posts/2020/two.md"
    draft.parent.mkdir()
    draft.write_text("---\ndraft: true\n---\n# Two\n\nWords.\n")
    killed(folder, "blink", "publish", name=draft.name, when=when, BLINK_POST="posts/2020/two.md")
    assert ("draft: true" in draft.read_text()) == (when == "before")
    assert run(folder, "blink", "publish", BLINK_POST="posts/2020/two.md")[0] == 0
    assert [path.parent.name for path in folder.glob("posts/*/two.md")] != ["2020"]
    assert b"two.html" in (folder / "posts/published.jsonl").read_bytes()


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_linkcheck_that_is_killed_leaves_what_it_knows_whole(folder, when):
    known = folder / "_build/linkcheck/known.json"
    check = ["blink.builder.crash", "-q", "-b", "linkcheck", "-d", "_build/c", "-D"]
    check += ["blink_linkcheck_memento=", ".", "_build/linkcheck"]
    with link_server() as server:
        (folder / "posts/one.md").write_text(f"{POST}\n[one]({server.address}/good)\n")
        assert run(folder, *check)[0] == 0
        before = known.read_bytes()
        text = f"{POST}\n[one]({server.address}/good) and [two]({server.address}/page)\n"
        (folder / "posts/one.md").write_text(text)
        killed(folder, *check, name=known.name, when=when)
        assert (known.read_bytes() == before) == (when == "before")
        assert set(json.loads(before)) <= set(json.loads(known.read_bytes()))
        assert run(folder, *check)[0] == 0
        assert len(json.loads(known.read_bytes())) == 2


def listening():
    """Have the next program hear of interrupts; what a shell starts with `&` does not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("command", ["build", "check", "publish"])
def test_an_interrupt_is_one_word(folder, command):
    conf = (folder / "conf.py").read_text()
    wait = "import time, pathlib; pathlib.Path('reached').touch(); time.sleep(60)\n"
    (folder / "conf.py").write_text(wait + conf)
    with subprocess.Popen(
        [sys.executable, "-m", "blink", command], cwd=folder, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, preexec_fn=listening,  # noqa: PLW1509
    ) as process:  # fmt: skip
        while not (folder / "reached").exists():
            assert process.poll() is None
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        said = process.communicate(timeout=60)[0]
    assert process.returncode
    assert "interrupted" in said.lower()
    assert "Traceback" not in said


#: Has the workers of a build take their time
WAITS = """
import os, time

def wait(app, name, source, begun=os.getpid()):
    if os.getpid() != begun:
        time.sleep(9)

def setup(app):
    app.connect("source-read", wait)
"""


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_build_that_is_killed_leaves_no_process_and_no_lock(folder, how):
    for number in range(120):
        (folder / f"posts/{number}.md").write_text(POST.replace("One", str(number)))
    conf = (folder / "conf.py").read_text()
    (folder / "conf.py").write_text(conf + WAITS)
    command = [sys.executable, "-m", "blink", "build", "--", "-q", "--jobs", "2"]
    process = subprocess.Popen(
        command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, start_new_session=True
    )
    while not (found := children(process.pid)):
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(how)
    process.wait(timeout=10)
    deadline = time.monotonic() + 5
    while any(Path(f"/proc/{one}").exists() for one in found) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [one for one in found if Path(f"/proc/{one}").exists()]
    (folder / "conf.py").write_text(conf)
    assert "another build" not in build(folder)[1]


def children(pid):
    """Return the processes that *pid* began."""
    try:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []


# -- Folders ---------------------------------------------------------------------


def without_rights():
    """Have root be refused as others are, by what the next program may be granted."""
    if os.geteuid() == 0:
        drop, override = 24, 1  # PR_CAPBSET_DROP, CAP_DAC_OVERRIDE: prctl(2), capabilities(7)
        assert ctypes.CDLL(None, use_errno=True).prctl(drop, override, 0, 0, 0) == 0


@pytest.mark.parametrize("part", ["_build", "_build/html.spare", "_build/stage/html/posts"])
def test_an_output_that_may_only_be_read_is_told(folder, part):
    assert build(folder)[0] == 0
    (folder / "posts/one.md").write_text(POST.replace("Words", "Other words"))
    assert build(folder)[0] == 0
    before = site(folder)
    (folder / "posts/one.md").write_text(POST.replace("Words", "Third words"))
    paths = [folder / part, *(folder / part).rglob("*")]
    for one in paths:
        one.chmod(0o555)
    code, said = build(folder, prepare=without_rights)
    for one in paths:
        one.chmod(0o755)
    assert code
    assert "_build" in said
    assert "Permission denied" in said
    assert site(folder) == before
    assert build(folder)[0] == 0
    assert b"Third words" in site(folder)[Path("posts/one.html")]


def few_files():
    """Grant the next program 128 open files."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (128, 128))


def test_ten_thousand_drafts_cost_a_blog_nothing(folder):
    (folder / "posts/drafts").mkdir()
    for number in range(10_000):
        text = f"---\ndraft: true\n---\n# Draft {number}\n"
        (folder / f"posts/drafts/{number}.md").write_text(text)
    code, said = build(folder, prepare=few_files)
    assert (code, said.count("WARNING")) == (0, 0)
    assert Path("posts/one.html") in site(folder)
    assert not [path for path in site(folder) if "drafts" in str(path)]
