"""Write formulas as text where titles and excerpts are shown: listings, menus, links, metadata.

Titles of documents, of labels and of anchors, which Sphinx and MyST store as TeX, get that text.
Before, formulas get the macros that the formulas above them on the page define, as in MathJax.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from blink.formulas.definitions import split_definitions
from blink.formulas.macro_set import MacroSet
from blink.formulas.macros import macros_of
from blink.formulas.plain_text import readable
from blink.posts.details.excerpt import readable_text
from blink.posts.store import blog_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

_FORMULAS = (nodes.math, nodes.math_block)
#: What titles and captions have that is more than text
_RAISED = (nodes.math, nodes.superscript, nodes.subscript)
#: What contains the formulas that may be in a title, a caption or an excerpt
_SHOWN = (nodes.title, nodes.caption, nodes.paragraph, nodes.rubric, nodes.term)


def macros_for(node: nodes.Element, macros: MacroSet) -> MacroSet:
    """Return *macros*, those of conf.py, with those that the page defines above the formula."""
    return macros.replaced_by(MacroSet(*node["macros"])) if "macros" in node else macros


def set_macros(app: Sphinx, doctree: nodes.document) -> None:
    """Give each formula the macros that formulas above it define."""
    above = MacroSet({}, {})
    for node in doctree.findall(lambda node: isinstance(node, _FORMULAS)):
        assert isinstance(node, nodes.Element)
        if above.bodies:
            node["macros"] = tuple(above)
        own = split_definitions(node.astext()).macros
        above = above.replaced_by(own) if own.bodies else above


def set_readable_text(app: Sphinx, doctree: nodes.document) -> None:
    """Give formulas their text."""
    macros = None
    for node in (*doctree.findall(nodes.math), *doctree.findall(nodes.math_block)):
        if _is_shown(node):
            macros = macros or macros_of(app.config)
            node["readable_text"] = readable(node.astext(), macros_for(node, macros))
    if macros:
        blog_domain(app.env).documents_with_formulas.add(app.env.docname)


def _is_shown(node: nodes.Element) -> bool:
    parent = node.parent
    while parent is not None and not isinstance(parent, _SHOWN):
        parent = parent.parent
    return parent is not None


def correct_titles(app: Sphinx, doctree: nodes.document) -> None:
    """Put the text of formulas into the titles of the document, its labels and its anchors."""
    env, docname = app.env, app.env.docname
    texts: dict[str, str] = {}
    for title in (*doctree.findall(nodes.title), *doctree.findall(nodes.caption)):
        if any(True for node in title.findall() if isinstance(node, _RAISED)):
            texts |= dict.fromkeys(title.parent["ids"], readable_text(title))
    if not texts:
        return
    title = env.titles[docname]
    for section in doctree.findall(nodes.section):
        if section["ids"] and section["ids"][0] in texts:  # sphinx_proof finds it by its title
            section["names"].append(nodes.fully_normalize_name(texts[section["ids"][0]]))
    for node in list(title.findall(lambda node: isinstance(node, _RAISED))):
        if node.parent is not None:
            node.parent.replace(node, nodes.Text(readable_text(node)))
    labels = env.domains.standard_domain.labels
    for name, (owner, anchor, _) in list(labels.items()):
        if owner == docname and anchor in texts:
            labels[name] = (owner, anchor, texts[anchor])
    slugs = env.metadata[docname].get("myst_slugs", {})
    for slug, (line, anchor, _) in list(slugs.items()):
        if anchor in texts:
            slugs[slug] = (line, anchor, texts[anchor])


def read_again(app: Sphinx, env: BuildEnvironment, *sets: set[str]) -> list[str]:
    """Return the documents with formulas if the macros of conf.py changed."""
    blog, macros = blog_domain(env), macros_of(app.config)
    old, blog.macros = blog.macros, repr(macros)
    return sorted(blog.documents_with_formulas & env.found_docs) if old != blog.macros else []


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.posts.store")
    app.connect("env-get-outdated", read_again, priority=Stage.FILE_VERSIONS)
    app.connect("doctree-read", set_macros, priority=Stage.CITED_ENTRIES)
    app.connect("doctree-read", set_readable_text, priority=Stage.CITED_ENTRIES)
    app.connect("doctree-read", correct_titles, priority=Stage.AFTER_ABLOG)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
