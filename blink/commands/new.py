"""Start a post: write a draft with a title, ``posts/<year>/<slug>.md``.

Run in the folder of conf.py. The commands ``entry`` and ``report`` write their drafts with the
functions of this module.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import category, normalize

from sphinx.errors import ConfigError

from blink.builder.crash import system_message
from blink.commands.arguments import add_text
from blink.settings.conf_py import local_time, placed_reason, read_valid
from blink.text import slug

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Mapping
    from datetime import date

POSTS = Path("posts")
TEMPLATE = """\
---
title: {title}
date: {date}
draft: true
category:
tags: []
description:
---

"""


def text_problem(text: str, subject: str) -> str:
    """Return why *text* cannot be a title or a name, or ``""``; *subject* says which it is."""
    # YAML does not allow U+FFFE and U+FFFF, not even escaped
    if any(category(char) in {"Cc", "Cs", "Zl", "Zp"} or char in "\ufffe\uffff" for char in text):
        return f"{subject} must be a single line without control characters"
    if not slug(text):
        return (
            f"{subject} must contain a letter or a digit, for the name of the file, unlike {text!r}"
        )
    return ""


def title_problem(title: str) -> str:
    """Return why *title* cannot be the title of a post, or ``""``."""
    if not title.strip():
        return 'the title is missing; write one, such as TITLE="What pruning costs"'
    return text_problem(title, "the title")


def file_stem(title: str, *, length: int = 60, size: int = 200) -> str:
    """Return the slug of *title*, cut at a word to *length* characters and *size* bytes at most."""
    whole = slug(title)
    start = whole[:length].encode()[:size].decode(errors="ignore")
    if start != whole and whole[len(start)] != "-" and "-" in start:
        start = start.rpartition("-")[0]
    return start.rstrip("-")


def post_named(stem: str, posts: Path) -> Path | None:
    """Return the first post in *posts* whose file is named *stem*, in any year, or None."""

    def key(text: str) -> str:
        return normalize("NFC", text).casefold()

    sources = (path for path in posts.rglob("*") if path.suffix in {".md", ".rst"})
    return min((path for path in sources if key(path.stem) == key(stem)), default=None)


def quoted(text: str) -> str:
    """Return *text* as a value of YAML, or ``""`` if it is empty."""
    return json.dumps(text, ensure_ascii=False) if text else ""


def write_draft(title: str, day: date, posts: Path, source: str = "") -> Path:
    """Write a draft with *title* below *posts*, and return its path.

    *source* is the text of the file, by default that of an ordinary post.

    :raises FileExistsError: if a post has that name already, in any year: ``:ref:`` to the name
        would be ambiguous.
    """
    stem = file_stem(title)
    if other := post_named(stem, posts):
        raise FileExistsError(f"{other.as_posix()} already exists; choose another title")
    path = posts / str(day.year) / f"{stem}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        try:
            file.write(source or TEMPLATE.format(title=quoted(title), date=day))
            file.flush()
        except BaseException:  # a full disk, or an interrupt
            path.unlink()
            raise
    return path


def start_draft(write: Callable[[Mapping[str, Any], date], Path]) -> int:
    """Call *write* with the settings of conf.py and the date, and return the exit code.

    *write* returns the path of a new draft, which is printed.
    """
    try:
        settings = read_valid(Path())
        path = write(settings, local_time(settings).date())
    except ConfigError as error:
        print(placed_reason(error), file=sys.stderr)
        return 1
    except OSError as error:
        print(system_message(error), file=sys.stderr)
        return 1
    print(f"{path.as_posix()} was created; run `make preview` to see it")
    return 0


# -- The command ---------------------------------------------------------------


def add_arguments(parser: ArgumentParser) -> None:
    add_text(parser, "title", "the title of the post")


def run(arguments: Namespace) -> int:
    if problem := title_problem(arguments.title):
        print(problem, file=sys.stderr)
        return 2
    title = arguments.title.strip()
    return start_draft(lambda _, day: write_draft(title, day, POSTS))
