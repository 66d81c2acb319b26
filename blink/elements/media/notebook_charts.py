"""Show the charts among the outputs of notebooks: those of Plotly, Altair (Vega-Lite) and Bokeh.

Such an output has the data of the chart, or HTML in which they are; the HTML loads the library from
another site, or contains all of it. A picture of the chart in the same output is shown in feeds and
in print. The HTML is shown as it is if the author allows its site by ``loads:``, or if the library
is not installed.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from docutils import nodes

from blink.elements.media.chart_data import (
    chart_kind,
    html_chart,
)
from blink.elements.media.chart_libraries import source_of
from blink.elements.media.chart_sources import add_local_data, check_addresses
from blink.elements.media.charts import chart_node
from blink.elements.store import elements_domain
from blink.elements.third_party.addresses import allowed_sites
from blink.source.cell_outputs.forms import json_block
from blink.source.file_access.attachments import line_above
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

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


def _chart_of(bundle: nodes.Element) -> tuple[str, Any]:
    for form in bundle.findall(nodes.container):
        if kind := chart_kind(form.get("chart_data")):
            return kind, form["chart_data"]
    for raw in bundle.findall(nodes.raw):
        kind, data = output_chart(raw.astext())
        if kind:
            return kind, data
    return "", None


# -- Sphinx ------------------------------------------------------------------


def is_installed(app: Sphinx, kind: str) -> bool:
    """Return whether the site can have the library that draws a *kind* of chart."""
    return bool(app.config.blink_chart_libraries.get(kind) or source_of(app, kind, ""))


def _outputs(doctree: nodes.document) -> list[nodes.container]:
    found = doctree.findall(nodes.container)
    return [node for node in found if node.get("nb_element") == "mime_bundle"]


def show_charts(app: Sphinx, doctree: nodes.document) -> None:
    """Replace the outputs of cells that have a chart by charts of the site."""
    env = app.env
    used, as_html, asked = set(), set(), {}
    for bundle in _outputs(doctree):
        kind, data = _chart_of(bundle)
        own = [form for form in bundle.children if _has_data(form)]
        for form in own:
            bundle.remove(form)
        if not kind:
            if own and not bundle.children:  # no library draws such data
                bundle.replace_self([json_block(_data_of(form)) for form in own])
            continue
        kinds = {form["mime_type"] for form in bundle.children if isinstance(form, nodes.Element)}
        if kinds & {"text/html", "application/javascript"}:
            asked[kind] = is_installed(app, kind)
            if not asked[kind] or _SITES[kind] in allowed_sites(env, env.docname):
                as_html.add(kind)  # with the library of the other site
                continue
        picture = next(iter(bundle.findall(nodes.image)), None)
        alt = (picture.get("alt") if picture is not None else "") or _alt(bundle)
        check_addresses(env, kind, data, bundle)
        if kind == "vega":  # `alt.data_transformers.enable("json")` of Altair writes files
            add_local_data(
                env, data, bundle, chart="this chart",
                fix="execute the notebook again, or put the data into the chart",
            )  # fmt: skip
        chart = chart_node(env, kind, data, alt=alt, picture=picture, line=line_above(bundle))
        bundle.replace_self(chart)
        used.add(kind)
    unneeded = [_LOADERS[kind] for kind in used - as_html]
    for bundle in _outputs(doctree) if unneeded else ():
        text = "".join(raw.astext() for raw in bundle.findall(nodes.raw))
        if any(loader.search(text) for loader in unneeded):
            bundle.parent.remove(bundle)
    if asked:
        elements_domain(env).chart_outputs[env.docname] = asked


def _has_data(form: nodes.Node) -> bool:
    return isinstance(form, nodes.Element) and any(
        "chart_data" in inner for inner in form.findall(nodes.container)
    )


def _data_of(form: nodes.Node) -> Any:
    return next(it["chart_data"] for it in form.findall(nodes.container) if "chart_data" in it)


def _alt(bundle: nodes.Element) -> str:
    """Return the description of the outputs of a cell that is in its metadata, or ``""``."""
    cell: Any = bundle.parent
    while cell is not None and cell.get("nb_element") != "cell_code":
        cell = cell.parent
    own = ((cell or {}).get("cell_metadata") or {}).get("mystnb")
    image = own.get("image") if isinstance(own, dict) else None
    return str(image.get("alt", "")) if isinstance(image, dict) else ""


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
