"""Patches of Sphinx for drafts and listing pages. Those of ABlog are in `blink.posts.ablog`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.domains.std import StandardDomain

from blink.upstream import expect

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.environment import BuildEnvironment


def leave_out(env: BuildEnvironment, docname: str) -> None:
    """Remove *docname* from the documents that Sphinx has found.

    Seen in Sphinx 9.0.4: drafts are known only after their headers are read, which is after the
    search for sources, and no event allows a handler to remove a document that was found.
    """
    holds = env.project.docnames is env.found_docs
    expect(holds, "Sphinx", "`Project.docnames` no longer holds the documents that were found")
    env.project.docnames.discard(docname)


def allow_in_toctrees(pages: Mapping[str, str]) -> None:
    """Let toctrees name *pages* that are not documents: docname → title.

    Seen in Sphinx 9.0.4: toctrees accept ``genindex``, ``modindex`` and ``search``, which are in a
    table of the class, but an extension cannot register others. Pages of another site that was
    built in the same process are removed.
    """
    domain: Any = StandardDomain
    table = domain._virtual_doc_names  # noqa: SLF001
    holds = table.get("genindex", ())[:1] == ("genindex",)
    expect(holds, "Sphinx", "the pages that toctrees accept have changed")
    kept = {name: table[name] for name in ("genindex", "modindex", "search")}
    listings = {name: (name, title) for name, title in pages.items()}
    domain._virtual_doc_names = {**kept, **listings}  # noqa: SLF001
