"""Write the numbers of figures, tables, code and theorems in the formats that are only text.

Sphinx's writers of plain text, manual pages and Texinfo write no numbers in captions, and in
references they write the format of a number in place of the number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from blink.builder.patches import translator_class
from blink.source.assembled import document_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


class NumbersInText(SphinxPostTransform):
    """Writes numbers into captions and references.

    Admonitions of extensions that have no handlers for the builder, such as theorems, become
    Docutils' own.
    """

    default_priority = 140  # after Sphinx has resolved references
    formats = ("text", "man", "texinfo")

    def run(self, **kwargs: Any) -> None:
        for reference in list(self.document.findall(addnodes.number_reference)):
            reference.replace_self(
                nodes.reference("", "", *reference.children, **reference.attributes)
            )
        app = self.env._app  # noqa: SLF001  # `app` is deprecated
        known = translator_class(app.registry, app.builder)
        for node in list(self.document.findall(nodes.Element)):
            self._write_number(node)
            if isinstance(node, nodes.Admonition) and not _is_handled(node, known):
                title = next((n for n in node.children if isinstance(n, nodes.title)), None)
                rest = [n for n in node.children if n is not title]
                node.replace_self(
                    nodes.admonition("", title or nodes.title(), *rest, ids=node["ids"])
                )

    def _write_number(self, node: nodes.Element) -> None:
        ids = set(node["ids"]) if "ids" in node else set()
        if not ids:
            return
        docname = document_of(node, self.env.current_document.docname)
        for kind, numbers in self.env.toc_fignumbers.get(docname, {}).items():
            number = next((numbers[anchor] for anchor in ids if anchor in numbers), None)
            captions = (n for n in node.children if isinstance(n, (nodes.caption, nodes.title)))
            caption = next(captions, None)
            if number and caption is not None:
                words = self.config.numfig_format.get(kind, "%s") % ".".join(map(str, number))
                words = words[:1].upper() + words[1:]
                caption.insert(0, nodes.Text(words + " " * bool(caption.children)))


def _is_handled(node: nodes.Element, translator: type[Any]) -> bool:
    own = type(node).__module__.startswith(("docutils.", "sphinx."))
    return own or hasattr(translator, f"visit_{type(node).__name__}")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_post_transform(NumbersInText)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
