"""Build the blog after an import; a setting that the import wrote never makes the build fail.

If the build fails, a blog with one page and one post is built with conf.py as it was and as it is.
Only settings of the import without which that blog builds are taken back.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import blink
from blink.settings.conf_py import CONF

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blink.material.import_run import ImportRun

_OPTIONS = ("--fail-on-warning", "--keep-going", "--jobs", "auto")
#: The setting that only the posts of the import can make wrong
LISTINGS = "blink_moved"
#: The place of a message about a document
_PLACE = re.compile(r".*\.(?:md|rst|ipynb|txt)(?::\d+)?: ")
#: Escape sequences of colours
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def _command() -> tuple[list[str], dict[str, str]]:
    """Return the command that builds the blog in the current folder, and its environment."""
    paths = [str(Path(blink.__file__).parent.parent), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    return [sys.executable, "-m", "blink", "build", "--", *_OPTIONS], environment


def build(folder: Path) -> tuple[int, list[str]]:
    """Build the blog in *folder* as `make html` does; return the exit status and the messages."""
    command, environment = _command()
    sys.stdout.flush()
    messages: list[str] = []
    with subprocess.Popen(
        command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True, errors="replace"
    ) as process:
        for line in process.stderr or ():
            print(line, end="", file=sys.stderr, flush=True)
            messages.append(_COLOUR.sub("", line).strip())
    return process.returncode, messages


def build_after(run: ImportRun) -> int:
    """Build the blog after *run*; return the exit status of the last build."""
    print("\nbuilding the blog, as `make html` does …")
    code, messages = build(run.folder)
    if not code or not run.conf.settings or are_of_documents(messages):
        return code
    print("checking the settings that the import wrote to conf.py …", flush=True)
    wrong = wrong_settings(run)
    if told := [line for line in messages if f"{LISTINGS}:" in line or f"`{LISTINGS}`" in line]:
        wrong[LISTINGS] = told[0]
    if not wrong:
        return code
    run.write_settings([name for name in run.conf.settings if name not in wrong])
    for name, reason in wrong.items():
        line = f"- `{name}` in `conf.py` was taken back, because the build failed with it: {reason}"
        run.conf.notes.append(line)
        print(line.removeprefix("- "))
    run.write_report()
    return build(run.folder)[0]


def are_of_documents(messages: Iterable[str]) -> bool:
    """Return whether all *messages* of a build that failed name a document as their place."""
    marked = [line for line in messages if re.search(r"\b(?:WARNING|ERROR|CRITICAL): ", line)]
    return bool(marked) and all(_PLACE.match(line) for line in marked)


def wrong_settings(run: ImportRun) -> dict[str, str]:
    """Return the settings of *run* with which a blog with a single post fails, and why."""
    with TemporaryDirectory(prefix="blink-import-") as name:
        bare = Path(name).resolve()
        _copy_frame(run.folder, bare)
        names = [name for name in run.conf.settings if name != LISTINGS]  # this blog has none
        if not _problem(bare, run.conf.with_settings(names)):
            return {}  # the posts are at fault
        if _problem(bare, run.conf.with_settings([])):
            return {}  # conf.py was wrong before the import
        good: list[str] = []
        wrong: dict[str, str] = {}
        for setting in names:
            if problem := _problem(bare, run.conf.with_settings([*good, setting])):
                wrong[setting] = problem
            else:
                good.append(setting)
        return wrong


def _copy_frame(folder: Path, bare: Path) -> None:
    """Copy the blog in *folder* to *bare*, with a single post instead of its posts and pages."""
    for path in folder.iterdir():
        if path.is_dir() and path.name.startswith("_") and path.name != "_build":
            shutil.copytree(path, bare / path.name)
        elif path.is_file() and path.suffix not in (".md", ".rst", ".ipynb"):
            shutil.copyfile(path, bare / path.name)
    (bare / "posts").mkdir()
    (bare / "index.md").write_text("# Home\n\nWords.\n", encoding="utf-8")
    post = "---\ndate: 2024-01-31\ndescription: Words.\n---\n\n# Post\n\nWords.\n"
    (bare / "posts" / "post.md").write_text(post, encoding="utf-8")


def _problem(bare: Path, conf: str) -> str:
    """Return the last message of a build of *bare* with this *conf*, or ``""`` if it succeeds."""
    (bare / CONF).write_bytes(conf.encode())
    shutil.rmtree(bare / "_build", ignore_errors=True)
    command, environment = _command()
    done = subprocess.run(
        command, cwd=bare, env=environment, check=False, capture_output=True, text=True
    )
    if not done.returncode:
        return ""
    lines = [_COLOUR.sub("", line).strip() for line in done.stderr.splitlines()]
    told = [line for line in lines if line and not line.startswith("the build failed;")]
    message = told[-1] if told else f"exit status {done.returncode}"
    return message.replace(f"{bare}{os.sep}", "")
