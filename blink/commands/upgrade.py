"""Upgrade a blog to another version of the engine: pin it, install it, and rewrite what changed.

Nothing changes unless all of the blog is committed. Afterwards the changes are in git's index, not
in a commit, so that ``git reset --hard`` undoes them all.
"""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from zipfile import ZipFile

from packaging.version import InvalidVersion, Version

from blink.builder.crash import system_message
from blink.commands.add import blog_requirements
from blink.commands.engine import pins
from blink.commands.engine.requirements import ENGINE, FILE, PackageLine, add_package, engine_line
from blink.commands.engine.wheels import (
    FOLDER,
    PackageError,
    engine_wheel,
    installed_version,
    keep_wheel,
    wheel_version,
)
from blink.commands.publishing.repository import GitError, git
from blink.scaffold import FILES
from blink.settings.theme import HOME as THEME

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def check_committed(folder: Path) -> None:
    """:raises PackageError: if git does not have all of *folder* as it is."""
    try:
        changed = git(folder, "status", "--porcelain")
        git(folder, "rev-parse", "--verify", "HEAD")
    except GitError as error:
        raise PackageError(
            f"an upgrade needs a git repository with a commit, so that it can be undone: {error}"
        ) from error
    if changed:
        raise PackageError(
            "git does not have these changes; commit them, or `git stash -u` them, and upgrade"
            f" then:\n{changed}"
        )


def check_conf_py(folder: Path) -> None:
    """:raises PackageError: if conf.py in *folder* is not valid Python."""
    try:
        ast.parse((folder / "conf.py").read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise PackageError(f"conf.py:{line}: {error}; correct it first") from error


def check_environment(folder: Path, version: str) -> None:
    """:raises PackageError: if the blog in *folder* pins another *version* of the engine."""
    path = folder / pins.FILE
    pinned = pins.pinned(path.read_text(encoding="utf-8") if path.is_file() else "").get(ENGINE)
    if pinned and version not in pinned:
        raise PackageError(
            f"this is Blink {version}, but the blog has {pinned[0]}; run `make upgrade`, or"
            " `.venv/bin/python -m blink upgrade`"
        )


def newest_tag(url: str) -> str:
    """Return the tag of the newest version in the git repository at *url*.

    :raises PackageError: if there is none, or if git cannot read the repository.
    """
    try:
        listed = git(Path(), "ls-remote", "--tags", "--refs", url)
    except GitError as error:
        raise PackageError(f"cannot read {url}: {error}") from error
    versions = {}
    for name in (row.rpartition("refs/tags/")[2] for row in listed.splitlines()):
        try:
            version = Version(name)
        except InvalidVersion:
            continue
        if not version.is_prerelease:
            versions[version] = name
    if not versions:
        raise PackageError(f"{url} has no tag of a version, such as v0.2.0; name one with --from")
    return versions[max(versions)]


def engine_source(present: str, version: str, source: str) -> tuple[str, str]:
    """Return where the new engine is, for `engine_wheel`, and how ``requirements.in`` says so.

    The second is ``""`` for a wheel that the blog keeps, and ``==`` for a package index.

    :param present: how ``requirements.in`` says where the present engine is
    :param version: the version to take, or ``""`` for the newest
    :param source: a wheel, a URL or ``git+URL`` to take it from, or ``""``
    :raises PackageError: if a wheel is not named.
    """
    place = source or present.removeprefix("@").strip()
    if place.startswith("git+"):
        start, slash, end = place.removeprefix("git+").rpartition("/")
        name, _, tag = end.partition("@")
        url = f"{start}{slash}{name}"
        if version:
            tag = f"v{version}"
        elif not (source and tag):
            tag = newest_tag(url)
        return f"git+{url}@{tag}", f"@ git+{url}@{tag}"
    if source:
        return source, ""
    if present.startswith("@"):
        raise PackageError(
            "this blog keeps the wheel of its engine; name the new one: `make upgrade FROM=…`, a"
            " path, a URL, or git+https://…@v0.2.0"
        )
    return (f"{ENGINE}=={version}" if version else ENGINE), "=="


def prepare(folder: Path, wheel: Path, line: str) -> dict[str, str]:
    """Return the new texts of ``requirements.in`` and ``requirements.txt`` for the engine *wheel*.

    :raises PackageError: if its dependencies and the author's packages do not fit together.
    """
    rest = f"=={wheel_version(wheel)}" if line == "==" else line or f"@ {FOLDER}/{wheel.name}"
    text = add_package(blog_requirements(folder), PackageLine(ENGINE, frozenset(), rest))
    with ZipFile(wheel) as archive:
        constraints = archive.read(f"blink/scaffold/{pins.FILE}").decode()
    kept = None if line == "==" else wheel
    try:
        pinned = pins.pin(folder, text, wheel=kept, constraints=constraints)
    except PackageError:  # a package of the author may need another version than the engine's tests
        pinned = pins.pin(folder, text, wheel=kept)
    return {FILE: text, pins.FILE: pinned}


def replace_engine(folder: Path, wheel: Path, line: str) -> None:
    """Pin and install the engine *wheel* in the blog in *folder*.

    :raises PackageError: if that fails; the files are then as they were.
    """
    texts = prepare(folder, wheel, line)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    keep_wheel(folder, None if line == "==" else wheel)
    try:
        pins.install(folder)
    except PackageError:
        git(folder, "add", "--all")
        git(folder, "reset", "--quiet", "--hard")
        raise


def upgrade(folder: Path, version: str, source: str) -> bool:
    """Upgrade the blog in *folder*, and return whether the engine changed.

    :raises OSError: if a file cannot be read or written.
    :raises PackageError: if there is no such engine, or if it cannot be installed.
    """
    check_committed(folder)
    check_conf_py(folder)
    engine = engine_line(blog_requirements(folder))
    place, line = engine_source(engine.rest if engine else "", version, source)
    before = installed_version()
    check_environment(folder, before)
    with TemporaryDirectory(prefix="blink-") as name:
        wheel = engine_wheel(place, Path(name), folder)
        if version and Version(wheel_version(wheel)) != Version(version):
            raise PackageError(f"{place} is version {wheel_version(wheel)}, not {version}")
        if wheel_version(wheel) == before:
            print(f"Blink {before} is what this blog has already")
            return False
        former = Path(name) / "former"
        shutil.copytree(THEME, former / "theme")
        shutil.copytree(FILES, former / "files")
        replace_engine(folder, wheel, line)
        git(folder, "add", "--all")  # `git reset --hard` undoes it, whatever happens next
        module = "blink.commands.engine.after_upgrade"
        command = [sys.executable, "-m", module, before, str(former)]
        subprocess.run(command, cwd=folder, check=True)
    return True


# -- The command ---------------------------------------------------------------


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--to", default="", metavar="VERSION", help="the version to take")
    parser.add_argument(
        "--from",
        dest="source",
        default="",
        metavar="SOURCE",
        help="a wheel or its URL, or git+https://…@v0.2.0 (default: where requirements.in says)",
    )


def run(arguments: Namespace) -> int:
    try:
        changed = upgrade(Path(), arguments.to, arguments.source)
    except (PackageError, GitError, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(system_message(error), file=sys.stderr)
        return 1
    if changed:
        print(
            "The changes are in git's index. Build the site (`make html`), then keep them with\n"
            f"`git commit -m 'Upgrade Blink to {installed_version()}'`, or undo them all with\n"
            "`git reset --hard`."
        )
    return 0
