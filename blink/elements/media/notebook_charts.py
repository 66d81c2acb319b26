"""Show the charts among the outputs of notebooks: those of Plotly, Altair (Vega-Lite) and Bokeh.

Such an output has the data of the chart, or HTML in which they are; the HTML loads the library from
another site, or contains all of it. A picture of the chart in the same output is shown in feeds and
in print. The HTML is shown as it is if the author allows its site by ``loads:``, or if the library
is not installed.

Warnings: ``origin.html``, data that a chart loads from another site; ``charts.file``, data that do
not exist.
"""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from docutils import nodes
from sphinx.util import logging

from blink.elements.media.chart_data import (
    chart_kind,
    holders_of,
    html_chart,
    remote_addresses,
)
from blink.elements.media.chart_libraries import source_of
from blink.elements.media.charts import chart_node
from blink.elements.media.embedded_pages import local_path
from blink.elements.store import elements_domain
from blink.elements.third_party.addresses import THIRD_PARTY, allowed_sites, host_of
from blink.source.file_access.outside import refuse
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

#: The sites from which the HTML of the libraries loads them
_SITES = {"plotly": "cdn.plot.ly", "vega": "cdn.jsdelivr.net", "bokeh": "cdn.bokeh.org"}
_JSON = json.JSONDecoder()
#: Outputs that only load a library, or only have the place for a chart of another output
_LOADERS = {
    "plotly": re.compile(r"window\.PlotlyConfig\s*="),
    "vega": re.compile(r"(?!)"),
    "bokeh": re.compile(r"bk-notebook-logo|\bbokehjs_exec\b|^\s*<div id=\"[\w-]+\" data-root-id="),
}


def _value_after(pattern: str, text: str) -> Any:
    """Return the JSON value after the first match of *pattern* in *text*, or ``None``."""
    for match in re.finditer(pattern, text):
        try:
            return _JSON.raw_decode(text, match.end())[0]
        except (ValueError, RecursionError):
            continue
    return None


def output_chart(text: str) -> tuple[str, Any]:
    """Return kind and data of the chart in HTML or a script of a cell, or ``("", None)``."""
    kind, data = html_chart(text)
    if kind:
        return kind, data
    spec = _value_after(r"\}\)\(\s*(?=\{)", text)  # what Altair calls its function with
    if chart_kind(spec) == "vega":
        return "vega", spec
    documents = _value_after(r"\bdocs_json\s*=\s*", text)
    items = _value_after(r"\brender_items\s*=\s*", text)
    if isinstance(documents, dict) and isinstance(items, list) and len(items) == 1:
        document, roots = documents.get(items[0].get("docid")), items[0].get("root_ids")
        item = {"target_id": None, "root_id": (roots or [None])[0], "doc": document}
        if chart_kind(item) == "bokeh":
            return "bokeh", item
    return "", None


def _forms(bundle: nodes.Element) -> dict[str, nodes.Element]:
    """Return the forms of an output by their media types."""
    return {form["mime_type"]: form for form in bundle.children if isinstance(form, nodes.Element)}


def _chart_of(bundle: nodes.Element) -> tuple[str, Any]:
    for form in bundle.findall(nodes.container):
        if kind := chart_kind(form.get("chart_data")):
            return kind, form["chart_data"]
    for raw in bundle.findall(nodes.raw):
        kind, data = output_chart(raw.astext())
        if kind:
            return kind, data
    return "", None


def _line(node: nodes.Node | None) -> int:
    while node is not None and not node.line:
        node = node.parent
    return (node and node.line) or 0


# -- Sphinx ------------------------------------------------------------------


def is_installed(app: Sphinx, kind: str) -> bool:
    """Return whether the site can have the library that draws a *kind* of chart."""
    return bool(app.config.blink_chart_libraries.get(kind) or source_of(app, kind, ""))


def _outputs(doctree: nodes.document) -> Iterator[nodes.container]:
    for node in list(doctree.findall(nodes.container)):
        if node.get("nb_element") == "mime_bundle":
            yield node


