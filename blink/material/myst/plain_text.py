"""Escape what looks like syntax of Material for MkDocs in Markdown, so that it is plain text."""

from __future__ import annotations

import re

from blink.source.markdown import code_blocks, html_blocks
from blink.source.mkdocs_hints import ANY, CONSTRUCTS, HILITE, masked_prose

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


def escape_markdown(text: str, skip: int = 0) -> tuple[str, list[tuple[int, str]]]:
    r"""Return Markdown *text* with Material's syntax as plain text, and each line and construct.

    Code does not change.

    >>> escape_markdown("!!! note")
    ('\\!!! note', [(1, '!!! note')])

    :param skip: the number of lines at the top to ignore
    """
    if not ANY.search(text):
        return text, []
    lines = text.split("\n")
    body = "\n".join(lines[skip:])
    code = {i for block in code_blocks(body, skip) for i in block} | set(range(skip))
    html = {i for block in html_blocks(body, skip) for i in block}
    escaped: list[tuple[int, str]] = []
    for i in set(range(len(lines))) - code - html:
        escaped += ((i + 1, match[1].strip("`")) for match in HILITE.finditer(lines[i]))
        # one space on both sides of a code span is not shown
        lines[i] = HILITE.sub(lambda match: f"` {match[1].strip('`')} `", lines[i])
    for i, prose in enumerate(masked_prose(lines, code)):
        if i in code or not ANY.search(lines[i]):
            continue
        tags = {k for tag in _TAG.finditer(prose) for k in range(*tag.span())}
        found = {
            match.start(1): lines[i][match.start(1) : match.end(1)].strip()
            for construct in CONSTRUCTS
            for match in construct.pattern.finditer(prose)
        }
        for start in sorted(found, reverse=True):
            sign = lines[i][start]
            sign = f"&#{ord(sign)};" if i in html or start in tags else f"\\{sign}"
            lines[i] = lines[i][:start] + sign + lines[i][start + 1 :]
        escaped += ((i + 1, construct) for construct in found.values())
    return "\n".join(lines), sorted(escaped)
