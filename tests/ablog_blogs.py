"""Write tiny blogs, and find out whether anything in their folders changed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def write(folder: Path, sources: Mapping[str, str]) -> Path:
    """Write the text of each file of *sources* below *folder*."""
    for name, text in sources.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def digests(folder: Path) -> dict[Path, str]:
    """Return path → digest of each file below *folder*."""
    return {
        path.relative_to(folder): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }
