"""Read the width and height of a video, in pixels: MP4 and QuickTime, WebM, Ogg Theora.

Only the file headers are read. Other formats have no size here, but browsers may still play them.
"""

from __future__ import annotations

import struct
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: The most boxes or elements that are read
_MOST_BOXES = 10_000
#: Elements of WebM that contain others: Segment, Tracks, TrackEntry, Video
_CONTAINERS = frozenset({0x18538067, 0x1654AE6B, 0xAE, 0xE0})
#: The ids of the sizes of a video, and of the unit of the displayed size
_PIXELS, _DISPLAY, _UNIT = (0xB0, 0xBA), (0x54B0, 0x54BA), 0x54B2


def video_size(file: Path) -> tuple[int, int]:
    """Return the width and height of the video at *file*, or ``(0, 0)`` if they are unknown."""
    with suppress(OSError, struct.error, ValueError, OverflowError), file.open("rb") as source:
        head = source.read(4096)
        if head.startswith(b"\x1aE\xdf\xa3"):
            return _webm(source)
        if head.startswith(b"OggS"):
            return _theora(head)
        if head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"):
            return _mp4(source, file.stat().st_size)
    return 0, 0


# -- MP4 and QuickTime: ISO/IEC 14496-12 ------------------------------------------


def _boxes(source: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield kind, start and end of the content of each box between *start* and *end*."""
    for _ in range(_MOST_BOXES):
        if start + 8 > end:
            return
        source.seek(start)
        size, kind = struct.unpack(">I4s", source.read(8))
        content = start + 8
        if size == 1:
            (size,) = struct.unpack(">Q", source.read(8))
            content += 8
        stop = end if size == 0 else start + size
        if not content <= stop <= end:
            return
        yield kind, content, stop
        start = stop


def _mp4(source: BinaryIO, length: int) -> tuple[int, int]:
    for kind, start, end in _boxes(source, 0, length):
        if kind != b"moov":
            continue
        for track, begin, stop in _boxes(source, start, end):
            if track != b"trak":
                continue
            for part, first, last in _boxes(source, begin, stop):
                if part == b"tkhd" and last - first >= 84:
                    source.seek(last - 44)  # the matrix, width and height
                    a, _, _, _, d, *_, width, height = struct.unpack(">9i2I", source.read(44))
                    size = width >> 16, height >> 16
                    if all(size):  # otherwise it is an audio track
                        return size[::-1] if not a and not d else size  # rotated by 90 degrees
    return 0, 0


# -- WebM: RFC 8794 and RFC 9559 ---------------------------------------------------


def _number(source: BinaryIO, *, keep_marker: bool) -> int:
    """Return a number of variable length, with or without the marker of its length."""
    (first,) = source.read(1)
    length = 9 - first.bit_length()
    if length > 8:
        raise ValueError("not a number of variable length")
    data = bytes([first]) + source.read(length - 1)
    value = int.from_bytes(data)
    return value if keep_marker else value & ~(1 << 7 * length)


def _webm(source: BinaryIO) -> tuple[int, int]:
    values: dict[int, int] = {}
    source.seek(0)
    for _ in range(_MOST_BOXES):
        try:
            kind, size = _number(source, keep_marker=True), _number(source, keep_marker=False)
        except ValueError:  # the end
            break
        if kind in (*_PIXELS, *_DISPLAY, _UNIT) and size <= 8:
            values.setdefault(kind, int.from_bytes(source.read(size)))
        elif kind == 0x1F43B675:  # a cluster: the tracks are before it
            break
        elif kind not in _CONTAINERS:
            source.seek(size, 1)
    for width, height in [_DISPLAY] * (not values.get(_UNIT)) + [_PIXELS]:
        if values.get(width) and values.get(height):
            return values[width], values[height]
    return 0, 0


# -- Ogg Theora --------------------------------------------------------------------


def _theora(head: bytes) -> tuple[int, int]:
    start = head.find(b"\x80theora")
    if start < 0 or len(head) < start + 20:
        return 0, 0
    size = head[start + 14 : start + 20]
    return int.from_bytes(size[:3]), int.from_bytes(size[3:])
