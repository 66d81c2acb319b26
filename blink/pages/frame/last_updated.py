"""Give pages the date of their last change (``html_last_updated_fmt``).

Sphinx gives all pages the date of the build, which differs each time. Here a post has the date of
its last update, or else of its publication; another document has that of the last commit of its
source. A page has no such date if it is not a document, or Git does not know its source.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sphinx import locale
from sphinx.util.i18n import format_date

from blink.git import commit_dates
from blink.pages.store import pages_domain
from blink.posts.store import blog_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from datetime import datetime

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata


def note_dates(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Store the date of each document, and return the documents whose date changed."""
    store, new = pages_domain(env), {}
    if app.config.html_last_updated_fmt is not None:
        commits = commit_dates(Path(app.srcdir))
        for docname in env.found_docs:
            posts = blog_domain(env).posts.get(docname, ())
            dates = [max(p.date, p.updated or p.date) for p in posts if p.date]
            date = max(dates, default=None)
            date = date or commits.get(env.doc2path(docname, base=False).as_posix())
            if date:
                new[docname] = _formatted(app, date)
    old, store.last_updated = store.last_updated, new
    return sorted(name for name in env.found_docs if old.get(name) != new.get(name))


def _formatted(app: Sphinx, date: datetime) -> str:
    form = app.config.html_last_updated_fmt or locale._("%b %d, %Y")
    local = date.astimezone(ZoneInfo(app.config.blink_timezone))
    return format_date(form, date=local, language=app.config.language)


def add_date(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Give a page its date in place of that of the build."""
    context["last_updated"] = pages_domain(app.env).last_updated.get(pagename)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.pages.store")
    app.setup_extension("blink.posts.catalog")
    app.connect("env-updated", note_dates, priority=Stage.STALE_PAGES)
    app.connect("html-page-context", add_date, priority=Stage.CONTEXT)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
