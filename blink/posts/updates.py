"""Read and title the ``update`` directives of posts.

ABlog has words for their titles in some languages only.

Warnings: ``frontmatter.date``, ``.ambiguous_date``, ``.updated``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from blink import dates
from blink.date_form import date_form
from blink.dates import AMBIGUOUS
from blink.posts import ablog
from blink.posts.drafts import rules_of
from blink.posts.store import blog_domain
from blink.problems import Mistake, Problem, report
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from blink.source.front_matter.fields import Header


# -- Sphinx ------------------------------------------------------------------


def update_dates(app: Sphinx, section: nodes.Element) -> list[datetime]:
    """Return the dates of the ``update`` directives in *section*; one without a date is removed."""
    updates, rules = [], rules_of(app.config)
    for node in ablog.update_nodes(section):
        try:
            date, _, doubt = dates.read(node["date"], rules.timezone, rules.date_format)
        except Mistake as mistake:
            problem = Problem(node.line or 1, mistake.kind, f"update: {mistake.message}")
            report(problem, app.env.docname, "frontmatter")
            node.replace_self(node.children)
        else:
            updates.append(date)
            if doubt:
                problem = Problem(node.line or 1, AMBIGUOUS, f"update: {doubt}")
                report(problem, app.env.docname, "frontmatter")
            node["date"] = date.strftime(app.config.post_date_format)  # for ABlog, which reads it
            node["shown"] = date_form(app.config).shown(date)
    return updates


def title_updates(app: Sphinx, doctree: nodes.document) -> None:
    """Give ``update`` directives their titles in the language of the site."""
    for node in ablog.update_nodes(doctree):
        title = node.next_node(nodes.title)
        if title is not None and title.parent is node:
            words = app.translator.gettext("Updated on %(date)s") % {"date": node["shown"]}
            title[:] = [nodes.Text(words)]


def last_update(app: Sphinx, dates: Iterable[datetime | None], header: Header) -> datetime | None:
    """Return the last of *dates*, unless it is in the future."""
    last = max(filter(None, dates), default=None)
    now = blog_domain(app.env).now
    if last and now and last > now and not app.config.blink_drafts:
        message = f"updated: {last:%Y-%m-%d} is in the future; write the date of the change"
        problem = Problem(header.line_of("updated"), "updated", message)
        report(problem, app.env.docname, "frontmatter")
        return None
    return last


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.posts.ablog")
    app.connect("doctree-read", title_updates, priority=Stage.AFTER_ABLOG)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
