"""Charts that the cells of notebooks draw are shown by the site, or as their HTML."""

from __future__ import annotations

import json

import lxml.html
import pytest

from blink.elements.media import chart_libraries, notebook_charts
from blink.elements.media.notebook_charts import output_chart

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
FIGURE = {"data": [{"type": "bar", "y": [2, 1]}], "layout": {"title": {"text": "A"}}}
SPEC = {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", "mark": "line"}
PLOTLY_LOADER = (
    "<script>window.PlotlyConfig = {MathJaxConfig: 'local'};</script>"
    '<script src="https://cdn.plot.ly/plotly-3.0.0.min.js"></script>'
)
PLOTLY_HTML = (
    '<div><script src="https://cdn.plot.ly/plotly-3.0.0.min.js"></script><div id="p"></div><script>'
    f'Plotly.newPlot("p", {json.dumps(FIGURE["data"])}, {{"height": 300}}, {{}})</script></div>'
)
ALTAIR_HTML = (
    "<style>#v {width: 100%}</style><div id='v'></div><script>(function(spec, embedOpt){\n"
    'var s = document.createElement("script");'
    'let paths = {"vega": "https://cdn.jsdelivr.net/npm/vega@6"};'
    f'}})({json.dumps(SPEC)}, {{"mode": "vega-lite"}});</script>'
)
DOCUMENT = {
    "roots": [{"type": "object", "name": "Figure", "id": "p1"}],
    "title": "",
    "version": "3",
}
ITEMS = [{"docid": "d1", "roots": {"p1": "e1"}, "root_ids": ["p1"]}]
BOKEH = (
    "(function(root) {\n  function embed_document(root) {\n"
    f"  const docs_json = {json.dumps({'d1': DOCUMENT})};\n"
    f"  const render_items = {json.dumps(ITEMS)};\n}}}})(window);"
)


def notebook(*outputs, loads=""):
    header = f"---\ndate: 2026-01-31\n{loads}---\n\n# N\n\nWords.\n"
    cells = [{"cell_type": "markdown", "id": "h", "metadata": {}, "source": header}]
    alt = {"mystnb": {"image": {"alt": "Two bars"}}}
    for number, data in enumerate(outputs):
        output = {"output_type": "display_data", "metadata": {}, "data": data}
        cell = {"cell_type": "code", "id": f"c{number}", "metadata": alt, "source": "show()"}
        cells.append({**cell, "execution_count": 1, "outputs": [output]})
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})


@pytest.mark.parametrize(
    ("text", "kind", "part"),
    [
        (PLOTLY_HTML, "plotly", ("data", FIGURE["data"])),
        (ALTAIR_HTML, "vega", ("mark", "line")),
        (BOKEH, "bokeh", ("root_id", "p1")),
        ("<p>Plotly.newPlot(</p>})({1", "", None),
        ("const docs_json = {}; const render_items = [{}]", "", None),
        ("const docs_json = []; const render_items = {}", "", None),
    ],
)
def test_the_data_of_a_chart_in_html_or_a_script(text, kind, part):
    found, data = output_chart(text)
    assert found == kind
    assert part is None or data[part[0]] == part[1]


