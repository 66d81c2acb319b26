"""Turn a draft into a published post: date it, unmark it, move it to the folder of its year."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from blink.commands.new import post_named
from blink.commands.publishing.check_results import count_of
from blink.files.writing import replace_file
from blink.posts.publication import state_of
from blink.settings.conf_py import local_time
from blink.source.front_matter.fields import Items, Scalar
from blink.source.front_matter.header import read_header
from blink.source.front_matter.keys import Keys
from blink.source.front_matter.post_keys import POST_KEYS
from blink.source.front_matter.reader import read_fields
from blink.source.front_matter.values import Rules

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from blink.source.front_matter.fields import Header, Value

#: Text that may name a file beside the post
_NAMES_FILES = re.compile(
    r"\]\(\s*<?(?!https?:|#|/|mailto:)|^\s*\[[^\]]+\]:\s*<?(?!https?:)|<(?:img|source|video|audio)\b"
    r"|\{(?:figure|image|include|literalinclude|download|doc|csv-table)\}|:(?:file|doc|download):"
    r"|\.\.\s+(?:\|[^|]+\|\s+)?(?:image|figure|include|literalinclude)::|^:?(?:image|metrics|runs):",
    re.MULTILINE,
)


class NotDraft(ValueError):
    """The post needs no release; the text says so, after its place."""


def dated_source(text: str, day: date, *, markdown: bool, now: str = "") -> str:
    """Return the source *text* dated *day* and without the mark of a draft, otherwise unchanged.

    If its date has a time, that stays if it is on *day*; otherwise the time is *now*, ``09:30``.

    :raises ValueError: if its header cannot be changed so; the message starts with the line.
    """
    if "\r" in text.replace("\r\n", ""):
        rule = "its lines end with carriage returns (CR) only"
        raise ValueError(f"1: {rule}; save the file with line feeds (LF)")
    header = read_header(text.encode(), markdown=markdown)
    then = "then run `make publish` without POST"
    if not header.readable:
        raise ValueError(f"{header.problems[0].line}: {header.problems[0].message}")
    if header.directives:
        line = header.directives[0].line
        raise ValueError(
            f"{line}: `make publish` does not change `post` directives; write {day} after the name"
            f" of the directive, {then}"
        )
    dated = _date_text(header, day, now)
    new = _edited(text, header, dated, markdown=markdown)
    wanted = {key: _without_lines(value) for key, value in header.fields.items() if key != "draft"}
    wanted["date"] = (dated, False)
    after = read_header(new.encode(), markdown=markdown)
    edited = {key: _without_lines(value) for key, value in after.fields.items()}
    if not after.readable or edited != wanted:
        line = header.start + 1
        raise ValueError(
            f"{line}: `make publish` cannot change this front matter, perhaps because a line has"
            f" several keys; write `date: {day}` in it and remove `draft`, {then}"
        )
    return new


def _without_lines(value: Value) -> Any:
    """Return a *value* of a header without its line numbers."""
    if isinstance(value, Scalar):
        return value.text.rstrip(), value.null
    if isinstance(value, Items):
        return [_without_lines(item) for item in value.items]
    return value.what, [(_without_lines(key), _without_lines(inner)) for key, inner in value.pairs]


def _date_text(header: Header, day: date, now: str) -> str:
    old = header.fields.get("date")
    text = old.text.strip() if isinstance(old, Scalar) else ""
    if not (now and re.match(r"\d{4}-\d\d-\d\d[ T]\d", text)):
        return str(day)
    return text if text.startswith(str(day)) else f"{day} {now}"


def _edited(text: str, header: Header, day: str, *, markdown: bool) -> str:
    byte_order_mark = "\ufeff" if text.startswith("\ufeff") else ""
    rows: list[str | None] = [*text.removeprefix(byte_order_mark).split("\n")]
    end = "\r" if "\r\n" in text else ""  # like the other lines
    row, fields = f"{'' if markdown else ':'}date: {day}{end}", header.fields
    if "draft" in fields:
        rows[header.line_of("draft") - 1] = None
    if "date" in fields:
        rows[header.line_of("date") - 1] = row
    elif markdown and header.length:
        rows.insert(header.start + 1, row)
    elif markdown:
        rows[:0] = [f"---{end}", row, f"---{end}", end]
    elif fields:
        rows.insert(min(value.line for value in fields.values()) - 1, row)
    else:
        rows[:0] = [row, end]
    return byte_order_mark + "\n".join(line for line in rows if line is not None)


def path_in_year(path: Path, text: str, day: date, *, alone: bool) -> Path:
    """Return where the post at *path*, relative to the folder of posts, belongs: in its year.

    A post stays where it is if it may name files beside it, or if it is the index of a folder and
    not *alone* there.
    """
    parts = list(path.parts)
    years = [n for n, part in enumerate(parts[:-1]) if re.fullmatch(r"\d{4}", part)]
    if not years or parts[years[0]] == str(day.year):
        return path
    has_folder = path.stem == "index" and years[0] < len(parts) - 2
    if (has_folder and (not alone or "](../" in text)) or (
        not has_folder and _NAMES_FILES.search(text)
    ):
        return path
    parts[years[0]] = str(day.year)
    return Path(*parts)


def release(path: Path, day: date, root: Path, settings: Mapping[str, Any]) -> Path:
    """Date the draft at *path*, and move it if its folder is that of another year; return its path.

    *settings* are those of conf.py in *root*.

    :raises NotDraft: if its front matter already says that it is published.
    :raises ValueError: if it cannot be published; the message says why.
    :raises OSError: if a file cannot be written.
    """
    posts = Path(os.path.abspath(root / "posts"))
    full = Path(os.path.abspath(root / path))
    if full.suffix == ".ipynb":
        raise ValueError(
            f"{path}: `make publish` does not change notebooks; write `date: {day}` in the first"
            " cell and remove `draft`, then run `make publish` without POST"
        )
    if not full.is_relative_to(posts) or not full.is_file() or full.suffix not in (".md", ".rst"):
        named = post_named(path.stem, posts)
        near = f"did you mean POST={named.relative_to(posts.parent).as_posix()}?" if named else ""
        advice = near or "write the path of a post, such as POST=posts/2026/a.md"
        raise ValueError(f"{path} is not a .md or .rst file in posts/; {advice}")
    markdown = full.suffix == ".md"
    try:
        text = full.read_bytes().decode("utf-8")
        _check_draft(text, day, settings, markdown=markdown)
        now = f"{local_time(settings):%H:%M}"
        new = dated_source(text, day, markdown=markdown, now=now)
    except NotDraft as error:
        raise NotDraft(f"{path}:{error}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path}:1: the file is not encoded as UTF-8; save it as UTF-8") from None
    except ValueError as error:
        raise ValueError(f"{path}:{error}") from None
    sources = [file for file in full.parent.iterdir() if file.suffix in (".md", ".rst", ".ipynb")]
    below = full.relative_to(posts)
    target = posts / path_in_year(below, text, day, alone=len(sources) == 1)
    moves_folder = target != full and target.stem == "index"
    source, destination = (full.parent, target.parent) if moves_folder else (full, target)
    if target != full and destination.exists():
        raise ValueError(
            f"{path}: this post belongs in the folder of its year, but"
            f" {destination.relative_to(posts.parent)} already exists; rename one of the two"
        )
    replace_file(full, new.encode())
    if target != full:
        destination.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(source, destination)
    return target.relative_to(posts.parent)


def undo_release(path: Path, text: bytes, released: Path, root: Path) -> str:
    """Undo what `release` did to the draft at *path*, which had *text*; return what to say.

    :param released: the path that `release` returned
    :raises OSError: if a file cannot be written.
    """
    lines = text.count(b"\n") - (root / released).read_bytes().count(b"\n")
    full, target = (Path(os.path.abspath(root / name)) for name in (path, released))
    if target != full:
        moves_folder = target.stem == "index"
        source, destination = (target.parent, full.parent) if moves_folder else (target, full)
        shutil.move(source, destination)
        with suppress(OSError):  # others are in it
            source.parent.rmdir()
    replace_file(full, text)
    further = count_of(lines, "line")
    shift = f"; below its front matter, errors are {further} further down than listed above"
    return f"{path} is a draft again, as it was{shift if lines > 0 else ''}"


def _check_draft(text: str, day: date, settings: Mapping[str, Any], *, markdown: bool) -> None:
    now = local_time(settings)
    rules = Rules(now.tzinfo, settings.get("post_date_format", "%Y-%m-%d"))  # type: ignore[arg-type]
    header = read_header(text.encode(), markdown=markdown)
    values, _ = read_fields(header.fields, rules, Keys(POST_KEYS))
    post_date = values.get("date")
    state, _ = state_of([post_date], draft=bool(values.get("draft")), now=now)
    dated_today = post_date and post_date.date() == day  # after a publish that did not finish
    if header.readable and state == "published" and not header.directives and not dated_today:
        raise NotDraft(f"{header.start + 1}: this post is not a draft, so its date stays as it is")
