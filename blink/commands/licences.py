"""What is pinned → tables of licences, ``LICENCES.md``.

Run in the folder of the Makefile as ``python -m blink.commands.licences``; ``make requirements``
does.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, files, metadata
from pathlib import Path

HEAD = """\
# Licences

What is brought to a machine that builds the blog, and under which licence, as each package says of
itself. The site that is built holds nothing of them but Pagefind's search (MIT).
Written by `make requirements`.
"""
#: What is pinned → when it is brought
PINNED = {
    "requirements.txt": "To build",
    "blink/notebooks/requirements.txt": "Where a post is a notebook",
    "blink/material/requirements.txt": "To import a blog of Material for MkDocs",
}
_MIT = "Permission is hereby granted, free of charge"
#: Trove classifiers → SPDX, where a package says no more
_KNOWN = {
    "Apache Software License": "Apache-2.0", "BSD License": "BSD", "MIT License": "MIT",
    "ISC License (ISCL)": "ISC", "Python Software Foundation License": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Historical Permission Notice and Disclaimer (HPND)": "HPND",
    "The Unlicense (Unlicense)": "Unlicense",
}  # fmt: skip


def licence(name: str) -> str:
    """Return the licence that the installed package *name* says it has.

    :raises PackageNotFoundError: if it is not installed.
    """
    about = metadata(name)
    if said := (about.get_all("License-Expression") or [""])[0]:
        return str(said)
    found = [
        _KNOWN.get(last, last)
        for one in about.get_all("Classifier") or ()
        if one.startswith("License ::") and (last := one.rpartition(" :: ")[2]) != "OSI Approved"
    ]
    first = (about.get_all("License") or [""])[0].strip().splitlines()[:1]
    return " AND ".join(dict.fromkeys(found)) or (first[0][:60] if first else _by_text(name))


def _by_text(name: str) -> str:
    texts = (file.read_text() for file in files(name) or () if "LICEN" in file.name.upper())
    return "MIT" if any(_MIT in text for text in texts) else "not said"


def rows(requirements: str) -> list[str]:
    """Return the licences of what *requirements* pins, less what this machine does not need."""
    found = []
    for name in sorted(re.findall(r"^([\w.-]+)(?:\[\w+\])?==", requirements, re.MULTILINE)):
        try:
            found.append(f"| {name} | {licence(name)} |")
        except PackageNotFoundError:
            continue
    return found


def tables(root: Path) -> str:
    """Return the licences of all that is pinned below *root*; each package once."""
    parts, known = [HEAD], set[str]()
    for path, when in PINNED.items():
        new = [row for row in rows((root / path).read_text(encoding="utf-8")) if row not in known]
        known.update(new)
        parts.append(
            "\n".join([f"## {when}\n", "| Package | Licence |", "| --- | --- |", *new, ""])
        )
    return "\n".join(parts)


def main() -> int:
    Path("LICENCES.md").write_text(tables(Path()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
