"""Make the head of the home page: a title, a line on the blog, a picture and links.

The title is that of the page, which the text of the page then does not repeat.

Warning: ``profile.link``, a link to a page that does not exist.
"""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx.util import logging

from blink.pages.frame.menu import pages_of_site
from blink.pages.frame.navigation import NavLink
from blink.pages.profile.pictures import HERO, picture_of, site_icon
from blink.posts.catalog import SUBSCRIBE, listing_pages
from blink.settings.conf_lines import place_of
from blink.settings.theme import uses_blink

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from blink.elements.image_builds import Thumbnail
    from blink.model import Catalog

logger = logging.getLogger(__name__)

#: Sphinx's title of a document that has none
_NO_TITLE = "<no title>"


class Hero(NamedTuple):
    """The head of the home page."""

    #: ``""`` if it is the heading of the page
    title: str
    tagline: str
    picture: Thumbnail
    #: path of the icon of the site, which is shown where there is no picture; or ``""``
    icon: str
    links: tuple[NavLink, ...]


# -- Sphinx ------------------------------------------------------------------


def make_hero(app: Sphinx, catalog: Catalog) -> Hero | None:
    """Return the head of the home page, and warn of its links to pages that do not exist."""
    config = app.config
    if config.blink_hero is None or not uses_blink(app):
        return None
    heading = app.env.titles.get(config.root_doc)
    is_untitled = heading is None or heading.astext() == _NO_TITLE
    return Hero(
        config.blink_hero.get("title") or (config.blog_title if is_untitled else ""),
        config.blink_hero.get("tagline", config.blog_feed_subtitle) or "",
        picture_of(app, config.blink_hero.get("picture") or "", HERO),
        "" if "picture" in config.blink_hero else site_icon(config),
        tuple(_links(app, pages_of_site(app, catalog))),
    )


def _links(app: Sphinx, pages: set[str]) -> Iterator[NavLink]:
    """Yield the links; one to a listing that this build does not make is left out."""
    path, words = app.config.blog_path, app.translator
    declared = app.config.blink_hero.get("links", ())
    if "links" not in app.config.blink_hero:
        subscribe = f"{path}/{SUBSCRIBE}"
        declared = ((words.gettext("All posts"), path), (words.gettext("Subscribe"), subscribe))
    for number, (name, target) in enumerate(declared or ()):
        link = NavLink(name, target)
        if link.external or target in pages:
            yield link
        elif target not in listing_pages(path, words):
            similar = get_close_matches(target, pages, 1)
            hint = f"did you mean {similar[0]!r}?" if similar else "write a docname or a URL"
            conf = Path(app.confdir, "conf.py")
            logger.warning(
                "blink_hero['links']: there is no page %r; %s", target, hint,
                location=place_of(conf, "blink_hero", "links", number),
                type="profile", subtype="link",
            )  # fmt: skip
