"""The commit command that a publish prints includes every file that the site needs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT

from blink.commands.publishing import committed_build as committed
from blink.commands.publishing import needed_files as needed
from blink.commands.publishing.needed_files import strings
from blink.commands.publishing.repository import GitError, Repository, covering_paths, git

if TYPE_CHECKING:
    from pathlib import Path

CONF = (
    (ROOT / "conf.py")
    .read_text(encoding="utf-8")
    .replace("blink.example.org", "h.example.dev")
    .replace("Your Name", "Ann")
)
DATED = "---\ndate: 2026-01-31\n---\n\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9"/></svg>'
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763"
    "f8cfc000000301010018dd8db00000000049454e44ae426082"
)
ME = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Ann"), ("EMAIL", "ann@h.example"))
}


class Work:
    """A repository, with a blog in one of its folders."""

    def __init__(self, top: Path, below: str = ".") -> None:
        self.top, self.folder = top, top / below
        self.folder.mkdir(parents=True)
        self.git("init", "-q")
        self.write(".gitignore", "_build/\n__pycache__/\n")
        self.write("conf.py", f"{CONF}\nblink_search = False\n")
        for name in ("_templates", "_static"):
            shutil.copytree(ROOT / name, self.folder / name)
        self.write("index.md", "# Home\n")

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def git(self, *command: str) -> str:
        return git(self.top, *command, env={**os.environ, **ME})

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "one")

    def publish(self, **names: str) -> tuple[int, str]:
        """Publish; return the code, and what was printed."""
        temporary = self.top.with_name("temporary")
        temporary.mkdir(exist_ok=True)
        before = self.state()
        done = subprocess.run(
            [sys.executable, "-m", "blink", "publish"],
            cwd=self.folder, text=True, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary), **names},
        )  # fmt: skip
        assert self.state() == before
        assert "Traceback" not in done.stdout
        assert not list(temporary.iterdir())
        return done.returncode, done.stdout

    def state(self) -> tuple[object, ...]:
        """Return what a publish must leave alone."""
        own = self.top / ".git"
        files = sorted(path for path in own.rglob("*") if path.is_file())
        return [path.name for path in files], *(path.read_bytes() for path in files)

    def commit_as(self, said: str) -> str:
        """Run the command that was printed, and return it."""
        (command,) = [line.partition(": ")[2] for line in said.splitlines() if "git commit" in line]
        subprocess.run(
            command, shell=True, cwd=self.folder, check=True, capture_output=True,
            env={**os.environ, **ME, "GIT_EDITOR": "echo published >"},
        )  # fmt: skip
        return command

    def clone(self) -> Path:
        """Clone, build the clone strictly, and return its folder of conf.py."""
        target = self.top.with_name("a clone")
        command = ["-c", "protocol.file.allow=always", "clone", "-q", "--recurse-submodules"]
        git(self.top.parent, *command, str(self.top), str(target))
        folder = target / self.folder.relative_to(self.top)
        command = ["blink", "build", "--", "--fail-on-warning", "--keep-going", "-q"]
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=folder, text=True, check=False,
            capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return folder

    def site(self) -> set[str]:
        return names(self.folder / "_build/html")


def names(folder: Path) -> set[str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix() for path in found}


@pytest.fixture
def work(tmp_path, monkeypatch):
    for name in list(os.environ):
        if name.startswith("GIT_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return Work(tmp_path / "work")


def proved(work):
    """Build, and return what `prove` does, with the conf.py of *work*."""
    command = ["-b", "html", "-q", "-W", "-d", "_build/doctrees", ".", "_build/html"]
    subprocess.run(
        [sys.executable, "-m", "sphinx", *command], cwd=work.folder, check=True,
        env={**os.environ, needed.ASKED: "1"},
    )  # fmt: skip
    uses = needed.read_state(work.folder / "_build/doctrees" / needed.STATE)
    return committed.check_commit(Repository(work.folder), uses, [], work.folder / "_build/none")


# -- Publish, commit, clone --------------------------------------------------------


POST = """---
date: 2026-01-31
image: sub/thumb.svg
logbook: Key words
status: done
metrics: sub/run.json
---

