"""Report the results of a link check: on the terminal, as a page, and as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from blink.linkcheck.probe import BROKEN, GOOD, MOVED, TIMEOUT, UNKNOWN, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class LinkSource(NamedTuple):
    """Where a link is written."""

    #: path from the folder of the sources
    file: str
    #: from 1
    line: int


@dataclass(frozen=True)
class LinkResult:
    """An address with its result."""

    address: str
    places: tuple[LinkSource, ...]
    verdict: Verdict
    #: whether the last run had another result
    new: bool = False
    #: whether it was checked in this run
    asked: bool = True
    #: URL at which an archive may have a copy, or ``""``
    archive: str = ""
    #: whether all sources have the new URL now
    fixed: bool = False


#: The statuses that are reported, in this order, with their titles
TITLES = {
    BROKEN: "Broken",
    TIMEOUT: "Timed out",
    MOVED: "Moved permanently",
    UNKNOWN: "Unknown: the host refused the request, or only a part of the page was checked",
}


def groups(rows: Iterable[LinkResult]) -> Iterator[tuple[str, list[LinkResult]]]:
    """Yield each reported status, with its rows in the order of their sources."""
    rows = list(rows)
    for status in TITLES:
        if own := [row for row in rows if row.verdict.status == status]:
            yield status, sorted(own, key=lambda row: (row.places, row.address))


def explanation(verdict: Verdict) -> str:
    """Return the words of *verdict*, and its HTTP code if there was an answer.

    >>> explanation(Verdict(BROKEN, 404, "the page does not exist"))
    'HTTP 404: the page does not exist'
    """
    code = f"HTTP {verdict.code}" if verdict.code else ""
    return ": ".join(filter(None, [code, verdict.words]))


def line_of(row: LinkResult) -> str:
    """Return *row* as a line of text, without its sources."""
    reason = explanation(row.verdict)
    if row.verdict.status == MOVED:
        reason = f"{'updated' if row.fixed else 'moved'} to {row.verdict.new}"
    return f"{row.address} ({reason}{'; new since the last check' * row.new})"


def summary(rows: Sequence[LinkResult]) -> str:
    """Return the number of links of each status, as one line.

    >>> summary([])
    '0 links: 0 checked now, 0 good'
    """
    asked = sum(row.asked for row in rows)
    good = sum(row.verdict.status == GOOD for row in rows)
    others = [
        f"{len(own)} {TITLES[status].partition(':')[0].lower()}" for status, own in groups(rows)
    ]
    return f"{len(rows)} links: " + ", ".join([f"{asked} checked now", f"{good} good", *others])


def unchecked_message(count: int, total: int, minutes: float) -> str:
    """Return that *count* links were not checked, because of the limit of *minutes*, if it is not 0.

    >>> unchecked_message(3, 9, 0)
    'the link check was interrupted, and 3 of 9 links were not checked; run `make linkcheck` again to check them'
    """  # noqa: E501
    limit = f"stopped after {minutes} minutes (blink_linkcheck_minutes)"
    return (
        f"the link check {limit if minutes else 'was interrupted'}, and {count} of {total} links"
        " were not checked; run `make linkcheck` again to check them"
    )


def as_text(rows: Sequence[LinkResult]) -> str:
    """Return the report for a terminal: one line per source; unknown links are only counted."""
    lines = []
    for status, own in groups(rows):
        if status == UNKNOWN:
            continue
        lines.append(f"{TITLES[status]}:")
        for row in own:
            lines += [f"{file}:{line}: {line_of(row)}" for file, line in row.places]
            if row.archive:
                lines.append(f"    an archive may have a copy: {row.archive}")
        lines.append("")
    return "\n".join([*lines, summary(rows)])


def as_json(rows: Sequence[LinkResult]) -> str:
    """Return the report as JSON: a list of all links, good ones too."""
    found = [
        {
            "address": row.address,
            "status": row.verdict.status,
            "code": row.verdict.code,
            "words": row.verdict.words,
            "new_address": row.verdict.new,
            "new": row.new,
            "asked": row.asked,
            "archive": row.archive,
            "fixed": row.fixed,
            "places": [{"file": file, "line": line} for file, line in row.places],
        }
        for row in sorted(rows, key=lambda row: row.address)
    ]
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Link check</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{{font:16px/1.5 system-ui;max-width:70rem;margin:2rem auto;padding:0 1rem}}
table{{border-collapse:collapse}}td,th{{text-align:left;vertical-align:top;
padding:.2rem .8rem .2rem 0;overflow-wrap:anywhere}}</style></head>
<body><h1>Link check</h1><p>{summary}</p>
{tables}</body></html>
"""


def _link(address: str, words: str = "") -> str:
    return f'<a href="{escape(address)}">{escape(words or address)}</a>'


def as_page(rows: Sequence[LinkResult]) -> str:
    """Return the report as a page."""
    tables = []
    for status, own in groups(rows):
        lines = []
        for row in own:
            cells = [
                "<br>".join(escape(f"{file}:{line}") for file, line in row.places),
                _link(row.address) + ("<br>" + _link(row.verdict.new) if row.verdict.new else ""),
                escape(explanation(row.verdict)) + " <strong>new</strong>" * row.new,
                _link(row.archive, "archive") if row.archive else "",
            ]
            lines.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
        head = "<tr><th>Where</th><th>URL</th><th>Result</th><th>Copy</th></tr>"
        title = escape(TITLES[status])
        tables.append(f"<h2>{title}</h2>\n<table>{head}\n" + "\n".join(lines) + "\n</table>\n")
    return _PAGE.format(summary=escape(summary(rows)), tables="".join(tables))
