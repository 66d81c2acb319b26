"""Find the sources of a logbook, from which the drafts of entries and reports are started."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from blink.commands.new import add_title, complaint
from blink.logbooks.history import LEDGER
from blink.logbooks.history import read as read_ledger
from blink.logbooks.order import Dated, in_order
from blink.logbooks.results import read_results
from blink.model import Metric
from blink.problems import Mistake
from blink.settings import read as read_settings
from blink.source.front_matter import read_fields
from blink.source.header import decode, read_header
from blink.source.markdown import first_heading
from blink.source.values import Rules
from blink.text import fold, has_words, slug

if TYPE_CHECKING:
    from argparse import ArgumentParser


class LogbookSource(NamedTuple):
    """The source of an entry or a report."""

    path: Path
    label: str
    #: the name of the logbook, as this source spells it
    logbook: str
    values: dict[str, Any]

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """Its metrics; none if the file that has them cannot be read."""
        metrics = self.values.get("metrics", ())
        if isinstance(metrics, str):
            with suppress(Mistake):
                return read_results(self.path.parent / metrics)
            return ()
        return tuple(metrics)


def sources(posts: Path, logbook: str, rules: Rules | None = None) -> list[LogbookSource]:
    """Return the entries and reports of *logbook* below *posts*, oldest first."""
    matches: list[LogbookSource] = []
    rules = rules or Rules(ZoneInfo("UTC"))
    for path in sorted(posts.rglob("*")):
        if path.suffix not in {".md", ".rst"} or not path.is_file():
            continue
        header = read_header(path.read_bytes(), markdown=path.suffix == ".md")
        values, _ = read_fields(header.fields, rules)
        label = path.parent.name if path.stem == "index" else path.stem
        matches += [
            LogbookSource(path, label.lower(), name, values)
            for name in (*values.get("logbook", ()), *values.get("report", ()))
            if logbook in (name, slug(name)) or fold(logbook) == fold(name)
        ]
    ledger = posts / Path(LEDGER).name
    known, _ = read_ledger(ledger.read_text(encoding="utf-8") if ledger.is_file() else "")
    order = in_order([_dated(source) for source in matches], known.seen)
    return [matches[index] for index in order]


def _dated(source: LogbookSource) -> Dated:
    date, title = source.values.get("date"), source.values.get("title", "")
    if not title and source.path.suffix == ".md":
        text = decode(source.path.read_bytes())
        body = text.split("\n")[read_header(text.encode(), markdown=True).length :]
        heading = first_heading("\n".join(body))
        title = heading.plain if heading else ""
    keys = ("follows", "supersedes", "replicates")
    names = tuple(name for key in keys for name in source.values.get(key, ()))
    return Dated(source.label, date.isoformat() if date else "", title, names)


def known_sources(logbook: str) -> list[LogbookSource]:
    """Return the entries and reports of *logbook* in the blog of the current folder.

    :raises ConfigError: if conf.py cannot be run.
    """
    settings = read_settings(Path())
    zone = ZoneInfo(settings.get("blink_timezone", "UTC"))
    rules = Rules(zone, settings.get("post_date_format", "%Y-%m-%d"))
    return sources(Path("posts"), logbook, rules)


def quoted(text: str) -> str:
    """Return *text* as a value of YAML, or ``""`` if it is empty."""
    return json.dumps(text, ensure_ascii=False) if text else ""


def wrong_logbook(name: str) -> str:
    """Return why *name* cannot be the name of a logbook, or ``""``."""
    if not name:
        return "the name of the logbook is missing; write one, such as LOGBOOK=pruning"
    if not has_words(name) or not slug(name):
        return f"the name of a logbook must contain a letter or a digit, unlike LOGBOOK={name!r}"
    return complaint(name)


def add_logbook_and_title(parser: ArgumentParser) -> None:
    """Add the name of a logbook and the title of a draft to *parser*."""
    parser.add_argument(
        "logbook",
        nargs="?",
        default=os.environ.get("BLINK_LOGBOOK", ""),
        metavar="LOGBOOK",
        help="the name of the logbook (default: the variable BLINK_LOGBOOK)",
    )
    add_title(parser)
