"""Declare the front-matter keys of posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from blink.problems import Problem
from blink.source.front_matter import values as readers
from blink.source.front_matter.authors import read_authors
from blink.source.front_matter.images import read_cover, read_image
from blink.source.front_matter.keys import Key, KeyGroup
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from blink.source.front_matter.fields import Value

_TERMS = "a list, or words separated by commas"

_KEYS = (
    Key(
        "date",
        readers.read_date,
        "a date, `2026-01-31`, or a time, `2026-01-31 09:30`, with or without a time zone; a date"
        " in the future schedules the post; other forms of dates are read as ABlog reads them",
    ),
    Key(
        "draft",
        readers.read_flag,
        "with `true`, the post is not published",
        default=False,
        flag=True,
    ),
    Key(
        "title",
        readers.read_text,
        "plain text, with formulas between dollars; needed only where there is no heading",
        default="",
    ),
    Key(
        "description",
        readers.read_text,
        "plain text, with formulas between dollars, for listings, feeds and search engines",
        default="",
    ),
    Key(
        "author",
        read_authors,
        f"{_TERMS}: names from `blog_authors`; or a list of objects, such as `- name: Ann Example`;"
        " `[]` shows none",
        default=(),
        aliases=("authors",),
    ),
    Key("category", readers.read_terms, _TERMS, default=(), aliases=("categories",)),
    Key("tags", readers.read_terms, _TERMS, default=()),
    Key("location", readers.read_known("location"), _TERMS, default=()),
    Key(
        "language",
        readers.read_known("language"),
        f"{_TERMS}; a language tag (`ar`, `pt-BR`) also tells browsers and screen readers the"
        " language, and sets the direction of the text",
        default=(),
    ),
    Key("updated", readers.read_date, "the date of the last change that readers should know about"),
    Key(
        "image",
        read_image,
        "an image for listings: its path, or its number in the text, from 1; also shown with links"
        " to the post, if it is at least 600 × 315 pixels",
    ),
    Key(
        "cover",
        read_cover,
        "an image below the title: its path, or `true` for the one of `image`; without `image`,"
        " listings show it as well",
        default="",
        flag=True,
    ),
    Key("cover_alt", readers.read_text, 'what the cover shows; `""` if it is only decoration'),
    Key("cover_caption", readers.read_text, "plain text below the cover, such as its source"),
    Key(
        "pin",
        readers.read_flag,
        "`true` puts the post before the newest posts on the home page; the newest of these posts"
        " is the one that the page shows large",
        default=False,
        flag=True,
    ),
    Key(
        "excerpt",
        readers.read_count,
        "how many paragraphs to show where there is no description; `<!-- more -->` in the text"
        " marks the end instead",
    ),
    Key(
        "redirect",
        readers.read_redirect,
        "former addresses of the post or page, as paths in the site; the first one of a post is the"
        " original one, by which feed readers recognise the post",
        default=(),
    ),
    Key(
        "feed_id",
        readers.read_feed_id,
        "the id of the post in feeds, if it already had one elsewhere",
        default="",
    ),
    Key("canonical_link", readers.read_address, "the URL of the original", default=""),
    Key(
        "external_link",
        readers.read_address,
        "the URL to which the title links in listings; the date links to the page",
        default="",
    ),
    Key(
        "comments",
        readers.read_flag,
        "whether readers may comment, if `blink_giscus` is set in `conf.py`",
    ),
    Key("nocomments", readers.read_flag, "`true` turns comments off", default=False, flag=True),
    Key(
        "nosearch",
        readers.read_flag,
        "`true` keeps the post out of search",
        default=False,
        flag=True,
    ),
    Key(
        "loads",
        readers.read_hosts,
        "host names of other sites, such as `www.example.org`, from which the page may load images,"
        " videos or scripts; each of these sites learns of every reader",
        default=(),
    ),
    Key(
        "imported",
        readers.read_anything,
        "values of the original post that an import could not convert; the key has no effect",
    ),
    Key(
        "blogpost",
        readers.read_flag,
        "`false` makes a file under `posts/` an ordinary page; `true` makes a page a post",
        flag=True,
    ),
)


def contradictions(values: Mapping[str, Any], fields: Mapping[str, Value]) -> Iterator[Problem]:
    """Yield a problem for each contradiction between the keys of a post."""
    if "comments" in values and values["comments"] == values.get("nocomments"):
        both = "`comments` and `nocomments` contradict each other; keep only `comments`"
        yield Problem(fields["nocomments"].line, "twice", both)
    date, updated = values.get("date"), values.get("updated")
    if date and updated and updated < date:
        early = "updated: is before the date of the post; write that date or a later one"
        yield Problem(fields["updated"].line, "date", early)


POST_KEYS = KeyGroup("posts", _KEYS, contradictions)


# -- Sphinx ------------------------------------------------------------------


def declare_keys(app: Sphinx) -> KeyGroup:
    return POST_KEYS


def setup(app: Sphinx) -> ExtensionMetadata:
    #: Emitted without arguments when front matter is read; handlers return a `KeyGroup`
    app.add_event("front-matter-keys")
    app.connect("front-matter-keys", declare_keys, priority=Stage.POST_KEYS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
