"""Compute the slugs that MkDocs gave to titles and headings, and those that MyST gives.

The rules are those of ``markdown.extensions.toc`` (BSD) and ``pymdownx.slugs`` (MIT).
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from markdown_it import MarkdownIt
from myst_parser.slugs import github_slugify

from blink.material.site.safe_yaml import Tagged

if TYPE_CHECKING:
    from collections.abc import Callable


def toc_slug(text: str, separator: str = "-") -> str:
    """Return the slug of Python-Markdown, without characters that are not ASCII."""
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    text = re.sub(r"[^\w\s-]", "", text).strip().lower()
    return re.sub(rf"[{re.escape(separator)}\s]+", separator, text)


def pymdownx_slug(
    text: str, separator: str = "-", *, case: str = "none", percent: bool = False
) -> str:
    """Return the slug of ``pymdownx.slugs``, which keeps letters of any script."""
    text = re.sub(r"</?[^>]*>", "", unicodedata.normalize("NFC", text)).strip()
    if case in ("lower", "lower-ascii"):
        text = text.lower()
    elif case == "fold":
        text = text.casefold()
    text = re.sub(r"[^\w\- ]", "", text).replace(" ", separator)
    return quote(text) if percent else text


def slug_function(
    setting: Any, separator: Any, default: Callable[[str], str]
) -> Callable[[str], str]:
    """Return a function like the one that a *setting* of mkdocs.yml names, which is never run."""
    sep = separator if isinstance(separator, str) else "-"
    if not isinstance(setting, Tagged):
        return default
    tag, value = setting
    settings = value.get("kwds") if isinstance(value, dict) else None
    settings = settings if isinstance(settings, dict) else {}
    case, percent = settings.get("case", "none"), bool(settings.get("percent_encode"))
    if "uslugify" in tag:
        case, percent = "lower", "encoded" in tag
    elif tag.endswith("gfm"):
        case = "lower-ascii"
    elif "pymdownx.slugs" not in tag:
        if "slugify_unicode" in tag:
            return lambda text: re.sub(
                r"[-\s]+", sep, re.sub(r"[^\w\s-]", "", text).strip().lower()
            )
        return default
    return lambda text: pymdownx_slug(text, sep, case=str(case), percent=percent)


_inline = MarkdownIt("commonmark")


def plain_text(source: str) -> str:
    """Return the text of a line of MyST from which the slug of a heading is made."""
    source = re.sub(r"\{[\w-]+\}(`+)(.*?)\1", r"\2", source)
    (inline,) = _inline.parseInline(source)
    return "".join(
        child.content
        for child in inline.children or ()
        if child.type in ("text", "code_inline", "text_special")
    )


def myst_slug(source: str) -> str:
    """Return the slug that MyST gives to a heading whose source is *source*."""
    return str(github_slugify(plain_text(source)))


def unique_slug(slug: str, taken: set[str], joint: str) -> str:
    """Return *slug*, with a number if it is *taken*, and add the result to *taken*."""
    candidate, count = slug, 0
    while candidate in taken or not candidate:
        count += 1
        candidate = f"{slug}{joint}{count}"
        if not slug and not joint:
            break
    taken.add(candidate)
    return candidate