@pytest.fixture(scope="module")
def built(shared_blog):
    libraries = {"plotly": "_static/p.js", "vega": "_static/v.js", "bokeh": "_static/b.js"}
    blog = shared_blog(
        html_baseurl="https://h.example/", blink_authority="h.example",
        blink_chart_libraries=libraries,
    )  # fmt: skip
    for path in libraries.values():
        blog.write(path, "// drawn\n")
    data = "application/vnd.plotly.v1+json"
    blog.write("posts/plotly.ipynb", notebook(
        {"text/html": PLOTLY_LOADER}, {data: FIGURE, "image/png": PNG, "text/plain": "Figure()"},
        {"text/html": PLOTLY_HTML}, {data: FIGURE},
    ))  # fmt: skip
    blog.write("posts/altair-data-1.json", "[]")
    lost = {**SPEC, "data": {"url": "lost.json"}}
    blog.write("posts/lost.ipynb", notebook({"application/vnd.vegalite.v5+json": lost}))
    blog.write("posts/altair.ipynb", notebook(
        {"application/vnd.vegalite.v6.json": SPEC, "text/plain": "<VegaLite>"},
        {"text/html": ALTAIR_HTML, "text/plain": "alt.Chart(...)"},
        {"application/vnd.vegalite.v5+json": {**SPEC, "data": {"url": "altair-data-1.json"}}},
    ))  # fmt: skip
    blog.write("posts/bokeh.ipynb", notebook(
        {"text/html": '<style>.bk-notebook-logo {}</style><span>Loading BokehJS ...</span>'},
        {"application/javascript": "const EXEC_MIME_TYPE = 'application/vnd.bokehjs_exec.v0+json';"
         "document.createElement('script').src = 'https://cdn.bokeh.org/bokeh.min.js'",
         "application/vnd.bokehjs_load.v0+json": ""},
        {"text/html": '\n  <div id="e1" data-root-id="p1" style="display: contents;"></div>\n'},
        {"application/javascript": BOKEH, "application/vnd.bokehjs_exec.v0+json": ""},
    ))  # fmt: skip
    html = {"text/html": PLOTLY_HTML, data: FIGURE}
    blog.write("posts/allowed.ipynb", notebook(html, loads="loads: cdn.plot.ly\n"))
    return blog.build()


def charts(blog, name):
    (body,) = lxml.html.fromstring(blog.page(f"posts/{name}.html")).cssselect(".e-content")
    return body, body.cssselect(".chart")


def test_charts_are_shown_without_html_that_loads_from_other_sites(built):
    (lost,) = built.warnings
    assert "in cell 2, line 1: `lost.json`, which has data of this chart, does not exist" in lost
    for name, count in [("plotly", 3), ("altair", 3), ("bokeh", 1)]:
        body, found = charts(built, name)
        assert len(found) == count, name
        assert {chart.get("aria-label") for chart in found} == {"Two bars"}
        for chart in found:
            assert (built.out / "posts" / chart.get("data-src")).resolve().is_file()
        text = lxml.html.tostring(body, encoding="unicode")
        for trace in (
            "cdn.",
            "<script",
            "Loading BokehJS",
            "data-root-id",
            "alt.Chart",
            "Figure()",
        ):
            assert trace not in text, (name, trace)
    file = built.out / "posts" / charts(built, "altair")[1][2].get("data-src")
    data = json.loads(file.read_text())["data"]["url"]
    assert (file.parent / data).read_text() == "[]"
    (picture,) = charts(built, "plotly")[1][0].cssselect("img")
    assert picture.get("alt") == "Two bars"


def test_html_that_may_load_stays(built):
    body, found = charts(built, "allowed")
    assert found == []
    assert body.cssselect('script[src^="https://cdn.plot.ly"]')


def test_feeds_have_the_picture(built):
    items = {item["url"]: item for item in json.loads(built.page("blog/feed.json"))["items"]}
    content = items["https://h.example/posts/plotly.html"]["content_html"]
    assert 'alt="Two bars"' in content
    assert "<script" not in content
    assert "newPlot" not in content


def test_charts_are_shown_otherwise_when_a_library_goes(built, monkeypatch):
    for module in (notebook_charts, chart_libraries):
        monkeypatch.setattr(module, "source_of", lambda app, kind, part: None)
    built.build(blink_chart_libraries={"plotly": "_static/p.js", "bokeh": "_static/b.js"})
    html, data = (line for line in built.warnings if "posts/altair" in line)
    assert html.startswith("posts/altair.ipynb:")
    assert "`loads: cdn.jsdelivr.net` in the front matter to allow it, or run `make add" in html
    assert data.startswith("posts/altair.ipynb:")
    assert "[charts.library]" in data
