"""Read a logbook from its sources as it is now, with drafts and without a build."""

from __future__ import annotations

from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from blink.commands.logbook.drafts import UnknownLogbookError, all_sources, source_title
from blink.commands.new import POSTS
from blink.logbooks.analysis import LogEntry, measured_entries, sorted_entries
from blink.logbooks.capture.notes import NOTES, read_notes
from blink.logbooks.export.state import ReportState
from blink.logbooks.history import LEDGER, read_ledger
from blink.logbooks.keys import PLAIN_KEYS
from blink.logbooks.metrics.declaration import introduction_names, read_declaration
from blink.logbooks.run_files import entry_runs, matching_paths
from blink.model import EntryFields
from blink.posts.publication import state_of
from blink.problems import Mistake
from blink.settings.conf_py import local_time
from blink.source.front_matter.header import read_header
from blink.text import fold, slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from blink.commands.logbook.drafts import LogbookSource
    from blink.logbooks.capture.notes import LogNote
    from blink.logbooks.metrics.scales import Scale
    from blink.model import EntryRun

_SUFFIXES = (".md", ".rst")


class PresentLogbook(NamedTuple):
    """A logbook as its sources are now."""

    name: str
    #: all entries, oldest first, with what they measured
    entries: list[LogEntry]
    #: labels of those that are drafts
    drafts: frozenset[str]
    reports: list[ReportState]
    declared: Mapping[str, Scale]
    #: the path of its introduction, which may not exist
    introduction: Path
    #: by the label of their entry
    notes: Mapping[str, Sequence[LogNote]]
    #: what could not be read, with places
    problems: list[str]


def present_logbook(name: str, settings: Mapping[str, Any]) -> PresentLogbook:
    """Return the logbook *name* below the current folder; without a name, the only one.

    :raises UnknownLogbookError: if there is no such logbook, or several.
    """
    sources = list(all_sources(POSTS, settings))
    labels = list(dict.fromkeys(s.logbook for s in sources if s.values.get("logbook")))
    label = _chosen(name, labels)
    own = [source for source in sources if source.logbook == label]
    now, problems = local_time(settings), list[str]()
    entries, drafts, reports = [], set(), []
    text = Path(LEDGER).read_text("utf-8", "replace") if Path(LEDGER).is_file() else ""
    ledger, _ = read_ledger(text)
    for source in own:
        given = source.values.get("date")
        state, _ = state_of([given], draft=bool(source.values.get("draft")), now=now)
        is_draft, title = state != "published", source_title(source)
        if source.values.get("logbook"):
            date = given.isoformat() if given else now.isoformat()
            fields = _entry_fields(source, problems)
            docname = source.path.with_suffix("").as_posix()
            tags = tuple(source.values.get("tags", ()))
            entries.append(LogEntry(source.label, docname, title, date, tags, fields))
            drafts |= {source.label} if is_draft else set()
        else:
            day = f"{given:%Y-%m-%d}" if given else ""
            frozen = source.label in ledger.reports
            reports.append(ReportState(source.label, title, day, is_draft, frozen))
    page = introduction_names([label, *labels], settings.get("blog_path", "blog"),
                              settings.get("blink_slugs"))[label]  # fmt: skip
    introduction, declared = _declaration(page, problems)
    return PresentLogbook(
        label,
        measured_entries(sorted_entries(entries, ledger.first_days), declared),
        frozenset(drafts),
        sorted(reports, key=lambda report: (report.day or "9999", report.label)),
        declared,
        introduction,
        _notes(problems),
        problems,
    )


def _chosen(name: str, labels: Sequence[str]) -> str:
    if not labels:
        raise UnknownLogbookError(f"no post in {POSTS} is an entry of a logbook")
    listed = ", ".join(f"`{label}`" for label in sorted(labels))
    if not name:
        if len(labels) > 1:
            raise UnknownLogbookError(f"name a logbook: {listed}")
        return labels[0]
    for label in labels:
        if name in (label, slug(label)) or fold(name) == fold(label):
            return label
    near = get_close_matches(name, labels, 1) or get_close_matches(slug(name), labels, 1)
    hint = f"did you mean `{near[0]}`?" if near else f"the logbooks are {listed}"
    raise UnknownLogbookError(f"there is no logbook `{name}`; {hint}")


def _entry_fields(source: LogbookSource, problems: list[str]) -> EntryFields:
    values = source.values
    plain = {key: values[key] for key in PLAIN_KEYS if key in values}
    runs: Iterable[EntryRun] = ()
    folder = source.path.parent
    try:
        paths = matching_paths(folder, values.get("runs", ()))
        runs, mistakes = entry_runs(paths, folder, values.get("curves", ()))
    except Mistake as mistake:  # runs of an entry that is not done may be still to come
        mistakes = [] if values.get("status") in ("planned", "running") else [mistake]
    line = source.header.line_of("runs")
    problems += [f"{source.path}:{line}: runs: {mistake.message}" for mistake in mistakes]
    return EntryFields(logbook=source.logbook, metrics=source.metrics, runs=tuple(runs), **plain)


def _notes(problems: list[str]) -> dict[str, list[LogNote]]:
    path = Path(NOTES)
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    notes, mistakes = read_notes(text)
    problems += [f"{path}:{mistake.line}: {mistake.message}" for mistake in mistakes]
    return notes


def _declaration(page: str, problems: list[str]) -> tuple[Path, dict[str, Scale]]:
    """Return the path of the introduction of a logbook, and the metrics that it declares."""
    path = Path(f"{page}.md")
    for other in (Path(f"{page}{suffix}") for suffix in _SUFFIXES):
        if other.is_file():
            path = other
            with suppress(OSError):
                header = read_header(other.read_bytes(), markdown=other.suffix == ".md")
                declared, mistakes = read_declaration(header)
                problems += [f"{other}:{one.line}: {one.message}" for one in mistakes]
                return path, declared
    return path, {}
