"""Add the authors of the imported posts to ``blog_authors`` in conf.py."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from blink.material.conf.literals import NOBODY, literal, plain_text, spans
from blink.material.site import safe_yaml
from blink.material.site.project import normalised_path
from blink.material.site.sources import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from blink.material.conf.literals import LiteralSpan
    from blink.material.site.project import Project


def authors_of(project: Project) -> tuple[dict[str, tuple[str, str | None]], list[str]]:
    """Return the authors of *project* by key, and report lines on problems in their files."""
    authors: dict[str, tuple[str, str | None]] = {}
    notes: list[str] = []
    for blog in project.blogs:
        name = blog.setting("authors_file", "{blog}/.authors.yml")
        path = normalised_path(str(name).replace("{blog}", blog.folder))
        file = project.docs / path
        if not path or not file.is_file():
            continue
        try:
            data, _ = safe_yaml.read(text_of(file, project.root))
        except ValueError as error:
            notes.append(f"- `{path}` {error}")
            continue
        except safe_yaml.InvalidYaml as error:
            notes.append(f"- `{path}`:{error.line}: {error}")
            continue
        given = data.get("authors") if isinstance(data, dict) else None
        for key, entry in given.items() if isinstance(given, dict) else ():
            person = _person(str(key), entry)
            other = authors.setdefault(str(key), person)
            if other != person:
                notes.append(
                    f"- `{path}`: another blog of the old site has a different author `{key}`;"
                    f" `{other[0]}` was kept, so check `blog_authors` in `conf.py`"
                )
    return authors, notes


def default_is_nobody(values: Mapping[str, Any]) -> bool:
    """Return whether the default author of conf.py, with these *values*, is that of a new blog."""
    people = values.get("blog_authors")
    default = values.get("blog_default_author")
    person = people.get(default) if isinstance(people, dict) and isinstance(default, str) else None
    return person is not None and person[0] == NOBODY


def without_nobody(text: str) -> str:
    """Return conf.py without the author of a new blog."""
    return re.sub(rf'^[ \t]*"[\w-]+": \("{NOBODY}", None\),\n', "", text, flags=re.MULTILINE)


def _person(key: str, entry: Any) -> tuple[str, str | None]:
    given = entry if isinstance(entry, dict) else {}
    name = plain_text(str(given.get("name") or key)) or key
    url = given.get("url") or given.get("website")
    found = re.fullmatch(r"https?://[^\s\x00-\x1f]+", url.strip()) if isinstance(url, str) else None
    return name, found[0] if found else None


def add(
    text: str, project: Project, used: Iterable[str], before: LiteralSpan | None
) -> tuple[str, list[str]]:
    """Return conf.py with the missing authors added, and report lines on them."""
    authors, notes = authors_of(project)
    used = dict.fromkeys(used)
    present = spans(text).get("blog_authors")
    if before is None or present is None or not isinstance(present.value, dict):
        if used:
            names = ", ".join(f"`{key}`" for key in used)
            notes.append(
                "- `blog_authors` is not in `conf.py` or is computed there, so no authors were"
                " added; write a line such as `'ann': ('Ann Lee', 'https://ann.example'),`"
                f" for {names}"
            )
        return text, notes
    lines = []
    for key in dict.fromkeys([*authors, *used]):
        if key in present.value:
            continue
        person = authors.get(key) or (key, None)
        if key not in authors:
            notes.append(
                f"- author `{key}` is not in `.authors.yml`; write the author's name in"
                " `blog_authors` in `conf.py`"
            )
        lines.append(f"    {literal(key)}: {literal(person)},\n")
        notes.append(f"- `blog_authors` in `conf.py` now has the author `{key}` ({person[0]})")
    if not lines:
        return text, notes
    data = text.encode()
    end = present.end - 1  # before the brace
    if place := _missing_comma(data[present.start : present.end]):
        place += present.start
        data, end = data[:place] + b"," + data[place:], end + 1
    return f"{data[:end].decode().rstrip()}\n{''.join(lines)}{data[end:].decode()}", notes


def _missing_comma(source: bytes) -> int:
    """Return where the last entry of the dict in *source* lacks a comma, or 0."""
    entries = ast.parse(source, mode="eval").body
    if not isinstance(entries, ast.Dict) or not entries.values:
        return 0
    last = entries.values[-1]
    lines = source.split(b"\n")
    before = sum(len(line) + 1 for line in lines[: (last.end_lineno or 1) - 1])
    place = before + (last.end_col_offset or 0)
    return 0 if source[place:].lstrip().startswith(b",") else place
