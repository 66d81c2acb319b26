"""Read the data of interactive figures: JSON, or the HTML that their libraries write.

The libraries are Plotly, Vega (with Vega-Lite) and Bokeh. Knows nothing of Sphinx.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The height of a chart that does not have one, in pixels
_HEIGHTS = {"plotly": 450, "vega": 360, "bokeh": 600}

_JSON = json.JSONDecoder(parse_constant=lambda _: None)
_BOKEH_DOCUMENTS = re.compile(
    r"<script\b[^>]*type=[\"']application/json[\"'][^>]*>(.*?)</script>", re.DOTALL
)
_NOT_FINITE = ("NaN", "Infinity")


class Chart(NamedTuple):
    """A chart of a document."""

    #: the kind of its library
    kind: str
    #: the name of its file below ``_charts``
    data: str
    #: the library's files that it needs beside the first, such as ``widgets`` of Bokeh
    parts: tuple[str, ...]
    line: int


def chart_kind(data: Any) -> str:
    """Return which library draws *data*, which was JSON: ``plotly``, ``vega`` or ``bokeh``.

    >>> chart_kind({"data": [], "layout": {}}), chart_kind({"a": 1})
    ('plotly', '')
    """
    if not isinstance(data, dict):
        return ""
    if re.search(r"/vega(-lite)?/v\d", str(data.get("$schema", ""))):
        return "vega"
    if isinstance(data.get("doc"), dict) and "root_id" in data:
        return "bokeh"
    if isinstance(data.get("data"), list) and isinstance(data.get("layout", {}), dict):
        return "plotly"
    return ""


def read_json(text: str) -> Any:
    """Return what the JSON *text* has; ``NaN`` and infinite numbers, which are not JSON, are null.

    :raises ValueError: if it is not JSON.
    """
    return json.loads(text, parse_constant=lambda _: None)


def html_chart(text: str) -> tuple[str, Any]:
    """Return kind and data of the chart in HTML that its library wrote, or ``("", None)``.

    Plotly writes such HTML by ``write_html``, Altair by ``save``, Bokeh by ``save`` too.
    """
    for match in re.finditer(r"Plotly\.newPlot\(", text):
        if (values := list(_json_values(text, match.end()))) and len(values) >= 2:
            _, traces, *others = values
            layout, config = [*others, {}, {}][:2]
            figure = {"data": traces, "layout": layout, "config": config}
            if chart_kind(figure):
                return "plotly", figure
    for match in re.finditer(r"\bspec\s*=\s*", text):
        spec = next(_json_values(text, match.end()), None)
        if chart_kind(spec) == "vega":
            return "vega", spec
    for match in _BOKEH_DOCUMENTS.finditer(text):
        document = next(iter(_documents(match[1])), {})
        roots = document.get("roots")
        if isinstance(roots, list) and len(roots) == 1 and "Bokeh" in text:
            item = {"target_id": None, "root_id": roots[0].get("id"), "doc": document}
            return "bokeh", item
    return "", None


def _json_values(text: str, start: int) -> Iterator[Any]:
    """Yield the JSON values from *start*, between which there are commas."""
    while True:
        while start < len(text) and text[start] in " \t\r\n,":
            start += 1
        try:
            value, start = _JSON.raw_decode(text, start)
        except (ValueError, RecursionError):
            return
        yield value


def _documents(text: str) -> list[dict[str, Any]]:
    try:
        documents = read_json(text)
    except (ValueError, RecursionError):
        return []
    values = documents.values() if isinstance(documents, dict) else ()
    return [value for value in values if isinstance(value, dict)]


def height_of(kind: str, data: Any) -> int:
    """Return the height of a chart in pixels, as its data give it, or a usual one."""
    given: Any = None
    if kind == "plotly":
        given = (data.get("layout") or {}).get("height")
    elif kind == "vega":
        given = data.get("height")
    elif kind == "bokeh":
        given = _bokeh_height((data["doc"].get("roots") or [{}])[0])
    margins = 60 if kind == "vega" else 0  # its height is that of the plot without the axes
    is_number = isinstance(given, (int, float)) and not isinstance(given, bool)
    return round(given) + margins if is_number and 0 < given < 10_000 else _HEIGHTS[kind]


def _bokeh_height(model: Any) -> Any:
    """Return the height of a model of Bokeh, or of a layout, which has those of its children."""
    attributes = model.get("attributes") if isinstance(model, dict) else None
    if not isinstance(attributes, dict):
        return None
    children = attributes.get("children")
    if "height" in attributes or not isinstance(children, list):
        return attributes.get("height")
    found = (_bokeh_height(child[0] if isinstance(child, list) else child) for child in children)
    heights = [height for height in found if isinstance(height, (int, float))]
    combine = sum if model.get("name") == "Column" else max
    return combine(heights) if heights else None


#: Stands for what makes code while a page is shown, which a Content-Security-Policy may forbid
CODE = "code"
#: Traces of Plotly that make code
_MAKES_CODE = {"scattergl", "scatterpolargl", "splom", "parcoords"}
#: Models of Bokeh that are in files of their own
_BOKEH_PARTS = {
    CODE: re.compile(r'"CustomJS\w*"'),
    "tables": re.compile(r'"(?:DataTable|TableColumn|DataCube)"'),
    "widgets": re.compile(
        r'"\w*(?:Button|Slider|Select|Input|Choice|Picker|Toggle|Switch|Spinner|Paragraph|Div'
        r'|Tabs|TableColumn|DataTable|DataCube|Group|Menu|Progress)"'
    ),
    "gl": re.compile(r'"output_backend": ?"webgl"'),
    "mathjax": re.compile(r'"(?:TeX|MathML|MathText)"|\$\$|\\\\[(\[]'),
}


def parts_of(kind: str, data: Any, text: str) -> tuple[str, ...]:
    """Return what a chart needs beside the first file of its library; *text* is *data* as JSON."""
    if kind == "plotly":
        types = {str(trace.get("type")) for trace in data["data"] if isinstance(trace, dict)}
        return (CODE,) if types & _MAKES_CODE else ()
    if kind != "bokeh":
        return ()
    return tuple(sorted(name for name, models in _BOKEH_PARTS.items() if models.search(text)))


def dumped(data: Any) -> str:
    """Return *data* as JSON that browsers read."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    if any(word in text for word in _NOT_FINITE):
        text = json.dumps(read_json(text), ensure_ascii=False, separators=(",", ":"))
    return text


