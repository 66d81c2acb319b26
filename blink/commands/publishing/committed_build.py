"""Check that a clone of the git repository will build the same site.

The site is built again from the files that git would have after the command that `make publish`
prints. That takes as long as a build from nothing, except that there is no search index, and that
smaller versions of pictures are used again, since their names depend only on their content.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from shlex import quote
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from blink.commands.publishing.repository import plain_environment
from blink.text import line_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from blink.commands.publishing.needed_files import Use
    from blink.commands.publishing.repository import Repository

#: Files that a host needs besides the sources, if they exist
_FOR_HOSTS = ("Makefile", "requirements.txt", ".readthedocs.yaml", ".readthedocs.yml")
#: The most builds that are tried, each with the files that the messages of the last one named
_TRIES = 3
#: Names of files in a message
_NAMES = re.compile(r"[`'\"]([^`'\"\n]{1,500})[`'\"]|(?<![\w./-])([\w./-]*\w\.\w+)")
#: The sentence of `blink.builder.crash` about a log file, which is deleted with the copy
_LOG = re.compile(r"; please report this, with the traceback in \S+$")
#: Messages of Sphinx at the end of a build
_LAST_LINES = re.compile(
    r"^(?:build finished|build succeeded|Configuration error!|\s*$)", re.IGNORECASE
)


@dataclass
class Commit:
    """The files that the author has to commit, and what a clone would lack even then."""

    repository: Repository
    #: files to be added, as paths below the top
    add: set[str] = field(default_factory=set)
    #: errors that no build can correct, a line each
    errors: list[str] = field(default_factory=list)
    #: path below the top → an error, unless the build itself makes that file
    absent: dict[str, str] = field(default_factory=dict)

    def command(self, *more: str) -> list[str]:
        """Return the command that adds the files, and those of *more* that git does not track."""
        repository = self.repository
        existing = [file for name in more if (file := repository.folder / name).exists()]
        paths = {path for file in existing for path in repository.paths_of(file)}
        return repository.add_command(self.add | (paths - repository.tracked))


def place_in(folder: Path, file: str, user: str, words: str) -> str:
    """Return where *user* names *file* in the *words*, as file and line, relative to *folder*."""
    user_file = Path(user or file)
    try:
        text = user_file.read_text(encoding="utf-8", errors="replace") if words else ""
    except OSError:
        text = ""
    spellings = [
        os.path.relpath(file, user_file.parent),
        f"/{os.path.relpath(file, folder)}",
        words,
    ]
    line = line_of(text, spellings) or text.count("\n", 0, max(text.find(words), 0)) + 1
    return f"{os.path.relpath(user_file, folder)}:{line}"


def files_to_commit(repository: Repository, uses: Iterable[Use]) -> Commit:
    """Return what has to be committed so that a clone has the files of all *uses*."""
    commit, folder = Commit(repository), repository.folder
    missing: dict[str, Use] = {}
    for file, user, words in uses:
        for path in repository.paths_of(Path(file)):
            if path in repository.untracked:
                commit.add.add(path)
            elif path and path not in repository.tracked:
                missing.setdefault(path, (file, user, words))
            elif not path and user and not user.endswith("conf.py"):
                commit.errors.append(
                    f"{place_in(folder, file, user, words)}: this file uses `{file}`, which is"
                    f" outside the git repository {repository.top}; copy that file into the"
                    " repository, and write the path of the copy"
                )
    submodules = {path: name for path in missing if (name := repository.submodule_of(path))}
    ignored = repository.ignored(missing.keys() - submodules.keys())
    for path, use in missing.items():
        name = repository.from_folder(path)
        if path in ignored:
            rule = ignored[path]
            reason = f"git ignores because of the pattern `{rule.pattern}` in {rule.place}"
            remedy = "change that line"
            if Path(use[0]).exists():
                remedy += f", or run `git add -f {quote(name)}`"
        elif path in submodules:
            module = repository.from_folder(submodules[path])
            reason = f"the submodule `{module}` does not have in its last commit"
            remedy = "commit it there, and push that commit"
        elif not Path(use[0]).exists():  # a ledger that is not written yet
            continue
        else:
            reason = "this git repository does not contain"
            remedy = "if it is in another repository, copy it, or add that one as a submodule"
        subject = f"this file uses `{name}`, which" if use[1] != use[0] else "this is a file that"
        commit.absent[path] = f"{place_in(folder, *use)}: {subject} {reason}; {remedy}"
    return commit


def host_uses(folder: Path, top: Path) -> Iterator[Use]:
    """Yield the files that a host needs."""
    for root in dict.fromkeys((folder, top)):
        paths = [*(root / name for name in _FOR_HOSTS), *root.glob(".github/workflows/*.y*ml")]
        yield from ((str(path), str(path), "") for path in paths if path.is_file())


def build_copy(folder: Path, output: Path, pictures: Path) -> tuple[int, list[str]]:
    """Build *folder* strictly into *output*; return the exit code, and what the build reports.

    *pictures* is the folder of smaller pictures that an earlier build made.
    """
    doctrees = output / "doctrees"
    doctrees.mkdir(parents=True)
    if pictures.is_dir():
        shutil.copytree(pictures, doctrees / "pictures")
    command = [sys.executable, "-m", "blink.builder.crash", "-b", "html", "-d", str(doctrees)]
    command += ["--fail-on-warning", "--keep-going", "--jobs", "auto", "--quiet"]
    command += ["--no-color", "-D", "blink_search=0", ".", str(output / "html")]
    env = {**plain_environment(), "PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": str(output)}
    done = subprocess.run(
        command, cwd=folder, env=env, check=False, capture_output=True, text=True,
        encoding="utf-8", errors="replace",
    )  # fmt: skip
    lines = [_LOG.sub("", line) for line in done.stderr.splitlines() if not _LAST_LINES.match(line)]
    return done.returncode, lines or [
        f"the build of a clone failed with exit code {done.returncode} and without a message"
    ]


def named_files(lines: Iterable[str], repository: Repository, copy: Path) -> Iterator[Use]:
    """Yield the author's files that the messages in *lines* name and that *copy* lacks."""
    folder = repository.folder
    for line in lines:
        first = line.partition(":")[0]
        user = folder / (first if (folder / first).is_file() else "conf.py")
        named = [first, *(quoted or bare for quoted, bare in _NAMES.findall(line))]
        for name in named:
            for root in (folder, user.parent):
                file = Path(os.path.normpath(root / name))
                inner = file.is_relative_to(repository.top) and file.relative_to(repository.top)
                if not inner or file.is_relative_to(sys.prefix) or (copy / inner).exists():
                    continue
                if file.is_file():
                    user_file = user if user != file else folder / "conf.py"
                    yield str(file), str(user_file), name.rpartition("/")[2]


