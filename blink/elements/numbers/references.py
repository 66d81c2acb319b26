"""Explain references to numbers that cannot be made, before Sphinx resolves them.

Warnings, each about a ``numref``: ``numbers.off``, without ``numfig = True``; ``.caption``, to what
has no caption; ``.section``, to a section without a number; ``.target``, to anything else without
one; ``.format``, a text that the number does not fit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from blink.elements.patches import proofs_of
from blink.posts.store import blog_domain

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.elements.numbers.counting import Number

logger = logging.getLogger(__name__)

_NAMES = {"figure": "figure", "table": "table", "code-block": "block of code"}


class NumberProblem(NamedTuple):
    """Why a reference has no number, and what to do."""

    kind: str
    message: str


class NumberedTarget(NamedTuple):
    """What a ``numref`` refers to."""

    docname: str
    anchor: str
    #: empty if it has none
    number: Number
    #: such as ``figure``
    kind: str
    #: or the title of a section
    caption: str


def text_with_number(text: str, number: str, name: str) -> str:
    """Return *text* with *number* and *name* in it, as Sphinx does; ``""`` if they do not fit.

    >>> text_with_number("Figure %s", "1", ""), text_with_number("{name}, {number}", "1", "Loss")
    ('Figure 1', 'Loss, 1')
    """
    try:
        braces = "{name}" in text or "number" in text
        return text.format(name=name, number=number) if braces else text % number
    except (IndexError, KeyError, TypeError, ValueError):
        return ""


def format_problem(text: str, number: str, name: str) -> NumberProblem | None:
    """Return the problem of a *text* into which Sphinx puts *number*, and *name* for ``{name}``.

    >>> format_problem("Figure %s", "1", "")
    >>> format_problem("see", "1", "").kind
    'format'
    """
    if "{name}" in text and not name:
        message = f"`{text}` has {{name}}, but the target has no caption; write {{number}} only"
        return NumberProblem("caption", message)
    shown = text_with_number(text, number, name)
    if shown and (number in shown or "{name}" in text):
        return None
    message = f"the text `{text}` of this reference has no place for the number"
    return NumberProblem("format", f"{message}; write {{number}} where it belongs in the text")


# -- Sphinx ------------------------------------------------------------------


def number_of(env: BuildEnvironment, docname: str, anchor: str) -> Number:
    """Return the number of a figure, a section and the like; it is empty if there is none."""
    for anchors in env.toc_fignumbers.get(docname, {}).values():
        if anchor in anchors:
            return anchors[anchor]
    return env.toc_secnumbers.get(docname, {}).get(f"#{anchor}", ())


def _section_number(env: BuildEnvironment, docname: str, section: nodes.Element) -> Number:
    """Return the number of a *section* with several labels, or with the title of its document."""
    if section["ids"] == next(env.get_doctree(docname).findall(nodes.section))["ids"]:
        return env.toc_secnumbers.get(docname, {}).get("") or ()
    return next((n for n in (number_of(env, docname, i) for i in section["ids"]) if n), ())


def target_of(env: BuildEnvironment, label: str) -> NumberedTarget:
    """Return what has the *label*."""
    standard = env.domains.standard_domain
    docname, anchor, *caption = standard.labels.get(label) or standard.anonlabels[label]
    number, kind = number_of(env, docname, anchor), "section"
    for name, anchors in env.toc_fignumbers.get(docname, {}).items():
        kind = name if anchor in anchors else kind
    if not number:
        target: Any = env.get_doctree(docname).ids.get(anchor)
        kind = (target is not None and standard.get_enumerable_node_type(target)) or ""
        if kind == "section":
            number = _section_number(env, docname, target)
        elif isinstance(target, nodes.literal_block):
            kind = "code-block"
    return NumberedTarget(docname, anchor, number, kind, "".join(caption))


def text_of(env: BuildEnvironment, node: addnodes.pending_xref, target: NumberedTarget) -> str:
    """Return the text of *node*, or that of ``numfig_format``, into which the number is put."""
    text = node.astext() if node["refexplicit"] else env.config.numfig_format[target.kind]
    return str(text)


def _section_problem(
    env: BuildEnvironment, label: str, docname: str, node: nodes.Element
) -> NumberProblem:
    config = env.config
    is_post = bool(blog_domain(env).posts.get(docname))
    in_tree = any(docname in names for names in env.toctree_includes.values())
    if isinstance(node.parent, nodes.document) and env.toc_secnumbers.get(docname):
        reason = "is the title of its document, which has no number"
    elif any(env.toc_secnumbers.get(docname, {}).values()):
        reason = "has no number, because it is deeper than `:numbered:` of its toctree says"
    elif docname == config.root_doc:
        reason = "is on the home page, which has no numbers for sections"
    elif in_tree and not is_post:
        reason = "has no number, because no toctree with `:numbered:` has its page"
    elif not config.numfig:
        reason = "has no number; write `numfig = True` in conf.py"
        return NumberProblem("section", f"the section `{label}` {reason}, or {{ref}}`{label}`")
    elif config.blink_numbered_sections:
        reason = "has no number, because its document has several posts or a toctree"
    else:
        reason = "has no number, because `blink_numbered_sections` is False in conf.py"
    return NumberProblem("section", f"the section `{label}` {reason}; write {{ref}}`{label}`")


def _problem(env: BuildEnvironment, node: addnodes.pending_xref) -> NumberProblem | None:
    """Return why *node*, a ``numref``, cannot be resolved; ``None`` if Sphinx can say it."""
    label = str(node["reftarget"])
    standard = env.domains.standard_domain
    if label in env.domains.math_domain.equations and label not in standard.anonlabels:
        message = f"`{label}` is the label of an equation; write {{eq}}`{label}`"
        return NumberProblem("target", message)
    target = target_of(env, label)
    if target.number:
        text = text_of(env, node, target)
        return format_problem(text, ".".join(map(str, target.number)), target.caption)
    if target.kind == "section":
        section: Any = env.get_doctree(target.docname).ids[target.anchor]
        return _section_problem(env, label, target.docname, section)
    name = _NAMES.get(target.kind, target.kind)
    if not name:
        message = f"the label `{label}` is above something that has no number"
        how = "put it above a section, or above a figure, table or block of code with a caption"
        return NumberProblem("target", f"{message}; {how}")
    if not env.config.numfig:
        return NumberProblem("off", f"a {name} has a number only with `numfig = True` in conf.py")
    message = f"the {name} `{label}` has no caption, so it has no number; give it a caption"
    return NumberProblem("caption", message)


class NumberChecks(SphinxPostTransform):
    """Reports references to numbers that cannot be made, and leaves their text."""

    default_priority = 8  # before Sphinx resolves references

    def run(self, **kwargs: Any) -> None:
        for node in list(self.document.findall(addnodes.pending_xref)):
            role, problem = (node.get("refdomain"), node["reftype"]), None
            if role == ("std", "numref") and is_known(self.env, node["reftarget"]):
                problem = _problem(self.env, node)
            elif role == ("prf", "ref") and node["reftarget"] not in proofs_of(self.env):
                message = f"there is no theorem or the like with the label `{node['reftarget']}`"
                problem = NumberProblem("target", f"{message}; correct the label")
            if problem:
                logger.warning(
                    "%s", problem.message, location=node, type="numbers", subtype=problem.kind
                )
                node.replace_self(cast("nodes.Element", node[0]).deepcopy())


def is_known(env: BuildEnvironment, label: str) -> bool:
    """Return whether something has the *label*."""
    standard = env.domains.standard_domain
    labels = (standard.labels, standard.anonlabels, env.domains.math_domain.equations)
    return any(label in known for known in labels)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_post_transform(NumberChecks)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
