"""Rewrite settings and front-matter keys that were renamed, and find settings that are gone."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, NamedTuple

from blink.files.writing import replace_file
from blink.source.front_matter.header import read_header

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Set
    from pathlib import Path


class NewValue(NamedTuple):
    """A value that takes the place of a former one of a setting."""

    former: str
    present: str
    #: follows the change in the report
    reason: str


def rename_settings(
    text: str, renamed: Mapping[str, str], values: Mapping[str, NewValue]
) -> tuple[str, list[str]]:
    """Return *text*, that of a conf.py, with present names and values, and a line per change.

    :param renamed: former name of a setting → its present name
    :param values: setting → its new value
    """
    changes: list[tuple[int, int, str, str, str]] = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Name) and node.id in renamed:
            changes.append((node.lineno, node.col_offset, node.id, renamed[node.id], ""))
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            for value in (values[name] for name in names if name in values):
                if node.value.value == value.former:
                    old = ast.get_source_segment(text, node.value) or ""
                    place = (node.value.lineno, node.value.col_offset)
                    changes.append((*place, old, f'"{value.present}"', value.reason))
    lines = text.splitlines(keepends=True)
    for number, column, old, new, _ in sorted(changes, reverse=True):
        line = lines[number - 1].encode()  # columns are counted in bytes of UTF-8
        end = column + len(old.encode())
        lines[number - 1] = (line[:column] + new.encode() + line[end:]).decode()
    return "".join(lines), [
        f"conf.py:{number}: {old} is now {new}{reason}"
        for number, _, old, new, reason in sorted(changes)
    ]


def values_of(text: str, setting: str) -> Iterator[tuple[int, str]]:
    """Yield line and value of each assignment to *setting* in *text*, that of a conf.py."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name) and target.id == setting:
                    yield node.lineno, ast.get_source_segment(text, node.value) or ""


def rename_keys(text: str, renamed: Mapping[str, str], *, markdown: bool) -> tuple[str, list[int]]:
    """Return *text*, that of a source, with present keys in its front matter, and their lines."""
    fields = read_header(text.encode(), markdown=markdown).fields
    lines, changed = text.splitlines(keepends=True), []
    for name in fields.keys() & renamed.keys():
        for number in range(min(fields[name].line, len(lines)), 0, -1):
            pattern = rf"""(\s*:?["']?){re.escape(name)}(?=["']?\s*:)"""
            new = re.sub(pattern, rf"\g<1>{renamed[name]}", lines[number - 1], count=1)
            if new != lines[number - 1]:
                lines[number - 1] = new
                changed.append(number)
                break
    return "".join(lines), sorted(changed)


def rename_keys_below(folder: Path, renamed: Mapping[str, str]) -> Iterator[str]:
    """Rewrite the keys of all sources below *folder*, and yield a line for each."""
    for path in sorted(folder.rglob("*")) if renamed else ():
        if path.suffix not in {".md", ".rst"} or not path.is_file():
            continue
        text = path.read_bytes().decode("utf-8", errors="surrogateescape")
        after, lines = rename_keys(text, renamed, markdown=path.suffix == ".md")
        if lines:
            replace_file(path, after.encode("utf-8", errors="surrogateescape"))
        yield from (f"{path.as_posix()}:{line}: a key has its present name" for line in lines)


def gone_settings(text: str, known: Set[str]) -> Iterator[str]:
    """Yield a line for each setting of Blink in *text*, that of a conf.py, that is not *known*."""
    names = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name))
    for name in names:
        is_blinks = name.id.startswith("blink_") and isinstance(name.ctx, ast.Store)
        if is_blinks and name.id not in known:
            yield f"conf.py:{name.lineno}: {name.id} is not a setting of this version; delete it"
