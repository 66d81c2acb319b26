"""Headers → which sources Sphinx reads at all.

A *draft* is marked as one or has no date, a *scheduled* post has a date to come:
Sphinx never learns of either, so that nothing of them can be in the site. With
``blink_drafts`` on, both are read and shown.

Warnings: those of `blink.frontmatter` (of hidden posts only that their header cannot
be read, or that a key looks like a misspelt ``date`` or ``draft``), and
``.mixed`` and ``.name``; ``drafts.unreadable``.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sphinx.errors import ConfigError
from sphinx.util import logging
from sphinx.util.matching import Matcher

from blink.dates import parse_date
from blink.domain import blog_domain, report
from blink.frontmatter import ALIASES, Rules, nearest_key, read_fields
from blink.header import Header, decode, read_header
from blink.model import Mistake, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Source:
    """A source file as this run found it."""

    path: Path
    #: whether MyST reads it
    markdown: bool
    header: Header
    #: what its header declares, by key
    values: dict[str, Any] = field(default_factory=dict)
    #: whether it is a post by its place or its header
    post: bool = False
    #: ``published``, ``draft`` or ``scheduled``; pages that are no posts are published
    state: str = "published"
    #: the earliest date to come of a scheduled post
    due: datetime | None = None
    #: whether this build leaves it out
    hidden: bool = False


def state_of(
    dates: Iterable[datetime | None], *, draft: bool, now: datetime
) -> tuple[str, datetime | None]:
    """Return the state of posts of these *dates*, and when the last of them is due.

    >>> from datetime import UTC, timedelta
    >>> now = datetime(2026, 1, 1, tzinfo=UTC)
    >>> state_of([now + timedelta(days=1)], draft=False, now=now)[0]
    'scheduled'
    """
    dates = list(dates)
    if draft or None in dates:
        return "draft", None
    due = max((date for date in dates if date and date > now), default=None)
    return ("scheduled", due) if due else ("published", None)


def told(problems: Iterable[Problem], source: Source) -> list[Problem]:
    """Return those of a source's *problems* that the published site must know of.

    A hidden post is left in peace, unless it may be hidden by mistake.
    """
    header, values = source.header, source.values
    if not source.hidden:
        return list(problems)
    if not header.readable:
        return list(header.problems)
    if values.get("draft"):
        return []
    meant = {ALIASES.get(key, key) for key in header.fields} & {"date", "draft"}
    if meant - values.keys() or header.directives:
        return list(problems)
    slips = [key for key in header.fields if nearest_key(key) in ("date", "draft")]
    lines = {header.fields[key].line for key in slips}
    return [problem for problem in problems if problem.kind == "key" and problem.line in lines]


_NAME = re.compile(r"[\"'<>&\\%#?\x00-\x1f\x7f]")


def read_source(path: Path, app: Sphinx, now: datetime) -> tuple[Source, list[Problem]]:
    """Return what the file at *path* is, and what is wrong with its header."""
    markdown = app.config.source_suffix.get(path.suffix, "") == "markdown"
    rules = rules_of(app.config)
    header = read_header(path.read_bytes(), markdown=markdown)
    values, problems = read_fields(header.fields, rules)
    inside = Matcher(app.config.blog_post_pattern or ["posts/**"])
    in_place = inside(path.relative_to(app.srcdir).as_posix())
    post = values.get("blogpost", in_place)
    if not post and not header.directives:
        return Source(path, markdown, header, values), []
    dates: list[datetime | None] = [values.get("date")] if post and not header.directives else []
    unread: list[Problem] = []  # told when the document is read, if it is
    for directive in header.directives:
        try:
            dates.append(_date(directive.text, rules))
        except Mistake as mistake:
            dates.append(None)
            unread.append(Problem(directive.line, mistake.kind, f"post: {mistake.message}"))
    found = [*header.problems, *problems] if post else []
    misspelt = any(nearest_key(p) == "draft" for p in header.fields if p not in values)
    draft = not header.readable or values.get("draft", False) or (post and misspelt)
    draft = draft or (post and "draft" in header.fields and "draft" not in values)
    state, due = state_of(dates, draft=draft, now=now)
    states = {state_of([date], draft=False, now=now)[0] for date in dates}
    if len(header.directives) > 1 and len(states) > 1:
        mend = "so it is left out whole; give each post a file of its own"
        found.append(
            Problem(
                header.directives[0].line,
                "mixed",
                f"published and unpublished posts share this page, {mend}",
            )
        )
    if _NAME.search(path.name):
        wrong = f"the file's name `{path.name}` has a character that addresses cannot carry plainly"
        found.append(
            Problem(1, "name", f"{wrong}; rename it without {' '.join(_NAME.findall(path.name))}")
        )
    hidden = not header.readable or (state != "published" and not app.config.blink_drafts)
    found += unread if hidden else []
    return Source(path, markdown, header, values, post, state, due, hidden), found


def _date(text: str, rules: Rules) -> datetime | None:
    return parse_date(text, rules.timezone, rules.date_format) if text else None


# -- Sphinx ------------------------------------------------------------------


def rules_of(config: Config) -> Rules:
    """Return what conf.py says on front matter."""
    kinds = {
        kind: frozenset(config[f"blog_{kind}s"]) for kind in ("author", "location", "language")
    }
    return Rules(ZoneInfo(config.blink_timezone), config.post_date_format, kinds)


def check_timezone(app: Sphinx, config: Config) -> None:
    """:raises ConfigError: if ``blink_timezone`` names no zone."""
    try:
        ZoneInfo(config.blink_timezone)
    except (ValueError, OSError, LookupError) as error:
        zone = config.blink_timezone
        message = f"blink_timezone = {zone!r} is no time zone; write one like 'Europe/Paris'"
        raise ConfigError(message) from error


def hide_drafts(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Read every header, tell its mistakes, and take what is not published out of *env*."""
    blog = blog_domain(env)
    blog.sources.clear()
    blog.hidden_labels.clear()
    blog.now = now = datetime.now(ZoneInfo(app.config.blink_timezone))
    for docname in sorted(env.found_docs):
        path = Path(env.doc2path(docname))
        try:
            source, problems = read_source(path, app, now)
        except OSError as error:
            logger.warning(
                "cannot be read: %s",
                error.strerror,
                location=docname,
                type="drafts",
                subtype="unreadable",
            )
            continue
        blog.sources[docname] = source
        for problem in told(problems, source):
            report(problem, docname, "frontmatter")
        if source.hidden:
            blog.hidden_labels |= dict.fromkeys(_labels(source), docname)
            _forget(docname, env, added, changed, removed)
    return []


