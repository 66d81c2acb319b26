"""What a site was built from → whether a clone of the repository will build it too.

The site is built once more, from what git would have after the command that `make publish` prints.
That takes as long as a build from nothing, without the index of the search and without making
pictures smaller again: their versions are known by their content.
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

from blink.commands.repository import plain_environment
from blink.text import line_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from blink.commands.needed_files import Use
    from blink.commands.repository import Repository

#: What a host asks for besides the sources, if the author has it
_FOR_HOSTS = ("Makefile", "requirements.txt", ".readthedocs.yaml", ".readthedocs.yml")
#: How often a build is tried again, with files that its messages name
_TRIES = 3
#: Names of files in a message
_NAMES = re.compile(r"[`'\"]([^`'\"\n]{1,500})[`'\"]|(?<![\w./-])([\w./-]*\w\.\w+)")
#: What `blink.builder.crash` says of a file that goes with the copy
_LOG = re.compile(r" What led to it is in \S+; please report it with that\.$")
#: Sphinx's words at the end of a build
_END = re.compile(r"^(?:build finished|build succeeded|Configuration error!|\s*$)", re.IGNORECASE)


@dataclass
class Commit:
    """What the author has to commit, and what would be missing from it."""

    repository: Repository
    #: files to be added, as paths below the top
    add: set[str] = field(default_factory=set)
    #: what is wrong whatever a build does, a line each
    wrong: list[str] = field(default_factory=list)
    #: path below the top → what is wrong, unless the build itself makes that file
    absent: dict[str, str] = field(default_factory=dict)

    def command(self, *more: str) -> list[str]:
        """Return the command that adds the files, and those of *more* that git does not have."""
        own = self.repository
        paths = {one for file in more for one in own.paths_of(own.folder / file)
                 if (own.folder / file).exists()}  # fmt: skip
        return own.add_command(self.add | (paths - own.tracked))


def place_of(folder: Path, file: str, user: str, words: str) -> str:
    """Return where *user* asks for *file*, as file and line, seen from *folder*."""
    asking = Path(user or file)
    try:
        text = asking.read_text(encoding="utf-8", errors="replace") if words else ""
    except OSError:
        text = ""
    written = [os.path.relpath(file, asking.parent), f"/{os.path.relpath(file, folder)}", words]
    line = line_of(text, written) or text.count("\n", 0, max(text.find(words), 0)) + 1
    return f"{os.path.relpath(asking, folder)}:{line}"


def sort_out(repository: Repository, uses: Iterable[Use]) -> Commit:
    """Return what has to be committed for a clone to have the files of all *uses*."""
    commit, folder = Commit(repository), repository.folder
    asked: dict[str, tuple[str, str, str]] = {}
    for file, user, words in uses:
        for path in repository.paths_of(Path(file)):
            if path in repository.untracked:
                commit.add.add(path)
            elif path and path not in repository.tracked:
                asked.setdefault(path, (file, user, words))
            elif not path and user and not user.endswith("conf.py"):
                commit.wrong.append(
                    f"{place_of(folder, file, user, words)}: uses `{file}`, which is outside of the"
                    f" git repository {repository.top}; copy it into the repository, and use that"
                )
    inside = {path: one for path in asked if (one := repository.submodule_of(path))}
    ignored = repository.ignored(asked.keys() - inside.keys())
    for path, use in asked.items():
        place, here = place_of(folder, *use), repository.seen(path)
        what = f"uses `{here}`, which" if use[1] != use[0] else "this file"
        if path in ignored:
            rule = ignored[path]
            why = f"is not in git, because of `{rule.pattern}` in {rule.place}"
            mend = "change that line"
            if Path(use[0]).exists():
                mend += f", or run: git add -f {quote(here)}"
        elif path in inside:
            why = f"is not committed in the submodule `{repository.seen(inside[path])}`"
            mend = "commit and push it there first"
        elif not Path(use[0]).exists():  # a ledger that is yet to be written
            continue
        else:
            why = "is not in this git repository"
            mend = "if it belongs to another repository, copy it, or make that one a submodule"
        commit.absent[path] = f"{place}: {what} {why}; {mend}"
    return commit


def host_uses(folder: Path, top: Path) -> Iterator[Use]:
    """Yield the files that a host asks for."""
    for root in dict.fromkeys((folder, top)):
        found = [*(root / name for name in _FOR_HOSTS), *root.glob(".github/workflows/*.y*ml")]
        yield from ((str(path), str(path), "") for path in found if path.is_file())


def build_copy(folder: Path, output: Path, pictures: Path) -> tuple[int, list[str]]:
    """Build *folder* strictly into *output*; return the code, and what the build reports.

    *pictures* has versions of pictures that are named by the content of what they are made of.
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
    lines = [_LOG.sub("", line) for line in done.stderr.splitlines() if not _END.match(line)]
    return done.returncode, lines or [f"the build ended with code {done.returncode}"]


def mentioned(lines: Iterable[str], repository: Repository, copy: Path) -> Iterator[Use]:
    """Yield the author's files that messages name and *copy* does not have."""
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
                    asking = user if user != file else folder / "conf.py"
                    yield str(file), str(asking), name.rpartition("/")[2]


def prove(
    repository: Repository, uses: Sequence[Use], drafts: Iterable[str], pictures: Path
) -> tuple[Commit, bool, list[str]]:
    """Return what has to be committed, whether there is anything, and what a clone would lack.

    *drafts* are the sources that are not published, as paths below the folder.

    :raises GitError: if git refuses to add or commit.
    """
    known = {file: (file, user, words) for file, user, words in uses}
    for use in host_uses(repository.folder, repository.top):
        if any(path in repository.untracked for path in repository.paths_of(Path(use[0]))):
            known.setdefault(use[0], use)
    kept = {str(repository.folder / one) for one in drafts}
    for _ in range(_TRIES):
        commit = sort_out(repository, known.values())
        if commit.wrong:
            return commit, True, commit.wrong
        changed, wrong, more = _try(commit, pictures)
        new = {use[0]: use for use in more if use[0] not in known and use[0] not in kept}
        if not new:
            break
        known |= new
    return commit, changed, wrong


def _try(commit: Commit, pictures: Path) -> tuple[bool, list[str], list[Use]]:
    """Build from what would be committed.

    Return whether anything would, what is wrong, and the author's files that the messages name.
    """
    repository = commit.repository
    with TemporaryDirectory(prefix="blink-", ignore_cleanup_errors=True) as temporary:
        root = Path(temporary).resolve()
        copy = root / "clone" / (repository.top.name or "site")
        changed = repository.commit_into(copy, root / "index", commit.command())
        folder = copy / repository.folder.relative_to(repository.top)
        if not (folder / "conf.py").is_file():
            code, lines = 1, ["conf.py: git does not have it"]
        else:
            code, lines = build_copy(folder, root / "output", pictures)
        absent = {path: said for path, said in commit.absent.items()
                  if not (copy / path).exists()}  # fmt: skip
        above = os.path.relpath(repository.top, repository.folder)
        seen = [line.replace(f"{folder}/", "").replace(f"{copy}/", f"{above}/") for line in lines]
        if not code and not absent:
            return changed, [], []
        names = {path.rpartition("/")[2] for path in absent}
        rest = [line for line in seen if not any(name in line for name in names)] if code else []
        return changed, [*absent.values(), *rest], list(mentioned(seen, repository, copy))
