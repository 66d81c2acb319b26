"""Find the pages whose language is written without spaces, for the search index.

Pagefind finds the words of such a language only by its extended build, and only on pages whose
``<html lang>`` names the language. A post in another language than the blog's has that of the blog
there, because the frame of its page has, and names its own in its ``<article>``. So Pagefind reads
a copy of such a page, and makes an index of its own for the language, which ``search.js`` adds.

Warnings: ``search.language``, the extended build is not installed.
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import TYPE_CHECKING

from sphinx.util import logging

from blink.languages import of_blog, of_post
from blink.posts.store import blog_domain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx

logger = logging.getLogger(__name__)

#: Languages in whose texts Pagefind looks for words by a dictionary (its ``needsWordSegmentation``)
UNSPACED = frozenset({"ja", "th", "zh"})

_LANGUAGE_OF_PAGE = re.compile(rb'(<html\b[^>]*?\blang=")[^"]*')


def primary(tag: str) -> str:
    """Return the language of a BCP 47 *tag*, without its script and region."""
    return tag.partition("-")[0].lower()


def has_extended() -> bool:
    """Return whether the extended build of Pagefind is installed."""
    return find_spec("pagefind_bin_extended") is not None


def unspaced_posts(app: Sphinx) -> dict[str, str]:
    """Return the language of each post that needs an index of its own, by docname."""
    blog = primary(of_blog(app.config))
    tags = {p.docname: of_post(p, app.config) for p in blog_domain(app.env).catalog.posts}
    return {
        name: tag for name, tag in tags.items() if primary(tag) in UNSPACED and primary(tag) != blog
    }


def in_language(page: bytes, tag: str) -> bytes:
    """Return the content of *page* as if it were in the language of *tag*, unless that is empty."""
    return _LANGUAGE_OF_PAGE.sub(rb"\g<1>" + tag.encode(), page, count=1) if tag else page


def check(app: Sphinx, tags: Iterable[str]) -> None:
    """Report that texts in the blog's language, or those of *tags*, need the extended build."""
    needed = sorted({primary(tag) for tag in (of_blog(app.config), *tags)} & UNSPACED)
    if needed and not has_extended():
        logger.warning(
            "the search finds no words in texts in %s, which are written without spaces; install"
            " Pagefind's extended build with `make add PACKAGE='blink-blog[cjk]'`",
            " or ".join(f"`{language}`" for language in needed),
            type="search", subtype="language",
        )  # fmt: skip
