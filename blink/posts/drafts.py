"""Decide from the headers which sources Sphinx reads.

A *draft* is marked as one or has no date; a *scheduled* post has a date in the future.
Sphinx reads neither, so that nothing of them can be in the site. If ``blink_drafts`` is on, both
are read and shown. If it is unclear whether a post is published, the build fails, because its
author may not notice that the post is missing (`blink.posts.publication`).

Errors: those of `blink.source.front_matter.reader` in a decisive key or in a header that cannot be
read, ``frontmatter.mixed``; ``drafts.unreadable``. Warnings: the others of
`blink.source.front_matter.reader`, and ``frontmatter.name``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path, PurePath
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from blink.dates import AMBIGUOUS, Reading
from blink.posts.object_pages import is_listed, users_of_object_pages
from blink.posts.patches import leave_out
from blink.posts.publication import (
    declared_dates,
    nested_directive_problems,
    state_of,
    unclear_page_problems,
    unclear_state_problems,
)
from blink.posts.sources import Source, matches, post_patterns
from blink.posts.store import blog_domain
from blink.problems import Problem, report
from blink.settings.ablog_blogs import only_adds_blink
from blink.source.errors import fail_source
from blink.source.front_matter.header import decode, read_header
from blink.source.front_matter.keys import keys_of
from blink.source.front_matter.reader import read_fields
from blink.source.front_matter.values import Rules
from blink.source.notebook import read_notebook
from blink.source.notebook_parser import SUFFIX
from blink.source.store import source_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.posts.publication import DeclaredHeader
    from blink.source.front_matter.fields import Header

#: Names of the parsers for Markdown: MyST-Parser's, and MyST-NB's, which also reads ``.md`` files
_MARKDOWN = ("markdown", "myst-nb")


def reported_problems(problems: Iterable[Problem], source: Source) -> list[Problem]:
    """Return those of a source's *problems* that this build reports.

    Problems of a hidden post are not reported, unless it may be hidden by mistake.
    """
    if not source.hidden:
        return list(problems)
    reported = [*source.errors]
    if not source.values.get("draft"):
        reported += [problem for problem in problems if problem.kind == AMBIGUOUS]
    return reported


def is_post_by_path(path: PurePath, config: Config, folder: str = "") -> bool:
    """Return whether the *path* of a source, from the source *folder*, is that of a post."""
    name = path.as_posix()
    return any(matches(name, pattern, folder) for pattern in post_patterns(config))


_ESCAPED_CHARACTERS = re.compile(r"[\"'<>&\\%#?\x00-\x1f\x7f]")


def name_problems(path: PurePath) -> Iterator[Problem]:
    """Yield the problems of the *path* of a post, relative to the root of the sources."""
    if characters := _ESCAPED_CHARACTERS.findall(path.name):
        message = f"the name of this file has {' '.join(characters)} in it, which URLs cannot have"
        yield Problem(1, "name", f"{message}; rename the file without it")
    for folder in path.parts[:-1]:
        if folder.endswith(".html"):
            message = (
                f"the folder `{folder}` has a name like that of a page, which it might replace"
            )
            yield Problem(1, "name", f"{message}; rename it without `.html` at the end")


def read_source(
    path: Path, app: Sphinx, rules: Rules, now: datetime
) -> tuple[Source, list[Problem]]:
    """Return the source at *path*, and the problems of its header."""
    known = blog_domain(app.env).interpretations
    declared = _read_header(path, app, rules)
    before = known[path][1][0] if path in known and known[path][0] is declared else None
    if before is None or before.due or before.errors:  # time may change it
        known[path] = (declared, _interpret(path, app, declared, now))
    return known[path][1]


def _interpret(
    path: Path, app: Sphinx, declared: DeclaredHeader, now: datetime
) -> tuple[Source, list[Problem]]:
    config = app.config
    below = path.relative_to(app.srcdir)
    markdown = _is_markdown(path, config)
    header, values, problems = declared
    if header.fields and not header.readable and header.usable and only_adds_blink(config):
        header = replace(header, readable=True)
        declared = (header, values, problems)
    post = values.get("blogpost", is_post_by_path(below, config, str(app.srcdir)))
    kinds = {problem.kind for problem in header.problems}
    broken = not header.readable and path.suffix != SUFFIX and bool(kinds & {"empty", "yaml"})
    as_ablog = not header.fields and (header.readable or broken) and only_adds_blink(config)
    if post and as_ablog:
        post = False  # a post of ABlog has front matter, or a directive
    if not post and not header.directives:
        drafts = config.blink_drafts or (broken and as_ablog)  # nor does ABlog know `draft:`
        return _interpret_page(path, declared, markdown=markdown, drafts=drafts)
    found = [*header.problems, *problems] if post else []
    found += name_problems(below)
    dates = declared_dates(declared, rules_of(config), post=post)
    draft = bool(values.get("draft")) and header.readable
    keys = keys_of(app.events)
    errors = [] if draft else [*unclear_state_problems(declared, dates, now, keys, post=post)]
    if not draft and not errors and dates == [(1, "date", None)]:
        errors += nested_directive_problems(path.read_bytes())
    if config.blink_drafts and header.readable:  # it is shown in any state
        found += [problem for problem in errors if problem.kind == "mixed"]
        errors = []
    error_lines = {problem.line for problem in errors}
    found = [
        problem for problem in found if problem.kind != AMBIGUOUS or problem.line not in error_lines
    ]
    found += [problem for problem in errors if problem not in found]
    days = [reading.date if isinstance(reading, Reading) else None for _, _, reading in dates]
    state, due = state_of(days, draft=draft or bool(errors), now=now)
    shown = state == "published" or config.blink_drafts
    hidden = not header.readable or not (shown or errors)
    if hidden and header.directives:  # otherwise they are reported when it is read
        found += [
            Problem(line, AMBIGUOUS, f"{key}: {reading.doubt}")
            for line, key, reading in dates
            if isinstance(reading, Reading) and reading.doubt
        ]
    source = Source(path, markdown, header, values, post, state, due, hidden, tuple(errors))
    return source, found


def _interpret_page(
    path: Path, declared: DeclaredHeader, *, markdown: bool, drafts: bool
) -> tuple[Source, list[Problem]]:
    """Return the source of a page that is not a post, and the problems of its header."""
    header, values, problems = declared
    text = b"" if header.readable else path.read_bytes()
    errors = tuple(unclear_page_problems(header, values, problems, text))
    found = [
        p
        for p in problems
        if p.line in _lines_of_keys(header, "blogpost", "draft", "nosearch", "redirect")
    ]
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


def _read_header(path: Path, app: Sphinx, rules: Rules) -> DeclaredHeader:
    """Return what the header of *path* declares; it is read again only if the file changed."""
    read_before, status = blog_domain(app.env).headers, path.stat()
    version = (status.st_mtime_ns, status.st_ctime_ns, status.st_size, rules)
    if path not in read_before or read_before[path][0] != version:
        keys, data = keys_of(app.events), path.read_bytes()
        if path.suffix == SUFFIX:
            header = read_notebook(data, keys.names)
        else:
            header = read_header(data, markdown=_is_markdown(path, app.config))
        read_before[path] = (version, (header, *read_fields(header.fields, rules, keys)))
    return read_before[path][1]


def _lines_of_keys(header: Header, *keys: str) -> set[int]:
    return {header.line_of(key) for key in keys if key in header.fields}


# -- Sphinx ------------------------------------------------------------------


def rules_of(config: Config) -> Rules:
    """Return the rules for front matter that conf.py sets."""
    kinds = {
        kind: frozenset(config[f"blog_{kind}s"]) for kind in ("author", "location", "language")
    }
    labels = {author[0]: label for label, author in config.blog_authors.items() if author}
    return Rules(ZoneInfo(config.blink_timezone), config.post_date_format, kinds, labels)


def hide_drafts(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Read every header, report its mistakes, and remove unpublished sources from *env*."""
    blog = blog_domain(env)
    blog.sources.clear()
    blog.hidden_labels.clear()
    blog.now = now = datetime.now(ZoneInfo(app.config.blink_timezone))
    rules = rules_of(app.config)
    users = users_of_object_pages(app)
    for docname in sorted(env.found_docs, key=lambda name: (name in users, name)):
        path = Path(env.doc2path(docname))
        try:
            source, problems = read_source(path, app, rules, now)
        except OSError as error:
            message = f"this file cannot be read ({error.strerror}); make it readable, or delete it"
            fail_source(app, Problem(1, "unreadable", message), docname, "drafts")
            _leave_out(docname, env, added, changed, removed)
            continue
        if docname in users and not source.header.fields:
            listed = is_listed(docname, users, blog.hidden())
            state, problems = "published" if listed else "draft", []
            source = replace(source, post=False, state=state, hidden=not listed, errors=())
        blog.sources[docname] = source
        for problem in reported_problems(problems, source):
            if problem in source.errors:
                fail_source(app, problem, docname, "frontmatter")
            else:
                report(problem, docname, "frontmatter")
        if source.hidden:
            blog.hidden_labels |= dict.fromkeys(_labels(source), docname)
            _leave_out(docname, env, added, changed, removed)
    before, blog.patterns = blog.patterns, post_patterns(app.config)
    if before != blog.patterns:  # a setting on which they depend changed
        return sorted(env.found_docs)
    # Sources that are withheld now and were not before, or the reverse, are read again.
    unclear = {docname for docname, source in blog.sources.items() if source.is_unclear}
    return sorted((source_domain(env).withheld ^ unclear) & env.found_docs)


def _leave_out(
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
    name = source.path.parent.name if source.path.stem == "index" else source.path.stem
    labels = [label for groups in _LABEL.findall(text) for label in groups if label]
    terms = [term for block in _GLOSSARY.findall(text) for term in re.findall(r"(?m)^\S.*", block)]
    return [label.strip().lower() for label in [name, *labels, *terms]]


#: A label of Markdown or reStructuredText, the name of a directive, and the label of a formula
_LABEL = re.compile(
    r"^\(([^()\n]+)\)=\s*$|^\.\. _`?([^:`\n]+)`?:\s*$|^[ \t]*:(?:name|label):(.+)$"
    r"|\$\$[ \t]*\(([^()\n]+)\)[ \t]*$",
    re.MULTILINE,
)
_GLOSSARY = re.compile(
    r"^(?:`{3,}|:{3,})\{glossary\}[^\n]*\n(.*?)^(?:`{3,}|:{3,})", re.MULTILINE | re.DOTALL
)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.source.errors")
    app.setup_extension("blink.source.front_matter.post_keys")
    app.setup_extension("blink.settings.conf_py")
    app.connect("env-get-outdated", hide_drafts, priority=Stage.DRAFTS)
    app.setup_extension("blink.posts.summary")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
