"""Read the header and text of a notebook (nbformat 4), and prepare it for MyST-NB.

The header is front matter at the start of the first cell (Markdown or raw), or the keys of front
matter in the notebook's metadata. Raw cells in reStructuredText, as nbsphinx has them, become
``{eval-rst}`` blocks; they may contain a ``post`` directive, or a field list that is the header.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import yaml
from mdit_py_plugins.anchors.index import slugify

from blink.problems import Problem
from blink.source.cell_outputs.forms import joined, prepare_outputs
from blink.source.front_matter.field_list import blank_fields, read_fieldlist
from blink.source.front_matter.fields import Header, Scalar, with_lines
from blink.source.front_matter.header import read_header
from blink.source.notebook_places import file_lines, number_of

if TYPE_CHECKING:
    from collections.abc import Set

#: The types of raw cells that are reStructuredText
_RST = ("text/restructuredtext", "text/x-rst", "rst")


def load(text: str) -> dict[str, Any]:
    """Return *text* as a notebook.

    :raises ValueError: if it is not a notebook; the text is the reason.
    """
    try:
        notebook = json.loads(text)
    except ValueError as error:
        raise ValueError(f"is not JSON ({error}); save it again with Jupyter") from None
    except RecursionError:
        raise ValueError("is nested too deeply; save it again with Jupyter") from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise ValueError("has no list of cells; save it again with Jupyter")  # noqa: TRY004  # as other mistakes in a file
    if notebook.get("nbformat") != 4:
        raise ValueError("is in an old format (not nbformat 4); save it with a newer Jupyter")
    parts = [notebook.setdefault("metadata", {})]
    for cell in notebook["cells"]:
        if not isinstance(cell, dict):
            raise ValueError("has a cell that is not an object; save it again with Jupyter")  # noqa: TRY004
        outputs = cell.setdefault("outputs", []) if cell.get("cell_type") == "code" else []
        if not isinstance(outputs, list):
            raise ValueError("has a cell whose outputs are not a list; save it again with Jupyter")  # noqa: TRY004
        parts += [cell.setdefault("metadata", {}), *outputs]
    if not all(isinstance(part, dict) for part in parts):
        raise ValueError("has metadata or outputs that are not objects; save it again with Jupyter")
    return notebook


def cell_source(cell: dict[str, Any]) -> str:
    """Return the source of *cell*, which is stored as text or as lines."""
    return joined(cell.get("source", ""))


def is_rst(cell: dict[str, Any]) -> bool:
    """Return whether *cell* is a raw cell in reStructuredText."""
    own = cell["metadata"]
    kind = own.get("raw_mimetype", own.get("format"))
    return cell.get("cell_type") == "raw" and kind in _RST


def _as_block(rst: str) -> str:
    """Return reStructuredText as a block of Markdown, or ``""`` if it is blank."""
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", rst))])
    return f"{fence}{{eval-rst}}\n{rst}\n{fence}" if rst.strip() else ""


def _first_rst(cells: list[dict[str, Any]]) -> int:
    """Return the index of the first cell that may contain a field list, or -1.

    It is a raw cell in reStructuredText above all text but a title.
    """
    for index, cell in enumerate(cells[:2]):
        if is_rst(cell):
            return index
        if cell.get("cell_type") != "markdown" or "\n" in cell_source(cell).strip():
            break
    return -1


def _split_header(cell: dict[str, Any]) -> tuple[str, str]:
    """Return the front matter at the start of *cell*, and the rest of the cell."""
    text = cell_source(cell)
    if cell.get("cell_type") not in ("markdown", "raw") or not text.startswith("---\n"):
        return "", text
    lines = text.split("\n")
    last = next((n for n, line in enumerate(lines) if n and line.rstrip() == "---"), len(lines))
    return "\n".join(lines[: last + 1]) + "\n", "\n".join(lines[last + 1 :])


def _is_in_header(own: dict[str, Any], key: str, header: str) -> bool:
    """Return whether *header* has the value of *key* in the metadata *own*, if there is any."""
    if key not in own:
        return True
    value = re.escape(str(own[key]))
    return bool(re.search(rf"(?mi)^{key}:\s*['\"]?{value}['\"]?\s*$", header))


def _numbered_lines(text: str, keys: Set[str]) -> list[tuple[str, int]]:
    """Return the lines of `as_markdown`, each with its number as MyST-NB counts them.

    A key of the metadata has the number of its line in *text*.
    """
    notebook = load(text)
    cells, metadata = notebook["cells"], notebook["metadata"]
    header, first = _split_header(cells[0]) if cells else ("", "")
    own = {key: metadata[key] for key in metadata if key in keys}
    if header and any(not _is_in_header(own, key, header) for key in ("draft", "date")):
        raise ValueError("has front matter in its first cell and in its metadata; keep one of them")
    lines: list[tuple[str, int]] = []
    if not header and own:
        known = file_lines(text).metadata
        lines = [("---", 1)]
        for key, value in own.items():
            dumped = yaml.safe_dump({key: value}, allow_unicode=True, sort_keys=False)
            lines += [(line, known.get(key, 1)) for line in dumped.rstrip().split("\n")]
        lines += [("---", 1), ("", 1)]
    for number, cell in enumerate(cells, 1):
        source, line = first if number == 1 else cell_source(cell), 1
        if is_rst(cell):
            source, line = _as_block(source), 0
        elif cell.get("cell_type") != "markdown":
            source = ""
        if number == 1:
            source = header + source
        if source:
            source_lines = f"{source}\n\n".split("\n")
            lines += [(text, number_of(number, n)) for n, text in enumerate(source_lines, line)]
    return lines


def as_markdown(text: str, keys: Set[str]) -> str:
    """Return the header and the prose of the notebook *text* as a Markdown file.

    :param keys: the keys of front matter

    :raises ValueError: if it is not a notebook.
    """
    return "\n".join(line for line, _ in _numbered_lines(text, keys))


def read_notebook(data: bytes, keys: Set[str]) -> Header:
    """Return the header of a notebook; its metadata may have *keys* of front matter.

    Its lines have the numbers of `blink.source.notebook_places`.
    """
    try:
        lines = _numbered_lines(data.decode(), keys)
    except UnicodeDecodeError:
        message = "this notebook is not UTF-8; save it again with Jupyter"
    except ValueError as error:
        message = f"this notebook {error}"
    else:
        header = read_header("\n".join(line for line, _ in lines).encode(), markdown=True)
        header = with_lines(header, [number for _, number in lines])
        return header if header.fields else _with_field_list(header, load(data.decode())["cells"])
    return Header(problems=(Problem(1, "notebook", message),), readable=False)


def _with_field_list(header: Header, cells: list[dict[str, Any]]) -> Header:
    """Return *header* with the field list of the notebook's *cells*, if there is one."""
    index = _first_rst(cells)
    if index < 0 or not header.readable:
        return header
    text = cell_source(cells[index])
    fields = read_fieldlist(text)
    numbers = [number_of(index + 1, n) for n in range(1, text.count("\n") + 2)]
    fields = with_lines(fields, numbers)
    return replace(
        header, fields=fields.fields, problems=header.problems + fields.problems,
        readable=header.readable and fields.readable,
    )  # fmt: skip


