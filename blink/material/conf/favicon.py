"""Copy the favicon of the old site, if browsers and Blink can show it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PIL import Image

from blink.files.svg import draw
from blink.material.conf.social import THERE
from blink.material.site.project import normalised_path
from blink.material.site.sources import is_inside, safe_name

if TYPE_CHECKING:
    from pathlib import Path

    from blink.material.conf.social import Put
    from blink.material.site.project import Project

#: The most bytes of a favicon: each page loads it
_SIZE = 1_000_000
_WRITE = "to have an icon, write its path as `html_favicon` in `conf.py`"


def file_of_theme(project: Project, name: object) -> Path | None:
    """Return the file of the site that ``theme`` calls *name*, or None if it is not there."""
    inner = normalised_path(name) if isinstance(name, str) else ""
    custom = project.theme("custom_dir")
    over = normalised_path(custom) if isinstance(custom, str) else ""
    folders = [project.docs, *([project.root / over] if over else [])]
    for folder in folders if inner else ():
        file = folder / inner
        if file.is_file() and is_inside(file, project.root):
            return file
    return None


def favicon(project: Project, put: Put) -> tuple[str, list[str]]:
    """Return the path of the favicon in the blog, or ``""``, and report lines."""
    name = project.theme("favicon")
    if not isinstance(name, str) or not name.strip():
        return "", []
    if re.match(r"(?:https?:)?//", name):
        reason = "is on another site; save the file in `_static`, and"
        return "", [
            f"- `theme.favicon`: `{name}` {reason} {_WRITE.removeprefix('to have an icon, ')}"
        ]
    file = file_of_theme(project, name)
    reason = problem(file) if file else "does not exist"
    if not file or reason:
        return "", [f"- `theme.favicon`: `{name}` {reason}, so it was left out; {_WRITE}"]
    data, plain = file.read_bytes(), safe_name(file.name)
    for path in (f"_static/{plain}", f"_static/site-{plain}"):  # the blog may have one of that name
        if put(path, data, "mkdocs.yml") in THERE:
            return path, []
    return "", [f"- `theme.favicon`: `{name}` could not be copied; {_WRITE}"]


def problem(file: Path) -> str:
    """Return why *file* cannot be a favicon, as the end of a sentence, or ``""``."""
    try:
        if file.stat().st_size > _SIZE:
            return f"is larger than {_SIZE // 1_000_000} MB"
        if file.suffix.lower() == ".svg":
            draw.__wrapped__(file.read_text(encoding="utf-8"), 180)
        else:
            with Image.open(file) as image:
                image.load()
    except Exception as error:  # noqa: BLE001  # Pillow and resvg raise anything on a broken file
        return f"cannot be read as an image ({' '.join(str(error).split())})".replace(f"{file}", "")
    return ""
