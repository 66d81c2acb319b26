"""Convert names of languages to BCP 47 tags, and find the direction in which they are written."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError

if TYPE_CHECKING:
    from sphinx.config import Config

    from blink.model import Post


def language_tag(name: str) -> str:
    """Return the BCP 47 tag for the *name* of a language in Sphinx or ABlog, or ``""``."""
    tag = name.replace("_", "-")
    return tag if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", tag) else ""


@cache
def direction(tag: str) -> str:
    """Return ``"rtl"`` or ``"ltr"``, the direction in which the language of *tag* is written."""
    try:
        return Locale.parse(tag, sep="-").text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"


def of_blog(config: Config) -> str:
    """Return the tag of the blog's language."""
    return language_tag(config.language) or "en"


def of_post(post: Post, config: Config) -> str:
    """Return the tag of the first of the post's languages that has one, or that of the blog."""
    tags = [tag for name in post.language if (tag := language_tag(name))]
    return tags[0] if tags else of_blog(config)


def foreign(post: Post, config: Config) -> tuple[str, str]:
    """Return tag and direction of the post's language, both empty if it is the blog's."""
    tag = of_post(post, config)
    return ("", "") if tag == of_blog(config) else (tag, direction(tag))
