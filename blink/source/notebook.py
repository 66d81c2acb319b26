"""A notebook's JSON (nbformat 4) → its header and words, and what MyST-NB is to read.

Its header is the front matter that its first cell begins with, Markdown or raw, or keys of that
name in the notebook's metadata.
"""

from __future__ import annotations

import json
from typing import Any

import yaml

from blink.model import Problem
from blink.source.fields import Header
from blink.source.front_matter import KEYS
from blink.source.header import read_header

#: Lines of output that a page shows; more are folded
LINES = 40


def load(text: str) -> dict[str, Any]:
    """Return the notebook that *text* is.

    :raises ValueError: if it is none; the text says why.
    """
    try:
        found = json.loads(text)
    except ValueError as error:
        raise ValueError(f"is no JSON ({error})") from None
    except RecursionError:
        raise ValueError("is nested too deeply; save it anew with Jupyter") from None
    if not isinstance(found, dict) or not isinstance(found.get("cells"), list):
        raise ValueError("has no list of cells")  # noqa: TRY004  # as other mistakes in a file
    if found.get("nbformat") != 4:
        raise ValueError("is not of nbformat 4; save it with a newer Jupyter")
    parts = [found.setdefault("metadata", {})]
    for cell in found["cells"]:
        if not isinstance(cell, dict):
            raise ValueError("has a cell that is none")  # noqa: TRY004
        outputs = cell.setdefault("outputs", []) if cell.get("cell_type") == "code" else []
        if not isinstance(outputs, list):
            raise ValueError("has a cell whose outputs are no list")  # noqa: TRY004
        parts += [cell.setdefault("metadata", {}), *outputs]
    if not all(isinstance(part, dict) for part in parts):
        raise ValueError("has metadata or an output that is no mapping")
    return found


def words(cell: dict[str, Any]) -> str:
    """Return the source of *cell*: a text, or lines."""
    source = cell.get("source", "")
    return "".join(map(str, source)) if isinstance(source, list) else str(source)


def _parted(cell: dict[str, Any]) -> tuple[str, str]:
    """Return the front matter that *cell* begins with, and the rest of it."""
    text = words(cell)
    if cell.get("cell_type") not in ("markdown", "raw") or not text.startswith("---\n"):
        return "", text
    lines = text.split("\n")
    last = next((n for n, line in enumerate(lines) if n and line.rstrip() == "---"), len(lines))
    return "\n".join(lines[: last + 1]) + "\n", "\n".join(lines[last + 1 :])


def as_markdown(text: str) -> str:
    """Return header and words of the notebook *text* as a Markdown file.

    :raises ValueError: if it is no notebook.
    """
    notebook = load(text)
    cells, metadata = notebook["cells"], notebook["metadata"]
    header, first = _parted(cells[0]) if cells else ("", "")
    own = {key: metadata[key] for key in KEYS if key in metadata}
    if header and own.keys() & {"draft", "date"}:
        raise ValueError("has a header in its first cell and another in its metadata; keep one")
    if not header and own:
        header = f"---\n{yaml.safe_dump(own, allow_unicode=True, sort_keys=False)}---\n"
    body = [first] if cells and cells[0].get("cell_type") == "markdown" else []
    body += [words(cell) for cell in cells[1:] if cell.get("cell_type") == "markdown"]
    return "\n\n".join([header, *body])


def read_notebook(data: bytes, *, markdown: bool = True) -> Header:
    """Return the header of the notebook of which *data* are the bytes."""
    try:
        text = as_markdown(data.decode())
    except ValueError as error:
        wrong = f"this notebook {error}" if str(error)[:3] in ("is ", "has") else str(error)
        return Header(problems=(Problem(1, "notebook", wrong),), readable=False)
    return read_header(text.encode(), markdown=True)


def _size(output: dict[str, Any]) -> int:
    data = output.get("data", {})
    text = output.get("text", data.get("text/plain", "") if isinstance(data, dict) else "")
    return len(("".join(map(str, text)) if isinstance(text, list) else str(text)).splitlines())


def kernel(told: Any) -> dict[str, Any]:
    """Return what a notebook has *told* of its kernel, with the language: Python if unsaid.

    MyST-NB learns it from a kernel that has run.
    """
    said: dict[str, Any] = told if isinstance(told, dict) else {}
    if "language" in said or not str(said.get("name", "python3")).startswith("python"):
        return said
    return {"name": "python3", "display_name": "Python 3", "language": "python", **said}


def prepared(text: str) -> str:
    """Return the notebook *text* without its header, long outputs marked to be folded.

    What its header says below ``mystnb`` goes where MyST-NB looks for it.

    :raises ValueError: if it is no notebook.
    """
    notebook = load(text)
    cells, metadata = notebook["cells"], notebook["metadata"]
    if cells:
        header, rest = _parted(cells[0])
        if header:
            told = yaml.safe_load(header.strip().removesuffix("---"))
            if isinstance(told, dict) and isinstance(told.get("mystnb"), dict):
                metadata["mystnb"] = {**(metadata.get("mystnb") or {}), **told["mystnb"]}
            cells[0]["source"] = rest  # MyST-NB passes over an empty cell, and still counts it
    for key in KEYS:
        metadata.pop(key, None)
    if "language_info" not in metadata:
        metadata["kernelspec"] = kernel(metadata.get("kernelspec"))
    for cell in cells:
        if sum(map(_size, cell.get("outputs", ()))) > LINES:
            tags = cell["metadata"].setdefault("tags", [])
            if "hide-output" not in tags:
                tags.append("hide-output")
    return json.dumps(notebook)
