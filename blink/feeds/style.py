"""Choose the stylesheet of feeds in a browser, and make one with words in the language of the site.

``feed.css`` shows a sentence above a feed, in English. In another language, ``feed-words.css``
replaces it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from blink.addresses.hosting import is_public
from blink.builder.store import builder_domain
from blink.stages import Stage
from blink.words import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

#: The stylesheet, if the author has not removed it, and the one with other words
STYLE, STYLE_WITH_WORDS = "_static/feed.css", "_static/feed-words.css"
#: What the stylesheet says above a feed
SENTENCE = gettext_noop(
    "This is a feed: it brings new posts to a feed reader. To subscribe, copy the address of this"
    " page and add it in your reader."
)


def with_words(sentence: str) -> bytes:
    """Return a stylesheet that shows *sentence* in place of that of ``feed.css``."""
    words = json.dumps(sentence, ensure_ascii=False)
    return (
        f'@charset "utf-8";\n@import "feed.css";\nfeed::before {{ content: {words}; }}\n'.encode()
    )


# -- Sphinx ------------------------------------------------------------------


def style_of(app: Sphinx) -> str:
    """Return the stylesheet, as a path below the output folder, or ``""`` if there is none."""
    if STYLE not in builder_domain(app.env).static_files:
        return ""
    is_english = app.translator.gettext(SENTENCE) == SENTENCE
    return STYLE if is_english else STYLE_WITH_WORDS


def make_style(app: Sphinx) -> Iterator[tuple[str, bytes]]:
    """Yield the stylesheet with words, if feeds use it."""
    if is_public(app.config) and style_of(app) == STYLE_WITH_WORDS:
        yield STYLE_WITH_WORDS, with_words(app.translator.gettext(SENTENCE))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.builder.outputs")
    app.connect("site-files", make_style, priority=Stage.FILES)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
