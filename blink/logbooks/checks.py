"""What entries of logbooks say of each other, and no longer say → warnings at their lines.

Error: ``logbooks.report``, of a report without entries; a warning, if one of its logbooks has none.
Warnings: ``logbooks.entry``, one that is named and not there; ``.circle``, ``.scale``;
``ledger.rewritten``, ``.line``, ``.empty``.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from sphinx.util import logging

from blink.logbooks import history as ledger
from blink.logbooks.analysis import circles, disagreements, superseded
from blink.logbooks.fields import lines_of
from blink.posts.store import blog_domain
from blink.problems import Problem, report
from blink.source.errors import fail_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sphinx.application import Sphinx

    from blink.logbooks.analysis import Record
    from blink.logbooks.display.reports import Report
    from blink.logbooks.registry import Shelf

logger = logging.getLogger(__name__)

#: Keys of an entry that name others
_NAMING = ("baseline", "follows", "supersedes", "replicates")


def wrong_name(name: str, record: Record, known: Mapping[str, Record]) -> str:
    """Return what is wrong with *name*, by which *record* means one of *known*; or ``""``."""
    label, _, number = name.partition("#")
    if label == record.label:
        return f"`{name}` is this entry itself; delete it"
    if label not in known:
        near = get_close_matches(label, known, 1)
        mend = f"did you mean `{near[0]}`?" if near else "write the name of its file"
        return f"no published entry of a logbook is called `{label}`; {mend}"
    steps = known[label].said.next
    if number and int(number) > len(steps):
        return f"`{label}` has no step {number} in its `next`, it has {len(steps)}"
    return ""


def wrong_names(record: Record, known: Mapping[str, Record]) -> Iterator[tuple[str, str, str]]:
    """Yield key, name and what is wrong, of each name in *record* that will not do."""
    for key in _NAMING:
        said = getattr(record.said, key)
        for name in filter(None, [said] if isinstance(said, str) else said):
            if wrong := wrong_name(name, record, known):
                yield key, name, f"{key}: {wrong}"


# -- Sphinx ------------------------------------------------------------------


def check(app: Sphinx, shelf: Shelf) -> None:
    """Warn of what entries say that cannot be, and of what they no longer say."""
    gone = superseded(shelf.records.values())
    for record in shelf.records.values():
        for key, name, said in wrong_names(record, shelf.records):
            _tell(app, record, key, said, "logbooks", "entry", name)
        versions = shelf.ledger.entries.get(record.label)
        found = ledger.rewritten(versions[-1].record, record, gone) if versions else []
        if found:
            what = "; ".join(said for _, said in found)
            mend = "say why in an `update` directive, or write an entry that supersedes it"
            said = f"changed since it was published, without a word: {what}; {mend}"
            _tell(app, record, found[0][0], said, "ledger", "rewritten")
    for one in shelf.reports:
        _check_report(app, one, shelf)
    for record in circles(shelf.records):
        said = "follows: this entry follows itself, over others or at once; delete one of them"
        _tell(app, record, "follows", said, "logbooks", "circle")
    for records in shelf.members.values():
        for record, said in disagreements(records):
            mend = "write it alike, or give one another name"
            _tell(app, record, "metrics", f"metrics: {said}; {mend}", "logbooks", "scale")


def wrong_report(report: Report, members: Mapping[str, Sequence[Record]]) -> Iterator[Problem]:
    """Yield what keeps a report from covering entries; lines are told later."""
    for name in report.logbooks:
        if name not in members:
            near = get_close_matches(name, members, 1)
            mend = f"did you mean `{near[0]}`?" if near else "write the name of one that has some"
            said = f"report: the logbook `{name}` has no published entry; {mend}"
            yield Problem(0, "report", said)
    mine = [one for name in report.logbooks for one in members.get(name, ())]
    if mine and not report.covered:
        first = min(mine, key=lambda one: one.date)
        wrong = f"date: this report covers no entry, since the first is of {first.day}"
        yield Problem(0, "date", f"{wrong}; write {first.day} or a later day")


def _check_report(app: Sphinx, report_: Report, shelf: Shelf) -> None:
    header = blog_domain(app.env).header(report_.docname)
    for problem in wrong_report(report_, shelf.members):
        line = header.line_of("date" if problem.kind == "date" else "report")
        told = Problem(line, "report", problem.message)
        if report_.covered:
            report(told, report_.docname, "logbooks")
        else:
            fail_source(app, told, report_.docname, "logbooks")


def _tell(
    app: Sphinx, record: Record, key: str, message: str, room: str, kind: str, word: str = ""
) -> None:
    value = blog_domain(app.env).header(record.docname).fields.get(key)
    line = lines_of(value, [word]).get(word, 1)
    report(Problem(line, kind, message), record.docname, room)


def tell_lines(path: Path, problems: Iterable[Problem]) -> None:
    """Warn of what is wrong in the ledger at *path*."""
    for problem in problems:
        place = f"{path}:{problem.line}"
        logger.warning("%s", problem.message, location=place, type="ledger", subtype=problem.kind)
