"""Let the theorems of ``sphinx_proof`` in one document not depend on those of others.

The extension labels a theorem without a label by its number in the document, and then compares it
with those of all documents that the same process has read. Here it sees those of the document only;
labels that two documents define are reported when all are read.

Warnings: ``duplicates.proof``.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util import logging

from blink.elements.patches import allow_parallel_proofs, proofs_of
from blink.stages import Stage
from blink.store import Saved, Store, add_store

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)


class ProofsDomain(Store):
    """Stores the theorems of each document."""

    name = "blink-proofs"
    label = "Theorems"
    data_version = 1
    #: docname → label → record of a theorem
    proofs: Saved[dict[str, dict[str, Any]]] = Saved({}, by_document=True)


def _proofs(env: BuildEnvironment) -> dict[str, dict[str, Any]]:
    domain: Any = env.get_domain(ProofsDomain.name)
    return domain.proofs  # type: ignore[no-any-return]


def hide_proofs(app: Sphinx, docname: str, content: list[str]) -> None:
    """Hide the theorems of other documents."""
    proofs_of(app.env).clear()


def note_proofs(app: Sphinx, doctree: nodes.document) -> None:
    """Store the theorems of the document."""
    if records := proofs_of(app.env):
        _proofs(app.env)[app.env.docname] = dict(records)


def merge_proofs(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Give each label to the first document that has it, and report the others."""
    records = proofs_of(env)
    records.clear()
    owners: dict[str, str] = {}
    for docname, proofs in sorted(_proofs(env).items()):
        for label, record in proofs.items():
            owner = owners.setdefault(label, docname)
            if owner == docname:
                records[label] = record
            elif not re.fullmatch(r"[a-z]+-\d+", label):
                logger.warning(
                    "duplicate label %r of a theorem, also defined in %s; rename one of them",
                    label, env.doc2path(owner, base=False),
                    location=_place(env, docname, label), type="duplicates", subtype="proof",
                )  # fmt: skip
    return []


def _place(env: BuildEnvironment, docname: str, label: str) -> tuple[str, int]:
    """Return the document, and the line on which it has the option with *label*."""
    text = Path(env.doc2path(docname)).read_text(encoding="utf-8", errors="replace")
    match = re.search(rf"^.*label:?\s+{re.escape(label)}\s*$", text, re.MULTILINE)
    return docname, text.count("\n", 0, match.start()) + 1 if match else 1


def connect(app: Sphinx) -> None:
    """Connect the handlers if the extension is loaded."""
    if "sphinx_proof" in app.extensions:
        allow_parallel_proofs()
        app.connect("source-read", hide_proofs, priority=Stage.ISOLATION)
        app.connect("doctree-read", note_proofs, priority=Stage.DECLARATIONS)
        app.connect("env-updated", merge_proofs, priority=Stage.NAME_CLASHES)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("builder-inited", connect, priority=Stage.BUILDER)
    return add_store(app, ProofsDomain)
