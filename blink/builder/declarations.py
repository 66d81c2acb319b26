"""Read each document as if it were the only one, and store what it declares to Sphinx's domains.

While a document is read, a domain compares its labels, terms and objects with those of the
documents that the same process has read so far. So its warnings, and which of two definitions it
keeps, would depend on the number of processes and on earlier builds. Here it sees the declarations
of that document only; `blink.builder.name_clashes` compares all documents after reading.

Only this module knows the form of entries in the domains' tables; the names of the tables are in
`blink.builder.patches`.
"""

from __future__ import annotations

import os
import pickle
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from docutils import nodes
from docutils.utils import get_source_line

from blink.builder.patches import (
    SYMBOLS,
    TABLES,
    TREES,
    declared_symbols,
    fresh_table,
    merge_symbols,
)
from blink.stages import Stage
from blink.store import Saved, Store, add_store

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from docutils.nodes import document
    from sphinx.application import Sphinx
    from sphinx.domains import Domain
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    #: domain, table, and the name in it
    Key = tuple[str, str, Any]

#: Tables in which Sphinx does not expect each name to be unique
UNCHECKED = {("std", "terms"), ("std", "progoptions"), ("py", "modules"), ("js", "modules"),
             ("c", "objects"), ("cpp", "names")}  # fmt: skip


class Place(NamedTuple):
    """Where something was written."""

    #: from the folder of the sources if it is below
    file: str
    #: from 1; 0 is unknown
    line: int


class Declaration(NamedTuple):
    """What a document declares under one name."""

    #: the entry in the table of the domain
    entry: Any
    #: where it is, if the name must be unique
    place: Place | None
    #: the kind of object, if the domain has several
    kind: str = ""
    #: whether another declaration of the name takes precedence
    is_alias: bool = False
    #: whether the name was made from a heading by ``sphinx.ext.autosectionlabel``
    of_heading: bool = False


class DeclarationsDomain(Store):
    """Stores what each document declares to Sphinx's domains."""

    name = "blink-declarations"
    label = "Declarations"
    data_version = 1
    #: docname → its declarations, if there are any
    declared: Saved[dict[str, dict[Key, Declaration]]] = Saved({}, by_document=True)
    #: docname → its trees of symbols by domain, pickled, if it has symbols
    trees: Saved[dict[str, bytes]] = Saved({}, by_document=True)

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        #: whether the domains' trees of symbols must be merged again
        self.trees_changed = False

    def clear_doc(self, docname: str) -> None:
        for domain, table, name in self.declared.get(docname, ()):
            known = self.env.get_domain(domain).data.get(table) if table != SYMBOLS else None
            if known and name in known and _docname(known[name]) == docname:
                del known[name]  # Sphinx does not delete it from all tables
        self.trees_changed |= docname in self.trees
        super().clear_doc(docname)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        super().merge_domaindata(docnames, otherdata)
        self.trees_changed |= not docnames.isdisjoint(otherdata["trees"])


def declarations_domain(env: BuildEnvironment) -> DeclarationsDomain:
    """Return the store of declarations in *env*."""
    return cast("DeclarationsDomain", env.get_domain(DeclarationsDomain.name))


def table_of(env: BuildEnvironment, domain: str, table: str) -> dict[Any, Any]:
    """Return the *table* of *domain*, by name."""
    return cast("dict[Any, Any]", env.get_domain(domain).data.setdefault(table, {}))


def merge_trees(env: BuildEnvironment) -> None:
    """Merge the trees of symbols of all documents; of two equal symbols the first stays."""
    store = declarations_domain(env)
    if not store.trees_changed:
        return
    trees = sorted(store.trees.items())
    merge_symbols(env, ((name, pickle.loads(tree)) for name, tree in trees))  # noqa: S301  # Blink pickled it
    store.trees_changed = False


# -- While a document is read ----------------------------------------------------


