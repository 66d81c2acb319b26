"""A title → the draft of a post, ``posts/<year>/<slug>.md``.

Run in the folder of conf.py as ``python -m blink.commands.new TITLE``, or with the title in
``BLINK_TITLE``.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import category, normalize
from zoneinfo import ZoneInfo

from sphinx.errors import ConfigError

from blink.builder.crash import of_system
from blink.settings import mistakes, read, reason
from blink.text import slug

if TYPE_CHECKING:
    from collections.abc import Sequence

POST = """\
---
title: {title}
date: {date}
draft: true
category:
tags: []
description:
---

"""


def complaint(title: str) -> str:
    """Return why *title* cannot be a post's, or ``""``."""
    if not title.strip():
        return "a post needs a title"
    # YAML takes U+FFFE and U+FFFF in no form
    if any(category(char) in {"Cc", "Cs", "Zl", "Zp"} or char in "\ufffe\uffff" for char in title):
        return "a title is one line, without control characters"
    if not slug(title):
        return f"no word of the title can name the file: {title}"
    return ""


def stem(title: str, *, length: int = 60, size: int = 200) -> str:
    """Return *title*'s slug, cut after a word to *length* characters and *size* bytes at most."""
    whole = slug(title)
    start = whole[:length].encode()[:size].decode(errors="ignore")
    if start != whole and whole[len(start)] != "-" and "-" in start:
        start = start.rpartition("-")[0]
    return start.rstrip("-")


def twin(name: str, posts: Path) -> Path | None:
    """Return the first post called *name* in *posts*, of whatever year, if there is one."""

    def key(text: str) -> str:
        return normalize("NFC", text).casefold()

    sources = (path for path in posts.rglob("*") if path.suffix in {".md", ".rst"})
    return min((path for path in sources if key(path.stem) == key(name)), default=None)


def today(folder: Path) -> date:
    """Return the date in the ``blink_timezone`` of the conf.py in *folder*.

    :raises ConfigError: if conf.py cannot be run, or names no time zone.
    """
    settings = read(folder)
    for mistake in mistakes(settings):
        raise ConfigError(mistake)
    return datetime.now(ZoneInfo(settings.get("blink_timezone", "UTC"))).date()


def write(title: str, day: date, posts: Path, text: str = "") -> Path:
    """Write a draft with *title* below *posts*, perhaps with a *text* made for it.

    Return its path.

    :raises FileExistsError: if a post of its name is there, whatever its year: ``:ref:`` to the
        name would not know which.
    """
    name = stem(title)
    if other := twin(name, posts):
        raise FileExistsError(f"there is a post of that name: {other.as_posix()}")
    path = posts / str(day.year) / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        title = json.dumps(title, ensure_ascii=False)
        file.write(text or POST.format(title=title, date=day))
    return path


def main(args: Sequence[str] | None = None) -> int:
    args = sys.argv[1:] if args is None else args
    title = args[0] if args else os.environ.get("BLINK_TITLE", "")
    if problem := complaint(title):
        print(problem, file=sys.stderr)
        return 2
    try:
        path = write(title.strip(), today(Path()), Path("posts"))
    except ConfigError as error:
        print(f"conf.py: {reason(error)}", file=sys.stderr)
        return 1
    except OSError as error:
        print(of_system(error), file=sys.stderr)
        return 1
    print(f"{path.as_posix()} is there to be written; see it with: make preview")
    return 0


if __name__ == "__main__":
    sys.exit(main())
