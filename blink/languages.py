"""Names of languages → their tags (BCP 47), and the direction in which they are written."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError

if TYPE_CHECKING:
    from sphinx.config import Config

    from blink.model import Post


def language_tag(name: str) -> str:
    """Return the BCP 47 tag that Sphinx's or ABlog's *name* of a language is, or ``""``."""
    tag = name.replace("_", "-")
    return tag if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", tag) else ""


@cache
def direction(tag: str) -> str:
    """Return ``"rtl"`` or ``"ltr"``: from where to where the language of *tag* is written."""
    try:
        return Locale.parse(tag, sep="-").text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"


def of_blog(config: Config) -> str:
    """Return the tag of the language of the blog."""
    return language_tag(config.language) or "en"


def of_post(post: Post, config: Config) -> str:
    """Return the tag of the first of the post's languages that has one, or that of the blog."""
    tags = [tag for name in post.language if (tag := language_tag(name))]
    return tags[0] if tags else of_blog(config)


def foreign(post: Post, config: Config) -> tuple[str, str]:
    """Return the tag of the post's language and its direction; nothing if it is the blog's."""
    tag = of_post(post, config)
    return ("", "") if tag == of_blog(config) else (tag, direction(tag))
