"""Log at the end of a build how many posts are published, and name those that are not.

A post that is marked as a draft, has no date, or has a date to come is not published; each is
named with its reason, because its author may not expect it.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
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
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.posts.sources import Source

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


def reason_for_hiding(source: Source) -> str:
    """Return why a hidden *source* is not published."""
    if source.values.get("draft"):
        return "it is marked as a draft"
    if source.due:
        return f"its date, {source.due:%Y-%m-%d %H:%M %Z}, is in the future"
    if not source.post and not source.header.directives:  # a page that autosummary generates
        return "no published page lists this object"
    return "it has no date"


# -- Sphinx ------------------------------------------------------------------


def hidden_posts(env: BuildEnvironment) -> dict[str, str]:
    """Return the file of each post and page that this build leaves out, and the reason."""
    folder = Path(env.srcdir)
    return {
        source.path.relative_to(folder).as_posix(): reason_for_hiding(source)
        for source in blog_domain(env).sources.values()
        if source.hidden and source.header.readable
    }


def log_summary(app: Sphinx, exception: Exception | None) -> None:
    """Log how many posts are published, hidden and scheduled, and which are not published."""
    if exception or not writes_site(app):
        return
    sources, withheld = blog_domain(app.env).sources, source_domain(app.env).withheld
    posts = {name: s for name, s in sources.items() if s.post or s.header.directives}
    states = ("draft" if name in withheld else source.state for name, source in posts.items())
    due = (source.due for source in posts.values() if source.due)
    if posts or withheld or has_blog(app):
        logger.info("posts: %s", summary(states, due, shown=app.config.blink_drafts))
    for name, reason in sorted(hidden_posts(app.env).items()):
        logger.info("not published: %s: %s", name, reason)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.posts.store")
    app.connect("build-finished", log_summary, priority=Stage.CLEAN_UP)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
