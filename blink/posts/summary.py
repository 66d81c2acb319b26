"""Log at the end of a build how many posts are published, hidden and scheduled."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sphinx.util import logging

from blink.addresses.hosting import writes_site
from blink.posts.catalog import has_blog
from blink.posts.store import blog_domain
from blink.source.store import source_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)


def summary(states: Iterable[str], due: Iterable[datetime], *, shown: bool) -> str:
    """Return a line with the number of posts of each state.

    >>> summary(["published", "draft", "published"], [], shown=False)
    '2 published, 1 hidden, 0 scheduled'
    """
    count = Counter(states)
    drafts = f"{count['draft']} {'shown as drafts' if shown else 'hidden'}"
    line = f"{count['published']} published, {drafts}, {count['scheduled']} scheduled"
    first = min(due, default=None)
    return line + (f" (next: {first:%Y-%m-%d %H:%M %Z})" if first else "")


# -- Sphinx ------------------------------------------------------------------


def log_summary(app: Sphinx, exception: Exception | None) -> None:
    """Log how many posts are published, hidden and scheduled, and which have no date."""
    if exception or not writes_site(app):
        return
    sources, withheld = blog_domain(app.env).sources, source_domain(app.env).withheld
    posts = {name: s for name, s in sources.items() if s.post or s.header.directives}
    states = ("draft" if name in withheld else source.state for name, source in posts.items())
    due = (source.due for source in posts.values() if source.due)
    if posts or withheld or has_blog(app):
        logger.info("posts: %s", summary(states, due, shown=app.config.blink_drafts))
    undated = [name for name, source in sources.items() if source.undated]
    if undated:  # perhaps the author thinks that they are published
        reason = "it has no date" if len(undated) == 1 else "they have no date"
        logger.info("hidden because %s: %s", reason, ", ".join(sorted(undated)))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.posts.store")
    app.connect("build-finished", log_summary, priority=Stage.CLEAN_UP)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
