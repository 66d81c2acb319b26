"""Read the changelog of the engine, in the form of Keep a Changelog."""

from __future__ import annotations

import re

from packaging.version import InvalidVersion, Version


def sections_between(text: str, before: str, after: str) -> str:
    """Return the sections of *text* for the versions after *before*, up to *after*."""
    parts = re.split(r"^(?=## )", text, flags=re.MULTILINE)[1:]
    chosen = []
    for part in parts:
        name = re.match(r"## \[?v?([^\]\s]+)", part)
        try:
            version = Version(name[1]) if name else None
        except InvalidVersion:  # "Unreleased"
            continue
        if version and Version(before) < version <= Version(after):
            chosen.append(part.strip())
    return "\n\n".join(chosen)
