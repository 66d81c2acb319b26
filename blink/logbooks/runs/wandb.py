"""Read runs of Weights & Biases: ``run-*.wandb``, or ``wandb-summary.json`` and ``config.yaml``.

A ``.wandb`` file is a log of LevelDB (github.com/google/leveldb, ``doc/log_format.md``) of records
(``wandb_internal.proto`` of the package wandb).
"""

from __future__ import annotations

import struct
import zlib
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from blink.logbooks.runs.files import MOST_EVENTS, parse_json, read_bytes, read_mapping
from blink.logbooks.runs.protobuf import fields, message, text
from blink.logbooks.runs.run import BrokenRunError, Run, flattened, number_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MAGIC, _BLOCK, _HEADER = b":W&B", 32768, 7
_LONGEST = 50_000_000
#: Kinds of parts of a record: whole, first, middle, last
_WHOLE, _FIRST, _LAST = 1, 2, 4
#: Fields of a record
_HISTORY, _SUMMARY, _CONFIG, _RUN, _EXIT, _ENVIRONMENT = 2, 3, 5, 17, 18, 26


def is_wandb(path: Path) -> bool:
    return path.suffix == ".wandb"


def read_log(path: Path) -> Run:
    """Return the run in a ``.wandb`` file.

    :raises BrokenRunError: if it is damaged.
    """
    data = read_bytes(path, MOST_EVENTS)
    if not data.startswith(_MAGIC):
        raise BrokenRunError("it is not a file of Weights & Biases")
    run = Run("wandb")
    summary: dict[str, Any] = {}
    code: int | bytes = 0
    ended = False
    for record in _records(data):
        for number, value in fields(record):
            if not isinstance(value, bytes):
                continue
            if number == _HISTORY:
                _add_row(run, value)
            elif number == _SUMMARY:
                summary.update(_items(value, 1))
            elif number == _CONFIG:
                run.add_params(dict(_items(value, 1)))
            elif number == _RUN:
                _add_run(run, value)
            elif number == _ENVIRONMENT:
                _add_environment(run, value)
            elif number == _EXIT:
                code, ended = message(value).get(1, [0])[-1], True
    if code or not ended:
        ending = f"it ended with the exit code {code!r}" if ended else "it has not come to its end"
        run.failed = run.failed or ending
    _add_summary(run, summary)
    return run


def _records(data: bytes) -> Iterator[bytes]:
    parts: list[bytes]
    place, parts, whole = _HEADER, [], 0
    while place + _HEADER <= len(data):
        left = _BLOCK - place % _BLOCK
        if left < _HEADER:
            place += left
            continue
        length, kind = struct.unpack("<HB", data[place + 4 : place + _HEADER])
        if not kind:  # the rest of a block that is not full
            place += left
            continue
        start, place = place + _HEADER, place + _HEADER + length
        if kind > _LAST:
            raise BrokenRunError("it has a part of an unknown kind")
        if place > len(data):
            return  # a run that was killed
        if zlib.crc32(data[start - 1 : place]) != int.from_bytes(
            data[start - 7 : start - 3], "little"
        ):
            raise BrokenRunError(f"the part at byte {start - _HEADER:,} is damaged")
        if kind in (_WHOLE, _FIRST):
            parts, whole = [], 0
        parts.append(data[start:place])
        whole += length
        if whole > _LONGEST:
            raise BrokenRunError("it has a record that is too long")
        if kind in (_WHOLE, _LAST):
            yield b"".join(parts)


def _items(data: bytes, field: int) -> Iterator[tuple[str, Any]]:
    """Yield names and values of the items in *data*, which have their values in JSON."""
    for number, value in fields(data):
        if number == field and isinstance(value, bytes):
            item = message(value)
            nested = [
                part.decode(errors="replace") for part in item.get(2, []) if isinstance(part, bytes)
            ]
            name = text(item.get(1)) or "/".join(nested)
            yield name, parse_json(text(item.get(16)) or "null")


def _add_row(run: Run, data: bytes) -> None:
    row = dict(_items(data, 1))
    step = number_of(row.get("_step")) or 0.0
    for name, value in flattened(row):
        if (number := number_of(value)) is not None:
            run.add_point(name, step, number)


def _add_run(run: Run, data: bytes) -> None:
    found = message(data)
    run.name = text(found.get(8)) or run.name
    for config in found.get(4, []):
        if isinstance(config, bytes):
            run.add_params(dict(_items(config, 1)))
    for git in found.get(21, []):
        if isinstance(git, bytes):
            inner = message(git)
            run.remote = text(inner.get(1)) or run.remote
            run.commit = text(inner.get(2)) or run.commit
    for moment in found.get(17, []):
        seconds = message(moment).get(1, [0])[-1] if isinstance(moment, bytes) else 0
        if isinstance(seconds, int) and 0 < seconds < 1e11:
            day = datetime.fromtimestamp(seconds, timezone.utc)
            run.started = day.strftime("%Y-%m-%dT%H:%M:%SZ")


def _add_environment(run: Run, data: bytes) -> None:
    found = message(data)
    arguments = [
        part.decode(errors="replace") for part in found.get(5, []) if isinstance(part, bytes)
    ]
    if program := text(found.get(7)):
        run.command = ["python", program, *arguments]


def _add_summary(run: Run, summary: dict[str, Any]) -> None:
    run.end_curves()  # unless the summary has another value
    run.add_metrics(summary)
    seconds = (
        number_of((summary.get("_wandb") or {}).get("runtime"))
        if isinstance(summary.get("_wandb"), dict)
        else None
    )
    run.seconds = seconds if seconds is not None else number_of(summary.get("_runtime"))


def read_folder(folder: Path) -> Run:
    """Return the run in a folder with ``wandb-summary.json``, as older versions wrote it.

    :raises BrokenRunError: if a file is damaged.
    """
    run = Run("wandb")
    config = folder / "config.yaml"
    for name, inner in read_mapping(config).items() if config.is_file() else ():
        if str(name) != "wandb_version" and isinstance(inner, dict) and "value" in inner:
            run.add_params({name: inner["value"]})
    _add_summary(run, {
        name: value
        for name, value in read_mapping(folder / "wandb-summary.json").items()
        if not (isinstance(value, dict) and "_type" in value)
    })  # fmt: skip
    if (folder / "wandb-metadata.json").is_file():
        _add_metadata(run, read_mapping(folder / "wandb-metadata.json"))
    return run


def _add_metadata(run: Run, data: dict[Any, Any]) -> None:
    git = data.get("git")
    if isinstance(git, dict):
        run.remote, run.commit = (str(git.get(key) or "")[:300] for key in ("remote", "commit"))
    run.started = str(data.get("startedAt") or "")[:19]
    run.started += "Z" if run.started else ""
    arguments = data.get("args")
    if program := data.get("program"):
        words = arguments[:1000] if isinstance(arguments, list) else []
        run.command = ["python", *(str(word)[:300] for word in (program, *words))]
