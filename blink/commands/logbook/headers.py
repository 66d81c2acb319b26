"""Change the front matter of an entry: its status, and where its runs are. The rest stays."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from blink.files.writing import replace_file
from blink.source.front_matter.fields import Items, Scalar
from blink.source.front_matter.header import read_header

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from blink.source.front_matter.fields import Header, Value


class HeaderError(Exception):
    """A header cannot be changed; the message says what to write instead."""


def change_header(path: Path, key: str, value: str, *, add: bool = False) -> bool:
    """Set *key* to *value* in the header of *path*, in one step; return whether it changed.

    :param add: whether a value that is there stays, and *value* is added to it
    :raises HeaderError: if the line cannot be changed.
    :raises OSError: if the file cannot be written.
    """
    data = path.read_bytes()
    markdown = path.suffix == ".md"
    header = read_header(data, markdown=markdown)
    old = header.fields.get(key)
    if not header.readable:
        problem = header.problems[0]
        raise HeaderError(f"{path}:{problem.line}: {problem.message}")
    if value in _texts(old):
        return False
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    rows = data[len(mark) :].decode("utf-8").split("\n")
    if add and _texts(old):
        wanted = [*_texts(old), value]
        _add_to(rows, old, key, value)
    else:
        wanted = [value]
        _set(rows, header, key, value, markdown=markdown)
    new = mark + "\n".join(rows).encode()
    after = read_header(new, markdown=markdown)
    others_stay = _others(header, key) == _others(after, key)
    if not after.readable or not others_stay or _texts(after.fields.get(key)) != wanted:
        line = old.line if old else header.start + 1
        raise HeaderError(f"{path}:{line}: Blink cannot change `{key}` here; write {key}: {value}")
    replace_file(path, new)
    return True


def _texts(value: Value | None) -> list[str]:
    """Return the texts of a plain value or a list; a field of reStructuredText may be a list."""
    if isinstance(value, Scalar):
        text = re.sub(r"^\s*\[(.*)\]\s*$", r"\1", value.text)
        return [] if value.null else [part.strip() for part in text.split(",") if part.strip()]
    if isinstance(value, Items):
        return [item.text for item in value.items if isinstance(item, Scalar)]
    return []


def _others(header: Header, key: str) -> dict[str, Any]:
    return {name: _plain(value) for name, value in header.fields.items() if name != key}


def _plain(value: Value) -> Any:
    """Return a *value* without its line numbers."""
    if isinstance(value, Scalar):
        return value.text.rstrip(), value.null
    if isinstance(value, Items):
        return [_plain(item) for item in value.items]
    return value.what, [(_plain(key), _plain(inner)) for key, inner in value.pairs]


def _set(rows: list[str], header: Header, key: str, value: str, *, markdown: bool) -> None:
    """Set the value in the line of *key*, or add a line below that of `status` or `logbook`."""
    lead = "" if markdown else ":"
    place = header.line_of(key, default=0)
    if place:
        start = re.match(rf"\s*:?{key}\s*:[ \t]*", rows[place - 1])
        if not start:
            return
        rest = rows[place - 1][start.end() :]
        kept = re.match(r"(?:\"[^\"]*\"|'[^']*'|[^\s#]*)([ \t]*(?:#.*)?\r?)$", rest)
        if kept:
            gap = "" if start[0].endswith((" ", "\t")) else " "
            rows[place - 1] = f"{start[0]}{gap}{value}{_comment(kept[1])}"
        return
    end = "\r" if rows[0].endswith("\r") else ""
    rows.insert(header.line_of("status", "logbook"), f"{lead}{key}: {value}{end}")


def _comment(rest: str) -> str:
    """Return what follows a value, with a space before a comment."""
    return f"  {rest.lstrip()}" if rest.lstrip().startswith("#") else rest


def _add_to(rows: list[str], old: Value | None, key: str, value: str) -> None:
    """Add *value* to the list, or the single value, in the line of *key*."""
    place = old.line if old else 1
    row = next(n for n in range(place - 1, -1, -1) if re.match(rf"\s*:?{key}\s*:", rows[n]))
    change: Callable[[re.Match[str]], str]
    if re.search(r"\]\s*(?:#.*)?$", rows[row]):
        rows[row] = re.sub(r"\](\s*(?:#.*)?)$", rf", {value}]\1", rows[row])
    elif re.search(rf"{key}\s*:\s*(?:#.*)?$", rows[row]):
        last = row
        while last + 1 < len(rows) and re.match(r"\s*-\s", rows[last + 1]):
            last += 1
        if last > row:
            lead = re.match(r"\s*-\s+", rows[last])
            end = "\r" if rows[last].endswith("\r") else ""
            rows.insert(last + 1, f"{lead[0] if lead else '  - '}{value}{end}")
    else:

        def change(match: re.Match[str]) -> str:
            return f"{match[1]}[{match[2].strip()}, {value}]{match[3]}"

        pattern = rf"^(\s*:?{key}\s*:\s*)([^\s#]+)(\s*(?:#.*)?)$"
        rows[row] = re.sub(pattern, change, rows[row])
