"""Write images that were pasted into the cells of a notebook to files.

A Markdown cell refers to them as ``![](attachment:image.png)`` and contains their bytes. They are
written to the folder in which MyST-NB writes images of cells, with a digest of their content as
name, and are then handled like all images.

Warnings: ``notebooks.attachment``, an image that is missing or cannot be read.
"""

from __future__ import annotations

import json
import os
import re
from base64 import b64decode
from binascii import Error
from bisect import bisect_right
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from docutils import nodes
from docutils.parsers.rst import directives
from lxml import html
from sphinx.util import logging

from blink.files.writing import replace_file

if TYPE_CHECKING:
    from sphinx.application import Sphinx

logger = logging.getLogger(__name__)

_SCHEME = "attachment:"
#: Media types of supported images, and the extensions of their files
_SUFFIXES = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/avif": ".avif",
    "image/svg+xml": ".svg",
    "image/bmp": ".bmp",
    "image/tiff": ".tiff",
}
_IMG = re.compile(
    r"<img\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE
)  # each character matches in one way only, which keeps the search linear


def picture(bundle: Any) -> tuple[bytes, str]:
    """Return content and extension of the image in *bundle*: media type → text or lines of it.

    :raises ValueError: if it has no image that can be read; the text is the reason.
    """
    types = [kind for kind in _SUFFIXES if isinstance(bundle, dict) and kind in bundle]
    if not types:
        raise ValueError("is not an image")
    data = bundle[types[0]]
    text = "".join(map(str, data)) if isinstance(data, list) else data
    if not isinstance(text, str):
        raise ValueError("is damaged")  # noqa: TRY004  # as other mistakes in a file
    if types[0] == "image/svg+xml" and text.lstrip().startswith("<"):
        return text.encode(), ".svg"
    try:
        content = b64decode("".join(text.split()), validate=True)
    except (Error, ValueError) as error:
        raise ValueError("is damaged") from error
    if not content:
        raise ValueError("is empty")
    return content, _SUFFIXES[types[0]]


class NotebookCells:
    """The cells of a notebook, with the line numbers that MyST-NB gives them."""

    def __init__(self, notebook: dict[str, Any]) -> None:
        cells = notebook["cells"]
        known = notebook["metadata"].get("source_map")
        #: the line before each cell
        self._starts: list[int] = known or [10_000 * (number + 1) for number in range(len(cells))]
        self._attachments = [cell.get("attachments") or {} for cell in cells]

    def at(self, line: int) -> tuple[int, dict[str, Any]]:
        """Return the number of the cell at *line*, from 1, and its attachments by name."""
        number = bisect_right(self._starts, line - 1)
        cell = self._attachments[number - 1] if 0 < number <= len(self._attachments) else {}
        return number, cell if isinstance(cell, dict) else {}


# -- Sphinx ------------------------------------------------------------------


def note_cells(app: Sphinx, docname: str, content: list[str]) -> None:
    """Store the cells of a notebook until its document has been read."""
    if "attachments" in content[0] and app.env.doc2path(docname).suffix == ".ipynb":
        try:
            app.env.temp_data["blink_cells"] = NotebookCells(json.loads(content[0]))
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return  # MyST-NB reports the mistake


def show_attachments(app: Sphinx, doctree: nodes.document) -> None:
    """Write each image that is attached to a cell to a file, and show that file."""
    cells = app.env.temp_data.get("blink_cells")
    for raw in list(doctree.findall(nodes.raw)):
        if _SCHEME in raw.astext() and "html" in raw.get("format", "").split():
            _split_raw(raw)
    for node in list(doctree.findall(nodes.image)):
        if not node["uri"].startswith(_SCHEME):
            continue
        address = node["uri"].removeprefix(_SCHEME)
        number, attached = cells.at(_line(node)) if cells else (0, {})
        name = next((name for name in (address, unquote(address)) if name in attached), "")
        if not name:
            reason = f"there is no attachment `{unquote(address)}`"
        else:
            try:
                node["uri"] = write_picture(app, *picture(attached[name]))
                node["attachment"] = f"{_SCHEME}{address}"
                continue
            except ValueError as error:
                reason = f"the attachment `{name}` {error}"
        if number:
            advice = "paste the image into the cell again, or put its file beside the notebook"
        else:
            advice = "only notebooks (.ipynb) have attachments; put the image file beside the post"
        logger.warning(
            "%s; %s and write `![What it shows](image.png)`", reason, advice,
            location=node, type="notebooks", subtype="attachment",
        )  # fmt: skip
        node.parent.remove(node)


def _line(node: nodes.Node) -> int:
    place: nodes.Node | None = node
    while place is not None and not place.line:
        place = place.parent
    return (place and place.line) or 0


def write_picture(app: Sphinx, content: bytes, suffix: str) -> str:
    """Write *content* to a file, and return its path as MyST-NB writes that of an output."""
    folder = Path(app.env.mystnb_config.output_folder)  # type: ignore[attr-defined]
    file = folder / f"{sha256(content).hexdigest()}{suffix}"
    if not file.is_file() or file.stat().st_size != len(content):
        replace_file(file, content)
    return "/" + Path(os.path.relpath(file.resolve(), app.srcdir)).as_posix()


def _split_raw(raw: nodes.raw) -> None:
    """Replace the attached images in HTML by nodes, with the HTML between them in other nodes."""
    text, parts, end = raw.astext(), [], 0
    for match in _IMG.finditer(text):
        image = _image(match[0])
        if image is not None:
            image.line, image.source = raw.line, raw.source
            parts += [_raw(raw, text[end : match.start()]), image]
            end = match.end()
    if parts:
        parts.append(_raw(raw, text[end:]))
        parent = raw.parent
        place = parent.index(raw)
        parent[place : place + 1] = [part for part in parts if part.astext() or not _is_raw(part)]


def _is_raw(node: nodes.Node) -> bool:
    return isinstance(node, nodes.raw)


def _raw(like: nodes.raw, text: str) -> nodes.raw:
    part = nodes.raw(text, text, format=like["format"])
    part.line, part.source = like.line, like.source
    return part


def _image(tag: str) -> nodes.image | None:
    """Return a node for the ``<img>`` *tag* if its image is attached to the cell."""
    element = html.fragment_fromstring(tag)
    address = element.get("src", "").strip()
    if not address.startswith(_SCHEME):
        return None
    node = nodes.image(uri=address, alt=element.get("alt", ""), in_html=True)
    node["classes"] = element.get("class", "").split()
    for name, read in _MEASURES.items():
        if value := element.get(name, "").strip():
            try:
                node[name] = read(value)
            except ValueError:
                continue  # as browsers do
    return node


_MEASURES = {
    "width": directives.length_or_percentage_or_unitless,
    "height": directives.length_or_unitless,
}
