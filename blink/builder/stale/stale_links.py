"""Find documents to write again because the title or address of a link's target changed.

Sphinx writes a document again when its own source changes. But the text of a link may be the title
of its target, and a link to a deleted post must be reported. Both happen only when the page with
the link is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils.nodes import make_id
from sphinx import addnodes

from blink.builder.outputs import outputs_of
from blink.builder.store import builder_domain
from blink.elements.numbers.assignment import numbers_domain
from blink.inventories.store import inventory_domain
from blink.posts import ablog
from blink.posts.store import blog_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Set

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.elements.numbers.counting import Number


def changed_names(old: Mapping[str, str], new: Mapping[str, str]) -> set[str]:
    """Return the names that were added or removed, or have another meaning."""
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def stale(targets: Mapping[str, Set[str]], known: Set[str], changed: Set[str]) -> list[str]:
    """Return the documents of which a target is in *changed*.

    :param targets: docname → the names to which it refers
    :param known: all names; a document that refers to another one is stale if any name changed
    """
    if not changed:
        return []
    return [name for name, own in targets.items() if own & changed or own - known]


# -- Sphinx ------------------------------------------------------------------


def note_targets(app: Sphinx, doctree: nodes.document) -> None:
    """Store the names to which a document refers."""
    env = app.env
    targets = set()
    for node in doctree.findall(addnodes.pending_xref):
        target = node["reftarget"]
        if "intersphinx" in node:  # a name of this site is not meant
            target = f"external:{target}"
        elif node.get("refdomain") != "doc" and node.get("reftype") == "doc":
            target, _ = env.relfn2path(target, node.get("refdoc", env.docname))
        targets.add(target.lower())
    if targets:
        builder_domain(env).reference_targets[env.docname] = frozenset(targets)


def names(app: Sphinx, env: BuildEnvironment) -> Iterator[tuple[str, str]]:
    """Yield every name that documents can refer to, and all that a link to it shows."""
    for domain in env.domains.sorted():
        for name, words, kind, docname, anchor, _ in domain.get_objects():
            own = [str(words), kind, docname, anchor]
            if domain.name == "std" and kind == "doc":  # MyST links to headings
                own += [str(env.titles.get(name)), str(env.metadata[name].get("myst_slugs"))]
            yield name.lower(), "\0".join(own)
    labels = env.domains.standard_domain
    for name, place in labels.anonlabels.items():
        yield name, "\0".join([*place, *map(str, labels.labels.get(name, ()))])
    # These two domains do not list their objects.
    for name, (docname, number) in env.domains.math_domain.equations.items():
        yield name.lower(), f"{docname}\0{number}"
    for name, citation in env.domains.citation_domain.citations.items():
        yield name.lower(), "\0".join(map(str, citation))
    for name, owners in blog_domain(env).shared_labels.items():
        yield name, "\0".join(owners)
    yield from _numbers(env)
    for name, place in ablog.references(app).items():
        yield name.lower(), "\0".join(map(str, place))
    for name, version in inventory_domain(env).digests.items():
        yield f"inventory:{name}", version


def _numbers(env: BuildEnvironment) -> Iterator[tuple[str, str]]:
    """Yield the name of everything that has a number, and the number."""
    if not (numbered := numbers_domain(env).numbers):
        return
    labels = env.domains.standard_domain.anonlabels
    equations = env.domains.math_domain.equations
    names: dict[tuple[str, str], list[str]] = {}
    for name, place in labels.items():
        names.setdefault(place, []).append(name)
    for name, (docname, _) in equations.items():
        names.setdefault((docname, make_id(f"equation-{name}")), []).append(name)
    for docname, (sections, parts) in numbered.items():
        numbers: list[tuple[str, Number, list[str]]] = [
            (anchor[1:], number, []) for anchor, number in sections.items()
        ]
        for kind in parts.values():  # an extension may refer to it by its anchor
            numbers += [(anchor, number, [anchor]) for anchor, number in kind.items()]
        for anchor, number, others in numbers:
            for name in names.get((docname, anchor), []) + others:
                yield name.lower(), ".".join(map(str, number))


def find_stale(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the documents whose links are outdated."""
    store = builder_domain(env)
    new: dict[str, str] = {}
    for name, meaning in names(app, env):
        new[name] = new.get(name, "") + meaning
    old, store.reference_meanings = store.reference_meanings, new
    changed = changed_names(old, new)
    if not outputs_of(env).finished:  # in a preview, once
        changed |= {*inventory_domain(env).missing}  # to count the references to them
    return stale(store.reference_targets, new.keys() | old.keys(), changed)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.builder.store")
    app.setup_extension("blink.posts.ablog")
    app.connect("doctree-read", note_targets, priority=Stage.TARGETS)
    app.connect("env-updated", find_stale, priority=Stage.STALE_PAGES)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