# All of it

![p](picture.png) ![q](</shared/a "quoted" name's.svg>) ![r](linked/other.svg)

```{include} part.txt
```

```{literalinclude} code.py
```

```{csv-table} Rows
:file: rows.csv
```

{download}`data [1].bin`
"""


def test_a_clone_has_all_that_was_published(tmp_path):
    work = Work(tmp_path / "work", "the blog")
    work.write("posts/2026/old.md", f"{DATED}# Old\n\nWords.\n")
    work.write("posts/2026/gone.md", f"{DATED}# Gone\n\nWords.\n")
    work.write("posts/2025/draft.md", "---\ndraft: true\n---\n\n# A draft\n\nWords.\n")
    work.commit()
    # What follows, git does not have.
    work.write("conf.py", f"""{CONF}
import sys
from pathlib import Path
here = Path(__file__).parent
sys.path.insert(0, str(here / "_ext"))
extensions = [*extensions, "mine"]
release = (here / "VERSION").read_text()
html_extra_path = ["extra"]
html_logo = "logo.svg"
html_favicon = "mark.svg"
blink_search = False
""")  # fmt: skip
    work.write("VERSION", "1.0\n")
    work.write("_ext/mine.py", "from helper import setup\n")
    work.write("_ext/helper.py", "def setup(app):\n    app.add_config_value('x', 1, '')\n")
    work.write("extra/well-known/me.txt", "me")
    work.write("_static/.DS_Store", "")
    for name in ("logo.svg", "mark.svg", "posts/2026/sub/thumb.svg", "_static/icons/new.svg"):
        work.write(name, SVG)
    work.write("_templates/new.html", "")
    work.write('shared/a "quoted" name\'s.svg', SVG)
    work.write("shared/other.svg", SVG)
    work.write("posts/2026/all.md", POST)
    (work.folder / "posts/2026/linked").symlink_to("../../shared")
    work.write("posts/2026/picture.png", PNG)
    work.write("posts/2026/sub/run.json", '{"accuracy": 0.9}')
    work.write("posts/2026/part.txt", "Part.\n")
    work.write("posts/2026/code.py", "print(1)\n")
    work.write("posts/2026/rows.csv", "a,b\n")
    work.write("posts/2026/data [1].bin", b"\0")
    work.write("posts/2026/secret.md", "---\ndraft: true\n---\n\n# Secret\n")
    work.write("notes.txt", "of nobody's business")
    work.write("posts/2026/old.md", f"{DATED}# Old\n\nOther words.\n")
    (work.folder / "posts/2026/gone.md").unlink()

    code, said = work.publish(BLINK_POST="posts/2025/draft.md")
    assert code == 0, said
    work.commit_as(said)
    left = set(work.git("ls-files", "--others", "--exclude-standard").splitlines())
    assert left == {
        f"the blog/{one}" for one in ("notes.txt", "posts/2026/secret.md", "_static/.DS_Store")
    }
    assert work.git("diff", "--stat", "HEAD") == ""
    clone = work.clone()
    assert names(clone / "_build/html") == work.site()
    assert "Other words" in (clone / "_build/html/posts/2026/old.html").read_text()
    assert not (clone / "posts/2025").exists()
    assert (clone / "_build/html/well-known/me.txt").exists()
    code, said = work.publish()
    assert code == 0, said
    assert "git commit" not in said


def test_a_repository_without_a_commit_gets_its_first(work):
    work.write("posts/a.md", f"{DATED}# A\n\nWords.\n")
    for_hosts = ("requirements.txt", ".readthedocs.yaml", ".github/workflows/site.yml")
    for name in for_hosts:
        work.write(name, "")
    code, said = work.publish()
    assert code == 0, said
    assert "has no commits yet" in said
    work.commit_as(said)
    assert names(work.clone()) >= {*for_hosts}


def test_what_is_only_changed_needs_no_add(work):
    work.write("posts/a.md", f"{DATED}# A\n\nWords.\n")
    assert work.publish()[0] == 0
    work.commit()
    work.write("posts/a.md", f"{DATED}# A\n\nOther words.\n")
    code, said = work.publish()
    assert code == 0, said
    assert work.commit_as(said) == "git commit -a -m 'Publish'"
    work.clone()


def test_a_folder_without_git_is_published_and_told_so(work):
    shutil.rmtree(work.top / ".git")
    work.write("posts/a.md", f"{DATED}# A\n\nWords.\n")
    code, said = work.publish()
    assert code == 0, said
    assert "not a git repository" in said
    assert "git commit" not in said


def test_an_ignored_file_is_an_error_and_nothing_is_noted(work):
    work.write(".gitignore", "_build/\n*.svg\n!_static/*.svg\n*.jsonl\n")
    work.write("posts/a.md", f"{DATED}# A\n\n![p](p.svg)\n")
    work.write("posts/p.svg", SVG)
    code, said = work.publish()
    assert code == 1
    assert "posts/a.md:7: this file uses `posts/p.svg`, which git ignores because of" in said
    assert (
        "pattern `*.svg` in .gitignore:2; change that line, or run `git add -f posts/p.svg`" in said
    )
    assert "posts/published.jsonl:1: this is a file that git ignores because of the" in said
    assert said.count(".svg`") == 3  # the file, the pattern and the command
    assert "nothing was published" in said
    assert not (work.folder / "posts/published.jsonl").exists()
    work.write(".gitignore", "_build/\n*.svg\n!_static/*.svg\n")
    work.git("add", "-f", "posts/p.svg")
    assert work.publish()[0] == 0


def test_a_clone_that_fails_is_told_with_places_in_this_folder(work):
    work.write("posts/a.md", f"{DATED}# A\n\n![p](none.svg)\n")
    work.commit()
    work.git("update-index", "--assume-unchanged", "posts/a.md")  # `git commit -a` leaves it
    work.write("posts/a.md", f"{DATED}# A\n\nWords.\n")
    code, said = work.publish()
    assert code == 1
    lines = [line for line in said.splitlines() if "none.svg" in line]
    assert lines
    assert all(line.startswith("posts/a.md:7: ") for line in lines)
    assert "temporary" not in said
    assert not (work.folder / "posts/published.jsonl").exists()


# -- What a clone has --------------------------------------------------------------


def test_a_submodule_is_taken_at_its_commit(work, tmp_path):
    other = tmp_path / "figures"
    other.mkdir()
    (other / "one.svg").write_text(SVG)
    env = {**os.environ, **ME}
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"]):
        git(other, *command, env=env)
    add = ["submodule", "--quiet", "add", str(other), "figures"]
    work.git("-c", "protocol.file.allow=always", *add)
    work.write("posts/a.md", f"{DATED}# A\n\n![p](/figures/one.svg)\n")
    work.commit()
    assert proved(work)[1:] == (False, [])
    work.write("figures/two.svg", SVG)
    work.write("posts/a.md", f"{DATED}# A\n\n![p](/figures/two.svg)\n")
    (wrong,) = proved(work)[2]
    assert wrong.startswith(
        "posts/a.md:7: this file uses `figures/two.svg`, which the submodule `figures`"
    )
    git(work.folder / "figures", "add", ".", env=env)
    git(work.folder / "figures", "commit", "-qm", "two", env=env)
    assert proved(work)[1:] == (True, [])


def test_the_line_that_asks_for_a_file_is_found(work):
    post = work.write(
        "posts/a.md", "# A\n\n![m](/made/m.svg)\n\n[x](b/x.txt)\n\nmetrics: `y.json`\n"
    )
    for file, line in (("made/m.svg", 3), ("posts/b/x.txt", 5), ("posts/y.json", 7), ("z", 1)):
        found = committed.place_in(
            work.folder, str(work.folder / file), str(post), file.rpartition("/")[2]
        )
        assert found == f"posts/a.md:{line}"


def test_what_a_build_makes_need_not_be_in_git(work):
    conf = f"""{CONF}
from pathlib import Path
made = Path(__file__).parent / "made"
made.mkdir(exist_ok=True)
made.joinpath("m.svg").write_text({SVG!r})
"""
    work.write("conf.py", conf)
    work.write(".gitignore", "_build/\nmade/\n")
    work.write("posts/a.md", f"{DATED}# A\n\n![m](/made/m.svg)\n")
    assert proved(work)[2] == []


def test_an_ignored_file_that_only_conf_py_reads_is_told(work):
    work.write("conf.py", f"{CONF}\nfrom pathlib import Path\nx = Path('KEY.txt').read_text()\n")
    work.write("KEY.txt", "x")
    work.write(".gitignore", "_build/\nKEY.txt\n")
    wrong = proved(work)[2]
    assert (
        "uses `KEY.txt`, which git ignores because of the pattern `KEY.txt` in .gitignore:2"
        in wrong[0]
    )
    assert wrong[0].startswith("conf.py:")


def test_a_file_outside_of_the_repository_is_told(work, tmp_path):
    (tmp_path / "far.txt").write_text("x")
    post = work.write("posts/a.md", "![x](far.txt)\n")
    link = work.folder / "posts/far.txt"
    link.symlink_to(tmp_path / "far.txt")
    for file in (tmp_path / "far.txt", link):
        found = committed.files_to_commit(
            Repository(work.folder), [(str(file), str(post), "far.txt")]
        )
        (wrong,) = found.errors
        assert wrong.startswith("posts/a.md:1: this file uses `")
        assert "which is outside the git repository" in wrong


def test_a_file_of_a_repository_inside_is_told(work):
    inner = work.write("inner/a.svg", SVG).parent
    git(inner, "init", "-q", env={**os.environ, **ME})
    found = committed.files_to_commit(Repository(work.folder), [(str(inner / "a.svg"), "", "")])
    (wrong,) = found.absent.values()
    assert "`git add -f`" not in wrong
    assert "this git repository does not contain" in wrong


def test_git_that_is_not_there_is_told(work, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(GitError, match="git cannot be run"):
        Repository(work.folder)


# -- The command -------------------------------------------------------------------


def test_many_files_are_named_by_folders_that_hold_nothing_else(work):
    posts = {f"posts/2026/{number}.md" for number in range(20)}
    for name in posts | {"posts/secret.md", "-x/1", "-x/2"}:
        work.write(name, "")
    repository = Repository(work.folder)
    assert repository.add_command(posts | {"-x/1", "-x/2"}) == ["git", "add", "./-x", "posts/2026"]
    assert len(repository.add_command(posts | {"posts/secret.md"})) == 3
    few = sorted(posts)[:8]
    assert repository.add_command(few) == ["git", "add", *few]
    assert repository.add_command([]) == []


def test_names_that_git_takes_for_patterns_are_names(work):
    for name in ("a[1].md", "a1.md"):
        work.write(name, "")
    work.git(*Repository(work.folder).add_command(["a[1].md"])[1:])
    assert work.git("ls-files") == "a[1].md"


@pytest.mark.parametrize(
    ("names", "untracked", "expected"),
    [
        ([], ["a"], []),
        (["a"], ["a"], ["a"]),
        (["d/a", "d/e/b"], ["d/a", "d/e/b"], ["d"]),
        (["d/a", "d/e/b"], ["d/a", "d/e/b", "d/c"], ["d/a", "d/e"]),
        (["d/new"], [], ["d"]),
    ],
)
def test_folders_cover_no_other_untracked_file(names, untracked, expected):
    assert covering_paths(names, untracked) == expected


def test_all_strings_in_settings_are_found():
    assert sorted(strings({"a": [("b", None, 1)], "c": {"d"}})) == ["a", "b", "c", "d"]
