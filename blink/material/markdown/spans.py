"""Find where code, links, URLs and attributes begin and end in a line of Markdown."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from blink.material.markdown import attributes

if TYPE_CHECKING:
    from blink.material.markdown.tree import Attributes

_RUN = re.compile(r"`+")
_TITLE = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\s*$""", re.DOTALL)
AUTOLINK = re.compile(
    r"<((?:https?|ftp|mailto):[^<>\s]*|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)>", re.IGNORECASE
)


#: The deepest nesting of parentheses in a URL, as in CommonMark
DEPTH = 32


class LinkDestination(NamedTuple):
    """The URL and the title of a link or picture."""

    address: str
    title: str


def run_length(text: str, at: int) -> int:
    """Return the number of backticks at *at*."""
    run = _RUN.match(text, at)
    return len(run[0]) if run else 0


def code_end(text: str, at: int) -> int | None:
    """Return where the code span that begins at *at* ends, if it is closed."""
    size = run_length(text, at)
    for other in _RUN.finditer(text, at + size):
        if len(other[0]) == size:
            return other.end()
    return None


@lru_cache(maxsize=8)  # called for each bracket of the same text
def _brackets(text: str) -> dict[int, int]:
    """Return for each opening bracket the index that closes it, ignoring code and escapes."""
    found: dict[int, int] = {}
    opened: list[int] = []
    at = 0
    while at < len(text):
        char = text[at]
        if char == "\\":
            at += 2
            continue
        if char == "`":
            at = code_end(text, at) or at + run_length(text, at)
            continue
        if char == "[":
            opened.append(at)
        elif char == "]" and opened:
            found[opened.pop()] = at
        at += 1
    return found


def bracket_end(text: str, at: int) -> int | None:
    """Return the index of the bracket that closes the one at *at*, if there is one."""
    return _brackets(text).get(at)


def destination(text: str, at: int) -> tuple[LinkDestination, int] | None:
    """Return the link target in the parentheses at *at*, and the index after them."""
    if at >= len(text) or text[at] != "(":
        return None
    depth, quote, end = 0, "", at
    while end < len(text):
        char = text[end]
        if quote:
            if char == quote and re.match(r"\s*\)", text[end + 1 :][:50]):
                quote = ""
        elif char == "\\":
            end += 1
        elif char in "\"'" and text[end - 1] in " \t\n":
            rest = text.find(char, end + 1)
            quote = char if rest > 0 and ")" in text[rest:] else ""
        elif char == "(":
            depth += 1
            if depth > DEPTH:
                return None
        elif char == ")":
            depth -= 1
            if not depth:
                return _target(text[at + 1 : end]), end + 1
        elif char == "\n" and text[end + 1 : end + 2] == "\n":
            return None
        end += 1
    return None


def _target(inner: str) -> LinkDestination:
    title = ""
    if found := _TITLE.search(inner):
        before = inner[: found.start()]
        if before.strip() or not inner.strip().startswith(("http", "/")):
            title = found[1] if found[1] is not None else found[2]
            inner = before
    address = " ".join(inner.split())
    if address.startswith("<") and address.endswith(">"):
        address = address[1:-1]
    return LinkDestination(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", address), " ".join(title.split()))


def trailing(text: str, at: int, *, on: bool) -> tuple[Attributes, int]:
    """Return the attributes at *at*, if ``attr_list`` is *on*, and the index after them."""
    if on and at < len(text) and text[at] == "{":
        found = attributes.inline(text, at)
        if found:
            return found
    return {}, at


def link_address(address: str) -> str:
    """Return *address* as it is written in the parentheses of a link."""
    if not address:
        return "<>"
    if re.search(r"[\s<>]", address) or address.count("(") != address.count(")"):
        return "<" + re.sub(r"([<>])", lambda m: f"%{ord(m[1]):02X}", address) + ">"
    return address


def link_title(title: str) -> str:
    """Return *title* as it is written after the URL of a link."""
    if not title:
        return ""
    return ' "' + title.replace("\\", "\\\\").replace('"', '\\"') + '"'
