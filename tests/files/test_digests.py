"""A file is read again only if its times, size or inode changed, and its content decides."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from blink.files.digests import FileDigests

if TYPE_CHECKING:
    from pathlib import Path

#: Long before a test runs, in nanoseconds
OLD = 1_000_000_000_123_456_789


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the files that are opened to read them."""
    names: list[str] = []

    def note(path, *args):
        names.append(os.path.basename(path))
        return open(path, *args)

    monkeypatch.setattr("blink.files.digests.open", note, raising=False)
    return names


def old(path: Path, text: str) -> Path:
    path.write_text(text)
    os.utime(path, ns=(OLD, OLD))
    return path


def fixed(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    """Let the digests believe that files are read so many seconds later."""
    later = FileDigests.of.__globals__["time"].time_ns() + seconds * 1_000_000_000
    monkeypatch.setattr("blink.files.digests.time.time_ns", lambda: later)


def test_content_decides(tmp_path):
    digests, file = FileDigests(), old(tmp_path / "a", "one")
    first = digests.of(file)
    assert str(first).startswith("3-")
    os.utime(file, (1, 1))
    assert digests.of(file) == first
    assert digests.of(old(tmp_path / "b", "one")) == first
    assert digests.of(old(tmp_path / "a", "two")) != first  # of the same size and time
    assert digests.versions([file, tmp_path / "none", tmp_path]) == (digests.of(file), None, None)


def test_a_file_that_is_as_it_was_is_not_read(tmp_path, monkeypatch, opened):
    file, record = old(tmp_path / "a", "one"), tmp_path / "record"
    fixed(monkeypatch, 60)
    digests = FileDigests(record)
    version = digests.of(file)
    assert digests.of(file) == version
    assert opened == ["a"]
    digests.save()
    assert FileDigests(record).of(file) == version
    assert opened == ["a"]
    os.utime(file, (1, 1))
    assert FileDigests(record).of(file) == version
    assert opened == ["a", "a"]


def test_a_file_that_was_just_written_is_read_again(tmp_path, opened):
    digests, file = FileDigests(), tmp_path / "a"
    file.write_text("one")
    first = digests.of(file)
    before = file.stat()
    file.write_text("two")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert digests.of(file) != first
    assert len(opened) == 2


def test_only_files_that_were_asked_for_are_saved(tmp_path, monkeypatch):
    record = tmp_path / "record"
    fixed(monkeypatch, 60)
    digests = FileDigests(record)
    digests.versions([old(tmp_path / "a", "one"), old(tmp_path / "b", "one")])
    digests.save()
    digests = FileDigests(record)
    digests.of(tmp_path / "b")
    digests.save()
    assert "a" not in {os.path.basename(name) for name in FileDigests(record)._known}


@pytest.mark.parametrize("damaged", ["", "{", "[]", "[1]", "null"])
def test_a_damaged_record_is_ignored(tmp_path, damaged):
    (tmp_path / "record").write_text(damaged)
    assert FileDigests(tmp_path / "record").of(old(tmp_path / "a", "one"))
