"""A file of an earlier build is kept only if it is unchanged and its inputs are the same."""

from __future__ import annotations

import json
import os

import pytest

from blink.files.outputs import Outputs, forget_outputs


def build(folder, **files):
    """Build *files*, with a text for the inputs of each; return the written and missing ones."""
    outputs, written = Outputs(folder, folder / "record", 0), []
    for name, inputs in files.items():
        if not outputs.keeps(name, inputs):
            (folder / name).write_text(inputs)
            outputs.record(name, inputs)
            written.append(name)
    outputs.save(outputs.files)
    return written, sorted(outputs.missing())


def test_files_are_kept_until_their_inputs_change(tmp_path):
    assert build(tmp_path, a="1", b="1") == (["a", "b"], [])
    assert build(tmp_path, a="1", b="1") == ([], [])
    assert build(tmp_path, a="2", b="1") == (["a"], [])
    assert build(tmp_path, b="1") == ([], ["a"])


@pytest.mark.parametrize("harm", ["deleted", "longer", "changed", "record lost"])
def test_a_file_that_changed_is_written_again(tmp_path, harm):
    build(tmp_path, a="1")
    file = tmp_path / "a"
    if harm == "deleted":
        file.unlink()
    elif harm == "longer":
        file.write_text("longer")
    elif harm == "changed":  # of the same size, and with the same time
        before = file.stat()
        file.write_text("2")
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    else:
        (tmp_path / "record").write_text("{")
    assert build(tmp_path, a="1") == (["a"], [])


def test_a_file_with_another_time_is_kept(tmp_path):
    build(tmp_path, a="1")
    os.utime(tmp_path / "a", (1, 1))
    assert build(tmp_path, a="1") == ([], [])


def test_the_page_of_a_document_is_kept_while_it_is_what_was_written(tmp_path):
    outputs = Outputs(tmp_path, tmp_path / "record", 0)
    (tmp_path / "a").write_text("1")
    outputs.record_documents({"a": "x", "gone": "x"})
    outputs.save(outputs.files)
    outputs = Outputs(tmp_path, tmp_path / "record", 0)
    assert outputs.is_written_from("a", "x")
    assert not outputs.is_written_from("a", "y")
    assert not outputs.is_written_from("gone", "x")
    (tmp_path / "a").write_text("2")
    assert not outputs.is_written_from("a", "x")
    forget_outputs(tmp_path / "record")
    assert Outputs(tmp_path, tmp_path / "record", 0).documents == {}


@pytest.mark.parametrize("damaged", ["", "[]", "[1, 2, 3]", '{"files": 1}', "[[], [], 1]"])
def test_a_damaged_record_is_ignored(tmp_path, damaged):
    path = tmp_path / "outputs.json"
    path.write_text(damaged)
    outputs = Outputs(tmp_path, path, 0)
    assert not outputs.known
    assert outputs.before == {}
    outputs.from_extensions, outputs.settings = frozenset({"d", "c"}), "x"
    outputs.declare(["b", "a"])
    outputs.save(outputs.files)
    outputs = Outputs(tmp_path, path, 0)
    assert outputs.known
    assert outputs.before.keys() == {"a", "b"}
    assert (outputs.from_extensions, outputs.settings_before) == ({"c", "d"}, "x")
    assert list(json.loads(path.read_text())["files"]) == ["a", "b"]


def test_inputs_are_forgotten_and_folders_withdrawn(tmp_path):
    build(tmp_path, a="1", b="1")
    outputs = Outputs(tmp_path, tmp_path / "record", 0)
    outputs.forget_inputs()
    assert not outputs.keeps("a", "1")
    assert outputs.missing() == {"a", "b"}
    outputs.write("search/index", b"")
    outputs.write("a", b"1")
    outputs.withdraw("search/")
    assert outputs.files.keys() == {"a"}
