"""Addresses that moved for good → the sources, with the new ones in their place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from blink.made import replace_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_FENCE = re.compile(r"^[ >]*(?P<fence>`{3,}|~{3,}|:{3,})\s*(?P<info>[^\n]*)$")
#: Directives whose content is shown as it is
_CODE = re.compile(r"\{(?:code|code-block|code-cell|sourcecode|literalinclude|parsed-literal)\}")


def _codes(text: str) -> Iterator[tuple[str, bool]]:
    """Yield each line of a Markdown *text*, and whether it is of a block of code."""
    closing = ""
    for line in text.splitlines(keepends=True):
        found = _FENCE.match(line.rstrip("\r\n"))
        if closing:
            yield line, True
            if found and found["fence"].startswith(closing) and not found["info"].strip():
                closing = ""
            continue
        yield line, False
        if found and not found["fence"].startswith(":"):
            info = found["info"].strip()
            if not info.startswith("{") or _CODE.match(info):
                closing = found["fence"]


def rewritten(text: str, moved: Mapping[str, str], *, markdown: bool) -> tuple[str, set[str]]:
    """Return *text* with the new address for each in *moved*, and which of these were found.

    Only whole addresses are taken for one, and none in code.
    """
    done: set[str] = set()
    if not moved:
        return text, done
    olds = sorted(moved, key=len, reverse=True)
    pattern = re.compile(
        r"(?<![\w/`])(" + "|".join(map(re.escape, olds)) + r")(?=[.,;:!?]*(?:[\s)\]}>\"'<|]|$))"
    )

    def put(match: re.Match[str]) -> str:
        done.add(match[1])
        # as it can stand between brackets and quotes
        return quote(moved[match[1]], safe=":/?#[]@!$&'*+,;=%~-._")

    lines = _codes(text) if markdown else ((text, False),)
    return "".join(line if code else pattern.sub(put, line) for line, code in lines), done


def rewrite(path: Path, moved: Mapping[str, str]) -> set[str]:
    """Rewrite the file at *path* at one stroke, and return which of *moved* were found in it.

    :raises OSError: if it cannot be read or written.
    :raises UnicodeDecodeError: if it is no text.
    """
    before = path.read_bytes().decode("utf-8")
    text, done = rewritten(before, moved, markdown=path.suffix == ".md")
    if text != before:
        replace_file(path, text.encode())
    return done
