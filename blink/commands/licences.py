"""Write ``LICENCES.md``: the licence of each pinned package.

Run in the folder of the Makefile, by `make requirements`; the packages must be installed.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, files, metadata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

HEAD = """\
# Licences

The packages that are installed to build the blog, and the licence that each declares. Of all these,
the built site contains only the search of Pagefind (MIT), the icons of its pages: from Font
Awesome Free (CC BY 4.0, https://fontawesome.com/license/free), octicons (MIT) or Material icons
(Apache-2.0), and, in pictures of formulas, letters of the font STIX Two Math (OFL-1.1). The fonts
of its pages are parts of IBM Plex (OFL-1.1, in `blink/identity/fonts/OFL.txt`).
`make requirements` writes this file.
"""
#: File of pinned packages → what they are installed for
PINNED = {
    "requirements.txt": "To build",
    "blink/notebooks/requirements.txt": "Where a post is a notebook",
    "blink/discovery/requirements.txt": "Where a text is in Chinese, Japanese or Thai",
    "blink/material/requirements.txt": "To import a blog of Material for MkDocs",
}
_MIT = "Permission is hereby granted, free of charge"
#: Trove classifier → SPDX identifier, for packages that declare nothing more exact
_KNOWN = {
    "Apache Software License": "Apache-2.0", "BSD License": "BSD", "MIT License": "MIT",
    "ISC License (ISCL)": "ISC", "Python Software Foundation License": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Historical Permission Notice and Disclaimer (HPND)": "HPND",
    "The Unlicense (Unlicense)": "Unlicense",
}  # fmt: skip


def licence(name: str) -> str:
    """Return the licence that the installed package *name* declares.

    :raises PackageNotFoundError: if it is not installed.
    """
    about = metadata(name)
    if expression := (about.get_all("License-Expression") or [""])[0]:
        return str(expression)
    classified = [
        _KNOWN.get(last, last)
        for line in about.get_all("Classifier") or ()
        if line.startswith("License ::") and (last := line.rpartition(" :: ")[2]) != "OSI Approved"
    ]
    first = (about.get_all("License") or [""])[0].strip().splitlines()[:1]
    return " AND ".join(dict.fromkeys(classified)) or (first[0][:60] if first else _by_text(name))


def _by_text(name: str) -> str:
    texts = (file.read_text() for file in files(name) or () if "LICEN" in file.name.upper())
    return "MIT" if any(_MIT in text for text in texts) else "not declared"


def rows(requirements: str) -> list[str]:
    """Return a row for each package that *requirements* pins and that is installed."""
    lines = []
    for name in sorted(re.findall(r"^([\w.-]+)(?:\[\w+\])?==", requirements, re.MULTILINE)):
        try:
            lines.append(f"| {name} | {licence(name)} |")
        except PackageNotFoundError:
            continue
    return lines


def tables(root: Path) -> str:
    """Return the tables of the packages that are pinned below *root*, each package once."""
    parts, known = [HEAD], set[str]()
    for path, purpose in PINNED.items():
        new = [row for row in rows((root / path).read_text(encoding="utf-8")) if row not in known]
        known.update(new)
        parts.append(
            "\n".join([f"## {purpose}\n", "| Package | Licence |", "| --- | --- |", *new, ""])
        )
    return "\n".join(parts)


def add_arguments(parser: ArgumentParser) -> None:
    """Add no options."""


def run(arguments: Namespace) -> int:
    Path("LICENCES.md").write_text(tables(Path()), encoding="utf-8")
    return 0
