"""Show interactive figures: those of Plotly, Vega-Lite, Vega and Bokeh.

`chart_node` makes the node of a figure from its data. The data are a file of the site, below
``_charts``, and a page has only its address: ``charts.js`` loads the data, and the library that
draws them, when a reader asks for the figure or scrolls to it. Until then, without JavaScript, in
feeds, in print and in books, a picture of the figure is shown, or a sentence with a link to it.
"""

from __future__ import annotations

import os
import posixpath
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from docutils import nodes

from blink.addresses.hosting import page_url, writes_site
from blink.elements.media.chart_data import Chart, dumped, height_of, parts_of
from blink.elements.store import elements_domain
from blink.source.assembled import document_of
from blink.stages import Stage
from blink.words import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

#: The folder of the site with the data of charts and the libraries that draw them
FOLDER = "_charts"
#: When a chart is loaded
LOADS = ("click", "view")
#: What is shown of a chart without a picture, and the text of the link after it
NO_PICTURE = gettext_noop("This interactive figure needs JavaScript.")
DATA = gettext_noop("Data of the figure")
OPEN = gettext_noop("Open the figure")
#: The button that loads a chart, and what is said if that fails
SHOW = gettext_noop("Show the interactive figure")
FAILED = gettext_noop("The figure could not be loaded.")
#: The kind of a figure that is a page of its own
PAGE = "page"


class ChartNode(nodes.General, nodes.Element):
    """A chart; its child is what is shown where the chart cannot be."""


# -- Sphinx ------------------------------------------------------------------


def data_file(env: BuildEnvironment, name: str) -> Path:
    """Return where the data of a chart are kept between reading and writing."""
    return Path(env.doctreedir) / "charts" / name


def chart_node(
    env: BuildEnvironment,
    kind: str,
    data: Any,
    *,
    alt: str = "",
    picture: nodes.image | None = None,
    load: str = "",
    height: int = 0,
    line: int = 0,
) -> ChartNode:
    """Return the node of a chart in the document that is being read, and keep its data.

    :param data: what its JSON has, see `chart_kind`
    :param alt: what the chart shows, for readers who cannot see it
    :param picture: what is shown instead of it; Sphinx must still collect this image
    :param load: one of `LOADS`, or ``""`` for what conf.py says
    :param height: in pixels, or 0 for that of the data
    :param line: the line of the source at which a missing library is reported
    """
    text = dumped(data)
    name = f"{kind}-{sha256(text.encode('utf-8', 'replace')).hexdigest()[:16]}.json"
    _keep(data_file(env, name), text.encode("utf-8", "replace"))
    chart = Chart(kind, name, parts_of(kind, data, text), line)
    charts = elements_domain(env).charts
    charts[env.docname] = (*charts.get(env.docname, ()), chart)
    node = ChartNode(
        kind=kind, data=f"{FOLDER}/{name}", parts=chart.parts, alt=alt, load=load,
        height=height or height_of(kind, data),
    )  # fmt: skip
    node += picture or _sentence(env, DATA)
    return node


def page_node(
    env: BuildEnvironment,
    path: str,
    *,
    alt: str,
    picture: nodes.image | None = None,
    load: str = "",
    height: int = 0,
) -> ChartNode:
    """Return the node of a figure that is a page of its own, at *path* in the site."""
    node = ChartNode(kind=PAGE, data=path, parts=(), alt=alt, load=load, height=height or 480)
    node += picture or _sentence(env, OPEN)
    return node


def _sentence(env: BuildEnvironment, text: str) -> nodes.paragraph:
    """Return what is shown of a chart without a picture; *text* is that of a link."""
    words = env._app.translator.gettext  # noqa: SLF001  # `app` is deprecated
    link = nodes.reference("", words(text), chart_data=True, refuri="", internal=True)
    return nodes.paragraph(
        "", "", nodes.Text(f"{words(NO_PICTURE)} "), link, classes=["chart-words"]
    )


def _keep(file: Path, content: bytes) -> None:
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True)
        partial = file.with_suffix(f".{os.getpid()}")
        partial.write_bytes(content)
        partial.replace(file)  # another process may keep the same


