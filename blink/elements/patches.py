"""Patches of Sphinx and MyST for images, videos and numbers."""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from myst_parser.mdit_to_docutils.base import DocutilsRenderer
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from sphinx.domains import Domain
from sphinx.environment.collectors.toctree import TocTreeCollector
from sphinx.util.logging import suppress_logging

from blink.upstream import expect, parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Set

    from markdown_it.tree import SyntaxTreeNode
    from sphinx.environment import BuildEnvironment

    Render = Callable[[DocutilsRenderer, SyntaxTreeNode], None]


def keep_posters() -> None:
    """Make MyST keep ``{poster=…}`` of an image.

    Seen in MyST-Parser 5.2.0: it drops unknown attributes of an image. The replacement calls its
    method, and then copies this attribute.
    """
    render = getattr(DocutilsRenderer, "render_image", None)
    render = getattr(render, "__wrapped__", render)  # an earlier build in this process replaced it
    holds = render and parameters(render) == ["self", "token"]
    expect(holds, "MyST-Parser", "the parameters of `DocutilsRenderer.render_image` have changed")
    assert render
    DocutilsRenderer.render_image = _with_poster(render)  # type: ignore[method-assign,assignment]


def _with_poster(render: Render) -> Render:
    @functools.wraps(render)
    def render_image(renderer: DocutilsRenderer, token: SyntaxTreeNode) -> None:
        render(renderer, token)
        poster, node = token.attrGet("poster"), renderer.current_node[-1]
        if poster and isinstance(node, nodes.image):
            node["poster"] = str(poster)

    return render_image


def rename_image(env: BuildEnvironment, path: str, name: str) -> set[str]:
    """Make Sphinx copy the image at *path* as *name*; return the documents that show it.

    Seen in Sphinx 9.0.4: it numbers images of one name in the order in which it reads documents,
    which differs from build to build.
    """
    docnames, _ = _entry(env, path)
    env.images[path] = (docnames, name)
    return docnames


def drop_image(env: BuildEnvironment, path: str) -> set[str]:
    """Keep Sphinx from copying the image at *path*; return the documents that show it.

    Seen in Sphinx 9.0.4: an image is forgotten only together with its documents.
    """
    docnames, _ = _entry(env, path)
    del env.images[path]
    return docnames


def _entry(env: BuildEnvironment, path: str) -> tuple[set[str], str]:
    entry = env.images[path]
    holds = len(entry) == 2 and isinstance(entry[0], set) and isinstance(entry[1], str)
    expect(holds, "Sphinx", "the entries of `env.images` have changed")
    return entry


def lasting_labels() -> None:
    """Make MyST label equations of LaTeX environments by their place in the document.

    Seen in MyST-Parser 5.2.0: the labels are random, so that no build would equal the last one.
    """
    holds = parameters(SphinxRenderer._random_label) == ["self"]  # noqa: SLF001
    expect(holds, "MyST-Parser", "`SphinxRenderer._random_label` has changed")
    SphinxRenderer._random_label = _label  # type: ignore[method-assign]  # noqa: SLF001


def _label(self: SphinxRenderer) -> str:
    env = self.sphinx_env
    return f"{env.docname}:environment-{env.new_serialno('blink-equations')}"


def number_by_toctrees(env: BuildEnvironment) -> list[str]:
    """Number the sections in toctrees with ``:numbered:``; return the documents that changed.

    Seen in Sphinx 9.0.4: it does so only after ``env-updated``, when the menus are already made. It
    does so again then, and reports documents that are in two such toctrees.
    """
    number = getattr(TocTreeCollector, "assign_section_numbers", None)
    holds = number is not None and parameters(number) == ["self", "env"]
    expect(holds, "Sphinx", "`TocTreeCollector.assign_section_numbers` has changed")
    with suppress_logging():
        return TocTreeCollector().assign_section_numbers(env)


def allow_parallel_proofs() -> None:
    """Let several processes read documents with ``sphinx_proof``.

    Seen in sphinx-proof 0.4.0: it declares that they may, but its domain has no
    ``merge_domaindata``. The domain has no data, since its theorems are elsewhere.
    """
    domain: Any = sys.modules["sphinx_proof.domain"].ProofDomain
    expect(not domain.initial_data, "sphinx-proof", "its domain now has data")
    if domain.merge_domaindata is Domain.merge_domaindata:
        domain.merge_domaindata = _merge_nothing


def _merge_nothing(self: Domain, docnames: Set[str], otherdata: dict[str, Any]) -> None:
    pass


def proofs_of(env: BuildEnvironment) -> dict[str, Any]:
    """Return what ``sphinx_proof`` stores of all theorems, by label.

    Seen in sphinx-proof 0.4.0: it stores them in an attribute of the environment, not in a domain.
    """
    if not hasattr(env, "proof_list"):
        env.proof_list = {}  # type: ignore[attr-defined]
    records = env.proof_list  # type: ignore[attr-defined]
    expect(isinstance(records, dict), "sphinx-proof", "its list of theorems has changed")
    return cast("dict[str, Any]", records)