def kernel_with_language(declared: Any) -> dict[str, Any]:
    """Return the *declared* kernel of a notebook with its language; the default is Python.

    Otherwise, MyST-NB would know the language only of a kernel that has run.
    """
    spec: dict[str, Any] = declared if isinstance(declared, dict) else {}
    if "language" in spec or not str(spec.get("name", "python3")).startswith("python"):
        return spec
    return {"name": "python3", "display_name": "Python 3", "language": "python", **spec}


_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
#: A link to an anchor of a notebook, in Markdown or HTML; without a name, of the same notebook
_ANCHOR_LINK = re.compile(r"(\]\(|\bhref=[\"'])((?:[^()\"'\s:#]+\.ipynb)?)#([^)\"'\s]+)")


def with_anchors_of_myst(cells: list[dict[str, Any]]) -> None:
    """Change links to headings from Jupyter's anchors, as in ``#The-End``, to those of MyST."""
    texts = [cell for cell in cells if cell.get("cell_type") == "markdown"]
    headings = (match for cell in texts for match in _HEADING.finditer(cell_source(cell)))
    anchors = {slugify(match[1]) for match in headings}

    def link(match: re.Match[str]) -> str:
        anchor = slugify(unquote(match[3]))
        return f"{match[1]}{match[2]}#{anchor}" if match[2] or anchor in anchors else match[0]

    for cell in texts:
        source = cell_source(cell)
        if "#" in source:
            cell["source"] = _ANCHOR_LINK.sub(link, source)


