"""Write the results of an executed notebook to files that can be committed, and read them.

The results of ``posts/2026/loss.md`` are in ``_freeze/posts/2026/loss/``: ``results.json`` is a
notebook (nbformat 4.5) with the code that was executed and its outputs, in an order that does not
change and without times. Each picture is a file beside it, ``cell-<number>-<output>.png``, which an
output names in place of the picture's data. The results are valid as long as code and kernel are
what they were; other files, which the code may read, are not compared.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from blink.files.writing import replace_file, write_if_changed
from blink.source.cell_outputs.forms import joined, merged_streams
from blink.source.notebook import cell_source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: The folder of the results, beside conf.py
FOLDER = "_freeze"
#: The file of a notebook's results
RESULTS = "results.json"
#: The kernel of a notebook that does not name one
DEFAULT_KERNEL = "python3"
#: The media types of pictures that are written to files, and the extensions of these
_PICTURES = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/svg+xml": ".svg",
}
#: The name of such a file. The data of a picture, which it replaces, never look like this.
_PICTURE_NAME = re.compile(r"cell-\d+-\d+\.(?:png|jpg|gif|webp|svg)")
#: Tags of a cell that change how it is executed
_TAGS = frozenset({"raises-exception", "skip-execution"})
_ATTRIBUTES = "# `make execute` writes these files.\n* linguist-generated\n"


class UnreadableResults(Exception):
    """Results that cannot be read; the text begins with the path of the file."""


class ExecutedCell(NamedTuple):
    """The code of a cell as it was executed, and its outputs."""

    code: str
    #: those of `_TAGS` that the cell has, sorted
    tags: tuple[str, ...]
    outputs: list[dict[str, Any]]
    execution_count: int | None


class Results(NamedTuple):
    """The results of a notebook."""

    kernel: str
    #: the cells with code, in order
    cells: tuple[ExecutedCell, ...]
    #: the metadata of the notebook that its page needs: ``language_info`` and ``widgets``
    metadata: dict[str, Any]


def folder_of(source: Path, docname: str) -> Path:
    """Return the folder of the results of the document *docname*; *source* has conf.py."""
    return Path(source, FOLDER, *docname.split("/"))


def kernel_of(notebook: Any) -> str:
    """Return the name of the kernel that executes *notebook*."""
    spec = notebook["metadata"].get("kernelspec")
    return str((spec or {}).get("name") or DEFAULT_KERNEL)


def executed_cells(notebook: Any) -> list[ExecutedCell]:
    """Return the cells of *notebook* that have code, with the outputs that are in it."""
    return [
        ExecutedCell(
            cell_source(cell),
            tuple(sorted(_TAGS.intersection(cell["metadata"].get("tags") or ()))),
            merged_streams(cell.get("outputs", [])),
            cell.get("execution_count"),
        )
        for cell in notebook["cells"]
        if cell.get("cell_type") == "code"
    ]


# -- Writing -------------------------------------------------------------------


def _picture_bytes(kind: str, data: Any) -> bytes:
    text = joined(data)
    return text.encode() if kind == "image/svg+xml" else b64decode(text)


def _lines(value: Any) -> Any:
    """Return *value*, if it is text of several lines, as a list of them, as Jupyter does."""
    return value.splitlines(keepends=True) if isinstance(value, str) and "\n" in value else value


def _without_pictures(output: dict[str, Any], stem: str, files: dict[str, bytes]) -> dict[str, Any]:
    """Return *output* with names in place of its pictures, which are added to *files*."""
    output = {key: value for key, value in output.items() if key != "transient"}
    for key in ("text", "traceback"):
        if key in output:
            output[key] = _lines(output[key])
    if isinstance(output.get("data"), dict):
        data = {}
        for kind, value in output["data"].items():
            data[kind] = _lines(value)
            if kind in _PICTURES:
                data[kind] = f"{stem}{_PICTURES[kind]}"
                files[data[kind]] = _picture_bytes(kind, value)
        output["data"] = data
    return output


def write_results(folder: Path, results: Results) -> bool:
    """Write *results* into *folder*, and return whether a file there has changed.

    The file of the results comes last, so that a killed process leaves valid results.
    """
    files: dict[str, bytes] = {}
    cells = []
    for number, cell in enumerate(results.cells, 1):
        outputs = [
            _without_pictures(output, f"cell-{number}-{index}", files)
            for index, output in enumerate(cell.outputs, 1)
        ]
        cells.append({
            "cell_type": "code", "execution_count": cell.execution_count, "id": f"cell-{number}",
            "metadata": {"tags": list(cell.tags)} if cell.tags else {}, "outputs": outputs,
            "source": cell.code.splitlines(keepends=True),
        })  # fmt: skip
    spec = {"display_name": results.kernel, "name": results.kernel}
    notebook = {
        "cells": cells,
        "metadata": {**results.metadata, "kernelspec": spec},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    files[RESULTS] = (
        f"{json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True)}\n".encode()
    )
    is_new = False
    for name, content in files.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != content:
            replace_file(path, content)
            is_new = True
    for path in _own_files(folder):
        if path.name not in files:
            path.unlink()
            is_new = True
    return is_new


def write_attributes(source: Path) -> None:
    """Tell git hosts that the results are generated, so that they fold changes of them."""
    path = source / FOLDER / ".gitattributes"
    if not path.exists():
        write_if_changed(path, _ATTRIBUTES.encode())


def _own_files(folder: Path) -> Iterator[Path]:
    """Yield the files of results in *folder*."""
    for path in sorted(folder.iterdir()):
        if path.name == RESULTS or _PICTURE_NAME.fullmatch(path.name):
            yield path


def delete_results(folder: Path) -> None:
    """Delete the results in *folder*, and the folders that are empty then."""
    for path in [*_own_files(folder)]:
        path.unlink()
    with suppress(OSError):  # the author has put other files there
        while folder.name != FOLDER:
            folder.rmdir()
            folder = folder.parent


# -- Reading -------------------------------------------------------------------


def stored_names(source: Path) -> list[str]:
    """Return the names of the documents that have results."""
    top = source / FOLDER
    return sorted(path.parent.relative_to(top).as_posix() for path in top.rglob(RESULTS))


def _with_picture(kind: str, value: Any, folder: Path) -> Any:
    """Return the *value* of a form of an output, with the data of a picture that it names."""
    if not (kind in _PICTURES and isinstance(value, str) and _PICTURE_NAME.fullmatch(value)):
        return value if kind.endswith("json") else joined(value)
    content = (folder / value).read_bytes()
    if kind == "image/svg+xml":
        return content.decode()
    return b64encode(content).decode()


def _with_pictures(output: dict[str, Any], folder: Path) -> dict[str, Any]:
    output = dict(output)
    if "text" in output:
        output["text"] = joined(output["text"])
    if "data" in output:
        output["data"] = {
            kind: _with_picture(kind, value, folder) for kind, value in output["data"].items()
        }
    return output


def files_of(folder: Path) -> list[Path]:
    """Return the files of the results in *folder*, if there are any."""
    return [*_own_files(folder)] if folder.is_dir() else []


def read_results(folder: Path) -> Results | None:
    """Return the results in *folder*, or ``None`` if there are none.

    :raises UnreadableResults: if they are damaged.
    """
    path = folder / RESULTS
    try:
        notebook = json.loads(path.read_bytes())
        cells = tuple(
            cell._replace(outputs=[_with_pictures(output, folder) for output in cell.outputs])
            for cell in executed_cells(notebook)
        )
        metadata = {
            key: value for key, value in notebook["metadata"].items() if key != "kernelspec"
        }
        return Results(kernel_of(notebook), cells, metadata)
    except FileNotFoundError as error:
        if Path(error.filename) == path:
            return None
        raise UnreadableResults(f"{error.filename} is missing") from error
    except OSError as error:
        raise UnreadableResults(f"{error.filename} cannot be read: {error.strerror}") from error
    except json.JSONDecodeError as error:
        raise UnreadableResults(f"{path}:{error.lineno} is not JSON: {error.msg}") from error
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableResults(f"{path} does not have the form of results") from error


def matching_outputs(cells: Sequence[ExecutedCell], results: Results) -> list[ExecutedCell | None]:
    """Return the result of each of *cells*: that of the same code, in the same order, if any."""
    left = list(results.cells)
    found: list[ExecutedCell | None] = []
    for cell in cells:
        index = next((i for i, old in enumerate(left) if old[:2] == cell[:2]), None)
        found.append(None if index is None else left[index])
        if index is not None:
            del left[: index + 1]
    return found


#: Addresses in memory, which differ in each execution
_ADDRESS = re.compile(r"\b0x[0-9a-f]{6,16}\b")


def _without_addresses(output: dict[str, Any]) -> str:
    return _ADDRESS.sub("0x", json.dumps(output, sort_keys=True))


def kept_outputs(new: Results, old: Results) -> Results:
    """Return *new* with those outputs of *old* that differ only by addresses in memory."""
    cells = []
    for cell, known in zip(new.cells, matching_outputs(new.cells, old), strict=True):
        outputs = list(cell.outputs)
        for index, output in enumerate(known.outputs[: len(outputs)] if known else ()):
            if _without_addresses(output) == _without_addresses(outputs[index]):
                outputs[index] = output
        cells.append(cell._replace(outputs=outputs))
    return new._replace(cells=tuple(cells))
