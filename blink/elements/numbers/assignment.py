"""Note what documents number, and put the numbers into Sphinx's environment.

Sections are numbered in documents that are in no toctree, and in posts; those in a toctree with
``:numbered:`` keep the numbers of Sphinx. The title of a document has no number, so listings and
feeds show it as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx import addnodes

from blink.elements.numbers.counting import (
    Counter,
    FigureNumbers,
    NumberedDocument,
    NumberedHeading,
    NumberedPart,
    SectionNumbers,
    count_sections,
)
from blink.elements.patches import number_by_toctrees
from blink.posts.store import blog_domain
from blink.stages import Stage
from blink.store import Saved, Store, add_store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata


class NumbersDomain(Store):
    """Stores what documents number, and the numbers of the last build."""

    name = "blink-numbers"
    label = "Numbers"
    data_version = 1
    #: docname → what may be numbered in it
    outlines: Saved[dict[str, NumberedDocument]] = Saved({}, by_document=True)
    #: docname → the numbers of its sections, and of the rest, if it has any
    numbers: Saved[dict[str, tuple[SectionNumbers, FigureNumbers]]] = Saved({})


def numbers_domain(env: BuildEnvironment) -> NumbersDomain:
    """Return the store of numbers in *env*."""
    return cast("NumbersDomain", env.get_domain(NumbersDomain.name))


# -- Reading -------------------------------------------------------------------


def _contents(toc: nodes.Node, level: int = 1) -> Iterator[tuple[nodes.Element, int]]:
    """Yield the link to each section in a table of contents, and its level."""
    for node in toc.children:
        if isinstance(node, addnodes.compact_paragraph):
            if "skip_section_number" not in node:
                yield cast("nodes.Element", node[0]), level
        elif isinstance(node, (nodes.bullet_list, nodes.list_item, addnodes.only)):
            yield from _contents(node, level + isinstance(node, nodes.bullet_list))


def _kind(env: BuildEnvironment, node: nodes.Element) -> str:
    """Return what *node* is numbered as, or ``""``; a figure without a caption has no number."""
    for domain in env.domains.sorted():
        kind = domain.get_enumerable_node_type(node)
        if domain.name == "std" and not env.domains.standard_domain.get_numfig_title(node):
            continue
        if kind:
            return kind
    return ""


def _parts(
    env: BuildEnvironment, element: nodes.Element, sections: tuple[str, ...] = ()
) -> Iterator[NumberedPart]:
    for node in element.children:
        if isinstance(node, nodes.section):
            yield from _parts(env, node, (*sections, f"#{node['ids'][0]}"))
        elif isinstance(node, addnodes.toctree):
            yield from (NumberedPart("", name, sections) for _, name in node["entries"])
        elif isinstance(node, nodes.Element):
            if node["ids"] and (kind := _kind(env, node)):
                yield NumberedPart(kind, node["ids"][0], sections)
            yield from _parts(env, node, sections)


def note_outline(app: Sphinx, doctree: nodes.document) -> None:
    """Store what the document numbers."""
    if app.config.numfig:
        env = app.env
        contents = env.tocs.get(env.docname, nodes.bullet_list())
        headings = (
            NumberedHeading(link["anchorname"], level) for link, level in _contents(contents)
        )
        outline = NumberedDocument(tuple(headings), tuple(_parts(env, doctree)))
        numbers_domain(env).outlines[env.docname] = outline


# -- All documents -------------------------------------------------------------


def _numbered_here(app: Sphinx, env: BuildEnvironment) -> set[str]:
    """Return the documents of which Blink numbers the sections, unless these are posts."""
    if not app.config.blink_numbered_sections:
        return set()
    trees = env.toctree_includes
    in_trees = {*trees, *(name for names in trees.values() for name in names)}
    posts = blog_domain(env).posts
    sections = {name for name, parts in posts.items() if any(post.section for post in parts)}
    alone = env.all_docs.keys() - in_trees | posts.keys()
    return alone - sections - env.toc_secnumbers.keys() - {app.config.root_doc}


def _write_contents(env: BuildEnvironment, docname: str, numbers: SectionNumbers) -> None:
    """Give the table of contents of a document its *numbers*, for the list beside the text."""
    for link, _ in _contents(env.tocs[docname]):
        link["secnumber"] = list(numbers.get(link["anchorname"], ())) or None
    env.titles[docname].attributes.pop("secnumber", None)


def assign_numbers(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Number all documents, and return those of which numbers changed."""
    store, changed = numbers_domain(env), number_by_toctrees(env)
    outlines = store.outlines if app.config.numfig else {}
    numbered = set(env.toc_secnumbers)
    here = _numbered_here(app, env) if app.config.numfig else set()
    for docname in here:
        env.toc_secnumbers[docname] = count_sections(
            outlines.get(docname, NumberedDocument()).headings
        )
    old = store.numbers
    for docname in (here | old.keys()) & env.all_docs.keys() - numbered:
        _write_contents(env, docname, env.toc_secnumbers.get(docname, {}))
    apart = blog_domain(env).posts.keys() - numbered | here
    counter = Counter(outlines, env.toc_secnumbers, apart, app.config.numfig_secnum_depth)
    env.toc_fignumbers = counter.count(app.config.root_doc)
    store.numbers = new = {
        name: (env.toc_secnumbers.get(name, {}), env.toc_fignumbers.get(name, {}))
        for name in env.toc_secnumbers.keys() | env.toc_fignumbers.keys()
    }
    differ = (name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    return sorted({*changed, *differ} & env.all_docs.keys())


def keep_numbers(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Put the numbers back, after Sphinx has counted again what toctrees lead to."""
    numbers = numbers_domain(env).numbers
    env.toc_secnumbers = {name: sections for name, (sections, _) in numbers.items() if sections}
    env.toc_fignumbers = {name: figures for name, (_, figures) in numbers.items() if figures}
    return []


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("doctree-read", note_outline, priority=Stage.DECLARATIONS)
    app.connect("env-updated", assign_numbers, priority=Stage.NUMBERS)
    app.connect("env-get-updated", keep_numbers, priority=Stage.NUMBERS_KEPT)
    return add_store(app, NumbersDomain)
