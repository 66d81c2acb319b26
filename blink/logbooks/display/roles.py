"""The roles ``entry`` and ``metric``, which cite an entry of a logbook.

``{entry}`label` `` is the title of an entry, and ``{metric}`label:name` `` the value of a metric.
Both are known only when all documents have been read. Until then, text that is taken from a
document, such as its excerpt, has a mark in the place of a citation.

Warnings: ``cited.title``, for a citation in a heading, which other pages show too.
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

#: The first and the last character of a mark: private-use characters of Unicode
_BEGIN, _END = "\ue0f0", "\ue0f1"
_MARK = re.compile(f"{_BEGIN}([^:{_BEGIN}{_END}]*):([^{_BEGIN}{_END}]*){_END}")


class CitationNode(nodes.Inline, nodes.TextElement):
    """A citation in a document; `pages` puts its text into it, and excerpts contain its mark."""

    @property
    def citation(self) -> Citation:
        return Citation(self["label"], self["metric"], self.line or 1)


def parse_citation(kind: str, text: str) -> tuple[str, str]:
    """Return the label and the metric that a role of *kind*, ``entry`` or ``metric``, cites.

    >>> parse_citation("metric", "posts/2026/base.md: WER")
    ('base', 'WER')
    """
    label, _, metric = text.partition(":") if kind == "metric" else (text, "", "")
    return re.sub(r"\.(?:md|rst)$", "", label.strip()).rpartition("/")[2].lower(), metric.strip()


def citation_mark(label: str, metric: str) -> str:
    """Return the mark that stands for a citation in a text until `fill_marks`."""
    return f"{_BEGIN}{label}:{metric}{_END}"


def fill_marks(text: str, text_of: Callable[[str, str], str]) -> str:
    """Return *text* with what *text_of* returns for label and metric in place of each mark."""
    return _MARK.sub(lambda match: text_of(match[1], match[2]), text)


def has_marks(text: str) -> bool:
    return _BEGIN in text


class CitationRole(SphinxRole):
    """The role ``entry`` or ``metric``."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        label, metric = parse_citation(self.kind, self.text)
        text = "".join(char for char in self.text if char not in (_BEGIN, _END))
        node = CitationNode(self.rawtext, text, label=label, metric=metric, kind=self.kind)
        node["plain_text"] = citation_mark(label, metric)
        self.set_source_info(node)
        return [node], []


# -- Sphinx ------------------------------------------------------------------


def note_citations(app: Sphinx, doctree: nodes.document) -> None:
    """Store the citations of a document; replace those in its headings by their text."""
    docname = app.env.docname
    for title in doctree.findall(nodes.title):
        for node in list(title.findall(CitationNode)):
            message = (
                f"a heading cannot contain the role `{node['kind']}`; write the title or the value"
                " as text"
            )
            report(Problem(node.line or title.line or 1, "title", message), docname, "cited")
            node.replace_self(nodes.Text(node.astext()))
    citations = tuple(node.citation for node in doctree.findall(CitationNode))
    if citations:
        logbooks_domain(app.env).citations[docname] = citations


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.logbooks.store")
    for kind in ("entry", "metric"):
        app.add_role(kind, CitationRole(kind))
    app.add_node(CitationNode)
    app.connect("doctree-read", note_citations, priority=Stage.CITED_ENTRIES)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
