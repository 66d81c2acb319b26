"""Pin what ``requirements.in`` lists, with hashes, in ``requirements.txt``, and install it.

`uv` resolves: for all systems and all versions of Python from 3.11 at once, with the newest version
of a package that each takes. What is pinned already stays as it is.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from blink.commands.engine.requirements import ENGINE, EXTRAS, PackageLine, engine_line
from blink.commands.engine.wheels import FOLDER, PackageError, pip, run_tool, wheel_version

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = "requirements.txt"
HEAD = """\
# The packages of this blog, each version with its hashes. `make add` and `make upgrade` write this
# file from requirements.in.
"""
_FIND_WHEELS = f"--find-links ./{FOLDER}\n"
_LINKS = re.compile(r"^--find-links .*\n", re.MULTILINE)
_OPTIONS = ("index-url", "extra-index-url", "find-links", "no-index")


def first_pins(wheel: Path, engine: str, *, keep: bool) -> str:
    """Return the ``requirements.txt`` of a new blog, which needs only the engine in *wheel*.

    :param engine: the pins of the engine's dependencies
    :param keep: whether the wheel is in the blog
    """
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    line = PackageLine(ENGINE, EXTRAS, f"=={wheel_version(wheel)}")
    own = f"{line} \\\n    --hash=sha256:{digest}\n"
    return HEAD + (_FIND_WHEELS if keep else "") + own + without_comments(engine)


def pinned(text: str) -> dict[str, list[str]]:
    """Return the versions of each package that *text*, that of a ``requirements.txt``, pins."""
    versions: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;\\]+)", text, re.MULTILINE):
        versions.setdefault(name, []).append(version)
    return versions


def without_comments(text: str) -> str:
    """Return the pins of *text* without the comments, in which `uv` says what needs a package."""
    return "".join(line for line in text.splitlines(keepends=True) if not re.match(r"\s*#", line))


def _uv(folder: Path) -> list[str | Path]:
    """Return the command of `uv`, which is installed below *folder* unless it is on PATH."""
    if found := shutil.which("uv"):
        return [found]
    python = folder / "_build" / "uv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not python.exists():
        task = "cannot install uv, which pins packages"
        run_tool([sys.executable, "-m", "venv", folder / "_build" / "uv"], task)
        run_tool([python, "-m", "pip", "install", "--quiet", "uv"], task)
    return [python, "-m", "uv"]


def _index_options() -> Iterator[str]:
    """Yield the options of `uv` for the package index that pip is configured with."""
    listed = pip("config", "list", task="cannot read the settings of pip")
    for name, value in re.findall(r"^(?:\w+|:env:)\.([\w-]+)='(.*)'$", listed, re.MULTILINE):
        if name == "no-index" and value.lower() in {"1", "true", "yes"}:
            yield "--no-index"
        elif name in _OPTIONS[:3]:
            for part in value.replace("\\n", " ").split():
                yield from (f"--{name}", part)


def pin(
    folder: Path, requirements: str, *, wheel: Path | None = None, constraints: str = ""
) -> str:
    """Return the ``requirements.txt`` for *requirements*, the text of a ``requirements.in``.

    :param folder: that of the blog, whose present pins stay where they can
    :param wheel: the engine, if it is not in a package index
    :param constraints: the pins of the engine, which apply to its dependencies
    :raises PackageError: if there are no versions that fit together.
    """
    lines = requirements.splitlines()
    engine = engine_line(requirements)
    links: list[str | Path] = []
    if engine and wheel:
        exact = str(PackageLine(ENGINE, engine.extras, f"=={wheel_version(wheel)}"))
        lines = [line for line in lines if not engine_line(line)] + [exact]
        links = ["--find-links", wheel.parent.resolve()]
    with TemporaryDirectory(prefix="blink-") as name:
        scratch = Path(name)
        (scratch / "requirements.in").write_text("\n".join([*lines, ""]), encoding="utf-8")
        (scratch / "constraints.txt").write_text(constraints, encoding="utf-8")
        output = scratch / FILE
        if (folder / FILE).is_file():
            current = (folder / FILE).read_text(encoding="utf-8")
            output.write_text(_LINKS.sub("", current), encoding="utf-8")
        run_tool(
            [
                *_uv(folder), "pip", "compile", "--quiet", "--universal",
                "--python-version", "3.11",
                "--no-strip-extras", "--generate-hashes", "--no-header", "--no-annotate",
                "--index-strategy", "unsafe-best-match",  # as pip does
                *_index_options(), *links, "--constraint", scratch / "constraints.txt",
                "--output-file", output, scratch / "requirements.in",
            ],
            "the packages in requirements.in do not fit together, or cannot be found",
            cwd=folder,
        )  # fmt: skip
        pins = output.read_text(encoding="utf-8")
    return HEAD + (_FIND_WHEELS if wheel else "") + without_comments(pins)


def install(folder: Path) -> None:
    """Install what ``requirements.txt`` of *folder* pins into the environment of this process.

    :raises PackageError: if a package cannot be installed, or if there is no environment.
    """
    if sys.prefix == sys.base_prefix:
        raise PackageError(
            "this Python has no virtual environment; create one with `python -m venv .venv`, and"
            " run the command with its Python"
        )
    pip(
        *("install", "--quiet", "--require-hashes", "--requirement", FILE),
        task="cannot install the packages",
        cwd=folder,
    )