def _forget(
    docname: str, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> None:
    added.discard(docname)
    changed.discard(docname)
    env.project.docnames.discard(docname)
    if docname in env.all_docs:
        removed.add(docname)


def _labels(source: Source) -> list[str]:
    """Return the labels that other documents may use for a hidden source."""
    try:
        text = decode(source.path.read_bytes())
    except (UnicodeDecodeError, OSError):
        return []
    found = re.findall(r"^\(([^()\n]+)\)=\s*$|^\.\. _`?([^:`\n]+)`?:\s*$", text, re.MULTILINE)
    own = source.path.parent.name if source.path.stem == "index" else source.path.stem
    return [own.lower(), *(one.lower() for pair in found for one in pair if one)]


def summary(states: Iterable[str], due: Iterable[datetime], *, shown: bool) -> str:
    """Return a line on how many posts there are of which state.

    >>> summary(["published", "draft", "published"], [], shown=False)
    '2 published, 1 hidden, 0 scheduled'
    """
    count = Counter(states)
    drafts = f"{count['draft']} {'shown as drafts' if shown else 'hidden'}"
    line = f"{count['published']} published, {drafts}, {count['scheduled']} scheduled"
    first = min(due, default=None)
    return line + (f" (next: {first:%Y-%m-%d %H:%M %Z})" if first else "")


def tell_summary(app: Sphinx, exception: Exception | None) -> None:
    """Say at the end how many posts are published, hidden and scheduled."""
    if exception or app.builder.format != "html":
        return
    posts = [s for s in blog_domain(app.env).sources.values() if s.post or s.header.directives]
    due = (source.due for source in posts if source.due)
    shown = app.config.blink_drafts
    logger.info("posts: %s", summary((source.state for source in posts), due, shown=shown))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.domain")
    app.add_config_value("blink_timezone", "UTC", "env", str)
    app.add_config_value("blink_drafts", default=False, rebuild="html", types=bool)
    app.connect("config-inited", check_timezone)
    app.connect("env-get-outdated", hide_drafts)
    app.connect("build-finished", tell_summary)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
