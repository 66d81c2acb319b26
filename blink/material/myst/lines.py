"""Write directives and paragraphs as lines of MyST, and remove markup from a text."""

from __future__ import annotations

import re

_COLONS = re.compile(r"\s*(?:>\s*)*(:{3,})")
#: What MyST reads as markup at the start of a line
_STARTS = re.compile(
    r"(?P<a>[-+*](?=\s|$)|#{1,6}(?=\s|$)|>|~~~|:::|%|=+\s*$|-+\s*$|\+\+\+|:(?=[\s\w])|~\s"
    r"|\((?=[^()\n]+\)=\s*$)|\{(?=[.#%][^{}]*\}\s*$)|\[(?=[^\]]*\]:)|[|:-][|:\s-]*$|[*_-]{3,}\s*$)"
    r"|(?P<n>\d{1,9})(?=[.)](?:\s|$))"
)


def escape_start(line: str) -> str:
    """Return a line of a paragraph, escaped so that MyST does not read it as another block."""
    match = _STARTS.match(line)
    if not match:
        return line
    if match["n"]:
        return f"{match['n']}\\{line[match.end() :]}"
    return f"\\{line}"


def directive(name: str, argument: str, options: list[str], body: list[str]) -> list[str]:
    """Return the lines of a directive, with more colons than any directive in it."""
    most = max((len(m[1]) for line in body if (m := _COLONS.match(line))), default=2)
    colons = ":" * (most + 1)
    first = f"{colons}{{{name}}} {argument}".rstrip()
    apart = [""] if options and body else []
    if not options and body and (body[0].startswith(":") and not body[0].startswith(":::")):
        apart = [""]
    return [first, *options, *apart, *body, colons]


def option_value(text: str) -> str:
    """Return *text* as the value of an option, quoted if YAML would read it differently."""
    if re.search(r"^[\s\"'&*!|>%@`{\[#?,-]|: |:$| #|\\$", text):
        return "'" + text.replace("'", "''") + "'"
    return text


def without_markup(text: str) -> str:
    """Return *text* without its markup, for a description."""
    text = re.sub(r"\{[\w-]+\}`([^`]*)`", r"\1", text)
    text = re.sub(r"!?\[([^\[\]]*)\]\([^()]*\)(?:\{[^{}]*\})?", r"\1", text)
    text = re.sub(r"<[^<>]*>", "", text)
    return " ".join(re.sub(r"\\(.)|[*_`$]", lambda m: m[1] or "", text).split())
