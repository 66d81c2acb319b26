"""Give equations their numbers within a document, before Sphinx numbers all documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

from blink.elements.patches import lasting_labels

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


class NumberedEquations(SphinxTransform):
    """Numbers all equations of a document with `math_number_all`, those of Markdown too.

    Sphinx does so for its directive, but MyST does not for ``$$``.
    """

    default_priority = 210  # before targets give their anchors to the equations

    def apply(self, **kwargs: Any) -> None:
        if not self.config.math_number_all:
            return
        domain, docname = self.env.domains.math_domain, self.env.docname
        equations = list(self.document.findall(nodes.math_block))
        for number, node in enumerate(equations, 1):
            if not node.get("label"):
                node["label"], node["docname"] = f"{docname}:all-{number}", docname
                target = nodes.target("", "", ids=[nodes.make_id(f"equation-{node['label']}")])
                self.document.note_explicit_target(target)
                node.parent.insert(node.parent.index(node), target)
            domain.equations[node["label"]] = (docname, number)
            node["number"] = number


def setup(app: Sphinx) -> ExtensionMetadata:
    lasting_labels()
    app.add_transform(NumberedEquations)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
