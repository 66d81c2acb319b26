"""The author's git repository: what a commit would contain, and a copy of that in a folder.

The author's index, branches and files do not change. Files are added to a copy of the index, and
git writes their objects into the repository of the copy.
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

#: The most files that a command names; if there are more, it names folders
MOST_NAMED = 8

#: The mode of a submodule in git's index
_SUBMODULE = "160000"
#: The author of the commit in the copy, which is deleted afterwards
_AUTHOR = {
    f"GIT_{role}_{part}": value
    for role in ("AUTHOR", "COMMITTER")
    for part, value in (("NAME", "Blink"), ("EMAIL", "blink@localhost"))
}


class GitError(Exception):
    """A command of git failed; the text is the reason that git gives."""

    def __init__(self, reason: str, code: int = -1) -> None:
        super().__init__(reason)
        self.code = code


class Ignored(NamedTuple):
    """The rule because of which git ignores a file."""

    #: the file and the line of the rule
    place: str
    pattern: str


def plain_environment() -> dict[str, str]:
    """Return the environment without the variables that name a repository."""
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}


def git(
    folder: Path, *command: str, env: Mapping[str, str] | None = None, text: str = ""
) -> str:  # fmt: skip
    """Run a command of git in *folder*, with the environment *env*, and return what it prints.

    :raises GitError: if git fails or is not installed.
    """
    try:
        done = subprocess.run(
            ["git", "-c", "core.quotepath=false", *command], cwd=folder, check=False,
            capture_output=True, input=os.fsencode(text),
            env={**(os.environ if env is None else env), "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
        )  # fmt: skip
    except OSError as error:
        raise GitError(f"git cannot be run: {error.strerror}") from error
    if done.returncode:
        lines = os.fsdecode(done.stderr).strip().splitlines() or [f"`git {command[0]}` failed"]
        raise GitError(lines[0].removeprefix("fatal: "), done.returncode)
    return os.fsdecode(done.stdout).removesuffix("\n")


def covering_paths(names: Collection[str], untracked: Collection[str]) -> list[str]:
    """Return folders and files that cover all *names*, but no other file of *untracked*.

    >>> covering_paths(["a/b/1", "a/b/2", "c/3"], ["a/b/1", "a/b/2", "a/4", "c/3"])
    ['a/b', 'c']
    """
    others = {*untracked} - {*names}
    mixed = {parent for name in others for parent in PurePosixPath(name).parents}
    chosen = set()
    for name in names:
        path = PurePosixPath(name)
        for parent in list(path.parents)[:-1]:
            if parent in mixed:
                break
            path = parent
        chosen.add(str(path))
    return sorted(chosen)


class Repository:
    """The git repository that contains *folder*.

    :raises GitError: if there is none, or if git cannot be run.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        top = git(self.folder, "rev-parse", "--show-toplevel")
        if not top:
            raise GitError("it belongs to a bare git repository, which has no files")
        self.top = Path(top).resolve()
        try:
            #: the last commit, or ``""`` if there is none yet
            self.head = self._git("rev-parse", "--quiet", "--verify", "HEAD^{commit}")
        except GitError:
            self.head = ""
        rows = [row.partition("\t") for row in self._list("ls-files", "--stage")]
        #: the files in the index, as paths below the top
        self.tracked = {path for _, _, path in rows}
        self.submodules = {path for mode, _, path in rows if mode.startswith(_SUBMODULE)}
        #: the files that are neither in the index nor ignored
        self.untracked = {*self._list("ls-files", "--others", "--exclude-standard")}

    def _git(self, *command: str) -> str:
        return git(self.top, *command)

    def _list(self, *command: str) -> list[str]:
        return [row for row in self._git(*command, "-z").split("\0") if row]

    def _path(self, name: str) -> Path:
        return self.top / self._git("rev-parse", "--git-path", name)

    def paths_of(self, file: Path) -> Iterator[str]:
        """Yield the paths below the top that git must have so that a clone has *file*.

        They are those of the symbolic links on the way and of their targets; ``""`` stands for a
        path outside the repository.
        """
        for _ in range(40):  # Linux follows no more links than that
            if os.path.realpath(file) == str(file):
                break
            for link in (part for part in [*reversed(file.parents), file] if part.is_symlink()):
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
        return next((parent for parent in parents if parent in self.submodules), "")

    def ignored(self, paths: Iterable[str]) -> dict[str, Ignored]:
        """Return those of *paths* that git ignores, and why; none may be in a submodule."""
        text = "\0".join(sorted(paths))
        if not text:
            return {}
        try:
            output = git(self.top, "check-ignore", "-v", "-z", "--stdin", text=text)
        except GitError as error:
            if error.code == 1:  # none is ignored
                return {}
            raise
        fields = iter(output.split("\0"))
        rules = {}
        for source, line, pattern, path in zip(fields, fields, fields, fields, strict=False):
            if not pattern.startswith("!"):
                rules[path] = Ignored(f"{self.from_folder(source)}:{line}", pattern)
        return rules

    def from_folder(self, path: str) -> str:
        """Return *path*, which may be relative to the top, relative to the folder."""
        return path if os.path.isabs(path) else os.path.relpath(self.top / path, self.folder)

    def add_command(self, paths: Collection[str]) -> list[str]:
        """Return the command that adds *paths*; it names each, or folders if there are many."""
        named = sorted(paths) if len(paths) <= MOST_NAMED else covering_paths(paths, self.untracked)
        if not named:
            return []
        relative = [
            f"./{name}" if name.startswith("-") else name for name in map(self.from_folder, named)
        ]
        has_wildcards = any(re.search(r"[*?\[\\]|^:", name) for name in relative)
        return ["git", *(["--literal-pathspecs"] if has_wildcards else []), "add", *relative]

    def commit_into(self, copy: Path, index: Path, add: Sequence[str]) -> bool:
        """Turn *copy* into what a clone has after the command *add* and ``git commit -a``.

        Return whether there is anything to commit. The index is copied to *index*.

        :raises GitError: if git refuses to add or to commit.
        """
        plain = plain_environment()
        object_format = self._git("rev-parse", "--show-object-format")
        format_option = f"--object-format={object_format}"
        git(self.top, "init", "-q", "--template=", format_option, str(copy), env=plain)
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
            self.top, "commit-tree", tree, *parent, "-m", "published", env={**env, **_AUTHOR}
        )  # fmt: skip
        git(
            copy, "config", "lfs.storage", str(self._path("lfs")), env=plain
        )  # so that nothing is downloaded
        git(copy, "update-ref", "HEAD", commit, env=plain)
        git(copy, "reset", "-q", "--hard", env=plain)
        _export_submodules(self.top, copy, copy, plain)
        return not self.head or tree != self._git("rev-parse", f"{self.head}^{{tree}}")


def _export_submodules(source: Path, copy: Path, repository: Path, env: dict[str, str]) -> None:
    """Export the submodules of *source* into *copy*, at the commits that *repository* names.

    *env* is the environment for reading *repository*. Submodules that are not checked out in
    *source* are left out.
    """
    rows = git(repository, "ls-files", "--stage", "-z", env=env).split("\0")
    for mode, _, path in (row.partition("\t") for row in rows):
        module = source / path
        if mode.startswith(_SUBMODULE) and (module / ".git").exists():
            index = Path(f"{copy / path}.index")
            inner = {**plain_environment(), "GIT_INDEX_FILE": str(index)}
            git(module, "read-tree", mode.split()[1], env=inner)
            git(module, "checkout-index", "--all", f"--prefix={copy / path}/", env=inner)
            _export_submodules(module, copy / path, module, inner)
            index.unlink()
