"""Files are written only when their content changes."""

from __future__ import annotations

import os
from typing import NamedTuple

import pytest

from blink.files.writing import digest, is_plain, write_if_changed


class Pair(NamedTuple):
    a: str
    b: int


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
def test_values_that_json_cannot_represent_are_not_plain(value):
    assert not is_plain(value)