def _convert_rst(notebook: dict[str, Any], *, only_fields: bool = False) -> None:
    """Turn the field list of the raw cells into metadata, and reStructuredText into Markdown."""
    cells = notebook["cells"]
    if (index := _first_rst(cells)) >= 0:
        text = cell_source(cells[index])
        fields = read_fieldlist(text).fields
        for key, value in fields.items():
            if isinstance(value, Scalar):
                notebook["metadata"].setdefault(key, value.text)
        cells[index]["source"] = blank_fields(text, fields)
    for cell in () if only_fields else filter(is_rst, cells):
        cell |= {"cell_type": "markdown", "source": _as_block(cell_source(cell))}


def drop_ids(notebook: dict[str, Any]) -> None:
    """Delete the ids of cells, which some programs write although nbformat 4.4 has none."""
    for cell in notebook["cells"]:
        cell.pop("id", None)
    notebook["nbformat_minor"] = 4


def prepared_page(text: str) -> str:
    """Return the notebook *text* of a page that is no post, without cells in reStructuredText.

    :raises ValueError: if it is not a notebook.
    """
    if '"raw"' not in text and '"id"' not in text:
        return text
    notebook = load(text)
    _convert_rst(notebook)
    drop_ids(notebook)
    return json.dumps(notebook)


def prepared(text: str, keys: Set[str], *, rst: bool = False) -> str:
    """Return the notebook *text* without its header, and with long outputs marked to be folded.

    The key ``mystnb`` of the header is moved to the metadata, from which MyST-NB reads it.

    :param keys: the keys of front matter
    :param rst: whether its parser reads raw cells in reStructuredText, as that of nbsphinx does
    :raises ValueError: if it is not a notebook.
    """
    notebook = load(text)
    cells, metadata = notebook["cells"], notebook["metadata"]
    if cells:
        header, rest = _split_header(cells[0])
        if header:
            declared = yaml.safe_load(header.strip().removesuffix("---"))
            if isinstance(declared, dict) and isinstance(declared.get("mystnb"), dict):
                metadata["mystnb"] = {**(metadata.get("mystnb") or {}), **declared["mystnb"]}
            # Its lines keep their numbers. MyST-NB skips an empty cell, and still counts it.
            cells[0]["source"] = "\n" * header.count("\n") + rest
    _convert_rst(notebook, only_fields=rst)
    with_anchors_of_myst(cells)
    drop_ids(notebook)
    for key in keys:
        metadata.pop(key, None)
    if "language_info" not in metadata:
        metadata["kernelspec"] = kernel_with_language(metadata.get("kernelspec"))
    for cell in cells:
        if (kind := cell["metadata"].get("raw_mimetype")) in ("text/html", "text/markdown"):
            cell["metadata"].setdefault("format", kind)  # the key that MyST-NB reads
        prepare_outputs(cell)
    return json.dumps(notebook)
