"""What an earlier build made is left alone only if it would be the same, and is there."""

from __future__ import annotations

import os
from typing import NamedTuple

import pytest

from blink.files import BuiltFiles, digest, is_plain, write_if_changed


class Pair(NamedTuple):
    a: str
    b: int


def noted(folder, **files):
    """Write *files* as a build would, and return those that it wrote and those it lost."""
    made, written = BuiltFiles(folder, folder / "notes"), []
    for name, made_of in files.items():
        if not made.keeps(name, made_of):
            (folder / name).write_text(made_of)
            made.note(name, made_of)
            written.append(name)
    gone = list(made.gone())
    made.close()
    return written, gone


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


def test_equal_content_is_not_written(tmp_path):
    file = tmp_path / "below" / "a"
    write_if_changed(file, b"a")
    os.utime(file, (1, 1))
    write_if_changed(file, b"a")
    assert file.stat().st_mtime == 1
    write_if_changed(file, b"b")
    assert file.read_bytes() == b"b"


@pytest.mark.parametrize("value", [None, "a", 1, 1.5, True, ["a", ("b",)], {"a": [Pair("b", 1)]}])
def test_plain_values_have_equal_digests(value):
    assert is_plain(value)
    assert digest(value) == digest(value)
    assert digest(value) != digest([value])


@pytest.mark.parametrize("value", [object(), [print], {"a": lambda: 0}, {(1,): 1}])
def test_what_is_not_data_is_not_plain(value):
    assert not is_plain(value)
