"""Declare the settings of the home page, of listings, and of what pages say of authors.

Whether the files and pages that these settings name exist is checked by `blink.pages.profile`.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from blink.settings import checks
from blink.settings.setting import Setting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Settings = Mapping[str, Any]

_HERO = {
    "title": "'Notes of Ann'",
    "tagline": "'On compilers and bicycles'",
    "picture": "'_static/ann.jpg'",
    "links": "[('All posts', 'blog'), ('About', 'about')]",
}
_AUTHOR = {
    "avatar": "'_static/ann.jpg'",
    "bio": "'Ann builds compilers.'",
    "links": "[('Code', 'https://example.org/ann')]",
}
_ADDRESS = re.compile(r"(https?://|mailto:)\S+")


def hero(name: str, value: Any, settings: Settings) -> Iterator[str]:
    if value is None or isinstance(value, dict):
        yield from _entries_of(name, value or {}, _HERO)
    else:
        form = f"{{'title': {_HERO['title']}}}"
        yield f"{name} must be a mapping such as {form}, or None for no head, not {value!r}"


def authors(name: str, value: Any, settings: Settings) -> Iterator[str]:
    if not isinstance(value, dict):
        form = f"{{'ann': {{'bio': {_AUTHOR['bio']}}}}}"
        yield f"{name} must map short names of authors to what pages say of them, such as {form}"
        return
    known = settings.get("blog_authors") or {}
    for label, entry in value.items():
        place = f"{name}[{label!r}]"
        if isinstance(known, dict) and label not in known:
            yield f"{name}: {label!r} is not in blog_authors; add it there, or correct it"
        elif not isinstance(entry, dict):
            form = f"{{'bio': {_AUTHOR['bio']}}}"
            yield f"{place} must be a mapping such as {form}, not {entry!r}"
        else:
            yield from _entries_of(place, entry, _AUTHOR)
            for link in entry.get("links") or () if _are_links(entry.get("links")) else ():
                if not _ADDRESS.fullmatch(link[1]):
                    wanted = "a URL such as 'https://example.org/ann' or 'mailto:ann@example.org'"
                    yield f"{place}['links']: {link[1]!r} is not {wanted}"


def _entries_of(place: str, value: dict[Any, Any], forms: Mapping[str, str]) -> Iterator[str]:
    """Yield a message for each entry of *value* that is unknown or not like that of *forms*."""
    for key, entry in value.items():
        if key not in forms:
            near = get_close_matches(str(key), forms, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"use {', '.join(map(repr, forms))}"
            yield f"{place}: unknown key {key!r}; {hint}"
        elif key == "links" and not (entry is None or _are_links(entry)):
            wanted = "a list of pairs of a name and an address"
            yield f"{place}['links'] must be {wanted}, such as {forms[key]}, not {entry!r}"
        elif key != "links" and not isinstance(entry, str | None):
            yield f"{place}[{key!r}] must be a text such as {forms[key]}, not {entry!r}"


def _are_links(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(
        isinstance(pair, list | tuple)
        and len(pair) == 2
        and all(isinstance(text, str) and text.strip() for text in pair)
        for pair in value
    )


PROFILE_SETTINGS = (
    Setting(
        "blink_home_length",
        "number of posts on the home page",
        default=10,
        rebuild="html",
        check=checks.at_least(0),
    ),
    Setting(
        "blink_home_shows",
        "what the home page, the list of all posts and the feed of the blog have: `'posts'` leaves"
        " out the entries of logbooks, which are on the pages and in the feeds of their logbooks;"
        " `'all'` includes them",
        default="posts",
        rebuild="html",
        check=checks.one_word_of(posts="no logbook entries", all="with them"),
    ),
    Setting(
        "blink_page_size",
        "number of posts on a page of a listing",
        default=20,
        rebuild="html",
        check=checks.at_least(1),
    ),
    Setting(
        "blink_hero",
        "the head of the home page, in the theme `blink`: `title`, `tagline`, `picture` (a path"
        " relative to `conf.py`) and `links` (pairs of a name and a docname or URL). What it does"
        " not have is the heading of the home page, `blog_feed_subtitle`, the icon of the site, and"
        " links to all posts and to the feeds; an empty text or list leaves it out. `None`: the"
        " page has no such head",
        default={},
        rebuild="html",
        types=(dict, type(None)),
        check=hero,
    ),
    Setting(
        "blink_listing",
        "how the home page and the listings show posts: `'grid'`, as cards with pictures, or"
        " `'list'`, one below the other",
        default="grid",
        rebuild="html",
        check=checks.one_word_of(grid="cards with pictures", list="one below the other"),
    ),
    Setting(
        "blink_authors",
        "what pages say of authors: short names of `blog_authors` → a mapping with `avatar` (a"
        " path relative to `conf.py`), `bio` and `links` (pairs of a name and a URL)",
        default={},
        rebuild="html",
        check=authors,
    ),
)
