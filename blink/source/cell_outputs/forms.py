"""Prepare the outputs of a cell, each of which may be there in several forms (media types)."""

from __future__ import annotations

import json
import re
from typing import Any

from docutils import nodes
from pygments.lexers import find_lexer_class_by_name
from pygments.util import ClassNotFound
from sphinx.highlighting import lexer_classes

#: The longest output of a cell, in lines, that a page does not fold
MAX_OUTPUT_LINES = 40


#: Forms that charts are drawn from, see `blink.elements.media.notebook_charts`
_CHART = re.compile(r"application/vnd\.(plotly|vegalite|vega)\.v\d+\+json")
JSON = "application/json"
#: Pictures that MyST-NB does not know
PICTURES = ("image/webp", "image/avif")


def joined(text: Any) -> str:
    """Return *text*, which a notebook may have as a list of lines."""
    return "".join(map(str, text)) if isinstance(text, list) else str(text)


def is_chart(kind: str, content: Any) -> bool:
    """Return whether the *content* of the media type *kind* is that of a chart."""
    key = {"plotly": "data"}.get(match[1], "$schema") if (match := _CHART.fullmatch(kind)) else ""
    return bool(key) and isinstance(content, dict) and key in content


def is_added(kind: str, content: Any) -> bool:
    """Return whether Blink shows the media type *kind*, which MyST-NB does not know."""
    return kind == JSON or kind in PICTURES or is_chart(kind, content)


def json_block(content: Any) -> nodes.literal_block:
    """Return the *content* of an output in JSON as a block of code."""
    text = _indented(content)
    return nodes.literal_block(text, text, language="json", classes=["output", "text_plain"])


def _indented(content: Any) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False)


def _line_count(output: dict[str, Any]) -> int:
    data = output.get("data", {})
    data = data if isinstance(data, dict) else {}
    text = _indented(data[JSON]) if JSON in data else output.get("text", data.get("text/plain", ""))
    return joined(text).rstrip("\n").count("\n") + 1  # a progress bar is one line


def _correct_forms(data: Any) -> None:
    """Delete the forms of an output that nbformat does not allow, such as errors of editors.

    Altair 6 writes ``application/vnd.vegalite.v6.json``, without the ``+`` of other such types.
    """
    for kind in list(data) if isinstance(data, dict) else ():
        if isinstance(data[kind], dict) and kind.endswith(".json"):
            data[f"{kind.removesuffix('.json')}+json"] = data.pop(kind)
        elif isinstance(data[kind], dict) and not kind.endswith("json") and len(data) > 1:
            del data[kind]


def use_known_lexer(notebook: Any) -> None:
    """Replace the lexer that the metadata of *notebook* name, if Pygments has none of that name.

    It has no ``ipython2`` any more, for example, which old notebooks name.
    """
    info = notebook["metadata"].get("language_info")
    if not isinstance(info, dict):
        return
    names = [info.get("pygments_lexer"), info.get("name")]
    known = next((name for name in names if isinstance(name, str) and is_lexer(name)), "text")
    info["pygments_lexer"] = known


def is_lexer(name: str) -> bool:
    """Return whether Sphinx highlights code in the language *name*."""
    try:
        return name in lexer_classes or bool(find_lexer_class_by_name(name))
    except ClassNotFound:
        return False


def merged_streams(outputs: list[Any], *, apart: bool = True) -> list[Any]:
    """Return *outputs* with each run of texts of the same stream as one, as Jupyter shows them.

    A program writes a progress bar in many parts, and it depends on time how many there are.

    :param apart: whether texts between which there is something else stay apart
    """
    merged: list[Any] = []
    streams: dict[str, Any] = {}
    for stored in outputs:
        output = stored
        name = output.get("name") if output.get("output_type") == "stream" else None
        if apart and name not in streams:
            streams.clear()
        if name in streams:
            streams[name]["text"] = joined(streams[name]["text"]) + joined(output["text"])
            continue
        if name is not None and "text" in output:
            streams[name] = output = output.copy()
        merged.append(output)
    return merged


def prepare_outputs(cell: dict[str, Any]) -> None:
    """Merge the streams of *cell*, mark long outputs to be folded, and delete invalid forms."""
    if "outputs" not in cell:
        return
    cell["outputs"] = outputs = merged_streams(cell["outputs"])
    for output in outputs:
        _correct_forms(output.get("data"))
    if sum(map(_line_count, outputs)) > MAX_OUTPUT_LINES:
        tags = cell["metadata"].setdefault("tags", [])
        if "hide-output" not in tags:
            tags.append("hide-output")
