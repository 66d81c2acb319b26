"""The Makefile: every task, in a path with spaces, for an author who has set up nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
STUB = """#!/bin/sh
echo "$@" >>log
ls -d _build/* >>log 2>/dev/null
case "$*" in *"${FAIL:-nothing}"*) exit 1 ;; esac
"""


class Repository:
    """A copy of the repository, in which to say ``make``."""

    def __init__(self, folder: Path, names: list[str]) -> None:
        self.folder = folder / "a blog of my own"
        self.env = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("MAKE", "MFLAGS", "COV", "BLINK", "PYTHON"))
            and name
            not in {"ALL", "CI", "DRAFTS", "FIX", "PORT", "SPHINXOPTS", "T", "TITLE", "VIRTUAL_ENV"}
        }
        self.env["HOME"] = str(folder / "no home")
        (folder / "no home").mkdir()
        for name in names:
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, self.folder / name)

    def make(self, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["make", *args],
            check=False,
            cwd=self.folder,
            env=self.env | env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )

    def log(self) -> list[str]:
        """Return what the stub of Python was told, and what stood in ``_build`` then."""
        path = self.folder / "log"
        return path.read_text().splitlines() if path.exists() else []


@pytest.fixture
def bare(tmp_path: Path) -> Repository:
    """Return a repository that is not set up."""
    names = ["Makefile", "blink/scaffold/files/Makefile", "requirements.txt"]
    names += [
        "tests/requirements.txt",
        "audit/requirements.txt",
        "blink/discovery/requirements.txt",
    ]
    return Repository(tmp_path, names)


@pytest.fixture
def stub(bare: Repository) -> Repository:
    """Return a repository that is set up with a Python that does nothing but tell."""
    python = bare.folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(STUB)
    python.chmod(0o755)
    for stamp in (".ready", ".ready-tests"):
        (bare.folder / ".venv" / stamp).touch()
    return bare


def cloned(folder: Path) -> Repository:
    """Return what a fresh clone of this working tree would be."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    names = [name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    return Repository(folder, names)


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Return a fresh clone that has the packages of this process."""
    clone = cloned(tmp_path_factory.mktemp("ready"))
    (clone.folder / ".venv").mkdir()
    for path in Path(sys.prefix).iterdir():
        if path.name in ("bin", "lib", "lib64", "pyvenv.cfg"):
            (clone.folder / ".venv" / path.name).symlink_to(path)
    (clone.folder / ".venv" / ".ready").touch()
    return clone


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Return a fresh clone after its first ``make html``, which sets up all that it needs."""
    clone = cloned(tmp_path_factory.mktemp("clone"))
    for tool in ("pip", "uv"):  # what was downloaded once need not be again
        cache = Path.home() / ".cache" / tool
        clone.env.setdefault(f"{tool.upper()}_CACHE_DIR", str(cache))
    made = clone.make("html")
    assert made.returncode == 0, made.stdout + made.stderr
    assert made.stdout.count("setting up .venv") == 1
    assert "the site is in _build/html" in made.stdout
    return clone


# -- A fresh clone -------------------------------------------------------------


@pytest.mark.matrix
def test_html_once_more(clone: Repository) -> None:
    page = clone.folder / "_build" / "html" / "index.html"
    before = page.stat().st_mtime_ns
    stamps = {path: path.stat().st_mtime_ns for path in (clone.folder / ".venv").glob(".*")}
    made = clone.make("html")
    assert made.returncode == 0, made.stdout + made.stderr
    assert "setting up" not in made.stdout + made.stderr
    assert {path: path.stat().st_mtime_ns for path in stamps} == stamps
    assert page.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    "title",
    [
        'It\'s "quoted", (twice) & so on',
        "50 % of $HOME for $5: $(shell touch pwned) `touch pwned`; ls #1",
        "Unclosed $( and ${ here",
        r"C:\new\table \\ end \ ".strip(),
        "# first",
        "-n dashes -- first",
        "Сколько стоит обрезка? 剪枝 ✂",
        "{title} %s 'a' = b",
    ],
)
def test_new(ready: Repository, title: str) -> None:
    made = ready.make("new", f"TITLE={title}")
    assert made.returncode == 0, made.stdout + made.stderr
    assert made.stderr == ""
    name = made.stdout.split()[0]
    assert made.stdout == f"{name} was created; run `make preview` to see it\n"
    text = (ready.folder / name).read_text(encoding="utf-8")
    (ready.folder / name).unlink()
    assert yaml.safe_load(text.split("---\n")[1])["title"] == title
    assert not list(ready.folder.rglob("pwned"))


def test_entry_and_report(ready: Repository) -> None:
    title = 'TITLE=It\'s "one" $(shell touch pwned)'
    asked = ready.make("entry", "LOGBOOK=Key $words", title)
    assert asked.returncode == 2
    assert "there is no logbook `Key $words`" in asked.stderr
    assert "NEW=1" in asked.stderr
    entry = ready.make("entry", "LOGBOOK=Key $words", title, "NEW=1")
    assert entry.returncode == 0, entry.stdout + entry.stderr
    report = ready.make("report", "LOGBOOK=key-words", "TITLE=What it gave")
    assert report.returncode == 0, report.stdout + report.stderr
    headers = []
    for made in (entry, report):
        path = ready.folder / made.stdout.split()[0]
        headers.append(yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1]))
        path.unlink()
    assert headers[0]["logbook"] == headers[1]["report"] == "Key $words"
    assert headers[0]["title"] == 'It\'s "one" $(shell touch pwned)'
    assert not list(ready.folder.rglob("pwned"))


def test_run_attach_and_note(ready: Repository) -> None:
    """What they are given reaches them as it was typed, from Makefile to ``run.json``."""
    kept = ready.folder / "kept"
    shutil.copytree(ready.folder / "posts", kept)
    try:
        made = ready.make("entry", "LOGBOOK=Pens", "TITLE=How sharp", "NEW=1")
        path = ready.folder / made.stdout.split()[0]
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("hypothesis:", "hypothesis: Sharp."), encoding="utf-8")
        command = """echo 'it''s {seed}' "a b" $HOME >out && echo '{"acc": {seed}}' >results.json"""
        made = ready.make("run", "ENTRY=how-sharp", "SEEDS=1,3", f"CMD={command}")
        assert made.returncode == 0, made.stderr
        runs = path.parent / "runs/how-sharp"
        record = json.loads((runs / "seed-3/run.json").read_text(encoding="utf-8"))
        assert record["command"] == ["sh", "-c", command.replace("{seed}", "3")]
        assert record["metrics"] == {"acc": 3}
        assert "status: done\n" in path.read_text(encoding="utf-8")
        assert (ready.folder / "out").read_text().startswith("its 3 a b /")
        tool = ready.folder / "my runs"
        tool.mkdir()
        (tool / "results.csv").write_text("seed,acc\n7,1\n8,2\n")
        made = ready.make("attach", "ENTRY=how-sharp", "FROM=my runs")
        assert made.returncode == 0, made.stderr
        assert "2 runs of csv attached" in made.stdout
        for words in (["lr 1e-3 diverges: $5"], ["TEXT=lr=1e-3 “diverges”"]):
            made = ready.make("note", "LOGBOOK=pens", *words)
            assert made.returncode == 0, made.stderr
        notes = (ready.folder / "posts/notes.jsonl").read_text(encoding="utf-8").splitlines()
        texts = [json.loads(line)["text"] for line in notes[-2:]]
        assert texts == ["lr 1e-3 diverges: $5", "lr=1e-3 “diverges”"]
        made = ready.make("note", "LOGBOOK=pens", "lr=1e-3 diverges")
        assert made.returncode == 2
        assert "TEXT=" in made.stderr
    finally:
        shutil.rmtree(ready.folder / "posts")
        kept.rename(ready.folder / "posts")


def test_new_refuses(ready: Repository) -> None:
    made = ready.make("new", "TITLE=...")
    assert made.returncode == 2
    assert made.stderr.splitlines()[0] == (
        "the title must contain a letter or a digit, for the name of the file, unlike '...'"
    )
    first = ready.make("new", "TITLE=Twice", TITLE="from the environment")
    again = ready.make("new", TITLE="twice!")
    name = first.stdout.split()[0]
    (ready.folder / name).unlink()
    assert first.returncode == 0
    assert again.returncode == 2
    assert again.stderr.splitlines()[0] == f"{name} already exists; choose another title"


# -- Values without quotes -----------------------------------------------------


@pytest.mark.parametrize(
    ("args", "command"),
    [
        (["new", "TITLE=Hello", "world"], 'new TITLE="Hello world"'),
        (["new", "TITLE=Hello", "new", "world"], 'new TITLE="Hello new world"'),
        (["TITLE=Hello", "big", "world", "new"], 'new TITLE="Hello big world"'),
        (["new", "TITLE=Spring", "clean"], 'new TITLE="Spring clean"'),
        (["new", "TITLE=$x (a,", "b"], 'new TITLE="$x (a, b"'),
        (["new", "TITLE=My", "tests"], 'new TITLE="My tests"'),  # a folder
        (["entry", "LOGBOOK=a", "book", "TITLE=b"], 'entry LOGBOOK="…" TITLE="…"'),
        (["entry", "LOGBOOK=a book", "TITLE=b", "c"], 'entry LOGBOOK="a book" TITLE="b c"'),
        (["report", "LOGBOOK=my", "book"], 'report LOGBOOK="my book"'),
        (["run", "ENTRY=a", "CMD=python", "a.py"], 'run ENTRY="…" CMD="…"'),
        (["attach", "ENTRY=a b", "FROM=my", "runs"], 'attach ENTRY="a b" FROM="my runs"'),
        (["publish", "POST=posts/a", "b.md"], 'publish POST="posts/a b.md"'),
        (["execute", "POST=posts/a", "b.md"], 'execute POST="posts/a b.md"'),
        (["import", "SRC=my", "blog"], 'import SRC="my blog"'),
        (["add", "PACKAGE=a", "b"], 'add PACKAGE="a b"'),
        (["new", "TITLE=Loss", "lr=3"], 'new TITLE="Loss lr=3"'),
        (["new", "TITLE=Loss at", "a=$x"], 'new TITLE="Loss at a=$x"'),
        (["new", "TITLE=Loss\\", "lr=3", "wd=1"], 'new TITLE="Loss\\ …"'),
        (["new", "TITLE=Loss", "at", "lr=3"], 'new TITLE="Loss …"'),
        (["publish", "POST=posts/a", "b=c.md"], 'publish POST="posts/a b=c.md"'),
        (["new", "TITLE=A", "-n", "x"], 'new TITLE="A …"'),
    ],
)
def test_a_value_without_quotes_is_an_error_before_anything_runs(
    stub: Repository, args: list[str], command: str
) -> None:
    made = stub.make(*args)
    assert made.returncode == 2
    assert f"put quotes around a value with spaces: make {command}." in made.stderr
    assert (made.stdout, stub.log()) == ("", [])


def test_an_unknown_variable_is_named(stub: Repository) -> None:
    made = stub.make("run", "ENTRY=a", "SEED=3", "CMD=python a.py")
    assert made.returncode == 2
    assert "there is no variable SEED; correct it, or put quotes" in made.stderr


@pytest.mark.parametrize(
    "args",
    [
        ["new", "TITLE=A title", "preview"],
        ["clean", "publish", "POST=posts/a.md", "linkcheck"],
        ["report", "LOGBOOK=pruning", "preview"],
        ["new", "TITLE=A\\b at lr=3\\ and\tb=5", "PORT=1", "T=x y=z", "PIP_INDEX=a", "preview"],
    ],
)
def test_tasks_may_follow_a_value(stub: Repository, args: list[str]) -> None:
    assert stub.make(*args).returncode == 0
    assert len(stub.log()) == 2


# -- Without setting up --------------------------------------------------------


def test_help(bare: Repository) -> None:
    made = bare.make()
    phony = [
        name
        for makefile in (ROOT / "blink/scaffold/files/Makefile", ROOT / "Makefile")
        for line in makefile.read_text(encoding="utf-8").splitlines()
        if line.startswith(".PHONY:")
        for name in line.split()[1:]
    ]
    listed = [line.split(maxsplit=1) for line in made.stdout.splitlines()]
    assert made.stderr == ""
    assert [name for name, _ in listed] == phony
    assert made.stdout == bare.make("help").stdout
    assert not (bare.folder / ".venv").exists()


def test_new_without_title(bare: Repository) -> None:
    for args in ([], ["TITLE="]):
        made = bare.make("new", *args)
        assert made.returncode == 2
        assert made.stdout == ""
        assert made.stderr.splitlines()[0] == 'usage: make new TITLE="What pruning costs"'
    assert not (bare.folder / ".venv").exists()


def test_entry_and_report_without_a_logbook(bare: Repository) -> None:
    for target in (["entry", "LOGBOOK=a"], ["entry", "TITLE=a"], ["report"]):
        made = bare.make(*target)
        assert made.returncode == 2
        assert made.stderr.splitlines()[0].startswith(f"usage: make {target[0]} LOGBOOK=")
    for target in (["run", "ENTRY=a"], ["attach", "FROM=a"], ["note", "LOGBOOK=a"]):
        made = bare.make(*target)
        assert made.returncode == 2
        assert made.stderr.splitlines()[0].startswith(f"usage: make {target[0]} ")
    assert not (bare.folder / ".venv").exists()


@pytest.mark.parametrize("python", ["too old", "not there"])
def test_python_too_old(bare: Repository, tmp_path: Path, python: str) -> None:
    old = tmp_path / "too old"
    said = "import sys; sys.version_info = (3, 10); exec(sys.argv[1])"
    old.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{said}" "$2"\n')
    old.chmod(0o755)
    made = bare.make("html", f"PYTHON={tmp_path / python}")
    assert made.returncode == 2
    assert made.stderr.startswith("Blink needs Python 3.11 or newer")
    assert not (bare.folder / ".venv").exists()


def test_python_without_venv(bare: Repository, tmp_path: Path) -> None:
    """Debian's python3 without python3-venv: ``import ensurepip`` fails, the rest is there."""
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\ncase "$2" in *ensurepip*) exit 1 ;; esac\n')
    python.chmod(0o755)
    made = bare.make("html", f"PYTHON={python}", PATH=tools(tmp_path))
    assert made.returncode == 2
    assert "apt install python3-venv" in made.stderr.splitlines()[0]
    assert not (bare.folder / ".venv" / ".ready").exists()


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("conf.py", 'language = "en"\n', False),
        ("conf.py", 'language = "zh_CN"\n', True),
        ("conf.py", "language='ja'\n", True),
        ("posts/2026/a.md", "---\nlanguage: zh-Hans\n---\n", True),
        ("posts/2026/a.md", "---\nlanguage: 'th'\n---\n", True),
        ("posts/2026/a.md", "---\nlanguage: zhuang\n---\n", False),
        ("posts/2026/a.rst", ":language: zh\n", True),
    ],
)
def test_languages_without_spaces_need_the_extended_search(
    stub: Repository, file: str, text: str, expected: bool
) -> None:
    path = stub.folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    assert (".venv/.ready-cjk" in stub.make("--dry-run", "html").stdout) == expected


def test_set_up_again_when_requirements_change(stub: Repository) -> None:
    later = (stub.folder / ".venv" / ".ready").stat().st_mtime + 10
    os.utime(stub.folder / "requirements.txt", (later, later))
    made = stub.make("html", "PYTHON=false")
    assert "setting up .venv" in made.stdout
    assert made.returncode == 2


def tools(folder: Path, *names: str) -> str:
    """Return a PATH on which there is what the Makefile calls, and *names*."""
    path = folder / "tools"
    path.mkdir(exist_ok=True)
    for name in ("make", "sh", "env", "echo", "grep", "ls", "rm", "touch", *names):
        real = shutil.which(name) or shutil.which("true")
        if not (path / name).exists():
            (path / name).symlink_to(str(real))
    return str(path)


# -- What each target runs -----------------------------------------------------


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ([], "-m blink build -- --fail-on-warning --keep-going --jobs auto"),
        (
            ["DRAFTS=1"],
            "-m blink build --drafts -- --fail-on-warning --keep-going --jobs auto",
        ),
        (["DRAFTS=0", "SPHINXOPTS=-v"], "-m blink build -- -v"),
        (["DRAFTS=", "SPHINXOPTS="], "-m blink build --"),
    ],
)
def test_html(stub: Repository, args: list[str], told: str) -> None:
    made = stub.make("html", *args)
    assert (made.returncode, made.stdout, made.stderr) == (0, "", "")
    assert stub.log() == [told]
    assert stub.make("html", FAIL="blink build").returncode != 0


@pytest.mark.parametrize("goals", [["clean", "html"], ["html", "clean"], ["-j8", "lint", "clean"]])
def test_clean_goes_first(stub: Repository, goals: list[str]) -> None:
    (stub.folder / "_build" / "html").mkdir(parents=True)
    assert stub.make(*goals).returncode == 0
    assert stub.log()
    assert not [line for line in stub.log() if line.startswith("_build")]


def test_clean_leaves_the_rest(stub: Repository) -> None:
    (stub.folder / "_build" / "html").mkdir(parents=True)
    before = set(stub.folder.iterdir())
    assert stub.make("clean").returncode == 0
    assert set(stub.folder.iterdir()) == before - {stub.folder / "_build"}


@pytest.mark.parametrize(
    ("args", "options"),
    [
        ([], ""),
        (["FIX=1"], " --fix"),
        (["ALL=1", "FIX=0"], " --all"),
    ],
)
def test_linkcheck(stub: Repository, args: list[str], options: str) -> None:
    made = stub.make("linkcheck", *args)
    assert (made.returncode, made.stdout, made.stderr) == (0, "", "")
    assert stub.log() == [f"-m blink linkcheck{options}"]
    assert stub.make("linkcheck", FAIL="linkcheck").returncode != 0


def test_audit(stub: Repository) -> None:
    python = stub.folder / "_build" / "audit" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(stub.folder / ".venv" / "bin" / "python")
    (stub.folder / "_build" / "audit" / ".ready").touch()
    assert stub.make("audit").returncode == 0
    folders = (".", "tests", "blink/notebooks", "blink/discovery", "blink/material", "audit")
    told = " ".join(f"{folder}/requirements.txt" for folder in folders)
    assert stub.log()[0] == f"audit/audit.py {told}"
    assert all((ROOT / folder / "requirements.txt").is_file() for folder in folders)
    assert stub.make("audit", FAIL="audit").returncode != 0


def test_test_runs_pytest_last(stub: Repository, tmp_path: Path) -> None:
    path = tools(tmp_path, "chromium", "newsboat", "java")
    made = stub.make("-j8", "test", PATH=path)
    assert (made.returncode, made.stdout, made.stderr) == (0, "", "")
    assert [line.split()[1] for line in stub.log()] == ["ruff", "ruff", "mypy", "pytest"]
    assert "--numprocesses auto" in stub.log()[-1]


@pytest.mark.parametrize(
    ("goal", "end"),
    [
        (
            ["test", "T=tests/feeds/test_atom.py -k 'ids or dates'"],
            " tests/feeds/test_atom.py -k ids or dates",
        ),
        (["test-matrix"], " -m matrix"),
        (["coverage"], " --cov=blink --cov-report=term-missing:skip-covered"),
    ],
)
def test_a_part_of_the_tests(stub: Repository, tmp_path: Path, goal: list[str], end: str) -> None:
    made = stub.make(*goal, PATH=tools(tmp_path, "chromium", "newsboat", "java"))
    assert (made.returncode, made.stdout, made.stderr) == (0, "", "")
    assert len(stub.log()) == 1
    assert stub.log()[0].startswith("-m pytest ")
    assert stub.log()[0].endswith(end)


@pytest.mark.parametrize("tool", ["ruff check", "ruff format", "mypy"])
def test_lint_fails(stub: Repository, tool: str) -> None:
    assert stub.make("lint", FAIL=tool).returncode != 0
    assert stub.make("test", FAIL=tool).returncode != 0
    assert not any("pytest" in line for line in stub.log())


def test_without_browser_and_reader(stub: Repository, tmp_path: Path) -> None:
    path = tools(tmp_path)
    made = stub.make("test", PATH=path)
    assert made.returncode == 0
    for tool in ("chromium", "newsboat", "java"):
        assert f"{tool} is not on PATH: the tests that use it are SKIPPED" in made.stderr
    assert "pytest" in stub.log()[-1]
    made = stub.make("test", PATH=path, CI="true")
    assert made.returncode != 0
    assert "pytest" not in stub.log()[-1]
