"""Remove metadata from a TIFF file (TIFF 6.0, BigTIFF).

A file may have data that only the program of a laboratory or a map knows, so this removes what is
known to be about a person, a camera, a place and a time, and keeps the rest.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

#: Tags of records that have tags themselves: Exif, GPS, and interoperability
_RECORDS = frozenset({0x8769, 0x8825, 0xA005})
_ARTIST, _COPYRIGHT, _DESCRIPTION = 0x013B, 0x8298, 0x010E
_PRIVATE = _RECORDS | {
    _ARTIST, _COPYRIGHT, _DESCRIPTION,
    0x010D, 0x010F, 0x0110, 0x0131, 0x0132, 0x013C,  # document, camera, program, date, computer
    0x02BC, 0x83BB, 0x8649, 0x927C,  # XMP, IPTC, Photoshop, notes of the camera
    0x4746, 0x4749, *range(0x9C9B, 0x9CA0),  # ratings, and names that Windows gives
    0x9003, 0x9004, 0xC614, 0xC615, 0xC62F, 0xC68B, 0xC65D,  # dates, serial number, file, identity
}  # fmt: skip
#: What programs write into the description that describes the data
_DATA = (b"<?xml", b"<OME", b"ImageJ=", b"{", b"SCI")
#: Bytes of a value by its type, beginning with type 1
_SIZES = (1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8)


class _Layout(NamedTuple):
    """The lengths of numbers in the file, in bytes."""

    order: Literal["little", "big"]
    counter: int
    entry: int
    offset: int

    def number(self, content: bytes | bytearray, place: int, length: int) -> int:
        if place + length > len(content):
            raise IndexError
        return int.from_bytes(content[place : place + length], self.order)


def tiff_without_metadata(content: bytes, *, credit: bool) -> bytes:
    """Return the image in *content*; with *credit*, the creator and the copyright notice stay."""
    order: Literal["little", "big"] = "little" if content.startswith(b"II") else "big"
    version = int.from_bytes(content[2:4], order)
    if version not in (42, 43):
        return content  # the format of a camera's raw data
    layout = _Layout(order, 2, 12, 4) if version == 42 else _Layout(order, 8, 20, 8)
    removed = _PRIVATE - {_ARTIST, _COPYRIGHT} if credit else _PRIVATE
    result, place = bytearray(content), layout.offset if version == 42 else 8
    seen: set[int] = set()
    while (directory := layout.number(result, place, layout.offset)) and directory not in seen:
        seen.add(directory)
        place = _remove(result, directory, layout, removed)
    return bytes(result)


def _remove(content: bytearray, start: int, layout: _Layout, removed: frozenset[int]) -> int:
    """Remove entries of the directory at *start*; return where the place of the next one is."""
    count = layout.number(content, start, layout.counter)
    first = start + layout.counter
    next_place = first + count * layout.entry
    after = content[next_place : next_place + layout.offset]
    if len(after) < layout.offset:
        raise IndexError
    kept = bytearray()
    for place in range(first, next_place, layout.entry):
        tag = layout.number(content, place, 2)
        if tag in removed and not _is_data(content, place, layout):
            _erase(content, place, layout)
        else:
            kept += content[place : place + layout.entry]
    content[start:first] = (len(kept) // layout.entry).to_bytes(layout.counter, layout.order)
    rest = bytes(next_place - first - len(kept))
    content[first : next_place + layout.offset] = kept + after + rest
    return first + len(kept)


def _value(content: bytearray, place: int, layout: _Layout) -> tuple[int, int]:
    """Return where the value of the entry at *place* is, and its length in bytes."""
    kind = layout.number(content, place + 2, 2)
    count = layout.number(content, place + 4, layout.offset)
    length = count * (_SIZES[kind - 1] if 0 < kind <= len(_SIZES) else 1)
    inside = place + 4 + layout.offset
    start = inside if length <= layout.offset else layout.number(content, inside, layout.offset)
    if start + length > len(content):
        raise ValueError("a part of it is broken")
    return start, length


def _is_data(content: bytearray, place: int, layout: _Layout) -> bool:
    if layout.number(content, place, 2) != _DESCRIPTION:
        return False
    start, length = _value(content, place, layout)
    return bytes(content[start : start + min(length, 8)]).startswith(_DATA)


def _erase(content: bytearray, place: int, layout: _Layout, depth: int = 0) -> None:
    """Overwrite the value of the entry at *place*, and what it refers to, with zeros."""
    start, length = _value(content, place, layout)
    if layout.number(content, place, 2) in _RECORDS and length <= layout.offset and depth < 3:
        directory = layout.number(content, start, length)
        count = layout.number(content, directory, layout.counter)
        first = directory + layout.counter
        for entry in range(first, first + count * layout.entry, layout.entry):
            _erase(content, entry, layout, depth + 1)
        end = first + count * layout.entry + layout.offset
        content[directory:end] = bytes(min(end, len(content)) - directory)
    content[start : start + length] = bytes(length)
