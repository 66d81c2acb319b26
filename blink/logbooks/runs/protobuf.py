"""Read records in the encoding of Protocol Buffers (protobuf.dev, "Encoding")."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from blink.logbooks.runs.run import BrokenRunError

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENDS_EARLY = "it ends in the middle of a record"
#: The most fields of a message
_MOST_FIELDS = 100_000


def fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield the number and the value of each field of a message.

    :raises BrokenRunError: if it is not a message.
    """
    place = count = 0
    while place < len(data):
        count += 1
        if count > _MOST_FIELDS:
            raise BrokenRunError(f"it has a record of more than {_MOST_FIELDS:,} parts")
        key, place = _varint(data, place)
        kind = key & 7
        if kind == 0:
            value, place = _varint(data, place)
            yield key >> 3, value
            continue
        if kind == 2:
            length, place = _varint(data, place)
        elif kind in (1, 5):
            length = 8 if kind == 1 else 4
        else:
            raise BrokenRunError("it has a record of an unknown kind")
        if place + length > len(data):
            raise BrokenRunError(_ENDS_EARLY)
        yield key >> 3, data[place : place + length]
        place += length


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while shift < 70:
        if place >= len(data):
            raise BrokenRunError(_ENDS_EARLY)
        byte = data[place]
        value |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if byte < 0x80:
            return value, place
    raise BrokenRunError("it has a number without an end")


def message(data: bytes) -> dict[int, list[int | bytes]]:
    """Return the values of each field of a message, by number."""
    found: dict[int, list[int | bytes]] = {}
    for number, value in fields(data):
        found.setdefault(number, []).append(value)
    return found


def text(values: list[int | bytes] | None) -> str:
    """Return the last of *values* as text; ``""`` without one."""
    value = values[-1] if values else b""
    return value.decode(errors="replace") if isinstance(value, bytes) else ""


def single(value: int | bytes) -> float | None:
    """Return a number of single precision."""
    return struct.unpack("<f", value)[0] if isinstance(value, bytes) and len(value) == 4 else None
