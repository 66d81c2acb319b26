"""Start a post: write a draft with a title, ``posts/<year>/<slug>.md``.

Run in the folder of conf.py.
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
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable

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
    """Return why *title* cannot be the title of a post, or ``""``."""
    if not title.strip():
        return 'the title is missing; write one, such as TITLE="What pruning costs"'
    # YAML does not allow U+FFFE and U+FFFF, not even escaped
    if any(category(char) in {"Cc", "Cs", "Zl", "Zp"} or char in "\ufffe\uffff" for char in title):
        return "the title must be a single line without control characters"
    if not slug(title):
        return f"the title must contain a letter or a digit, from which to name the file: {title}"
    return ""


def stem(title: str, *, length: int = 60, size: int = 200) -> str:
    """Return the slug of *title*, cut at a word to *length* characters and *size* bytes at most."""
    whole = slug(title)
    start = whole[:length].encode()[:size].decode(errors="ignore")
    if start != whole and whole[len(start)] != "-" and "-" in start:
        start = start.rpartition("-")[0]
    return start.rstrip("-")


def twin(name: str, posts: Path) -> Path | None:
    """Return the first post called *name* in *posts*, in any year, or None."""

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
    """Write a draft with *title* below *posts*, and return its path.

    *text* is its source, if it is not to be an ordinary post.

    :raises FileExistsError: if a post has that name already, in any year: ``:ref:`` to the name
        would be ambiguous.
    """
    name = stem(title)
    if other := twin(name, posts):
        raise FileExistsError(f"a post with that name already exists: {other.as_posix()}")
    path = posts / str(day.year) / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        title = json.dumps(title, ensure_ascii=False)
        file.write(text or POST.format(title=title, date=day))
    return path


def start(write_draft: Callable[[], Path]) -> int:
    """Write a draft by calling *write_draft*, print where it is, and return the exit code."""
    try:
        path = write_draft()
    except ConfigError as error:
        print(f"conf.py: {reason(error)}", file=sys.stderr)
        return 1
    except OSError as error:
        print(of_system(error), file=sys.stderr)
        return 1
    print(f"{path.as_posix()} was created; see it with: make preview")
    return 0


# -- The command ---------------------------------------------------------------


def add_title(parser: ArgumentParser) -> None:
    """Add the title of a draft to *parser*."""
    parser.add_argument(
        "title",
        nargs="?",
        default=os.environ.get("BLINK_TITLE", ""),
        metavar="TITLE",
        help="the title (default: the variable BLINK_TITLE)",
    )


def add_arguments(parser: ArgumentParser) -> None:
    add_title(parser)


def run(arguments: Namespace) -> int:
    if problem := complaint(arguments.title):
        print(problem, file=sys.stderr)
        return 2
    title = arguments.title.strip()
    return start(lambda: write(title, today(Path()), Path("posts")))
