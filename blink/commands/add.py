"""Add a package to a blog: write it into ``requirements.in``, pin it with hashes, and install it.

The pins of all other packages stay. If the package cannot be found or does not fit, no file
changes.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from blink.builder.crash import system_message
from blink.commands.arguments import add_text
from blink.commands.engine import pins
from blink.commands.engine.requirements import ENGINE, FILE, add_package, package_line
from blink.commands.engine.requirements import engine_line as find_engine
from blink.commands.engine.wheels import PackageError, kept_wheel
from blink.files.writing import replace_file

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from blink.commands.engine.requirements import PackageLine


def blog_requirements(folder: Path) -> str:
    """Return the text of ``requirements.in`` of the blog in *folder*.

    :raises PackageError: if the blog does not depend on the engine as a package.
    """
    path = folder / FILE
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    if find_engine(text):
        return text
    if (folder / "blink" / "scaffold").is_dir():
        raise PackageError(
            "this is the repository of the engine, which is no blog to upgrade; run the command in"
            " the folder of a blog"
        )
    if (folder / "blink" / "__init__.py").is_file():
        raise PackageError(
            "this folder contains the engine itself; `blink migrate` makes it a blog that depends"
            " on the engine as a package"
        )
    raise PackageError(
        f"{FILE} does not name {ENGINE}; run the command in the folder of a blog, or add a line"
        f" such as `{ENGINE}[preview]==0.1.0`"
    )


def add(folder: Path, package: PackageLine) -> list[str]:
    """Add *package* to the blog in *folder*, and return the pins that are new, a line each.

    :raises OSError: if a file cannot be read or written.
    :raises PackageError: if the package cannot be found, does not fit, or cannot be installed.
    """
    before_text = blog_requirements(folder)
    text = add_package(before_text, package)
    path = folder / pins.FILE
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    after = pins.pin(folder, text, wheel=kept_wheel(folder))
    replace_file(folder / FILE, text.encode())
    replace_file(path, after.encode())
    try:
        pins.install(folder)
    except PackageError:
        replace_file(folder / FILE, before_text.encode())
        replace_file(path, before.encode())
        raise
    former = pins.pinned(before)
    return [
        f"{name} {', '.join(versions)}"
        for name, versions in pins.pinned(after).items()
        if former.get(name) != versions
    ]


# -- The command ---------------------------------------------------------------


def add_arguments(parser: ArgumentParser) -> None:
    add_text(parser, "package", "the package, such as `sphinx-copybutton`, or `myst-nb>=1.4`")


def run(arguments: Namespace) -> int:
    package = package_line(arguments.package)
    if not package:
        print(
            f"`{arguments.package}` is not the name of a package; write one, such as"
            " `sphinx-copybutton` or `myst-nb>=1.4`",
            file=sys.stderr,
        )
        return 2
    if package.rest.startswith("@"):
        print("a URL cannot be pinned with hashes; name a package of the index", file=sys.stderr)
        return 2
    try:
        new = add(Path(), package)
    except PackageError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(system_message(error), file=sys.stderr)
        return 1
    for line in new:
        print(f"added {line}")
    print(
        f"{package.name} is installed; if it is a Sphinx extension, name it in `extensions` of"
        f" conf.py. Commit {FILE} and {pins.FILE}"
    )
    return 0
