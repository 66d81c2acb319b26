"""A base for the stores of packages: what a package keeps of documents and of builds.

A store is a Sphinx domain, since Sphinx makes domains forget a document that changed, merges what
parallel readers found, and saves their `data` for the next build. What lives for one process only
is an attribute. The names of stores begin with ``blink-``, so that none is the domain of another
extension. Each store gives Sphinx its version as ``env_version``: an environment of an older Blink
is then not used, and all documents are read again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from sphinx.domains import Domain

if TYPE_CHECKING:
    from collections.abc import Set

    from docutils.nodes import Element, reference
    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment


class Store(Domain):
    """A domain without roles, directives and objects."""

    #: The parts of `data` that belong to documents: dictionaries by docname, and sets of docnames
    by_document: ClassVar[tuple[str, ...]] = ()

    def clear_doc(self, docname: str) -> None:
        for name in self.by_document:
            part = self.data[name]
            if isinstance(part, set):
                part.discard(docname)
            else:
                part.pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        for name in self.by_document:
            new = otherdata[name]
            if isinstance(new, set):
                self.data[name].update(new & docnames)
            else:
                self.data[name].update({key: new[key] for key in docnames if key in new})

    def resolve_any_xref(  # MyST asks every domain
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> list[tuple[str, reference]]:
        """Return nothing: a store has no objects that documents can refer to."""
        return []
