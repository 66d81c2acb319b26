"""Remove metadata from an AVIF file (ISO/IEC 14496-12 and 23008-12; av1-avif)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

#: An empty record of Exif, after the place of its beginning
_EMPTY = bytes(4) + b"II*\0\x08\0\0\0" + bytes(6)


class _Box(NamedTuple):
    """A part of the file: its kind, and where its content is."""

    kind: bytes
    start: int
    end: int


def is_avif(content: bytes) -> bool:
    """Return whether it is an AVIF file, by the brands at its beginning."""
    length = int.from_bytes(content[:4], "big")
    return content[4:8] == b"ftyp" and bool({b"avif", b"avis"} & {*_brands(content[8:length])})


def _brands(names: bytes) -> Iterator[bytes]:
    return (names[place : place + 4] for place in range(0, len(names), 4))


def avif_without_metadata(content: bytes, exif: bytes) -> bytes:
    """Return the image in *content*; *exif* replaces a record that is not shorter.

    Metadata are overwritten, so that nothing moves.
    """
    result = bytearray(content)
    for meta in _boxes(content, 0, len(content)):
        if meta.kind == b"meta":
            boxes = {box.kind: box for box in _boxes(content, meta.start + 4, meta.end)}
            if b"iinf" in boxes and b"iloc" in boxes:
                private = dict(_private_items(content, boxes[b"iinf"]))
                for item, start, end in _places(content, boxes):
                    if item in private:
                        result[start:end] = _replacement(private[item], exif, end - start)
    return bytes(result)


def _replacement(kind: bytes, exif: bytes, length: int) -> bytes:
    if kind != b"Exif":
        return b" " * length  # XMP
    record = bytes(4) + exif.removeprefix(b"Exif\0\0") if exif else _EMPTY
    record = record if len(record) <= length else _EMPTY
    return record.ljust(length, b"\0")[:length]


def _boxes(content: bytes, start: int, end: int) -> Iterator[_Box]:
    while start + 8 <= end:
        length, kind, head = _number(content, start, 4), content[start + 4 : start + 8], 8
        if length == 1:
            length, head = _number(content, start + 8, 8), 16
        stop = start + length if length else end
        if length and (length < head or stop > end):
            raise ValueError("a part of it is broken")
        yield _Box(kind, start + head, stop)
        start = stop


def _private_items(content: bytes, box: _Box) -> Iterator[tuple[int, bytes]]:
    """Yield the numbers of the items that are metadata, and their kinds."""
    wide = content[box.start] > 0
    for entry in _boxes(content, box.start + (8 if wide else 6), box.end):
        version = content[entry.start]
        if entry.kind != b"infe" or version not in (2, 3):
            continue
        width = 2 if version == 2 else 4
        place = entry.start + 4 + width + 2
        kind = content[place : place + 4]
        if kind in (b"Exif", b"mime"):
            yield _number(content, entry.start + 4, width), kind


def _places(content: bytes, boxes: dict[bytes, _Box]) -> Iterator[tuple[int, int, int]]:
    """Yield the number of each item, and the beginning and end of each of its parts."""
    place = boxes[b"iloc"].start
    version, sizes = content[place], _number(content, place + 4, 2)
    offset, length, base, index = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    index = index if version else 0
    width = 4 if version == 2 else 2
    count, place = _number(content, place + 6, width), place + 6 + width
    for _ in range(count):
        item, place = _number(content, place, width), place + width
        method = _number(content, place, 2) & 15 if version else 0
        place += 4 if version else 2
        before, extents = _number(content, place, base), _number(content, place + base, 2)
        place += base + 2
        for _ in range(extents):
            start = before + _number(content, place + index, offset)
            size = _number(content, place + index + offset, length)
            place += index + offset + length
            if method == 1 and b"idat" in boxes:
                start += boxes[b"idat"].start
            if method < 2 and start + size <= len(content):
                yield item, start, start + size


def _number(content: bytes, place: int, length: int) -> int:
    if place + length > len(content):
        raise IndexError
    return int.from_bytes(content[place : place + length], "big")
