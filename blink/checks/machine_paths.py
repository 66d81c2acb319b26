"""Find paths of the machine that built a site in the files of that site."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path


def words_of(source: Path, home: Path) -> list[str]:
    """Return the paths that a site must not have: that of its sources, and the author's home.

    Paths such as ``/root`` are left out: a post may mention them, and they name nobody.
    """
    folders = [source.resolve(), *([home] if len(home.parts) > 2 else [])]
    return [path.as_posix() for path in folders if len(path.parts) > 2]


def traces(site: Path, words: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield (file, word) for each file of *site* that has one of *words*, as a whole word."""
    if not words:
        return
    any_of = b"|".join(re.escape(word.encode()) for word in sorted(words, key=len, reverse=True))
    pattern = re.compile(b"(?<![\\w-])(?:" + any_of + b")(?![\\w-])")
    for path in sorted(site.rglob("*")):
        if not path.is_file():
            continue
        data = path.read_bytes()
        if data.startswith(b"\x1f\x8b"):
            data = gzip.decompress(data)
        name = path.relative_to(site).as_posix()
        for match in sorted({*pattern.findall(data), *pattern.findall(name.encode())}):
            yield name, match.decode("utf-8", "replace")