def show_charts(app: Sphinx, doctree: nodes.document) -> None:
    """Replace the outputs of cells that have a chart by charts of the site."""
    env = app.env
    used, asked = set(), {}
    for bundle in list(_outputs(doctree)):
        kind, data = _chart_of(bundle)
        own = [form for form in bundle.children if _has_data(form)]
        for form in own:
            bundle.remove(form)
        if not kind:
            continue
        others = _forms(bundle).keys() & {"text/html", "application/javascript"}
        if others:
            asked[kind] = is_installed(app, kind)
            if not asked[kind] or _SITES[kind] in allowed_sites(env, env.docname):
                continue
        picture = next(iter(bundle.findall(nodes.image)), None)
        alt = (picture.get("alt") if picture is not None else "") or _alt(bundle)
        _check_addresses(env, kind, data, bundle)
        if kind == "vega":
            _add_local_data(env, data, bundle)
        chart = chart_node(env, kind, data, alt=alt, picture=picture, line=_line(bundle))
        bundle.replace_self(chart)
        used.add(kind)
    for bundle in list(_outputs(doctree)) if used else ():
        text = "".join(raw.astext() for raw in bundle.findall(nodes.raw))
        if any(_LOADERS[kind].search(text) for kind in used):
            bundle.parent.remove(bundle)
    if asked:
        elements_domain(env).chart_outputs[env.docname] = asked


def _has_data(form: nodes.Node) -> bool:
    return isinstance(form, nodes.Element) and any(
        "chart_data" in inner for inner in form.findall(nodes.container)
    )


def _alt(bundle: nodes.Element) -> str:
    """Return the description of the outputs of a cell that is in its metadata, or ``""``."""
    cell: Any = bundle.parent
    while cell is not None and cell.get("nb_element") != "cell_code":
        cell = cell.parent
    own = ((cell or {}).get("cell_metadata") or {}).get("mystnb")
    image = own.get("image") if isinstance(own, dict) else None
    return str(image.get("alt", "")) if isinstance(image, dict) else ""


def _check_addresses(env: BuildEnvironment, kind: str, data: Any, bundle: nodes.Element) -> None:
    """Warn of data that a chart would load from other sites."""
    allowed = allowed_sites(env, env.docname)
    hosts = {host_of(address): address for address in remote_addresses(kind, data)}
    for host, address in hosts.items():
        if host not in allowed:
            logger.warning(
                f"%s {THIRD_PARTY}; put the data into the chart, or write `loads: %s` in the front"
                " matter to allow it", address, host,
                location=bundle, type="origin", subtype="html",
            )  # fmt: skip


def _add_local_data(env: BuildEnvironment, spec: Any, bundle: nodes.Element) -> None:
    """Have the files with the data of a chart of Vega copied, and set their addresses.

    ``alt.data_transformers.enable("json")`` of Altair writes such files beside the notebook.
    """
    for holder in holders_of(spec, "url"):
        path = local_path(holder["url"])
        if not path or path.startswith("/"):
            continue
        name, full = env.relfn2path(path)
        place = f"{env.doc2path(env.docname)}:{_line(bundle)}"
        if not os.path.isfile(full):
            logger.warning(
                "`%s`, which has data of this chart, does not exist; execute the notebook again, or"
                " put the data into the chart", path,
                location=bundle, type="charts", subtype="file",
            )  # fmt: skip
        elif not refuse(env, place, path, full):
            env.note_dependency(name)
            copy = env.dlfiles.add_file(env.docname, name).as_posix()
            holder["url"] = f"../_downloads/{quote(copy)}"  # from the folder of the data


def with_other_libraries(app: Sphinx, env: BuildEnvironment, *changes: set[str]) -> list[str]:
    """Return the documents whose charts are shown otherwise, as a library was installed or not."""
    known = elements_domain(env).chart_outputs
    now = {kind: is_installed(app, kind) for kinds in known.values() for kind in kinds}
    stale = {name for name, kinds in known.items() if any(now[k] != kinds[k] for k in kinds)}
    return sorted(stale & env.found_docs)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.elements.store")
    app.connect("env-get-outdated", with_other_libraries, priority=Stage.RESULTS)
    app.connect("doctree-read", show_charts, priority=Stage.CELL_CHARTS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
