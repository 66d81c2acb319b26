"""Read scalars of TensorBoard's event files (TFRecord of ``Event`` messages of TensorFlow)."""

from __future__ import annotations

import struct
from functools import reduce
from typing import TYPE_CHECKING

from blink.logbooks.runs.files import MOST_EVENTS, read_bytes, reading
from blink.logbooks.runs.protobuf import fields, message, single, text
from blink.logbooks.runs.run import BrokenRunError, Run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: The place of a record's message: after its length and the checksum of that
_HEADER, _FOOTER = 12, 4
_LONGEST, _MOST_RECORDS = 50_000_000, 1_000_000
#: Records as long as a picture are not compared with their checksum, which takes long in Python
_CHECKED = 10_000
#: The table of CRC-32C (Castagnoli), for each byte
_CRC = tuple(
    reduce(lambda crc, _: crc >> 1 ^ (0x82F63B78 if crc & 1 else 0), range(8), byte)
    for byte in range(256)
)
#: Plugins whose tensors are scalars
_SCALARS, _HPARAMS = "scalars", "hparams"


def is_event_file(path: Path) -> bool:
    return ".tfevents." in path.name


def read_events(paths: list[Path]) -> Run:
    """Return the run whose events are in *paths*, the files of one folder and of those below it.

    :raises BrokenRunError: if a file is damaged; one without its end makes the run a failed one.
    """
    run = Run("tensorboard")
    for path in sorted(paths):
        with reading(path):
            for step, name, value in _scalars(run, read_bytes(path, MOST_EVENTS)):
                run.add_point(name, step, value)
    run.end_curves()
    return run


def _scalars(run: Run, data: bytes) -> Iterator[tuple[float, str, float]]:
    place = count = 0
    while place < len(data):
        head = data[place : place + _HEADER]
        start, count = place + _HEADER, count + 1
        length = int.from_bytes(head[:8], "little")
        place = start + length + _FOOTER
        whole = len(head) == _HEADER and _is_sound(head)
        if count > _MOST_RECORDS or (whole and length > _LONGEST):
            raise BrokenRunError("it has a record that is too long, or too many records")
        if len(head) < _HEADER or (whole and place > len(data)):
            run.failed = "its last record is cut off"  # it was killed, or still runs
            return
        if not whole or (length < _CHECKED and not _is_sound(data[start:place])):
            raise BrokenRunError(f"the record at byte {start - _HEADER:,} is damaged")
        event = message(data[start : start + length])
        step = event.get(2, [0])[-1]
        for summary in event.get(5, []):
            for number, value in fields(summary) if isinstance(summary, bytes) else ():
                if number == 1 and isinstance(value, bytes):
                    yield from _of_value(run, _signed(step), value)


def _is_sound(data: bytes) -> bool:
    """Say whether *data* has its masked checksum (CRC-32C) at its end, as a TFRecord has."""
    crc = 0xFFFFFFFF
    for byte in data[:-4]:
        crc = _CRC[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    crc ^= 0xFFFFFFFF
    masked = ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF
    return data[-4:] == masked.to_bytes(4, "little")


def _signed(step: int | bytes) -> float:
    number = step if isinstance(step, int) else 0
    return float(number - 2**64 if number >= 2**63 else number)


def _of_value(run: Run, step: float, data: bytes) -> Iterator[tuple[float, str, float]]:
    found = message(data)
    name = text(found.get(1))
    plugin, content = _plugin(found.get(9, []))
    if plugin == _HPARAMS:
        _add_params(run, content)
    number = next((single(value) for value in found.get(2, [])), None)
    if number is None and plugin in (_SCALARS, ""):
        number = next((_of_tensor(t) for t in found.get(8, []) if isinstance(t, bytes)), None)
    if number is not None and name and not name.startswith("_"):
        yield step, name, number


def _plugin(metadata: list[int | bytes]) -> tuple[str, bytes]:
    for data in metadata:
        for inner in message(data).get(1, []) if isinstance(data, bytes) else ():
            if isinstance(inner, bytes):
                found = message(inner)
                content = found.get(2, [b""])[-1]
                return text(found.get(1)), content if isinstance(content, bytes) else b""
    return "", b""


def _of_tensor(data: bytes) -> float | None:
    """Return the number in a tensor of one: of type float (1) or double (2)."""
    found = message(data)
    kind = found.get(1, [0])[-1]
    for number, form, length in ((5, "<f", 4), (6, "<d", 8)):
        for value in found.get(number, []):
            if isinstance(value, bytes) and len(value) == length:
                return float(struct.unpack(form, value)[0])
    content = found.get(4, [b""])[-1]
    form, length = ("<d", 8) if kind == 2 else ("<f", 4)
    if isinstance(content, bytes) and len(content) == length and kind in (1, 2):
        return float(struct.unpack(form, content)[0])
    return None


def _add_params(run: Run, content: bytes) -> None:
    """Add the parameters of the plugin ``hparams`` (``HParamsPluginData``)."""
    for session in message(content).get(3, []):
        for number, item in fields(session) if isinstance(session, bytes) else ():
            if number == 1 and isinstance(item, bytes):
                pair = message(item)
                value = pair.get(2, [b""])[-1]
                run.add_param(
                    text(pair.get(1)), _of_struct(value if isinstance(value, bytes) else b"")
                )


def _of_struct(data: bytes) -> object:
    """Return the value of a ``google.protobuf.Value``."""
    for number, value in fields(data):
        if number == 2 and isinstance(value, bytes) and len(value) == 8:
            (double,) = struct.unpack("<d", value)  # the plugin has no integers
            return int(double) if double.is_integer() else double
        if number == 3 and isinstance(value, bytes):
            return value.decode(errors="replace")
        if number == 4:
            return bool(value)
    return None