def visit_chart(translator: HTML5Translator, node: ChartNode) -> None:
    """Write what `charts.js` needs to draw a chart, around what is shown until then."""
    builder = translator.builder
    app = builder.env._app  # noqa: SLF001  # `app` is deprecated
    words = app.translator.gettext
    above = posixpath.dirname(builder.imgpath)
    data = posixpath.join(above, quote(node["data"]))
    names = _library_names(builder.env, node)
    for link in node.findall(nodes.reference):
        if "chart_data" in link:
            link["refuri"] = data
    attributes = {
        "data-chart": node["kind"],
        "data-src": data,
        "data-libraries": " ".join(posixpath.join(above, name) for name in names),
        "data-load": node["load"] or app.config.blink_chart_load,
        "data-failed": words(FAILED),
        "style": f"--chart-height: {node['height']}px",
    }
    if node["alt"]:
        attributes |= {"role": "group", "aria-label": node["alt"]}
    translator.body.append(translator.starttag(node, "div", CLASS="chart", **attributes))
    translator.body.append('<div class="chart-still">')


def _library_names(env: BuildEnvironment, node: ChartNode) -> list[str]:
    libraries, kind = elements_domain(env).libraries, node["kind"]
    return [name for part in ("", *node["parts"]) for name in libraries.get(kind + part, ())]


def depart_chart(translator: HTML5Translator, node: ChartNode) -> None:
    """Close a chart, with the button by which a reader asks for it."""
    env, button = translator.builder.env, ""
    if node["kind"] == PAGE or _library_names(env, node):
        words = env._app.translator.gettext  # noqa: SLF001  # `app` is deprecated
        text = translator.encode(words(SHOW))
        button = f'<button type="button" class="button chart-load" hidden>{text}</button>\n'
    translator.body.append(f"</div>\n{button}</div>\n")


def show_pictures(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Replace the charts of a book by their pictures, or by a link to the site."""
    if writes_site(app):
        return
    for node in list(doctree.findall(ChartNode)):
        for link in list(node.findall(nodes.reference)):
            if "chart_data" not in link:
                continue
            if app.config.html_baseurl:
                link["refuri"], link["internal"] = page_url(app, document_of(node, docname)), False
                link.children[:] = [nodes.Text(app.translator.gettext(OPEN))]
            else:
                link.replace_self(nodes.Text(""))
        node.replace_self(node.children)


def kept_charts(env: BuildEnvironment) -> Iterator[tuple[str, Chart]]:
    """Yield each chart of the site with its document, in order."""
    for docname, charts in sorted(elements_domain(env).charts.items()):
        for chart in charts:
            yield docname, chart


def without_data(app: Sphinx, env: BuildEnvironment, *changes: set[str]) -> list[str]:
    """Return the documents whose charts are no longer kept, so that they are read again."""
    missing = {name for name, chart in kept_charts(env) if not data_file(env, chart.data).is_file()}
    return sorted(missing & env.found_docs)


def delete_unused(app: Sphinx, exception: Exception | None) -> None:
    """Delete the data of charts that no document has any more."""
    folder = data_file(app.env, "")
    if exception or not writes_site(app) or not folder.is_dir():
        return
    used = {chart.data for _, chart in kept_charts(app.env)}
    for file in folder.glob("*.json"):
        if file.name not in used:
            file.unlink()


def write_data(app: Sphinx) -> Iterator[tuple[str, bytes]]:
    """Yield the data of the charts, as files of the site."""
    for name in sorted({chart.data for _, chart in kept_charts(app.env)}):
        yield f"{FOLDER}/{name}", data_file(app.env, name).read_bytes()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.elements.store")
    app.add_node(ChartNode, html=(visit_chart, depart_chart))
    app.add_js_file("charts.js", loading_method="defer")
    app.connect("env-get-outdated", without_data, priority=Stage.FILE_VERSIONS)
    app.connect("doctree-resolved", show_pictures, priority=Stage.LISTS)
    app.connect("site-files", write_data, priority=Stage.FILES)
    app.connect("build-finished", delete_unused, priority=Stage.CLEAN_UP)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
