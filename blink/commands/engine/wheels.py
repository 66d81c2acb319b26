"""Get the wheel of an engine, and find where the engine that runs came from.

`pip` does the work, with the package index and the options that it is configured with.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from typing import TYPE_CHECKING

from blink.commands.engine.requirements import ENGINE
from blink.scaffold import HOME

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: The folder of a blog for an engine that is not in a package index
FOLDER = "wheels"
_WHEEL = re.compile(r"blink_blog-(?P<version>[^-]+)-py3-none-any\.whl")


class PackageError(Exception):
    """A package cannot be found, pinned or installed; the text is the reason, and what to do."""


def run_tool(command: Sequence[str | Path], task: str, cwd: Path | None = None) -> str:
    """Run *command* and return what it prints.

    :raises PackageError: if it fails; its text has *task* and what the command wrote.
    """
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, check=False, capture_output=True, text=True
    )
    if done.returncode:
        lines = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        lines = [line for line in lines if line.startswith("ERROR:")] or lines[-6:]
        output = "\n  ".join(lines)
        raise PackageError(f"{task}:\n  {output}")
    return done.stdout


def pip(*arguments: str | Path, task: str, cwd: Path | None = None) -> str:
    """Run pip in the environment of this process, as `run_tool` does."""
    options = ["--disable-pip-version-check", "--no-input"]
    return run_tool([sys.executable, "-m", "pip", *options, *arguments], task, cwd)


def engine_wheel(source: str, folder: Path, cwd: Path) -> Path:
    """Put the wheel of an engine into *folder* and return its path.

    :param source: what `pip wheel` takes: ``blink-blog==0.2.0``, a URL, ``git+https://…``, or the
        path of a wheel or of a source tree, which may be relative to *cwd*
    :raises PackageError: if there is no such engine.
    """
    is_named = re.fullmatch(rf"{ENGINE}(==.*)?", source) or "://" in source
    if not is_named and not (cwd / source).exists():
        raise PackageError(f"there is no file {source}; name a wheel, a URL, or git+https://…")
    place = source if is_named else os.path.abspath(cwd / source)
    pip(
        *("wheel", "--quiet", "--no-deps", "--wheel-dir", folder, place),
        task=f"cannot get the engine from {source}",
        cwd=cwd,
    )
    wheels = [path for path in folder.iterdir() if _WHEEL.fullmatch(path.name)]
    if len(wheels) != 1:
        raise PackageError(f"{source} is not {ENGINE}; name a wheel or a repository of Blink")
    return wheels[0]


def kept_wheel(folder: Path) -> Path | None:
    """Return the wheel of the engine that the blog in *folder* keeps, or None."""
    return next(iter(sorted((folder / FOLDER).glob("blink_blog-*.whl"))), None)


def keep_wheel(folder: Path, wheel: Path | None) -> None:
    """Let the blog in *folder* keep *wheel*, or none, in place of the wheel that it kept."""
    if former := kept_wheel(folder):
        former.unlink()
    if wheel:
        (folder / FOLDER).mkdir(exist_ok=True)
        shutil.copy(wheel, folder / FOLDER)


def wheel_version(wheel: Path) -> str:
    """Return the version of the engine in *wheel*, from its name."""
    match = _WHEEL.fullmatch(wheel.name)
    return match["version"] if match else ""


def installed_version() -> str:
    """Return the version of the engine that runs."""
    try:
        return distribution(ENGINE).version
    except PackageNotFoundError:
        text = (HOME.parents[1] / "pyproject.toml").read_text(encoding="utf-8")
        match = re.search(r'^version = "(.+)"', text, re.MULTILINE)
        return match[1] if match else "0"


def origin() -> tuple[str, str]:
    """Return where the engine that runs came from, for `engine_wheel` and for ``requirements.in``.

    The second is ``==VERSION`` for a package index, ``@ git+URL@VERSION`` for a git repository, and
    ``""`` for a file or a source tree, whose wheel the blog must keep (PEP 610).
    """
    try:
        package = distribution(ENGINE)
    except PackageNotFoundError:
        return str(HOME.parents[1]), ""
    recorded = package.read_text("direct_url.json")
    if recorded is None:
        return f"{ENGINE}=={package.version}", f"=={package.version}"
    direct = json.loads(recorded)
    if repository := direct.get("vcs_info"):
        url = f"git+{direct['url']}"
        return f"{url}@{repository['commit_id']}", (
            f"@ {url}@{repository.get('requested_revision') or repository['commit_id']}"
        )
    return direct["url"], ""
