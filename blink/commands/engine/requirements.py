"""Read and change ``requirements.in``, which lists what a blog needs, a line each.

One line names the engine and where it comes from::

    blink-blog[preview]==0.2.0                                          # a package index
    blink-blog[preview] @ git+https://example.org/blink.git@v0.2.0      # a git repository
    blink-blog[preview] @ wheels/blink_blog-0.2.0-py3-none-any.whl      # a wheel in the blog

The form is that of PEP 508, but that a wheel may be named by its path in the blog.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

#: The name of the engine as a package
ENGINE = "blink-blog"
#: What a blog needs beside the engine's own dependencies
EXTRAS = frozenset({"preview"})

FILE = "requirements.in"
HEAD = """\
# What this blog needs. `make add PACKAGE=…` and `make upgrade` change this file, and pin all
# packages, with hashes, in requirements.txt.
"""
_LINE = re.compile(
    r"""\s*(?P<name>[A-Za-z0-9][\w.-]*)\s*(?:\[(?P<extras>[^]]*)\])?\s*
        (?P<rest>(?:[<>=!~;@][^#]*?)?)(?P<comment>\s+\#.*)?$""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class PackageLine:
    """A line of ``requirements.in`` that names a package."""

    #: as PEP 503 normalises it: in lower case, words joined by ``-``
    name: str
    extras: frozenset[str]
    #: versions, ``@`` and a URL, or markers, as they are written
    rest: str = ""
    comment: str = ""

    def __str__(self) -> str:
        extras = f"[{','.join(sorted(self.extras))}]" if self.extras else ""
        space = " " * self.rest.startswith(("@", ";"))
        return f"{self.name}{extras}{space}{self.rest}{self.comment}"


def package_line(line: str) -> PackageLine | None:
    """Return what *line* says, or None if it names no package.

    >>> str(package_line("Sphinx_Copybutton [a, B]>=1  # buttons"))
    'sphinx-copybutton[a,b]>=1  # buttons'
    """
    match = _LINE.match(line)
    if not match:
        return None
    extras = {extra.strip().lower() for extra in (match["extras"] or "").split(",")} - {""}
    name = re.sub(r"[-_.]+", "-", match["name"]).lower()
    return PackageLine(name, frozenset(extras), match["rest"].strip(), match["comment"] or "")


def package_lines(text: str) -> list[PackageLine]:
    """Return the packages that *text*, that of a ``requirements.in``, names."""
    return [line for line in map(package_line, text.splitlines()) if line]


def engine_line(text: str) -> PackageLine | None:
    """Return the line of the engine in *text*, or None."""
    return next((line for line in package_lines(text) if line.name == ENGINE), None)


def add_package(text: str, package: PackageLine) -> str:
    """Return *text* with *package*, which adds its extras to a line of the same name.

    Versions of *package* take the place of those that the line had.
    """
    lines = text.splitlines()
    for number, line in enumerate(lines):
        present = package_line(line)
        if present and present.name == package.name:
            extras = present.extras | package.extras
            rest = package.rest or present.rest
            lines[number] = str(replace(present, extras=extras, rest=rest))
            break
    else:
        lines.append(str(package))
    return "\n".join([*lines, ""])
