"""The roles ``entry``, ``metric``, ``delta`` and ``param``, which cite an entry of a logbook.

``{entry}`label` `` is the title of an entry, ``{metric}`label:name` `` the value of a metric,
``{delta}`label:name` `` its change from the baseline of the entry, and ``{param}`label:name` ``
the value of a parameter. ``{delta}`label - other:name` `` is the change from another entry.
They are known only when all documents have been read. Until then, text that is taken from a
document, such as its excerpt, has a mark in the place of a citation.

Warnings: ``cited.title``, for a citation in a heading, which other pages show too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.docutils import SphinxRole

from blink.logbooks.requests import Citation
from blink.logbooks.store import logbooks_domain
from blink.problems import Problem, report
from blink.stages import Stage
from blink.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

#: The first and the last character of a mark, and that between its parts: private-use characters
_BEGIN, _END, _BETWEEN = "\ue0f0", "\ue0f1", "\ue0f2"
_PART = f"([^{_BEGIN}-{_BETWEEN}]*)"
_MARK = re.compile(f"{_BEGIN}{_PART}{_BETWEEN}{_PART}(?:{_BETWEEN}{_PART}{_BETWEEN}{_PART})?{_END}")
#: Two names with a minus sign, a hyphen or a dash between them
_DIFFERENCE = re.compile("(.*\\S)\\s+[-\u2212\u2013]\\s+(\\S.*)")
#: The roles, each with whether it cites a value of an entry
KINDS = {"entry": False, "metric": True, "delta": True, "param": True}


class CitationNode(nodes.Inline, nodes.TextElement):
    """A citation in a document; `pages` puts its text into it, and excerpts contain its mark."""

    @property
    def citation(self) -> Citation:
        return Citation(*self["citation"])._replace(line=self.line or 1)


def parse_citation(kind: str, text: str) -> Citation:
    """Return what a role of *kind*, one of `KINDS`, cites; its line is 0.

    >>> parse_citation("metric", "posts/2026/base.md: WER")
    Citation(label='base', metric='WER', line=0, kind='metric', base='')
    >>> parse_citation("delta", "large - base: WER")
    Citation(label='large', metric='WER', line=0, kind='delta', base='base')
    """
    label, _, name = text.partition(":") if KINDS[kind] else (text, "", "")
    base = ""
    if kind == "delta" and (parts := _DIFFERENCE.fullmatch(label)):
        label, base = parts.groups()
    return Citation(_label(label), one_line(name), 0, kind, _label(base))


def _label(text: str) -> str:
    return re.sub(r"\.(?:md|rst)$", "", text.strip()).rpartition("/")[2].lower()


def citation_mark(citation: Citation) -> str:
    """Return the mark that stands for *citation* in a text until `fill_marks`.

    The words of a mark are part of the digests of texts in the ledger, so that those of the roles
    ``entry`` and ``metric`` stay what they are.
    """
    label, name, _, kind, base = citation
    parts = [label, name] if kind in ("entry", "metric") else [label, name, kind, base]
    return f"{_BEGIN}{_BETWEEN.join(parts)}{_END}"


def fill_marks(text: str, text_of: Callable[[Citation], str]) -> str:
    """Return *text* with what *text_of* returns for its citation in place of each mark."""

    def replaced(match: re.Match[str]) -> str:
        label, name, kind, base = match.groups()
        return text_of(
            Citation(label, name, 0, kind or ("metric" if name else "entry"), base or "")
        )

    return _MARK.sub(replaced, text)


def fill_all_marks(value: Any, text_of: Callable[[Citation], str]) -> Any:
    """Return *value*, of lists, mappings and texts, with the marks in its texts filled."""
    if isinstance(value, str):
        return fill_marks(value, text_of)
    if isinstance(value, list):
        return [fill_all_marks(item, text_of) for item in value]
    if isinstance(value, dict):
        return {key: fill_all_marks(item, text_of) for key, item in value.items()}
    return value


def has_marks(text: str) -> bool:
    return _BEGIN in text


class CitationRole(SphinxRole):
    """A role that cites an entry."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        text = "".join(char for char in self.text if char not in (_BEGIN, _END, _BETWEEN))
        citation = parse_citation(self.kind, text)
        node = CitationNode(self.rawtext, text, citation=tuple(citation))
        node["plain_text"] = citation_mark(citation)
        self.set_source_info(node)
        return [node], []


# -- Sphinx ------------------------------------------------------------------


def note_citations(app: Sphinx, doctree: nodes.document) -> None:
    """Store the citations of a document; replace those in its headings by their text."""
    docname = app.env.docname
    for title in doctree.findall(nodes.title):
        for node in list(title.findall(CitationNode)):
            message = (
                f"a heading cannot contain the role `{node.citation.kind}`; write the title or the"
                " value as text"
            )
            report(Problem(node.line or title.line or 1, "title", message), docname, "cited")
            node.replace_self(nodes.Text(node.astext()))
    citations = tuple(node.citation for node in doctree.findall(CitationNode))
    if citations:
        logbooks_domain(app.env).citations[docname] = citations


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.logbooks.store")
    for kind in KINDS:
        app.add_role(kind, CitationRole(kind))
    app.add_node(CitationNode)
    app.connect("doctree-read", note_citations, priority=Stage.CITED_ENTRIES)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
