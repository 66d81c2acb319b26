"""A file of an earlier build is kept only if it would be the same, and is as it was written."""

from __future__ import annotations

import json
import os

import pytest

from blink.outputs import Outputs


def noted(folder, **files):
    """Write *files* as a build would, and return those that it wrote and those it lost."""
    outputs, written = Outputs(folder, folder / "notes", 0), []
    for name, made_from in files.items():
        if not outputs.keeps(name, made_from):
            (folder / name).write_text(made_from)
            outputs.note(name, made_from)
            written.append(name)
    outputs.save(outputs.files)
    return written, sorted(outputs.gone())


def test_files_are_kept_until_what_they_are_made_of_changes(tmp_path):
    assert noted(tmp_path, a="1", b="1") == (["a", "b"], [])
    assert noted(tmp_path, a="1", b="1") == ([], [])
    assert noted(tmp_path, a="2", b="1") == (["a"], [])
    assert noted(tmp_path, b="1") == ([], ["a"])


@pytest.mark.parametrize("harm", ["deleted", "changed", "put back", "notes lost"])
def test_a_file_that_is_not_what_was_written_is_made_anew(tmp_path, harm):
    noted(tmp_path, a="1")
    file = tmp_path / "a"
    if harm == "deleted":
        file.unlink()
    elif harm == "changed":
        file.write_text("longer")
    elif harm == "put back":
        os.utime(file, (1, 1))
    else:
        (tmp_path / "notes").write_text("{")
    assert noted(tmp_path, a="1") == (["a"], [])


@pytest.mark.parametrize("damaged", ["", "[]", "[1, 2, 3]", '{"files": 1}', "[[], [], 1]"])
def test_a_record_that_is_damaged_is_none(tmp_path, damaged):
    path = tmp_path / "outputs.json"
    path.write_text(damaged)
    outputs = Outputs(tmp_path, path, 0)
    assert not outputs.known
    assert outputs.before == {}
    outputs.others, outputs.settings = frozenset({"d", "c"}), "x"
    outputs.declare(["b", "a"])
    outputs.save(outputs.files)
    outputs = Outputs(tmp_path, path, 0)
    assert outputs.known
    assert outputs.before.keys() == {"a", "b"}
    assert (outputs.others, outputs.settings_before) == ({"c", "d"}, "x")
    assert list(json.loads(path.read_text())["files"]) == ["a", "b"]


def test_files_are_forgotten_by_their_inputs_and_by_their_folder(tmp_path):
    noted(tmp_path, a="1", b="1")
    outputs = Outputs(tmp_path, tmp_path / "notes", 0)
    outputs.forget_inputs()
    assert not outputs.keeps("a", "1")
    assert outputs.gone() == {"a", "b"}
    outputs.write("search/index", b"")
    outputs.write("a", b"1")
    outputs.disown("search/")
    assert outputs.files.keys() == {"a"}
