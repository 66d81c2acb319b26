"""Documents that processes read apart → those of them that have to be read again, together.

A domain of an extension compares what a document declares with what the same process has read
before. What only its own code can compare is compared here by that code: where documents of
different processes declare one name to it, those are read again by the main process, one after
the other. Sphinx's domains need none of this: see `blink.builder.declarations`.
"""

from __future__ import annotations

import logging as standard
from collections import defaultdict
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sphinx.util import logging

from blink.builder.patches import TABLES, add_first_handler

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sphinx.builders import Builder

logger = logging.getLogger(__name__)

#: Of Sphinx and Blink, for which nothing has to be read again
_SETTLED = frozenset({*TABLES, "index", "changeset", "blog", "declarations"})


def declarer(entry: object, docnames: Collection[str]) -> str:
    """Return the document that the *entry* of a table belongs to, ``""`` if it names none.

    That is its attribute ``docname``, its first item, or the entry itself.

    >>> declarer(("a", "anchor"), {"a"}), declarer("b", {"a"})
    ('a', '')
    """
    first = entry[0] if isinstance(entry, (tuple, list)) and entry else entry
    name = getattr(entry, "docname", first)
    return name if isinstance(name, str) and name in docnames else ""


class Heard(standard.Handler):
    """The warnings that were logged, by place and words."""

    def __init__(self) -> None:
        super().__init__(standard.WARNING)
        self.warnings: set[tuple[str, str]] = set()

    def emit(self, record: standard.LogRecord) -> None:
        self.warnings.add(_warning(record))


def _warning(record: standard.LogRecord) -> tuple[str, str]:
    logging.convert_serializable([record])
    return str(getattr(record, "location", "")), str(record.msg)


class Comparison:
    """What different processes declared under one name, in one build."""

    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._heard = Heard()
        #: domain, table and name → the documents that declare it
        self._rivals: dict[tuple[str, str, Any], set[str]] = defaultdict(set)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Note what is logged meanwhile, so that it is not logged again."""
        add_first_handler(self._heard)
        try:
            yield
        finally:
            standard.getLogger(logging.NAMESPACE).removeHandler(self._heard)

    def note(self, docnames: Collection[str], others: Mapping[str, Mapping[str, Any]]) -> None:
        """Compare what *others* declare, who read *docnames*, with what is known."""
        env = self._builder.env
        for domain, data in env.domaindata.items():
            if domain in _SETTLED:
                continue
            for table, known in data.items():
                new = others.get(domain, {}).get(table)
                if not isinstance(known, dict) or not isinstance(new, dict):
                    continue
                for name in known.keys() & new.keys():
                    one = declarer(known[name], env.all_docs)
                    other = declarer(new[name], docnames)
                    if one and other and one != other:
                        self._rivals[domain, table, name] |= {one, other}

    def read_again(self) -> None:
        """Read again what has to be compared; of what is logged then, only the new is."""
        builder, env = self._builder, self._builder.env
        docnames = sorted(set().union(*self._rivals.values()))
        for docname in docnames:
            builder.events.emit("env-purge-doc", env, docname)
            env.clear_doc(docname)
        for docname in docnames:
            collector = logging.LogCollector()
            with collector.collect():
                builder.read_doc(docname)
            for record in collector.logs:
                if record.levelno >= standard.WARNING and _warning(record) in self._heard.warnings:
                    continue
                logger.handle(record)
