"""Convert names of languages to BCP 47 tags, and find the direction in which they are written."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.localedata import locale_identifiers

if TYPE_CHECKING:
    from sphinx.config import Config

    from blink.model import Post


_EXAMPLES = "write one such as 'en', 'de' or 'pt_BR'"


def language_tag(name: str) -> str:
    """Return the BCP 47 tag for the *name* of a language in Sphinx or ABlog, or ``""``."""
    tag = name.replace("_", "-")
    return tag if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", tag) else ""


def code_problem(code: str) -> str:
    """Return what is wrong with *code* as Sphinx's code of a language, or ``""``.

    >>> code_problem("english"), code_problem("jp"), code_problem("en_UK")
    ("did you mean 'en'?", "did you mean 'ja'?", "did you mean 'en_GB'?")
    >>> code_problem("pt_BR"), code_problem("sr@latin"), code_problem("zh-Hans")
    ('', '', '')
    """
    start, *parts = re.split(r"[-_.@]", code)
    language, aliases = start.lower(), get_global("language_aliases")
    names = Locale("en").languages
    if re.fullmatch(r"[a-z]{3}", language) and language not in names:  # Babel lacks rare languages
        fitting = "" if language in aliases else language
    else:  # Hebrew was `iw`
        is_code = language in names or (len(language) == 2 and language in aliases)
        fitting = language if is_code else ""
    if fitting != start:
        return f"did you mean {near!r}?" if (near := fitting or _code_of(language)) else _EXAMPLES
    region = parts[0].upper() if parts and re.fullmatch("[A-Za-z]{2}", parts[0]) else ""
    if region and region not in Locale("en").territories:
        regions = get_global("territory_aliases").get(region, ())
        return f"did you mean '{language}_{regions[0]}'?" if regions else _EXAMPLES
    return ""


def _code_of(name: str) -> str:
    """Return the code of the language with the *name*, or of that of a country, or ``""``."""
    aliases, countries = get_global("language_aliases"), get_global("likely_subtags")
    if name in aliases:
        return str(aliases[name])
    if likely := countries.get(f"und_{name.upper()}"):
        return str(likely).partition("_")[0]
    for code, english in Locale("en").languages.items():
        if english.casefold() == name:
            return str(code)
    own = (Locale(code) for code in locale_identifiers() if len(code) == 2)
    return next((it.language for it in own if str(it.language_name).casefold() == name), "")


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
