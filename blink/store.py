"""Define a base class for stores, in which packages keep data about documents and builds.

A store is a Sphinx domain. For domains, Sphinx removes the data of a document that changed, merges
the data of parallel readers, and saves `data` for the next build. Other attributes last as long as
the process. The names of stores start with ``blink-``, to differ from domains of other extensions.
State that only the handlers of one module share is in an object that ``setup`` makes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from sphinx.domains import Domain

if TYPE_CHECKING:
    from collections.abc import Set

    from docutils.nodes import Element, reference
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

T = TypeVar("T")


class Saved(Generic[T]):
    """An attribute of a store that is saved for the next build, as an item of its `data`.

    :param by_document: whether it is a dictionary by docname or a set of docnames; a document is
        removed from it before it is read again
    """

    def __init__(self, initial: T, *, by_document: bool = False) -> None:
        self.initial, self.by_document = initial, by_document

    def __set_name__(self, owner: type[Store], name: str) -> None:
        self._name = name

    def __get__(self, store: Store, owner: type[Store]) -> T:
        return cast("T", store.data[self._name])

    def __set__(self, store: Store, value: T) -> None:
        store.data[self._name] = value


class Store(Domain):
    """A Sphinx domain without roles, directives and objects."""

    #: the names of the saved attributes that have data by document
    by_document: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        saved = {name: value for name, value in vars(cls).items() if isinstance(value, Saved)}
        cls.initial_data = {name: value.initial for name, value in saved.items()}
        cls.by_document = tuple(name for name, value in saved.items() if value.by_document)

    def clear_doc(self, docname: str) -> None:
        for name in self.by_document:
            saved = self.data[name]
            if isinstance(saved, set):
                saved.discard(docname)
            else:
                saved.pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        for name in self.by_document:
            new = otherdata[name]
            if isinstance(new, set):
                self.data[name].update(new & docnames)
            else:
                self.data[name].update({key: new[key] for key in docnames if key in new})

    def resolve_any_xref(  # MyST calls this for every domain
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


def add_store(app: Sphinx, store: type[Store]) -> ExtensionMetadata:
    """Register *store*, and return the metadata of its extension.

    Sphinx reads all documents again if the saved environment has other stores or versions.
    """
    app.add_domain(store)
    return {
        "version": "1",
        "env_version": store.data_version,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
