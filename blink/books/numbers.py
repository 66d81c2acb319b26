"""Write the numbers of figures, tables, code and theorems where Sphinx's writers do not.

Those of plain text, manual pages and Texinfo write no numbers in captions, and in references they
write the format of a number in place of the number. LaTeX counts what the book contains, so it has
no number of anything in other posts and pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from blink.builder.patches import translator_class
from blink.elements.numbers.references import is_known, target_of, text_of, text_with_number
from blink.source.assembled import document_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
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


class NumbersOfSite(SphinxPostTransform):
    """Writes the numbers of posts and pages outside a LaTeX book, as links to the site."""

    default_priority = 4  # before Sphinx leaves references to equations to LaTeX
    formats = ("latex",)

    def run(self, **kwargs: Any) -> None:
        for node in list(self.document.findall(addnodes.pending_xref)):
            role = (node.get("refdomain"), node["reftype"])
            if role in {("std", "numref"), ("math", "eq"), ("math", "numref")}:
                reference = self._reference(node, str(node["reftarget"]))
                if reference is not None:
                    node.replace_self(reference)

    def _reference(self, node: addnodes.pending_xref, label: str) -> nodes.Node | None:
        """Return the link in place of *node*; ``None`` if LaTeX counts what has the *label*."""
        env: BuildEnvironment = self.env
        builder, from_ = env._app.builder, node["refdoc"]  # noqa: SLF001
        if node["refdomain"] == "math":
            domain = env.domains.math_domain
            reference: Any = domain.resolve_xref(
                env, from_, builder, node["reftype"], label, node, nodes.inline()
            )
            inside = reference is None or _is_inside(reference.get("refuri", "#"))
            return None if inside else cast("nodes.Node", reference)
        if not is_known(env, label) or label in env.domains.math_domain.equations:
            return None
        target = target_of(env, label)
        number = ".".join(map(str, target.number))
        uri = builder.get_relative_uri(from_, target.docname)
        if not number or _is_inside(uri):
            return None
        text = text_with_number(text_of(env, node, target), number, target.caption)
        return nodes.reference("", text, refuri=f"{uri}#{target.anchor}") if text else None


def _is_inside(uri: str) -> bool:
    """Return whether a LaTeX book contains what Sphinx links to by *uri*."""
    return uri.startswith(("%", "#"))


def _is_handled(node: nodes.Element, translator: type[Any]) -> bool:
    own = type(node).__module__.startswith(("docutils.", "sphinx."))
    return own or hasattr(translator, f"visit_{type(node).__name__}")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_post_transform(NumbersInText)
    app.add_post_transform(NumbersOfSite)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
