"""Lines of MyST: directives, paragraphs that begin nothing else, words without markup."""

from __future__ import annotations

import re

_COLONS = re.compile(r"\s*(?:>\s*)*(:{3,})")
#: What at the start of a line MyST takes for more than words
_STARTS = re.compile(
    r"(?P<a>[-+*](?=\s|$)|#{1,6}(?=\s|$)|>|~~~|:::|%|=+\s*$|-+\s*$|\+\+\+|:(?=[\s\w])|~\s"
    r"|\((?=[^()\n]+\)=\s*$)|\{(?=[.#%][^{}]*\}\s*$)|\[(?=[^\]]*\]:)|[|:-][|:\s-]*$|[*_-]{3,}\s*$)"
    r"|(?P<n>\d{1,9})(?=[.)](?:\s|$))"
)


def escape_start(line: str) -> str:
    """Return a line of a paragraph so that nothing but a paragraph begins with it."""
    found = _STARTS.match(line)
    if not found:
        return line
    if found["n"]:
        return f"{found['n']}\\{line[found.end() :]}"
    return f"\\{line}"


def directive(name: str, argument: str, options: list[str], body: list[str]) -> list[str]:
    """Return a directive with more colons than any in it."""
    most = max((len(m[1]) for line in body if (m := _COLONS.match(line))), default=2)
    colons = ":" * (most + 1)
    first = f"{colons}{{{name}}} {argument}".rstrip()
    apart = [""] if options and body else []
    if not options and body and (body[0].startswith(":") and not body[0].startswith(":::")):
        apart = [""]
    return [first, *options, *apart, *body, colons]


def without_markup(text: str) -> str:
    """Return *text* without its markup, for those who hear it."""
    text = re.sub(r"\{[\w-]+\}`([^`]*)`", r"\1", text)
    text = re.sub(r"!?\[([^\[\]]*)\]\([^()]*\)(?:\{[^{}]*\})?", r"\1", text)
    text = re.sub(r"<[^<>]*>", "", text)
    return " ".join(re.sub(r"\\(.)|[*_`$]", lambda m: m[1] or "", text).split())
