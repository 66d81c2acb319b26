"""Warn of what a document itself names: images, HTML, and the widgets of a notebook.

Warnings: ``origin.picture``, ``origin.html``, ``origin.widgets``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util import logging

from blink.addresses.hosting import is_remote
from blink.elements.media.chart_libraries import package_of
from blink.elements.store import elements_domain
from blink.elements.third_party.addresses import (
    THIRD_PARTY,
    allowed_sites,
    host_of,
    loaded_addresses,
)
from blink.source.notebook_parser import report_output
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)


def check_pictures(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of each image that a browser would request from another site."""
    allowed = allowed_sites(app.env, app.env.docname)
    images = [(node, node["uri"]) for node in doctree.findall(nodes.image)]
    images += [(node, node["poster"]) for node, _ in images if "poster" in node]
    for node, address in images:
        if ("://" in address or address.startswith("//")) and host_of(address) not in allowed:
            logger.warning(
                f"%s {THIRD_PARTY}; put a copy beside the post, or write `loads: %s` in the front"
                " matter to allow it", address, host_of(address),
                location=node, type="origin", subtype="picture",
            )  # fmt: skip


def check_html(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of HTML in a document that loads from another site."""
    allowed = allowed_sites(app.env, app.env.docname)
    outputs: dict[str, tuple[str, nodes.raw]] = {}
    for node in doctree.findall(nodes.raw):
        if "html" not in node.get("format", "").split():
            continue
        is_output = _is_output(node)
        reported: set[str] = set()
        for address in loaded_addresses(node.astext()):
            host = host_of(address)
            if not is_remote(address) or host in allowed or host in reported:
                continue
            reported.add(host)
            if is_output:
                outputs.setdefault(host, (address, node))
                continue
            logger.warning(
                f"%s {THIRD_PARTY}; link to it instead, or write `loads: %s` in the front matter to"
                " allow it", address, host, location=node, type="origin", subtype="html",
            )  # fmt: skip
    if outputs:
        _report_outputs(app.env, outputs)


def _is_output(node: nodes.Node | None) -> bool:
    """Return whether *node* is in the output of a notebook's cell."""
    while node is not None:
        if isinstance(node, nodes.container) and "cell_output" in node["classes"]:
            return True
        node = node.parent
    return False


def _report_outputs(env: BuildEnvironment, outputs: dict[str, tuple[str, nodes.raw]]) -> None:
    """Warn once of all that the outputs of a notebook load: host → the first URL, and its node."""
    address, node = next(iter(outputs.values()))
    charts = elements_domain(env).chart_outputs.get(env.docname, {})
    packages = [package_of(kind) for kind, is_there in charts.items() if not is_there]
    commands = " and ".join(f"`make add PACKAGE={name}`" for name in packages)
    own = f"run {commands}, so that the site has the library itself" if commands else ""
    logger.warning(
        f"%s {THIRD_PARTY}; write `loads: %s` in the front matter to allow it, or %s",
        f"{address} and others" if len(outputs) > 1 else address,
        f"[{', '.join(outputs)}]" if len(outputs) > 1 else next(iter(outputs)),
        own or "remove the output",
        location=node, type="origin", subtype="html",
    )  # fmt: skip


def check_widgets(app: Sphinx, doctree: nodes.document) -> None:
    """Show the widgets of a notebook as text unless their scripts may be loaded.

    MyST-NB loads these scripts from other sites if the notebook has the state of its widgets.
    """
    if "myst_nb" not in app.extensions:
        return
    from myst_nb.sphinx_ import NbMetadataCollector  # noqa: PLC0415  # only if there is a notebook

    scripts = NbMetadataCollector.get_js_files(app.env, app.env.docname)
    hosts = {host_of(path): None for path, _ in scripts.values() if path and "//" in path}
    missing = [host for host in hosts if host not in allowed_sites(app.env, app.env.docname)]
    if hosts and not missing:
        return
    scripts.clear()
    views = [
        node
        for node in doctree.findall(nodes.container)
        if node.get("mime_type") == "application/vnd.jupyter.widget-view+json"
    ]
    if views and missing:
        logger.warning(
            "the widgets of this notebook are shown as text, because their scripts"
            f" {THIRD_PARTY}; write `loads: [%s]` in the front matter to allow it, or clear the"
            " state of the widgets in Jupyter", ", ".join(hosts),
            location=views[0].parent, type="origin", subtype="widgets",
        )  # fmt: skip
    for view in views:
        if len(view.parent) > 1:
            view.parent.remove(view)
        else:
            report_output(app, [view["mime_type"]], view.parent.line or 1)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("doctree-read", check_pictures, priority=Stage.CITED_ENTRIES)
    app.connect("doctree-read", check_html, priority=Stage.TARGETS)
    app.connect("doctree-read", check_widgets, priority=Stage.TARGETS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
