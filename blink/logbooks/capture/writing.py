"""Write the folder of a run: ``run.json``, and beside it ``curves.csv`` and ``run.patch``.

A folder appears in one step, so a process that is killed leaves nothing that looks like a run.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any, NamedTuple

from blink.logbooks.capture.facts import PATCH
from blink.logbooks.capture.redaction import kept_command, without_credentials, without_secrets
from blink.logbooks.runs.record import (
    CURVES,
    FILE,
    MOST_BYTES,
    curves_csv,
    record_of,
    record_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from blink.logbooks.runs.run import Run

#: The most curves that are kept
_MOST_CURVES = 200


class RunFiles(NamedTuple):
    """The content of the folder of a run."""

    #: the text of each file, by its name
    files: dict[str, bytes]
    data: dict[str, Any]
    #: what was left out or shortened
    shortened: tuple[str, ...] = ()


def run_files(run: Run, facts: Mapping[str, Any], patch: bytes = b"") -> RunFiles:
    """Return the files that keep *run*, without secrets; *facts* are those of `record_of`."""
    curves = {name: curve for name, curve in run.curves.items() if len(curve.values) > 1}
    data = record_of(replace(run, curves=curves), facts)
    if "command" in data:
        data["command"] = kept_command(data["command"], "/")
    data["params"] = without_secrets(data["params"])
    if "remote" in data.get("git", {}):
        data["git"]["remote"] = without_credentials(data["git"]["remote"])
    text, shortened = _fitting_text(data)
    files = {FILE: text.encode()}
    if curves:
        names = sorted(curves)
        if len(names) > _MOST_CURVES:
            shortened = (*shortened, f"all but {_MOST_CURVES} of {len(names)} curves")
        kept = {name: curves[name] for name in names[:_MOST_CURVES]}
        files[CURVES] = curves_csv(kept).encode()
    if patch:
        files[PATCH] = patch
    return RunFiles(files, data, shortened)


def _fitting_text(data: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Return *data* as text, and what was shortened in it so that it is not too long."""
    text, done = record_text(data), []
    for what, shorten in _SHORTER:
        if len(text.encode()) <= MOST_BYTES:
            break
        shorten(data)
        if record_text(data) != text:
            text = record_text(data)
            done.append(what)
    return text, tuple(done)


def _fewer_names(data: dict[str, Any]) -> None:
    names = data.get("git", {}).get("untracked", [])
    if len(names) > 20:
        data["git"]["more_untracked"] = data["git"].get("more_untracked", 0) + len(names) - 20
        data["git"]["untracked"] = names[:20]


def _fewer_inputs(data: dict[str, Any]) -> None:
    if "inputs" in data:
        data["inputs"] = data["inputs"][:20]


def _shorter_params(data: dict[str, Any]) -> None:
    data["params"] = {
        name: f"{value[:59]}…" if isinstance(value, str) and len(value) > 60 else value
        for name, value in data["params"].items()
    }


def _shorter_command(data: dict[str, Any]) -> None:
    words = [word if len(word) <= 200 else f"{word[:199]}…" for word in data.get("command", [])]
    if words:
        data["command"] = words if len(words) <= 50 else [*words[:50], "…"]


def _fewer(key: str, most: int) -> Callable[[dict[str, Any]], None]:
    def shorten(data: dict[str, Any]) -> None:
        if len(data.get(key, {})) > most:
            data[key] = dict(list(data[key].items())[:most])

    return shorten


def _shorter_names(data: dict[str, Any]) -> None:
    """Leave out what has a long name; what remains is less than the limit."""
    for key in ("params", "metrics", "summaries"):
        if key in data:
            data[key] = {name: value for name, value in data[key].items() if len(name) <= 60}
    for key in ("untracked", "more_untracked"):
        data.get("git", {}).pop(key, None)
    data.pop("inputs", None)


#: What is shortened, from the least important on
_SHORTER: tuple[tuple[str, Callable[[dict[str, Any]], None]], ...] = (
    ("names of untracked files", _fewer_names),
    ("inputs", _fewer_inputs),
    ("long parameters", _shorter_params),
    ("the command", _shorter_command),
    ("all but 100 parameters", _fewer("params", 100)),
    ("all but 100 metrics", _fewer("metrics", 100)),
    ("deviations", _fewer("summaries", 20)),
    ("what has a long name", _shorter_names),
    ("all but 20 parameters", _fewer("params", 20)),
    ("all but 20 metrics", _fewer("metrics", 20)),
)


def folder_name(run: Run) -> str:
    """Return the name for the folder of *run*: that of its seed, or its own."""
    if run.seed:
        return f"seed-{_slug(run.seed)}"
    return _slug(run.name or run.folder) or "run"


def _slug(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-.")[:60]


def write_folder(runs: Path, name: str, files: Mapping[str, bytes]) -> Path:
    """Write *files* into a new folder of *runs* called *name*, or *name* with a number.

    No earlier folder is changed.

    :raises OSError: if it cannot be written.
    """
    runs.mkdir(parents=True, exist_ok=True)
    new = Path(mkdtemp(prefix=".run-", dir=runs.parent))
    try:
        for file, content in files.items():
            (new / file).write_bytes(content)
        new.chmod(0o777 & ~_umask())
        return next(path for path in _free_names(runs, name) if _is_renamed(new, path))
    except BaseException:  # an interrupt, too
        shutil.rmtree(new, ignore_errors=True)
        raise


def _is_renamed(new: Path, path: Path) -> bool:
    """Rename *new* to *path*, unless another process has made a folder of that name just now."""
    try:
        os.rename(new, path)
    except OSError:
        if not path.exists():
            raise
        return False
    return True


def _free_names(runs: Path, name: str) -> Iterator[Path]:
    number = 1
    while True:
        path = runs / (name if number == 1 and name != "run" else f"{name}-{number}")
        if not path.exists():
            yield path
        number += 1


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def kept_records(runs: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the path and the content of each ``run.json`` in the folders of *runs*."""
    for path in sorted(runs.glob(f"*/{FILE}")):
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            continue
        if isinstance(data, dict):
            yield path, data
