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
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sphinx.util import logging
from sphinx.util.matching import Matcher

from blink.dates import parse_date
from blink.domain import blog_domain, report
from blink.fields import Scalar
from blink.frontmatter import nearest_key, read_fields
from blink.header import decode, read_header
from blink.model import Mistake, Problem
from blink.notebooks import SUFFIX
from blink.notebooks.cells import read_notebook
from blink.readers import Rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.fields import Header

logger = logging.getLogger(__name__)

#: A header, its values by key, and what is wrong in it
Declared = tuple["Header", dict[str, Any], tuple[Problem, ...]]


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
    #: whether a mistake in what it says of its date leaves that open: it is read, to tell of
    #: all that is wrong in it, and not shown
    mistaken: bool = False

    @property
    def meant(self) -> bool:
        """Whether its author said that it is a draft, or when it is due."""
        return bool(self.values.get("draft") or self.due or not self.header.readable)


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
    if header.directives:
        return [problem for problem in problems if problem.kind == "mixed"]
    slips = [key for key in header.fields if nearest_key(key) in ("date", "draft")]
    lines = {header.fields[key].line for key in slips}
    return [problem for problem in problems if problem.kind == "key" and problem.line in lines]


def is_unclear(header: Header, values: Mapping[str, Any]) -> bool:
    """Return whether a date or a draft mark is there and cannot be understood."""
    said = {key: header.fields[key] for key in ("date", "draft") if key in header.fields}
    return any(
        key not in values and not (isinstance(value, Scalar) and value.null)
        for key, value in said.items()
    )


_NAME = re.compile(r"[\"'<>&\\%#?\x00-\x1f\x7f]")


def name_problem(path: PurePath) -> Iterator[Problem]:
    """Yield what is wrong with the *path* of a post, from the root of the sources."""
    if found := _NAME.findall(path.name):
        wrong = f"the file's name has {' '.join(found)}, which addresses cannot carry plainly"
        yield Problem(1, "name", f"{wrong}; rename the file")
    for folder in path.parts[:-1]:
        if folder.endswith(".html"):
            wrong = f"the folder `{folder}` would take the place of a page; rename it"
            yield Problem(1, "name", wrong)


def read_source(
    path: Path, app: Sphinx, rules: Rules, now: datetime
) -> tuple[Source, list[Problem]]:
    """Return what the file at *path* is, and what is wrong with its header."""
    meant = blog_domain(app.env).meant
    declared = _read(path, app, rules)
    if path not in meant or meant[path][0] is not declared or meant[path][1][0].due:
        meant[path] = (declared, _understood(path, app, declared, now))
    return meant[path][1]


def _understood(
    path: Path, app: Sphinx, declared: Declared, now: datetime
) -> tuple[Source, list[Problem]]:
    config = app.config
    place = path.relative_to(app.srcdir)
    markdown = _is_markdown(path, config)
    rules = rules_of(config)
    header, values, problems = declared
    post = values.get(
        "blogpost", Matcher(config.blog_post_pattern or ["posts/**"])(place.as_posix())
    )
    # In doubt a source is a draft: a key that is not understood may have said so.
    slips = {key for key in header.fields if key not in values and nearest_key(key) == "draft"}
    draft = bool(values.get("draft") or (post and (slips or not header.readable)))
    if not post and not header.directives:
        state = "draft" if draft else "published"
        hidden = draft and not config.blink_drafts
        odd = [p for p in problems if p.line in _lines(header, "blogpost", "draft", "nosearch")]
        return Source(path, markdown, header, values, state=state, hidden=hidden), odd
    dates: list[datetime | None] = [values.get("date")] if not header.directives else []
    unread: list[Problem] = []  # told when the document is read, if it is
    for directive in header.directives:
        try:
            dates.append(_date(directive.text, rules) or values.get("date"))
        except Mistake as mistake:
            dates.append(None)
            unread.append(Problem(directive.line, mistake.kind, f"post: {mistake.message}"))
    found = [*header.problems, *problems] if post else []
    found += name_problem(place)
    if len({state_of([date], draft=False, now=now)[0] for date in dates}) > 1:
        wrong = "published and unpublished posts share this page, so it is left out whole"
        mend = "give each post a file of its own"
        found.append(Problem(header.directives[0].line, "mixed", f"{wrong}; {mend}"))
    state, due = state_of(dates, draft=draft, now=now)
    shown = state == "published" or config.blink_drafts
    mistaken = (
        not shown and not values.get("draft") and (bool(unread) or is_unclear(header, values))
    )
    hidden = not header.readable or not (shown or mistaken)
    found += unread if hidden else []
    return Source(path, markdown, header, values, post, state, due, hidden, mistaken), found


def _is_markdown(path: Path, config: Config) -> bool:
    return bool(config.source_suffix.get(path.suffix) == "markdown")


def _read(path: Path, app: Sphinx, rules: Rules) -> Declared:
    """Return what the header of *path* declares; a process reads it again only if it changed."""
    known, stat = blog_domain(app.env).headers, path.stat()
    version = (stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, rules)
    if path not in known or known[path][0] != version:
        read = read_notebook if path.suffix == SUFFIX else read_header
        header = read(path.read_bytes(), markdown=_is_markdown(path, app.config))
        known[path] = (version, (header, *read_fields(header.fields, rules)))
    return known[path][1]


def _lines(header: Header, *keys: str) -> set[int]:
    return {value.line for key, value in header.fields.items() if key in keys}


def _date(text: str, rules: Rules) -> datetime | None:
    return parse_date(text, rules.timezone, rules.date_format) if text else None


# -- Sphinx ------------------------------------------------------------------


def rules_of(config: Config) -> Rules:
    """Return what conf.py says on front matter."""
    kinds = {
        kind: frozenset(config[f"blog_{kind}s"]) for kind in ("author", "location", "language")
    }
    return Rules(ZoneInfo(config.blink_timezone), config.post_date_format, kinds)


def hide_drafts(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Read every header, tell its mistakes, and take what is not published out of *env*."""
    blog = blog_domain(env)
    blog.sources.clear()
    blog.hidden_labels.clear()
    blog.now = now = datetime.now(ZoneInfo(app.config.blink_timezone))
    rules = rules_of(app.config)
    for docname in sorted(env.found_docs):
        path = Path(env.doc2path(docname))
        try:
            source, problems = read_source(path, app, rules, now)
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
    sources = blog_domain(app.env).sources
    posts = [s for s in sources.values() if s.post or s.header.directives]
    due = (source.due for source in posts if source.due)
    shown = app.config.blink_drafts
    logger.info("posts: %s", summary((source.state for source in posts), due, shown=shown))
    undated = [name for name, one in sources.items() if one.hidden and not one.meant]
    if undated:  # perhaps the author thinks that they are published
        logger.info("hidden for want of a date: %s", ", ".join(sorted(undated)))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.domain")
    app.setup_extension("blink.settings")
    app.add_config_value("blink_timezone", "UTC", "env", str)
    app.add_config_value("blink_drafts", default=False, rebuild="html", types=bool)
    app.connect("env-get-outdated", hide_drafts)
    app.connect("build-finished", tell_summary)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
