"""Replace the URLs of links that moved permanently in the sources.

Only links are changed: the same URL in code, in a comment, or as plain text stays.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import quote

from blink.files.writing import replace_file
from blink.source.front_matter.header import read_header
from blink.source.markdown import code_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

#: Front matter keys that hold a URL
KEYS = ("external_link", "canonical_link")
_OPTION = r"^[ \t]*:(?:target|link|url):[ \t]+"
#: What makes a link of the address that follows, by the suffix of the source
_BEFORE = {
    ".md": rf"\]\(\s*<?|<|^[ \t>*+-]*\[[^\]\n]+\]:\s*<?|\b(?:href|src)\s*=\s*[\"']?|{_OPTION}",
    ".rst": rf"<|^[ \t]*\.\. _[^\n]+?:[ \t]+|^[ \t]*__[ \t]+|{_OPTION}|(?<![^\s(\[{{\"'])",
}
_AFTER = {".md": r"(?=[>\s)\"']|\Z)", ".rst": r"(?=[.,;:!?]*(?:[\s)\]}>\"']|\Z))"}
#: Code, formulas and comments inside a line
_SPANS = {
    ".md": r"(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`)"
    r"|<!--.*?-->|\$(?=\S)[^$\n]*?(?<=\S)\$",
    ".rst": r"``.+?``",
}
#: A line that opens or closes a directive
_FENCE = re.compile(r"[ \t>*+-]*(?:`{3}|~{3}|:{3})")
#: What begins code or a comment in reStructuredText; its lines are indented further
_VERBATIM = re.compile(
    r"^\s*\.\.(?:\s+(?:code|code-block|sourcecode|literalinclude|parsed-literal|math|prompt|raw)::.*"
    r"|(?!\s+(?:_|\[|\||__|[\w:+-]+::)).*)?$|^(?!\s*\.\.\s).*::\s*$"
)


def _rst_codes(lines: list[str]) -> Iterator[int]:
    """Yield the number of each line of reStructuredText that is code or a comment."""
    inside: int | None = None
    for number, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        if inside is not None and (not line.strip() or indent > inside):
            yield number
            continue
        inside = indent if _VERBATIM.match(line.rstrip()) else None
        if inside is not None and line.lstrip().startswith(".."):
            yield number


def _codes(lines: list[str], suffix: str) -> frozenset[int]:
    if suffix == ".rst":
        return frozenset(_rst_codes(lines))
    return frozenset(number for block in code_blocks("".join(lines)) for number in block)


def rewritten(text: str, moved: Mapping[str, str], suffix: str) -> tuple[str, Counter[str]]:
    """Return *text* with each URL in *moved* replaced, and how often each was found.

    *suffix* is that of the source, ``.md`` or ``.rst``.
    """
    done: Counter[str] = Counter()
    if not moved or suffix not in _BEFORE:
        return text, done
    olds = "|".join(map(re.escape, sorted(moved, key=len, reverse=True)))
    pattern = re.compile(
        rf"{_SPANS[suffix]}|(?P<before>{_BEFORE[suffix]})(?P<old>{olds}){_AFTER[suffix]}",
        re.MULTILINE | re.DOTALL,
    )

    def new(old: str) -> str:
        done[old] += 1
        # as it can stand between brackets and quotes
        return quote(moved[old], safe=":/?#[]@!$&'*+,;=%~-._")

    def put(match: re.Match[str]) -> str:
        return match["before"] + new(match["old"]) if match["old"] else match[0]

    lines, start = re.findall(r"[^\n]*\n|[^\n]+", text), 0
    if suffix == ".md":
        header = read_header(text.encode(), markdown=True)
        start = header.length
        word = re.compile(rf"(?<=[\s\"'])(?:{olds})(?=[\s\"']|\Z)")
        for row in (header.line_of(key) - 1 for key in KEYS if key in header.fields):
            lines[row] = word.sub(lambda m: new(m[0]), lines[row], count=1)
    codes = _codes(lines[start:], suffix)
    parts, prose = lines[:start], ""
    for number, line in enumerate(lines[start:]):
        if number in codes or _FENCE.match(line):
            parts += [pattern.sub(put, prose), line]
            prose = ""
        else:
            prose += line
    return "".join([*parts, pattern.sub(put, prose)]), done


def rewrite(path: Path, moved: Mapping[str, str]) -> Counter[str]:
    """Rewrite the file at *path* atomically, and return how often each URL was replaced.

    :raises OSError: if it cannot be read or written.
    :raises UnicodeDecodeError: if it is not UTF-8.
    """
    before = path.read_bytes().decode("utf-8")
    text, done = rewritten(before, moved, path.suffix)
    if text != before:
        replace_file(path, text.encode())
    return done