class Isolation:
    """Hides the declarations of other documents from the domains while a document is read."""

    def __init__(self) -> None:
        #: the domain, name and content of each hidden table
        self._hidden: list[tuple[Domain, str, Any]] = []
        #: domain → an empty tree, kept because copying is slow and most documents have no symbols
        self._empty_trees: dict[str, Any] = {}

    def begin(self, app: Sphinx, docname: str, source: list[str]) -> None:
        """Hide the declarations of other documents."""
        self._restore()  # if an extension continued after the last document failed
        for name, tables in TABLES.items():
            domain = app.env.get_domain(name)
            for table in tables:
                self._hidden.append((domain, table, domain.data.get(table, {})))
                domain.data[table] = fresh_table(domain, table)
            if name in TREES:
                self._hidden.append((domain, SYMBOLS, domain.data[SYMBOLS]))
                domain.data[SYMBOLS] = self._empty_trees.pop(name, None) or fresh_table(
                    domain, SYMBOLS
                )

    def end(self, app: Sphinx, doctree: document) -> None:
        """Store what the document declares, and restore the declarations of other documents."""
        docname = app.env.docname
        declared: dict[Key, Declaration] = {}
        trees: dict[str, Any] = {}
        finder = DeclarationFinder(app, doctree)
        for domain, table, known in self._hidden:
            own = domain.data[table]
            if table == SYMBOLS:
                if len(list(own.get_all_symbols())) == 1:
                    self._empty_trees[domain.name] = own
                else:
                    declared |= finder.symbols(domain.name, own)
                    trees[domain.name] = own
                continue
            for name, entry in own.items():
                if _docname(entry) == docname:
                    declared[domain.name, table, name] = finder.declaration(
                        domain.name, table, name, entry
                    )
                    known[name] = entry
        self._restore()
        store = declarations_domain(app.env)
        if declared:
            store.declared[docname] = declared
        if trees:
            store.trees[docname] = pickle.dumps(trees, pickle.HIGHEST_PROTOCOL)
            store.trees_changed = True

    def _restore(self) -> None:
        for domain, table, known in self._hidden:
            domain.data[table] = known
        self._hidden.clear()


def _docname(entry: Any) -> str:
    """Return the document to which an *entry* of a table belongs."""
    return str(entry if isinstance(entry, str) else entry[0])


class DeclarationFinder:
    """Finds the line at which a document declares a name."""

    def __init__(self, app: Sphinx, doctree: document) -> None:
        self._root = os.path.join(app.srcdir, "")
        self._file = str(doctree["source"])
        self._doctree = doctree
        self._labels_headings = "sphinx.ext.autosectionlabel" in app.extensions

    def declaration(self, domain: str, table: str, name: Any, entry: Any) -> Declaration:
        """Return the declaration of *name* as it is in the *table* of *domain*."""
        if (domain, table) in UNCHECKED:
            return Declaration(entry, None)
        if table in ("labels", "anonlabels"):
            node = self._doctree.ids.get(entry[1])
            if isinstance(node, nodes.citation):  # checked in its own table
                return Declaration(entry, None)
            if isinstance(node, nodes.substitution_definition):  # of its document, not of all
                return Declaration(entry, None)
            explicit = bool(self._doctree.nametypes.get(name))
            of_heading = not explicit and self._labels_headings and self._is_heading(name, entry[1])
            if not explicit and not of_heading:  # ABlog's label of a post, checked elsewhere
                return Declaration(entry, None, is_alias=True)
            return Declaration(entry, self._place(entry[1], name), of_heading=of_heading)
        if domain == "math":
            return Declaration(entry, self._place(nodes.make_id(f"equation-{name}"), name))
        kind = name[0] if isinstance(name, tuple) else "" if domain == "citation" else entry[2]
        is_alias = getattr(entry, "aliased", False)
        return Declaration(entry, self._place(entry[1], name), kind, is_alias)

    def symbols(self, domain: str, root: Any) -> Iterator[tuple[Key, Declaration]]:
        """Yield the declarations in the tree of symbols below *root*, with the symbols' ids."""
        for anchor, words, line in declared_symbols(root):
            yield (domain, SYMBOLS, anchor), Declaration(words, self._relative(self._file, line))

    def _is_heading(self, name: str, anchor: str) -> bool:
        """Return whether *name* is a label that ``sphinx.ext.autosectionlabel`` made."""
        node = self._doctree.ids.get(anchor)
        if not isinstance(node, nodes.section):
            return False
        title = cast("nodes.title", node[0])
        words = nodes.fully_normalize_name(title.rawsource or title.astext())
        return name == words or name.endswith(f":{words}")

    def _place(self, anchor: str, name: Any) -> Place:
        node: nodes.Node | None = self._doctree.ids.get(anchor)
        if node is None and isinstance(name, str):
            node = self._doctree.ids.get(self._doctree.nameids.get(name) or "")
        if node is None:
            return self._relative(self._file, 0)
        # Sphinx gives some targets no line, so that of the node that they mark is used.
        node = node.next_node(_has_line, include_self=True, siblings=True) or node
        while not node.line and node.parent:
            node = node.parent
        file, line = get_source_line(node)
        return self._relative(file or self._file, line or 0)

    def _relative(self, file: str, line: int) -> Place:
        path = file.partition(":docstring of ")[0].removeprefix(self._root)
        return Place(path.replace(os.sep, "/"), line)


def _has_line(node: nodes.Node) -> bool:
    return bool(node.line)


# -- Sphinx ----------------------------------------------------------------------


def setup(app: Sphinx) -> ExtensionMetadata:
    isolation = Isolation()
    app.connect("source-read", isolation.begin, priority=Stage.ISOLATION)
    app.connect("doctree-read", isolation.end, priority=Stage.DECLARATIONS)
    return add_store(app, DeclarationsDomain)
