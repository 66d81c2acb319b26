"""Find out which Python a command runs, and which file pins the packages that it has."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from blink.logbooks.capture.facts import file_digest, output_of, top_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

#: Files that pin packages, in the order in which one is taken
LOCKS = (
    "uv.lock", "pylock.toml", "poetry.lock", "pdm.lock", "pixi.lock", "Pipfile.lock",
    "conda-lock.yml", "requirements.lock", "requirements.txt", "environment.yml",
    "environment.yaml",
)  # fmt: skip
#: A pin in a file of requirements, and one in a file of TOML
_PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*==\s*([\w.+!-]+)", re.MULTILINE)
_TOML_PIN = re.compile(r"^name = \"([^\"]+)\"\nversion = \"([^\"]+)\"", re.MULTILINE)
#: The largest file of pins that is compared
_MOST_BYTES = 20_000_000
#: Prints the version of Python and of each package
_ASK = (
    "import json, platform; from importlib.metadata import distributions;"
    "print(json.dumps([platform.python_version(),"
    " {d.metadata['Name']: d.version for d in distributions() if d.metadata['Name']}]))"
)


def environment_facts(folder: Path, command: Sequence[str]) -> tuple[dict[str, Any], str]:
    """Return the version of Python that *command* runs, and the file that pins its packages.

    The file is looked for in *folder* and above it, up to the top of the repository. Its path is
    relative to that top, and without a repository to *folder*. It is left out if the Python has
    other packages; the text that is also returned says so.
    """
    facts: dict[str, Any] = {}
    program = _python_of(command)
    version, packages = _installed(folder, program) if program else ("", {})
    if version:
        facts["python"] = version
    folder = folder.resolve()
    root = (top_of(folder) or folder).resolve()
    lock = _lock_of(folder, root)
    if not lock:
        return facts, ""
    name = lock.relative_to(root).as_posix()
    if version and (other := _other_package(lock, packages)):
        return facts, (
            f"{name} is not recorded, because `{program}` has other packages: {other}; run the"
            " Python of the environment that it fills, or put the file of the study beside it"
        )
    with suppress(OSError):
        facts["lock"], facts["sha256"] = name, file_digest(lock)
    return facts, ""


def _lock_of(folder: Path, root: Path) -> Path | None:
    for place in (folder, *folder.parents):
        for name in LOCKS:
            if (place / name).is_file():
                return place / name
        if place == root:
            break
    return None


def _python_of(command: Sequence[str]) -> str:
    """Return the first word of *command* that is the name of a Python, or ``""``."""
    words = [word for part in command for word in part.split()]
    return next((word for word in words if re.match(r"(?:.*/)?python[\d.]*$", word)), "")


def _installed(folder: Path, program: str) -> tuple[str, dict[str, str]]:
    """Return the version of the Python *program*, and those of its packages by their names."""
    with suppress(ValueError, TypeError):
        version, packages = json.loads(output_of(program, "-c", _ASK, folder=folder) or b"")
        return version, {_normal(name): text for name, text in packages.items()}
    return "", {}


def _other_package(lock: Path, packages: Mapping[str, str]) -> str:
    """Return how *packages* differ from what *lock* pins, or ``""``.

    Pins of packages that are not there may be for other systems, or optional.
    """
    try:
        if lock.stat().st_size > _MOST_BYTES:
            return ""
        text = lock.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    pins = [(_normal(name), version) for name, version in _PIN.findall(text)]
    pins += [(_normal(name), version) for name, version in _TOML_PIN.findall(text)]
    found = 0
    for name, version in pins:
        if name in packages:
            found += 1
            if packages[name].partition("+")[0] != version.partition("+")[0]:
                return f"{name} {packages[name]}, not {version}"
    return f"it has none of {len(pins)}" if pins and not found else ""


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