#: Keys of what a library loads, for each kind of chart
_LOADED = {"plotly": ("source",), "vega": ("url",), "bokeh": ("url",)}
#: Charts of Plotly that are drawn on a map, and the site from which Plotly loads it
_MAPS = {
    "choropleth": "https://cdn.plot.ly/",
    "scattergeo": "https://cdn.plot.ly/",
    "choroplethmap": "https://basemaps.cartocdn.com/",
    "densitymap": "https://basemaps.cartocdn.com/",
    "scattermap": "https://basemaps.cartocdn.com/",
    "choroplethmapbox": "https://api.mapbox.com/",
    "densitymapbox": "https://api.mapbox.com/",
    "scattermapbox": "https://api.mapbox.com/",
}


def remote_addresses(kind: str, data: Any) -> Iterator[str]:
    """Yield the URLs of other sites that a chart loads when it is drawn."""
    if kind == "plotly":
        traces = (trace for trace in data["data"] if isinstance(trace, dict))
        yield from dict.fromkeys(_MAPS[name] for t in traces if (name := t.get("type")) in _MAPS)
        data = data.get("layout")
    for key in _LOADED.get(kind, ()):
        for holder in holders_of(data, key):
            if re.match(r"(https?:)?//", holder[key]):
                yield holder[key]


def holders_of(data: Any, key: str) -> Iterator[dict[str, Any]]:
    """Yield the dictionaries in *data* that have a text for *key*."""
    values = [data]
    while values:
        value = values.pop()
        if isinstance(value, dict):
            if isinstance(value.get(key), str):
                yield value
            value = list(value.values())
        if isinstance(value, list):
            values += [inner for inner in value if isinstance(inner, (dict, list))]
