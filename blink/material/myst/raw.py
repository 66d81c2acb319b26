"""Write HTML elements without Markdown so that MyST does not change them."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from blink.elements.third_party.addresses import loaded_elsewhere
from blink.elements.third_party.html_tags import KNOWN_ELEMENTS
from blink.material.markdown.html import attributes_of
from blink.material.myst.inline.html_tags import css_with_addresses, with_addresses, with_tags
from blink.material.myst.inline.paragraph import InlineConverter

if TYPE_CHECKING:
    from blink.material.markdown.tree import HtmlBlock
    from blink.material.myst.inline.html_tags import AddressRewriter
    from blink.material.myst.protocol import PostProtocol

#: Elements that begin a block of HTML (CommonMark 0.31, 4.6)
_BLOCK = frozenset(
    """address article aside base basefont blockquote body caption center col colgroup dd details
    dialog dir div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6
    head header hr html iframe legend li link main menu menuitem nav noframes ol optgroup option p
    param search section summary table tbody td tfoot th thead title tr track ul pre script style
    textarea""".split()  # noqa: SIM905
)
_KEEPS_LINES = re.compile(r"<(pre|script|style|textarea)\b", re.IGNORECASE)
_KEPT_TAG = re.compile(r"</?(?:pre|script|style|textarea)\b", re.IGNORECASE)
_MARKED = re.compile(r"\s+markdown(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+))?(?=[\s/>])")
_LONE_IMAGE = re.compile(
    r"\s*(?:<(?:p|center|div)(?:\s[^<>]*)?>\s*)?(<img\s[^<>]*>)\s*(?:</(?:p|center|div)>)?\s*",
    re.IGNORECASE,
)


def write(block: HtmlBlock, post: PostProtocol) -> list[str]:
    """Return the lines of *block*, with the URLs of the new site."""
    text = "\n".join(block.lines)
    if (lone := _LONE_IMAGE.fullmatch(text)) and (shown := _lone_image(lone[1], post, block.line)):
        return shown

    def new_at(tag: re.Match[str]) -> AddressRewriter:
        return partial(post.links.address, line=block.line + text.count("\n", 0, tag.start()))

    def new_tag(tag: re.Match[str]) -> str:
        name = (tag[2] or "").lower()
        if name and name not in KNOWN_ELEMENTS and "-" not in name:
            return tag[0].replace("<", "&lt;")
        is_opening = name and not tag[1]
        return with_addresses(_MARKED.sub("", tag[0]), name, new_at(tag)) if is_opening else tag[0]

    def new_code(tag: re.Match[str], code: str) -> str:
        return css_with_addresses(code, new_at(tag)) if tag[2].lower() == "style" else code

    written = with_tags(text, new_tag, new_code)
    for address in loaded_elsewhere(written):
        post.links.load(address, block.line)
    first = re.match(r"\s*</?([A-Za-z][\w-]*)", written)
    begins = first is not None and first[1].lower() in _BLOCK
    lines = written.split("\n")
    if _open_at_end(written):
        begins = False  # Markdown would be read as a part of it
    if not begins or (_KEEPS_LINES.search(written) and any(not line.strip() for line in lines)):
        ticks = "`" * max(3, *(len(run) + 1 for run in re.findall(r"`+", written) or [""]))
        return [f"{ticks}{{raw}} html", *lines, ticks]
    if _KEEPS_LINES.search(written):
        return lines
    return [line.strip() for line in lines if line.strip()]


def _open_at_end(written: str) -> bool:
    """Return whether an element whose lines are kept is open at the end of *written*."""
    found = [match[0].lower() for match in _KEPT_TAG.finditer(written)]
    return bool(found) and not found[-1].startswith("</")


def _lone_image(tag: str, post: PostProtocol, line: int) -> list[str] | None:
    """Return a paragraph with the picture of an ``img`` *tag*, if it names one."""
    given = attributes_of(re.sub(r"^<img|/?>$", "", tag, flags=re.IGNORECASE))
    source = given.pop("src", "")
    if not source:
        return None
    alt = InlineConverter(post).convert(given.pop("alt", ""), line).replace("\n", " ")
    return [post.images.picture(alt, source, given.pop("title", ""), given, line, html=True)]
