"""Prepare the outputs of a cell, each of which may be there in several forms (media types)."""

from __future__ import annotations

from typing import Any

#: The longest output of a cell, in lines, that a page does not fold
MAX_OUTPUT_LINES = 40


def joined(text: Any) -> str:
    """Return *text*, which a notebook may have as a list of lines."""
    return "".join(map(str, text)) if isinstance(text, list) else str(text)


def _line_count(output: dict[str, Any]) -> int:
    data = output.get("data", {})
    text = output.get("text", data.get("text/plain", "") if isinstance(data, dict) else "")
    return len(joined(text).splitlines())


def _drop_invalid_forms(data: Any) -> None:
    """Delete the forms of an output that nbformat does not allow, such as errors of editors."""
    for kind in list(data) if isinstance(data, dict) else ():
        if isinstance(data[kind], dict) and not kind.endswith("json") and len(data) > 1:
            del data[kind]


def prepare_outputs(cell: dict[str, Any]) -> None:
    """Mark long outputs of *cell* to be folded, and delete forms that are not valid."""
    outputs = cell.get("outputs", ())
    for output in outputs:
        _drop_invalid_forms(output.get("data"))
    if sum(map(_line_count, outputs)) > MAX_OUTPUT_LINES:
        tags = cell["metadata"].setdefault("tags", [])
        if "hide-output" not in tags:
            tags.append("hide-output")
