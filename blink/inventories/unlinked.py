"""Show references to a project as text, and count them, if its inventory could not be loaded.

A reference may be meant for a missing inventory if its role names that one, or if no other target
was found and inventories may hold targets of its kind. Whether it would be found there is known
only when the inventory can be loaded, so a wrong reference is reported by a later build.

Note: ``intersphinx.unreachable``; with the option ``--verbose``, the place of each reference.
"""

from __future__ import annotations

import logging as python_logging
from collections import Counter
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.ext.intersphinx import resolve_reference_any_inventory
from sphinx.transforms.post_transforms import ReferencesResolver, SphinxPostTransform
from sphinx.util import logging
from sphinx.util.logging import NAMESPACE

from blink.inventories.loading import INTERSPHINX, log_note
from blink.inventories.patches import keep_text_of_links, match_missing_inventories
from blink.inventories.store import inventory_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)


def missing_inventories(env: BuildEnvironment) -> tuple[str, ...]:
    """Return the names of the inventories that could not be loaded."""
    return inventory_domain(env).missing if "blink-inventories" in env.domains else ()


def possible_inventories(env: BuildEnvironment, node: nodes.Element) -> tuple[str, ...]:
    """Return which of the missing inventories may have the target of *node*."""
    missing = missing_inventories(env)
    prefix, _, _ = node["reftarget"].partition(":")
    if not missing or prefix in env.config.intersphinx_mapping:
        return (prefix,) if prefix in missing else ()
    kind, domain = node["reftype"], node.get("refdomain")
    if kind in ("any", "myst"):
        return missing
    if not domain or domain not in env.domains:
        return ()
    kinds = {f"{domain}:{name}" for name in env.domains[domain].objtypes_for_role(kind) or ()}
    disabled = {*env.config.intersphinx_disabled_reftypes}
    return missing if kinds - disabled and not {"*", f"{domain}:*"} & disabled else ()


def note_unlinked(node: nodes.Element, names: tuple[str, ...], target: str) -> None:
    """Log that the reference *node* is not linked; `Counts` receives it."""
    logger.verbose(
        "this reference is not linked, because the inventory of %s is missing: %s",
        " or ".join(names), target,
        location=node, extra={"unlinked_from": names},
    )  # fmt: skip


# -- Sphinx ------------------------------------------------------------------


class Counts(python_logging.Handler):
    """Counts the references that are not linked, in whichever process they are written."""

    def __init__(self) -> None:
        super().__init__()
        #: the inventories that may have the target → number of references
        self.counts: Counter[tuple[str, ...]] = Counter()

    def emit(self, record: python_logging.LogRecord) -> None:
        if names := getattr(record, "unlinked_from", ()):
            self.counts[names] += 1

    def listen(self, app: Sphinx) -> None:
        """Listen to what `note_unlinked` logs, if an inventory is missing."""
        if missing_inventories(app.env):
            python_logging.getLogger(NAMESPACE).addHandler(self)

    def log(self, app: Sphinx, exception: Exception | None) -> None:
        """Log how many references are not linked."""
        python_logging.getLogger(NAMESPACE).removeHandler(self)
        for names, count in sorted(self.counts.items()):
            subject = "1 reference" if count == 1 else f"{count} references"
            verb = "is" if count == 1 else "are"
            log_note(app, f"{subject} to {' or '.join(names)} {verb} not linked in this build")


class UnlinkedReferences(SphinxPostTransform):
    """Replaces references that name a missing inventory by their text."""

    default_priority = ReferencesResolver.default_priority - 2  # before that of intersphinx

    def run(self, **kwargs: Any) -> None:
        missing = missing_inventories(self.env)
        if not missing:
            return
        for node in list(self.document.findall(pending_xref)):
            name = node.get("inventory")
            if "intersphinx" not in node or (name and name not in missing):
                continue
            text = cast("nodes.TextElement", node[0].deepcopy())
            if name or self._is_unknown(node, text):
                note_unlinked(node, (name,) if name else missing, node["reftarget"])
                node.replace_self(text)
        for link in list(self.document.findall(nodes.reference)):
            if link.get("inv_match") and not link.get("refuri"):
                name = link["inv_match"].partition(":")[0]
                note_unlinked(link, (name,) if name in missing else missing, link["inv_match"])
                link.replace_self(nodes.inline("", "", *link.children))

    def _is_unknown(self, node: pending_xref, text: nodes.TextElement) -> bool:
        """Return whether none of the inventories that were loaded has the target of *node*."""
        enabled = False  # as for intersphinx: whether some types of references are disabled
        return resolve_reference_any_inventory(self.env, enabled, node, text) is None


def keep_text(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, text: nodes.Element
) -> nodes.Element | None:
    """Return the text of a reference that nothing resolved, if it may be to a missing inventory."""
    of_this_site = "intersphinx_self_referential" in node
    return text if not of_this_site and is_unlinked(env, node) else None


def is_unlinked(env: BuildEnvironment, node: nodes.Element) -> bool:
    """Return whether *node* may be a reference to a missing inventory, and count it."""
    names = possible_inventories(env, node)
    if names:
        note_unlinked(node, names, node["reftarget"])
    return bool(names)


def note_reader(app: Sphinx, doctree: nodes.document) -> None:
    """Store whether MyST made links in the document from inventories."""
    if INTERSPHINX in app.extensions and any(
        "inv_match" in link for link in doctree.findall(nodes.reference)
    ):
        inventory_domain(app.env).readers.add(app.env.docname)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.inventories.store")
    counts = Counts()
    match_missing_inventories(missing_inventories)
    keep_text_of_links(is_unlinked)
    app.add_post_transform(UnlinkedReferences)
    app.connect("builder-inited", counts.listen, priority=Stage.BUILDER)
    app.connect("doctree-read", note_reader, priority=Stage.TARGETS)
    app.connect("missing-reference", keep_text, priority=Stage.UNLINKED)
    app.connect("build-finished", counts.log, priority=Stage.BUILD_NOTES)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
