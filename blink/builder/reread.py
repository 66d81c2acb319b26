"""Find documents that different processes have read, and that must be read again by one process.

A domain of an extension compares the declarations of a document only with those that the same
process has read before, and only its own code can compare them. So if documents of different
processes declare the same name to it, the main process reads these documents again, one after the
other. Sphinx's domains do not need this: see `blink.builder.declarations`.
"""

from __future__ import annotations

import logging as standard
from collections import defaultdict
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sphinx.util import logging

from blink.builder.patches import TABLES
from blink.source.patches import add_first_handler

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sphinx.builders import Builder

logger = logging.getLogger(__name__)

#: Domains of Sphinx for which no document is read again; nor is it for the stores of Blink
_NOT_COMPARED = frozenset({*TABLES, "index", "changeset"})


def declarer(entry: object, docnames: Collection[str]) -> str:
    """Return the document to which the *entry* of a table belongs, or ``""`` if it names none.

    Its name is the attribute ``docname`` of the entry, its first item, or the entry itself.

    >>> declarer(("a", "anchor"), {"a"}), declarer("b", {"a"})
    ('a', '')
    """
    first = entry[0] if isinstance(entry, (tuple, list)) and entry else entry
    name = getattr(entry, "docname", first)
    return name if isinstance(name, str) and name in docnames else ""


class WarningRecorder(standard.Handler):
    """Records the location and text of each warning."""

    def __init__(self) -> None:
        super().__init__(standard.WARNING)
        self.warnings: set[tuple[str, str]] = set()

    def emit(self, record: standard.LogRecord) -> None:
        self.warnings.add(_warning(record))


def _warning(record: standard.LogRecord) -> tuple[str, str]:
    logging.convert_serializable([record])
    return str(getattr(record, "location", "")), str(record.msg)


class Comparison:
    """Compares the declarations that processes have read, in one build."""

    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._recorder = WarningRecorder()
        #: domain, table and name → the documents that declare it
        self._declarers: dict[tuple[str, str, Any], set[str]] = defaultdict(set)

    @contextmanager
    def recording_warnings(self) -> Iterator[None]:
        """Record warnings in this context, so that `read_again` does not log them again."""
        add_first_handler(self._recorder)
        try:
            yield
        finally:
            standard.getLogger(logging.NAMESPACE).removeHandler(self._recorder)

    def add(self, docnames: Collection[str], others: Mapping[str, Mapping[str, Any]]) -> None:
        """Compare the data of domains that another process returned for *docnames*."""
        env = self._builder.env
        for domain, data in env.domaindata.items():
            if domain in _NOT_COMPARED or domain.startswith("blink-"):
                continue
            for table, known in data.items():
                new = others.get(domain, {}).get(table)
                if not isinstance(known, dict) or not isinstance(new, dict):
                    continue
                for name in known.keys() & new.keys():
                    first = declarer(known[name], env.all_docs)
                    second = declarer(new[name], docnames)
                    if first and second and first != second:
                        self._declarers[domain, table, name] |= {first, second}

    def read_again(self) -> None:
        """Read documents with the same names again, and log only warnings that are new."""
        builder, env = self._builder, self._builder.env
        docnames = sorted(set().union(*self._declarers.values()))
        for docname in docnames:
            builder.events.emit("env-purge-doc", env, docname)
            env.clear_doc(docname)
        for docname in docnames:
            collector = logging.LogCollector()
            with collector.collect():
                builder.read_doc(docname)
            for record in collector.logs:
                if (
                    record.levelno >= standard.WARNING
                    and _warning(record) in self._recorder.warnings
                ):
                    continue
                logger.handle(record)
