"""Compute the slugs that MkDocs gave to titles and headings, and those that MyST gives.

The rules are those of ``markdown.extensions.toc`` (BSD) and ``pymdownx.slugs`` (MIT).
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from markdown_it import MarkdownIt
from myst_parser.slugs import github_slugify

from blink.material.site.safe_yaml import Tagged

if TYPE_CHECKING:
    from collections.abc import Callable


UnicodeForm = Literal["NFC", "NFD", "NFKC", "NFKD"]


def toc_slug(text: str, separator: str = "-", *, ascii_only: bool = True) -> str:
    """Return the slug of Python-Markdown, by default without characters that are not ASCII."""
    if ascii_only:
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    text = re.sub(r"[^\w\s-]", "", text).strip().lower()
    return re.sub(rf"[{re.escape(separator)}\s]+", separator, text)


def pymdownx_slug(
    text: str,
    separator: str = "-",
    *,
    case: str = "none",
    percent: bool = False,
    form: UnicodeForm = "NFC",
) -> str:
    """Return the slug of ``pymdownx.slugs``, which keeps letters of any script."""
    text = re.sub(r"</?[^>]*>", "", unicodedata.normalize(form, text)).strip()
    if case == "lower":
        text = text.lower()
    elif case == "lower-ascii":
        text = re.sub(r"[A-Z]", lambda match: match[0].lower(), text)
    elif case == "fold":
        text = text.casefold()
    text = re.sub(r"[^\w\- ]", "", text).replace(" ", separator)
    return quote(text) if percent else text


_FORMS: dict[Any, UnicodeForm] = {"NFD": "NFD", "NFKC": "NFKC", "NFKD": "NFKD"}


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
    form = _FORMS.get(settings.get("normalize"), "NFC")
    if "uslugify" in tag:
        case, percent = "lower", "encoded" in tag
    elif "gfm" in tag:
        case, percent = "lower-ascii", "encoded" in tag
    elif "pymdownx.slugs" not in tag:
        if "toc.slugify" in tag:
            return lambda text: toc_slug(text, sep, ascii_only="unicode" not in tag)
        return default
    return lambda text: pymdownx_slug(text, sep, case=str(case), percent=percent, form=form)


def markdown_title(body: str) -> str | None:
    """Return the title that MkDocs sees in the *body* of a post before it renders it.

    It is the first line with text, markup and all, if that is a heading of the first level. The
    rule is ``get_markdown_title`` of MkDocs (BSD).
    """
    first = next((line.strip() for line in body.split("\n") if line.strip()), "")
    return first.lstrip("# ") if first.startswith("# ") else None


def title_of_file(name: str) -> str:
    """Return the title that MkDocs makes of the *name* of a file without its extension."""
    title = "index" if name == "README" else name
    title = title.replace("-", " ").replace("_", " ")
    return title.capitalize() if title.lower() == title else title


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


_COUNTED = re.compile(r"(.*)_([0-9]+)")


def unique_toc_slug(slug: str, taken: set[str]) -> str:
    """Return *slug* as Python-Markdown makes it unique, and add the result to *taken*."""
    while slug in taken or not slug:
        counted = _COUNTED.fullmatch(slug)
        slug = f"{counted[1]}_{int(counted[2]) + 1}" if counted else f"{slug}_1"
    taken.add(slug)
    return slug


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
