"""Turn a clone of Blink's repository into a blog that depends on the engine as a package.

The author's files stay, the engine's go, and all is one commit. What the author changed is what
differs between the last commit of Blink in the history, the *base*, and the last commit.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from blink.builder.crash import system_message
from blink.commands.engine import pins
from blink.commands.engine.after_upgrade import other_layouts, rewrite
from blink.commands.engine.requirements import (
    ENGINE,
    EXTRAS,
    FILE,
    HEAD,
    PackageLine,
    add_package,
    package_lines,
)
from blink.commands.engine.theme_files import changed_originals, theme_texts
from blink.commands.engine.wheels import (
    FOLDER,
    PackageError,
    engine_wheel,
    installed_version,
    keep_wheel,
    origin,
)
from blink.commands.publishing.repository import GitError, git
from blink.commands.upgrade import check_committed, check_conf_py
from blink.scaffold import FILES, engine_file
from blink.settings.theme import HOME as THEME
from blink.source.notebook_parser import notebooks

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

#: Folders of the engine; what the author changed in them cannot stay
ENGINES = ("blink", "tests", "benchmarks", "audit", ".ci")
#: Files that the author owns, changed or not
AUTHORS = frozenset({"conf.py", "index.md", "about.md", "_static/icon.svg"})
#: Files that a new blog has, too: their names in the scaffold
REPLACED = {
    "Makefile": "Makefile",
    ".readthedocs.yaml": "dot_readthedocs.yaml",
    ".gitignore": "dot_gitignore",
    ".gitattributes": "dot_gitattributes",
}
#: Files of a clone that are written anew, or that only the engine needs
_WRITTEN = frozenset({"Makefile", FILE, pins.FILE, "pyproject.toml"})


class Changes(NamedTuple):
    """How the files of a clone differ from those of its base."""

    #: files of the base that are as they were
    same: frozenset[str]
    #: files of the base that the author changed
    changed: frozenset[str]
    #: files that only the author has
    added: frozenset[str]


def find_base(folder: Path) -> str:
    """Return the last commit of Blink's repository in the history of the clone in *folder*.

    :raises PackageError: if there is none.
    """
    known = set(engine_file("commits.txt").split())
    for commit in git(folder, "rev-list", "--topo-order", "HEAD").split():
        if commit[:12] in known:
            return commit
    raise PackageError(
        "the history of this repository has no commit of Blink; run `git fetch --unshallow` if the"
        " clone is shallow, or name the commit from which you started with --base"
    )


def changes_since(folder: Path, base: str) -> Changes:
    """Return how the last commit of the clone in *folder* differs from *base*."""
    rows = git(folder, "diff", "--no-renames", "--name-status", base, "HEAD").splitlines()
    states = {name: state for state, _, name in (row.partition("\t") for row in rows)}
    before = git(folder, "ls-tree", "-r", "--name-only", base).splitlines()
    return Changes(
        frozenset(name for name in before if name not in states),
        frozenset(name for name, state in states.items() if state in "MT"),
        frozenset(name for name, state in states.items() if state == "A"),
    )


def is_of_engine(name: str) -> bool:
    """Return whether the file *name* of a clone is in a folder of the engine."""
    return name.partition("/")[0] in ENGINES


def obsolete(changes: Changes) -> frozenset[str]:
    """Return the files of a clone that a blog does not have."""
    engines = {name for name in changes.changed if is_of_engine(name) or name in _WRITTEN}
    shadows = {name for name in changes.added if name.startswith("blink/")}
    return (changes.same - AUTHORS) | engines | shadows


def own_packages(folder: Path, base: str) -> list[PackageLine]:
    """Return the packages that the author added to ``requirements.in`` of the clone."""
    given = {line.name for line in package_lines(git(folder, "show", f"{base}:{FILE}"))}
    path = folder / FILE
    present = package_lines(path.read_text(encoding="utf-8")) if path.is_file() else []
    return [line for line in present if line.name not in given]


def requirements(folder: Path, base: str, wheel: Path, line: str) -> dict[str, str]:
    """Return the texts of ``requirements.in`` and ``requirements.txt`` for the engine *wheel*.

    :param line: where the engine comes from, as `origin` returns it
    """
    extras = EXTRAS | ({"notebooks"} if next(notebooks(folder), None) else set())
    engine = PackageLine(ENGINE, extras, line or f"@ {FOLDER}/{wheel.name}")
    text, own = f"{HEAD}{engine}\n", own_packages(folder, base)
    for package in own:
        text = add_package(text, package)
    keep = not line.startswith("==")
    constraints = engine_file(pins.FILE)
    if own or extras != EXTRAS:
        with TemporaryDirectory(prefix="blink-") as empty:  # the present pins are the engine's
            pinned = pins.pin(
                Path(empty), text, wheel=wheel if keep else None, constraints=constraints
            )
    else:
        pinned = pins.first_pins(wheel, constraints, keep=keep)
    return {FILE: text, pins.FILE: pinned}


def left_to_the_author(folder: Path, base: str, changes: Changes) -> Iterator[str]:
    """Yield what the author changed and must look at."""
    last = git(folder, "rev-parse", "--short=12", "HEAD")
    for name in sorted(obsolete(changes) - changes.same - {FILE, pins.FILE}):
        see = f"git diff {base[:12]} {last} -- {name}"
        yield f"{name}: your change is not in the blog; see it with `{see}`"
    before: dict[str, str] = {}
    files: list[tuple[Path, str]] = []
    for name in sorted(changes.changed):
        top, _, rest = name.partition("/")
        if top in {"_templates", "_static"}:
            key = rest if top == "_templates" else f"static/{rest}"
            before[key] = git(folder, "show", f"{base}:{name}") + "\n"
            files.append((folder / name, key))
    for path, difference in changed_originals(iter(files), before, theme_texts(THEME)):
        name = path.relative_to(folder).as_posix()
        yield (
            f"{name} overrides a file of the theme that changed since then; see whether yours must"
            f" follow:\n{difference}"
        )


def migrate(folder: Path, base: str) -> list[str]:
    """Turn the clone in *folder* into a blog, in git's index, and return what the author must see.

    :raises GitError: if git fails.
    :raises OSError: if a file cannot be read or written.
    :raises PackageError: if the folder is not a clone with all committed, or if there is no engine.
    """
    if not (folder / "blink" / "__init__.py").is_file():
        raise PackageError("this is not a clone of Blink: it has no folder blink")
    check_committed(folder)
    check_conf_py(folder)
    if (folder / "blink" / "scaffold").is_dir():
        raise PackageError(
            "this is the repository of an engine that is a package already; start a blog elsewhere"
            " with `blink init`, and move your posts there"
        )
    base = base or find_base(folder)
    changes = changes_since(folder, base)
    source, line = origin()
    with TemporaryDirectory(prefix="blink-") as scratch:
        wheel = engine_wheel(source, Path(scratch), folder)
        texts = requirements(folder, base, wheel, line)
        notes = list(left_to_the_author(folder, base, changes))
        gone = sorted(obsolete(changes))
        git(
            folder, "rm", "--quiet", "-r", "--force", "--pathspec-from-file=-", text="\n".join(gone)
        )
        shutil.rmtree(folder / "blink", ignore_errors=True)  # what git ignores there
        for name, packed in REPLACED.items():
            if name in gone or not (folder / name).exists():
                texts[name] = (FILES / packed).read_text(encoding="utf-8")
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        keep_wheel(folder, None if line.startswith("==") else wheel)
    notes += rewrite(folder, one_layout=True)
    notes += other_layouts(folder)
    git(folder, "add", "--all")
    return notes


# -- The command ---------------------------------------------------------------


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--base",
        default="",
        metavar="COMMIT",
        help="the commit of Blink that the blog started from, or merged last (default: found)",
    )


def run(arguments: Namespace) -> int:
    folder = Path()
    try:
        notes = migrate(folder, arguments.base)
    except (PackageError, GitError) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(system_message(error), file=sys.stderr)
        return 1
    message = f"Depend on Blink {installed_version()} as a package"
    if notes:
        print("For you to see:\n\n" + "\n\n".join(notes) + "\n")
    try:
        git(folder, "commit", "--quiet", "--message", message)
    except GitError as error:
        print(
            f"The changes are in git's index, but git did not commit them: {error}\nCorrect that,"
            f" and run `git commit -m '{message}'`; or undo the changes with `git reset --hard`.",
            file=sys.stderr,
        )
        return 1
    print(
        "This is a blog that depends on Blink as a package, in one commit. See it with\n"
        "`git show --stat`, and build it with `make html`. `git reset --hard HEAD~1` undoes it."
    )
    return 0
