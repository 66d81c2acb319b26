"""Write the files of logbooks for programs: JSON and CSV, and the schemas."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util.osutil import relative_uri

from blink.addresses.hosting import page_url
from blink.logbooks.capture.notes import NOTES, read_notes
from blink.logbooks.capture.schema import RUN_SCHEMA, run_schema_json
from blink.logbooks.export.data import data_files, logbook_json
from blink.logbooks.export.schema import SCHEMA, schema_json
from blink.logbooks.export.table import logbook_csv
from blink.logbooks.store import logbooks_domain
from blink.posts.catalog import KINDS
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from blink.logbooks.export.data import Data
    from blink.logbooks.registry import Logbook, LogbookRegistry


def _schema_file(app: Sphinx, name: str = SCHEMA) -> str:
    return f"{app.config.blog_path}/{KINDS['logbook'].folder}/{name}"


def _reports(
    registry: LogbookRegistry, logbook: Logbook, url_of: Callable[[str], str]
) -> list[Data]:
    """Return the reports on *logbook*, oldest first, with the entries that they cover."""
    return [
        {
            "id": report.label,
            "url": url_of(report.docname),
            "title": report.title,
            "date": report.date,
            "covers": list(report.covered),
            "frozen": report.label in registry.ledger.reports,
        }
        for report in registry.reports
        if logbook.label in report.logbooks
    ]


# -- Sphinx ------------------------------------------------------------------


def make_files(app: Sphinx) -> Iterator[tuple[str, bytes]]:
    """Yield the JSON and CSV files of logbooks, and the schemas of JSON files and of runs."""
    base, registry = app.config.html_baseurl, logbooks_domain(app.env).registry
    assert registry
    if registry.logbooks:
        yield _schema_file(app), schema_json(base + _schema_file(app))
        path = _schema_file(app, RUN_SCHEMA)
        yield path, run_schema_json(base + path)
    file = Path(app.srcdir) / NOTES
    text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
    notes, _ = read_notes(text)  # problems are reported where pages show them
    for logbook in registry.logbooks:

        def url_of(docname: str, here: str = f"{logbook.docname}/") -> str:
            address = app.builder.get_target_uri(docname)
            return page_url(app, docname) if base else relative_uri(here, address)

        as_json, as_csv = data_files(logbook.docname)
        about = {
            "$schema": base + _schema_file(app) if base else f"../{SCHEMA}",
            "name": logbook.name,
            "url": url_of(logbook.docname),
            "reports": _reports(registry, logbook, url_of),
            "notes": [
                {"date": note.time, "entry": entry.label, "text": note.text}
                for entry in logbook.entries
                for note in notes.get(entry.label, ())
            ],
        }
        yield as_json, logbook_json(about, logbook.entries, registry.entries, url_of)
        yield as_csv, logbook_csv(logbook.entries, registry.entries, url_of)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("site-files", make_files, priority=Stage.FILES)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
