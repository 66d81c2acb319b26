"""Read the lines of a ledger, which git may have merged, and have git merge ledgers by itself.

A ledger is a file of JSON lines that are sorted and do not depend on each other. Git's merge driver
``union`` keeps the lines of both branches; who reads the ledger combines lines on the same thing.
"""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any

from blink.files.writing import replace_file
from blink.git import merge_drivers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

#: The file in which git is told how to merge
ATTRIBUTES = ".gitattributes"
_HEAD = "# Git keeps the lines of both branches; `make publish` and `make record` sort them."
_MARK = re.compile(r"(?:<{7}|\|{7}|>{7})(?: |$)|={7}$")


def values_in(line: str) -> Iterator[Any]:
    """Yield each JSON value in *line*: one, or several if a merge joined two lines.

    :raises ValueError: if something in the line is not JSON.
    """
    decoder, start = json.JSONDecoder(), 0
    text = line.strip()
    while start < len(text):
        value, end = decoder.raw_decode(text, start)
        yield value
        start = end + len(text[end:]) - len(text[end:].lstrip())


def append_line(path: Path, data: Mapping[str, Any]) -> None:
    """Add *data* as a line to the ledger at *path*, which other processes may do at the same time.

    :raises OSError: if it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        file.seek(0, os.SEEK_END)
        if file.tell():
            file.seek(-1, os.SEEK_END)
        gap = b"" if not file.tell() or file.read(1) == b"\n" else b"\n"
        file.write(gap + json.dumps(data, ensure_ascii=False).encode() + b"\n")


def conflict_message(line: str) -> str:
    """Return what to do about *line* if git marked a conflict with it, or ``""``."""
    mark = line.strip()
    if not _MARK.match(mark):
        return ""
    return f"`{mark[:40]}` is left from a merge; delete it, and keep the lines of both sides"


def merge_by_lines(folder: Path, names: Sequence[str]) -> bool:
    """Have git merge the ledgers *names* in *folder* line by line; return whether that was new.

    Nothing is written if the author says how to merge them, or if there is no git repository.
    """
    drivers = merge_drivers(folder, [ATTRIBUTES, *names])
    lines = [f"{name} text eol=lf merge=union\n" for name in names if drivers.get(name) == ""]
    if not lines or ATTRIBUTES not in drivers:
        return False
    path = folder / ATTRIBUTES
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    gap = "\n" if text and not text.endswith("\n") else ""
    replace_file(path, "".join([text, gap, f"{_HEAD}\n", *lines]).encode())
    return True
