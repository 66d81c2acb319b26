"""Decide from the headers which sources Sphinx reads.

A *draft* is marked as one or has no date; a *scheduled* post has a date in the future.
Sphinx does not read either, so that nothing of them can be in the site. With
``blink_drafts`` on, both are read and shown.

If it is unclear whether a post is published, that is an error and the build fails: the post is not
shown, and its author may not know (`blink.posts.states`). Errors: those of
`blink.source.front_matter` in a
decisive key or of a header that cannot be read, ``.mixed``; ``drafts.unreadable``.
Warnings: the others of `blink.source.front_matter`, and ``.name``.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path, PurePath
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sphinx.util.matching import Matcher

from blink.dates import AMBIGUOUS, Reading
from blink.posts.patches import leave_out
from blink.posts.sources import Source
from blink.posts.states import (
    declared_dates,
    inner_directives,
    open_questions,
    state_of,
    unclear_page,
)
from blink.posts.store import blog_domain
from blink.problems import Problem, report
from blink.source.errors import fail_source
from blink.source.front_matter import read_fields
from blink.source.header import decode, read_header
from blink.source.keys import keys_of
from blink.source.notebook import read_notebook
from blink.source.notebook_parser import SUFFIX
from blink.source.store import source_domain
from blink.source.values import Rules
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.posts.states import Declared
    from blink.source.fields import Header

#: Names of the parsers for Markdown: MyST-Parser's, and MyST-NB's, which reads texts as well
_MARKDOWN = ("markdown", "myst-nb")


def told(problems: Iterable[Problem], source: Source) -> list[Problem]:
    """Return those of a source's *problems* that this build reports.

    Problems of a hidden post are not reported, unless it may be hidden by mistake.
    """
    if not source.hidden:
        return list(problems)
    told = [*source.errors]
    if not source.values.get("draft"):
        told += [problem for problem in problems if problem.kind == AMBIGUOUS]
    return told


def is_place_of_posts(path: PurePath, config: Config) -> bool:
    """Return whether the source at *path*, from the root of the sources, is a post by its place.

    As in ABlog, ``**/`` in a pattern stands for no folder as well.
    """
    patterns = config.blog_post_pattern or ["posts/**"]
    patterns = [*patterns, *(one.replace("/**/", "/") for one in patterns)]
    return Matcher(patterns)(path.as_posix())


_NAME = re.compile(r"[\"'<>&\\%#?\x00-\x1f\x7f]")


def name_problem(path: PurePath) -> Iterator[Problem]:
    """Yield what is wrong with the *path* of a post, from the root of the sources."""
    if found := _NAME.findall(path.name):
        wrong = f"the name of this file contains {' '.join(found)}, which URLs must escape"
        yield Problem(1, "name", f"{wrong}; rename the file")
    for folder in path.parts[:-1]:
        if folder.endswith(".html"):
            wrong = f"the folder `{folder}` could replace a page, since its name ends in `.html`"
            yield Problem(1, "name", f"{wrong}; rename it")


def read_source(
    path: Path, app: Sphinx, rules: Rules, now: datetime
) -> tuple[Source, list[Problem]]:
    """Return the source at *path*, and the problems of its header."""
    known = blog_domain(app.env).interpretations
    declared = _read(path, app, rules)
    before = known[path][1][0] if path in known and known[path][0] is declared else None
    if before is None or before.due or before.errors:  # which time may change
        known[path] = (declared, _understood(path, app, declared, now))
    return known[path][1]


def _understood(
    path: Path, app: Sphinx, declared: Declared, now: datetime
) -> tuple[Source, list[Problem]]:
    config = app.config
    place = path.relative_to(app.srcdir)
    markdown = _is_markdown(path, config)
    header, values, problems = declared
    post = values.get("blogpost", is_place_of_posts(place, config))
    if not post and not header.directives:
        return _understood_page(path, declared, markdown=markdown, drafts=config.blink_drafts)
    found = [*header.problems, *problems] if post else []
    found += name_problem(place)
    dates = declared_dates(declared, rules_of(config), post=post)
    draft = bool(values.get("draft")) and header.readable
    keys = keys_of(app.events)
    errors = [] if draft else [*open_questions(declared, dates, now, keys, post=post)]
    if not draft and not errors and dates == [(1, "date", None)]:
        errors += inner_directives(path.read_bytes())
    if config.blink_drafts and header.readable:  # whatever its state, it is shown
        found += [problem for problem in errors if problem.kind == "mixed"]
        errors = []
    settled = {problem.line for problem in errors}
    found = [one for one in found if one.kind != AMBIGUOUS or one.line not in settled]
    found += [problem for problem in errors if problem not in found]
    days = [reading.date if isinstance(reading, Reading) else None for _, _, reading in dates]
    state, due = state_of(days, draft=draft or bool(errors), now=now)
    shown = state == "published" or config.blink_drafts
    hidden = not header.readable or not (shown or errors)
    if hidden and header.directives:  # else they are told when the document is read
        found += [
            Problem(line, AMBIGUOUS, f"{key}: {one.doubt}")
            for line, key, one in dates
            if isinstance(one, Reading) and one.doubt
        ]
    source = Source(path, markdown, header, values, post, state, due, hidden, tuple(errors))
    return source, found


def _understood_page(
    path: Path, declared: Declared, *, markdown: bool, drafts: bool
) -> tuple[Source, list[Problem]]:
    """Return what the source of a page is that is not a post."""
    header, values, problems = declared
    text = b"" if header.readable else path.read_bytes()
    errors = tuple(unclear_page(header, values, problems, text))
    found = [p for p in problems if p.line in _lines(header, "blogpost", "draft", "nosearch")]
    found += [problem for problem in errors if problem not in found]
    draft = bool(values.get("draft"))
    errors = () if draft or drafts else errors
    state = "draft" if draft or errors else "published"
    hidden = draft and not drafts
    source = Source(path, markdown, header, values, state=state, hidden=hidden, errors=errors)
    return source, found


def _is_markdown(path: Path, config: Config) -> bool:
    """Return whether MyST-Parser or MyST-NB reads the text at *path* as Markdown."""
    return path.suffix != SUFFIX and config.source_suffix.get(path.suffix) in _MARKDOWN


def _read(path: Path, app: Sphinx, rules: Rules) -> Declared:
    """Return what the header of *path* declares; a process reads it again only if it changed."""
    known, stat = blog_domain(app.env).headers, path.stat()
    version = (stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, rules)
    if path not in known or known[path][0] != version:
        keys, data = keys_of(app.events), path.read_bytes()
        if path.suffix == SUFFIX:
            header = read_notebook(data, keys.names)
        else:
            header = read_header(data, markdown=_is_markdown(path, app.config))
        known[path] = (version, (header, *read_fields(header.fields, rules, keys)))
    return known[path][1]


def _lines(header: Header, *keys: str) -> set[int]:
    return {header.line_of(key) for key in keys if key in header.fields}


# -- Sphinx ------------------------------------------------------------------


def rules_of(config: Config) -> Rules:
    """Return the rules for front matter that conf.py sets."""
    kinds = {
        kind: frozenset(config[f"blog_{kind}s"]) for kind in ("author", "location", "language")
    }
    return Rules(ZoneInfo(config.blink_timezone), config.post_date_format, kinds)


def hide_drafts(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Read every header, report its mistakes, and remove unpublished sources from *env*."""
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
            wrong = f"this file cannot be read ({error.strerror}); make it readable, or delete it"
            fail_source(app, Problem(1, "unreadable", wrong), docname, "drafts")
            _forget(docname, env, added, changed, removed)
            continue
        blog.sources[docname] = source
        for problem in told(problems, source):
            if problem in source.errors:
                fail_source(app, problem, docname, "frontmatter")
            else:
                report(problem, docname, "frontmatter")
        if source.hidden:
            blog.hidden_labels |= dict.fromkeys(_labels(source), docname)
            _forget(docname, env, added, changed, removed)
    # Sources that are withheld now and were not before, or the reverse, are read again.
    mistaken = {docname for docname, source in blog.sources.items() if source.mistaken}
    return sorted((source_domain(env).withheld ^ mistaken) & env.found_docs)


def _forget(
    docname: str, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> None:
    added.discard(docname)
    changed.discard(docname)
    leave_out(env, docname)
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


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.source.errors")
    app.setup_extension("blink.source.post_keys")
    app.setup_extension("blink.settings")
    app.connect("env-get-outdated", hide_drafts, priority=Stage.DRAFTS)
    app.setup_extension("blink.posts.summary")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