def check_commit(
    repository: Repository, uses: Sequence[Use], drafts: Iterable[str], pictures: Path
) -> tuple[Commit, bool, list[str]]:
    """Return what has to be committed, whether that changes anything, and the errors of a clone.

    *drafts* are the sources of posts that are not published, as paths below the folder.

    :raises GitError: if git refuses to add or commit.
    """
    known = {file: (file, user, words) for file, user, words in uses}
    for use in host_uses(repository.folder, repository.top):
        if any(path in repository.untracked for path in repository.paths_of(Path(use[0]))):
            known.setdefault(use[0], use)
    unpublished = {str(repository.folder / draft) for draft in drafts}
    for _ in range(_TRIES):
        commit = files_to_commit(repository, known.values())
        if commit.errors:
            return commit, True, commit.errors
        changed, errors, more = _build_commit(commit, pictures)
        new = {use[0]: use for use in more if use[0] not in known and use[0] not in unpublished}
        if not new:
            break
        known |= new
    return commit, changed, errors


def _build_commit(commit: Commit, pictures: Path) -> tuple[bool, list[str], list[Use]]:
    """Build what would be committed.

    Return whether the commit changes anything, the errors, and the author's files that they name.
    """
    repository = commit.repository
    with TemporaryDirectory(prefix="blink-", ignore_cleanup_errors=True) as temporary:
        root = Path(temporary).resolve()
        copy = root / "clone" / (repository.top.name or "site")
        changed = repository.commit_into(copy, root / "index", commit.command())
        folder = copy / repository.folder.relative_to(repository.top)
        if not (folder / "conf.py").is_file():
            code, lines = 1, ["conf.py:1: git does not track this file; run `git add conf.py`"]
        else:
            code, lines = build_copy(folder, root / "output", pictures)
        absent = {path: error for path, error in commit.absent.items()
                  if not (copy / path).exists()}  # fmt: skip
        above = os.path.relpath(repository.top, repository.folder)
        messages = [
            line.replace(f"{folder}/", "").replace(f"{copy}/", f"{above}/") for line in lines
        ]
        if not code and not absent:
            return changed, [], []
        file_names = {path.rpartition("/")[2] for path in absent}
        rest = (
            [line for line in messages if not any(name in line for name in file_names)]
            if code
            else []
        )
        return changed, [*absent.values(), *rest], list(named_files(messages, repository, copy))
