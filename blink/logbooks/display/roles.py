"""The roles ``entry`` and ``metric``: words of a post that an entry of a logbook has said.

``{entry}`label` `` is the title of an entry, ``{metric}`label:name` `` a value that it measured.
What they are is known once all is read; until then words that are taken from a document, such as
its excerpt, hold a mark in their place.

Warnings: ``cited.title``, a citation in a heading, which is shown in many places.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxRole

from blink.logbooks.requests import Citation
from blink.logbooks.store import logbooks_domain
from blink.problems import Problem, report
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

#: Around a mark in words: characters that no font has
_BEGIN, _END = "\ue0f0", "\ue0f1"
_MARK = re.compile(f"{_BEGIN}([^:{_BEGIN}{_END}]*):([^{_BEGIN}{_END}]*){_END}")


class Cited(nodes.Inline, nodes.TextElement):
    """Where a citation stands, with what it asks for; excerpts contain its mark."""

    @property
    def citation(self) -> Citation:
        return Citation(self["label"], self["metric"], self.line or 1)


def parse(kind: str, text: str) -> tuple[str, str]:
    """Return label and metric that a role of *kind*, ``entry`` or ``metric``, asks for.

    >>> parse("metric", "posts/2026/base.md: WER")
    ('base', 'WER')
    """
    label, _, metric = text.partition(":") if kind == "metric" else (text, "", "")
    return re.sub(r"\.(?:md|rst)$", "", label.strip()).rpartition("/")[2].lower(), metric.strip()


def mark(label: str, metric: str) -> str:
    """Return what stands for a citation in words, until `fill`."""
    return f"{_BEGIN}{label}:{metric}{_END}"


def fill(text: str, said: Callable[[str, str], str]) -> str:
    """Return *text* with what *said* tells of label and metric in place of each mark."""
    return _MARK.sub(lambda found: said(found[1], found[2]), text)


def has_marks(text: str) -> bool:
    return _BEGIN in text


class CitingRole(SphinxRole):
    """``entry`` or ``metric``."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        label, metric = parse(self.kind, self.text)
        text = "".join(char for char in self.text if char not in (_BEGIN, _END))
        node = Cited(self.rawtext, text, label=label, metric=metric, kind=self.kind)
        node["plain_text"] = mark(label, metric)
        self.set_source_info(node)
        return [node], []


# -- Sphinx ------------------------------------------------------------------


def note_cited(app: Sphinx, doctree: nodes.document) -> None:
    """Note what a document cites."""
    docname = app.env.docname
    for title in doctree.findall(nodes.title):
        for node in list(title.findall(Cited)):
            wrong = "a title is shown in many places, and cites nothing; write it in words"
            report(Problem(node.line or title.line or 1, "title", wrong), docname, "cited")
            node.replace_self(nodes.Text(node.astext()))
    found = tuple(node.citation for node in doctree.findall(Cited))
    if found:
        logbooks_domain(app.env).citations[docname] = found


def _visit(translator: HTML5Translator, node: nodes.Element) -> None:
    """Write what is in it: by then it is a link, or words."""


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.logbooks.store")
    for kind in ("entry", "metric"):
        app.add_role(kind, CitingRole(kind))
    app.add_node(Cited, html=(_visit, _visit))
    app.connect("doctree-read", note_cited, priority=Stage.CITED_ENTRIES)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
