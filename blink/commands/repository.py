"""The author's git repository → what a commit would have in it, and a copy of that in a folder.

Nothing of the author's is changed: neither the index, nor a branch, nor a file. What is added is
added to a copy of the index, and its objects go into the repository of the copy.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

#: How many files a command names before it names folders in their place
FEW = 8

#: The mode of a submodule in git's index
_SUBMODULE = "160000"
#: Who makes the commit in the copy, which nobody ever sees
_NOBODY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Blink"), ("EMAIL", "blink@localhost"))
}


class GitError(Exception):
    """What git says about why it did not do something."""

    def __init__(self, reason: str, code: int = -1) -> None:
        super().__init__(reason)
        self.code = code


class Ignored(NamedTuple):
    """Why git ignores a file."""

    #: the file and the line of the rule
    place: str
    pattern: str


def plain_environment() -> dict[str, str]:
    """Return the environment without what it says of a repository."""
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}


def git(
    folder: Path, *command: str, env: Mapping[str, str] | None = None, text: str = ""
) -> str:  # fmt: skip
    """Return what a command of git prints in *folder*, in the environment *env*.

    :raises GitError: if git fails, or is not there.
    """
    try:
        done = subprocess.run(
            ["git", "-c", "core.quotepath=false", *command], cwd=folder, check=False,
            capture_output=True, input=os.fsencode(text),
            env={**(os.environ if env is None else env), "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
        )  # fmt: skip
    except OSError as error:
        raise GitError(f"git does not run: {error.strerror}") from error
    if done.returncode:
        lines = os.fsdecode(done.stderr).strip().splitlines() or [f"`git {command[0]}` failed"]
        raise GitError(lines[0].removeprefix("fatal: "), done.returncode)
    return os.fsdecode(done.stdout).removesuffix("\n")


def fewest(names: Collection[str], untracked: Collection[str]) -> list[str]:
    """Return the folders and files that stand for all *names*, and for nothing else *untracked*.

    >>> fewest(["a/b/1", "a/b/2", "c/3"], ["a/b/1", "a/b/2", "a/4", "c/3"])
    ['a/b', 'c']
    """
    others = {*untracked} - {*names}
    mixed = {parent for name in others for parent in PurePosixPath(name).parents}
    found = set()
    for name in names:
        best = PurePosixPath(name)
        for parent in list(best.parents)[:-1]:
            if parent in mixed:
                break
            best = parent
        found.add(str(best))
    return sorted(found)


class Repository:
    """The repository that *folder* is in.

    :raises GitError: if there is none, or git cannot be asked.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        top = git(self.folder, "rev-parse", "--show-toplevel")
        if not top:
            raise GitError("it is the folder of a repository without files")
        self.top = Path(top).resolve()
        try:
            #: the last commit, or ``""`` if there is none yet
            self.head = self._git("rev-parse", "--quiet", "--verify", "HEAD^{commit}")
        except GitError:
            self.head = ""
        rows = [row.partition("\t") for row in self._list("ls-files", "--stage")]
        #: of the index, as paths below the top
        self.tracked = {path for _, _, path in rows}
        self.submodules = {path for mode, _, path in rows if mode.startswith(_SUBMODULE)}
        #: what is neither in the index nor ignored
        self.untracked = {*self._list("ls-files", "--others", "--exclude-standard")}

    def _git(self, *command: str) -> str:
        return git(self.top, *command)

    def _list(self, *command: str) -> list[str]:
        return [row for row in self._git(*command, "-z").split("\0") if row]

    def _path(self, name: str) -> Path:
        return self.top / self._git("rev-parse", "--git-path", name)

    def paths_of(self, file: Path) -> Iterator[str]:
        """Yield the paths below the top that git has to have for *file* to be there.

        Those are of the symbolic links on the way and of what they lead to; ``""`` stands for a
        path outside of the repository.
        """
        for _ in range(40):  # as many links as Linux follows
            if os.path.realpath(file) == str(file):
                break
            for link in (one for one in [*reversed(file.parents), file] if one.is_symlink()):
                real = link.parent.resolve() / link.name
                if real.is_relative_to(self.top):
                    yield real.relative_to(self.top).as_posix()
                target = Path(os.path.normpath(real.parent / os.readlink(link)))
                file = target / file.relative_to(link)
                break
        yield file.relative_to(self.top).as_posix() if file.is_relative_to(self.top) else ""

    def submodule_of(self, path: str) -> str:
        """Return the submodule that *path* is in, or ``""``."""
        parents = map(str, PurePosixPath(path).parents)
        return next((one for one in parents if one in self.submodules), "")

    def ignored(self, paths: Iterable[str]) -> dict[str, Ignored]:
        """Return those of *paths* that git ignores, and why; they must be in no submodule."""
        text = "\0".join(sorted(paths))
        if not text:
            return {}
        try:
            said = git(self.top, "check-ignore", "-v", "-z", "--stdin", text=text)
        except GitError as error:
            if error.code == 1:  # none of them is
                return {}
            raise
        fields = iter(said.split("\0"))
        found = {}
        for source, line, pattern, path in zip(fields, fields, fields, fields, strict=False):
            if not pattern.startswith("!"):
                found[path] = Ignored(f"{self.seen(source)}:{line}", pattern)
        return found

    def seen(self, path: str) -> str:
        """Return *path*, which may be below the top, as it is written in the folder."""
        return path if os.path.isabs(path) else os.path.relpath(self.top / path, self.folder)

    def add_command(self, paths: Collection[str]) -> list[str]:
        """Return the command that adds *paths*: it names each of them, or a folder of them."""
        named = sorted(paths) if len(paths) <= FEW else fewest(paths, self.untracked)
        if not named:
            return []
        here = [f"./{one}" if one.startswith("-") else one for one in map(self.seen, named)]
        magic = any(re.search(r"[*?\[\\]|^:", one) for one in here)
        return ["git", *(["--literal-pathspecs"] if magic else []), "add", *here]

    def commit_into(self, copy: Path, index: Path, add: Sequence[str]) -> bool:
        """Make *copy* what a clone has after the command *add* and ``git commit -a``.

        Return whether there is anything to commit. *index* is where the copy of the index is put.

        :raises GitError: if git refuses one of them.
        """
        plain = plain_environment()
        form = self._git("rev-parse", "--show-object-format")
        git(
            self.top, "init", "-q", "--template=", f"--object-format={form}", str(copy), env=plain
        )  # fmt: skip
        objects = copy / ".git" / "objects"
        (objects / "info").mkdir(exist_ok=True)
        own = os.fsencode(self._path("objects"))
        (objects / "info" / "alternates").write_bytes(own + b"\n")
        for name, target in (("index", index), ("shallow", copy / ".git" / "shallow")):
            if (source := self._path(name)).is_file():
                shutil.copyfile(source, target)
        env = {**os.environ, "GIT_INDEX_FILE": str(index), "GIT_OBJECT_DIRECTORY": str(objects)}
        if add:
            git(self.folder, *add[1:], env=env)
        git(self.top, "add", "--update", ":/", env=env)
        tree = git(self.top, "write-tree", env=env)
        parent = ["-p", self.head] if self.head else []
        commit = git(
            self.top, "commit-tree", tree, *parent, "-m", "published", env={**env, **_NOBODY}
        )  # fmt: skip
        git(copy, "config", "lfs.storage", str(self._path("lfs")), env=plain)  # not from a server
        git(copy, "update-ref", "HEAD", commit, env=plain)
        git(copy, "reset", "-q", "--hard", env=plain)
        _export_submodules(self.top, copy, copy, plain)
        return not self.head or tree != self._git("rev-parse", f"{self.head}^{{tree}}")


def _export_submodules(source: Path, copy: Path, repository: Path, env: dict[str, str]) -> None:
    """Bring into *copy* the submodules of *source*, at the commits that *repository* says.

    That is asked in the environment *env*. One that *source* does not have, *copy* has not either.
    """
    rows = git(repository, "ls-files", "--stage", "-z", env=env).split("\0")
    for mode, _, path in (row.partition("\t") for row in rows):
        own = source / path
        if mode.startswith(_SUBMODULE) and (own / ".git").exists():
            index = Path(f"{copy / path}.index")
            inner = {**plain_environment(), "GIT_INDEX_FILE": str(index)}
            git(own, "read-tree", mode.split()[1], env=inner)
            git(own, "checkout-index", "--all", f"--prefix={copy / path}/", env=inner)
            _export_submodules(own, copy / path, own, inner)
            index.unlink()
