"""The results of notebooks on disk: readable files that are the same for the same results."""

from __future__ import annotations

import base64
import json

import pytest

from blink.source.cell_outputs.results import (
    ExecutedCell,
    Results,
    UnreadableResults,
    delete_results,
    executed_cells,
    folder_of,
    kept_outputs,
    matching_outputs,
    read_results,
    stored_names,
    write_results,
)

PNG = base64.b64encode(b"\x89PNG").decode()
SVG = "<svg>\n</svg>"


def cell(code, *outputs, tags=(), count=1):
    return ExecutedCell(code, tags, list(outputs), count)


def data(**forms):
    forms = {kind.replace("__", "+").replace("_", "/"): value for kind, value in forms.items()}
    return {"output_type": "display_data", "metadata": {}, "data": forms}


STREAM = {"output_type": "stream", "name": "stdout", "text": "one\ntwo\n"}
WHOLE = Results(
    "python3",
    (
        cell("a = 1\nprint(a)", STREAM, data(image_png=PNG, text_plain="<Figure>")),
        cell("b", data(image_svg__xml=SVG, application_json={"k": [1, "ü"]}), tags=("x",), count=2),
        cell("c", count=None),
    ),
    {"language_info": {"name": "python"}},
)


#: A notebook with a picture whose file is lost
LOST_CELL = {"cell_type": "code", "metadata": {}, "outputs": [data(image_png="cell-9-9.png")]}
LOST = json.dumps({"cells": [LOST_CELL], "metadata": {}})


@pytest.fixture
def folder(tmp_path):
    folder = folder_of(tmp_path, "posts/2026/loss")
    assert write_results(folder, WHOLE)
    return folder


def test_results_are_read_as_they_were_written(folder):
    assert read_results(folder) == WHOLE._replace(
        cells=tuple(one._replace(tags=()) for one in WHOLE.cells)
    )
    assert read_results(folder.parent) is None
    assert stored_names(folder.parents[3]) == ["posts/2026/loss"]


def test_the_files_can_be_read_and_compared(folder):
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["cell-1-2.png", "cell-2-1.svg", "results.json"]
    assert (folder / "cell-1-2.png").read_bytes() == b"\x89PNG"
    assert (folder / "cell-2-1.svg").read_text() == SVG
    text = (folder / "results.json").read_text()
    notebook = json.loads(text)
    assert notebook["nbformat"] == 4
    assert notebook["cells"][0]["source"] == ["a = 1\n", "print(a)"]
    assert notebook["cells"][0]["outputs"][0]["text"] == ["one\n", "two\n"]
    assert notebook["cells"][0]["outputs"][1]["data"]["image/png"] == "cell-1-2.png"
    assert text == json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    assert not write_results(folder, WHOLE)


def test_files_that_are_no_longer_needed_are_deleted(folder):
    (folder / "notes.txt").write_text("the author's")
    assert write_results(folder, Results("python3", (cell("a"),), {}))
    assert sorted(path.name for path in folder.iterdir()) == ["notes.txt", "results.json"]
    delete_results(folder)
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]
    (folder / "notes.txt").unlink()
    write_results(folder, WHOLE)
    delete_results(folder)
    assert [path.name for path in folder.parents[2].iterdir()] == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{\n<<<<<<< HEAD\n", r"results.json:2 is not JSON"),
        ("[]", "does not have the form"),
        ('{"cells": [], "metadata": 1}', "does not have the form"),
        (LOST, "cell-9-9.png is missing"),
    ],
)  # fmt: skip
def test_damaged_results_are_reported(folder, text, reason):
    (folder / "results.json").write_text(text)
    with pytest.raises(UnreadableResults, match=reason):
        read_results(folder)


def test_a_name_outside_the_folder_is_not_read(folder):
    (folder.parent / "cell-1-1.png").write_bytes(b"other")
    path = folder / "results.json"
    path.write_text(path.read_text().replace('"cell-1-2.png"', '"../cell-1-1.png"'))
    assert read_results(folder).cells[0].outputs[1]["data"]["image/png"] == "../cell-1-1.png"


def test_results_belong_to_the_same_code_in_the_same_order():
    now = [cell("b"), cell("new"), cell("c")]
    found = matching_outputs(now, WHOLE._replace(cells=tuple(map(cell, "abc"))))
    assert [one and one.code for one in found] == ["b", None, "c"]
    found = matching_outputs([cell("x"), cell("x", tags=("skip-execution",))], WHOLE)
    assert found == [None, None]


def test_code_is_compared_with_the_tags_that_change_how_it_runs():
    tagged = {"cell_type": "code", "source": ["x"], "outputs": []}
    notebook = {"cells": [{**tagged, "metadata": {"tags": ["a", "raises-exception"]}}]}
    assert executed_cells(notebook) == [cell("x", tags=("raises-exception",), count=None)]


def test_an_address_in_memory_is_no_change():
    old = Results("k", (cell("x", data(text_plain="<A at 0x7f11aa22>"), STREAM),), {})
    new = Results(
        "k", (cell("x", data(text_plain="<A at 0x7f33bb44>"), {**STREAM, "text": "1"}),), {}
    )
    outputs = kept_outputs(new, old).cells[0].outputs
    assert outputs[0]["data"]["text/plain"] == "<A at 0x7f11aa22>"
    assert outputs[1]["text"] == "1"
