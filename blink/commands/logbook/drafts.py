"""Start the draft of an entry or a report from the sources that its logbook has already."""

from __future__ import annotations

import sys
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from blink.commands.arguments import add_text
from blink.commands.new import POSTS, start_draft, text_problem, title_problem, write_draft
from blink.logbooks.history import LEDGER, read_ledger
from blink.logbooks.keys import LOGBOOK_KEYS
from blink.logbooks.order import OrderFields, order_of
from blink.logbooks.results import read_results
from blink.problems import Mistake
from blink.settings.conf_py import local_time
from blink.source.front_matter.header import decode, read_header
from blink.source.front_matter.keys import Keys
from blink.source.front_matter.post_keys import POST_KEYS
from blink.source.front_matter.reader import read_fields
from blink.source.front_matter.values import Rules
from blink.source.markdown import first_heading
from blink.text import fold, has_words, slug

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from blink.model import Metric
    from blink.source.front_matter.fields import Header


class UnknownLogbookError(Exception):
    """There is no logbook of this name; the message says which may be meant."""


class LogbookSource(NamedTuple):
    """The source of an entry or a report."""

    path: Path
    label: str
    #: the name of the logbook, as this source spells it
    logbook: str
    values: dict[str, Any]
    header: Header

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """Its metrics; none if the file that has them cannot be read."""
        metrics = self.values.get("metrics", ())
        if isinstance(metrics, str):
            with suppress(Mistake):
                return read_results(self.path.parent / metrics)
            return ()
        return tuple(metrics)


def all_sources(posts: Path, settings: Mapping[str, Any]) -> Iterator[LogbookSource]:
    """Yield the entries and reports of all logbooks below *posts*, in the order of their paths.

    *settings* are those of conf.py. A report on several logbooks is returned for each of them.
    """
    zone = ZoneInfo(settings.get("blink_timezone", "UTC"))
    rules = Rules(zone, settings.get("post_date_format", "%Y-%m-%d"))
    keys = Keys(POST_KEYS, LOGBOOK_KEYS)
    for path in sorted(posts.rglob("*")):
        if path.suffix not in {".md", ".rst"} or not path.is_file():
            continue
        header = read_header(path.read_bytes(), markdown=path.suffix == ".md")
        values, _ = read_fields(header.fields, rules, keys)
        label = path.parent.name if path.stem == "index" else path.stem
        for name in (*values.get("logbook", ()), *values.get("report", ())):
            yield LogbookSource(path, label.lower(), name, values, header)


def sources(posts: Path, logbook: str, settings: Mapping[str, Any]) -> list[LogbookSource]:
    """Return the entries and reports of *logbook* below *posts*, oldest first.

    *settings* are those of conf.py.
    """
    matches = [
        source
        for source in all_sources(posts, settings)
        if logbook in (source.logbook, slug(source.logbook))
        or fold(logbook) == fold(source.logbook)
    ]
    ledger = posts / Path(LEDGER).name
    known, _ = read_ledger(ledger.read_text("utf-8", "replace") if ledger.is_file() else "")
    order = order_of([_dated(source) for source in matches], known.first_days)
    return [matches[index] for index in order]


def unknown_logbook(posts: Path, name: str, settings: Mapping[str, Any]) -> str:
    """Return a message if there are logbooks but none called *name*, and ``""`` otherwise."""
    names = sorted({source.logbook for source in all_sources(posts, settings)})
    if not names or {slug(name), fold(name)} & {form(n) for n in names for form in (slug, fold)}:
        return ""
    by_key = {fold(n): n for n in names}
    near = [by_key[key] for key in get_close_matches(fold(name), by_key, 1)] or names
    hint = f"did you mean `{near[0]}`?" if len(near) == 1 else f"there are {', '.join(near[:5])}"
    return f"there is no logbook `{name}`; {hint}"


def source_title(source: LogbookSource) -> str:
    """Return the title of *source*, from its front matter or its heading; or ``""``."""
    title: str = source.values.get("title", "")
    if not title and source.path.suffix == ".md":
        text = decode(source.path.read_bytes())
        body = text.split("\n")[read_header(text.encode(), markdown=True).length :]
        heading = first_heading("\n".join(body))
        title = heading.plain if heading else ""
    return title


def _dated(source: LogbookSource) -> OrderFields:
    date, title = source.values.get("date"), source_title(source)
    keys = ("follows", "supersedes", "replicates")
    names = tuple(name for key in keys for name in source.values.get(key, ()))
    return OrderFields(source.label, date.isoformat() if date else "", title, names)


def logbook_problem(name: str) -> str:
    """Return why *name* cannot be the name of a logbook, or ``""``."""
    if not name:
        return "the name of the logbook is missing; write one, such as LOGBOOK=pruning"
    if not has_words(name):
        return f"the name of a logbook must contain a letter or a digit, unlike LOGBOOK={name!r}"
    return text_problem(name, "the name of a logbook")


# -- The commands --------------------------------------------------------------


def add_logbook_and_title(parser: ArgumentParser) -> None:
    """Add the name of a logbook and the title of a draft to *parser*."""
    add_text(parser, "logbook", "the name of the logbook")
    add_text(parser, "title", "the title of the draft")
    parser.add_argument("--new", action="store_true", help="begin another logbook")


def start_in_logbook(
    arguments: Namespace, template: Callable[..., str], default_title: str = ""
) -> int:
    """Write a draft that belongs to a logbook, and return the exit code.

    *template* returns its source, given the title, the time, the name of the logbook and the
    `LogbookSource` of each entry and report that is there already. *default_title* is formatted
    with ``logbook`` and ``day``.

    If the blog has logbooks, another one begins only if the arguments say so.
    """
    logbook, title = arguments.logbook.strip(), arguments.title.strip()
    optional = default_title and not title
    if problem := logbook_problem(logbook) or ("" if optional else title_problem(title)):
        print(problem, file=sys.stderr)
        return 2

    def write(settings: Mapping[str, Any], day: date) -> Path:
        known = sources(POSTS, logbook, settings)
        if not arguments.new and (message := unknown_logbook(POSTS, logbook, settings)):
            mark = " " if message.endswith("?") else "; "
            raise UnknownLogbookError(f"{message}{mark}NEW=1 (`--new`) begins a new one")
        name = known[-1].logbook if known else logbook
        heading = title or default_title.format(logbook=name, day=day)
        source = template(heading, local_time(settings), name, known)
        return write_draft(heading, day, POSTS, source)

    try:
        return start_draft(write)
    except UnknownLogbookError as error:
        print(error, file=sys.stderr)
        return 2
