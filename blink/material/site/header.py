"""Convert the front matter of Material to that of Blink."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import yaml

from blink.dates import read as read_date
from blink.material.site import safe_yaml
from blink.material.site.safe_yaml import InvalidYaml
from blink.problems import Mistake
from blink.source.front_matter.header import UNPRINTABLE
from blink.text import has_words, one_line, slug

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

#: Keys without effect in Blink → advice for the report, if there is any
_DROPPED = {
    "template": "",
    "hide": "",
    "readtime": "Blink computes the reading time itself",
    "icon": "",
    "status": "",
    "password": "Blink does not encrypt posts",
}
#: What becomes of a key or a value that Blink does not use
KEPT = "it was moved below `imported:` in the new post, where it has no effect"
#: Values of ``draft`` that mean no; any other value makes a draft
_NO = frozenset({"false", "no", "off", "0"})
_WRITE_DATE = "write a line such as `date: 2026-01-31` in the front matter of the new post"
_HEADER = re.compile(r"-{3}[ \t]*\n(.*?\n)??(?:-{3}|\.{3})[ \t]*(?:\n|$)", re.DOTALL)


@dataclass
class FrontMatter:
    """The front matter of a post as its source has it."""

    data: dict[str, Any] = field(default_factory=dict)
    #: key → 1-based line
    lines: dict[str, int] = field(default_factory=dict)
    #: the text below it, and the line it begins in
    body: str = ""
    first: int = 1
    #: the header itself if it cannot be read; *problem* has the line and the reason
    unread: str = ""
    problem: tuple[int, str] = (0, "")


def read(text: str) -> FrontMatter:
    """Return header and body of a post's *text*."""
    found = _HEADER.match(text)
    if not found:
        return FrontMatter(body=text)
    inner = found[1] or ""
    first = text.count("\n", 0, found.end()) + 1
    body = text[found.end() :]
    try:
        data, lines = safe_yaml.read(inner)
    except InvalidYaml as error:
        message = (
            f"the post is a draft because its front matter cannot be read: {error}; correct it, and"
            " import the post again"
        )
        return FrontMatter(body=body, first=first, unread=inner, problem=(error.line + 1, message))
    if data is None:
        return FrontMatter(body=body, first=first)
    if not isinstance(data, dict):
        if ":" in inner:
            message = (
                "the post is a draft because its front matter is not a mapping of keys to values;"
                " write lines such as `date: 2026-01-31`, and import the post again"
            )
            return FrontMatter(body=body, first=first, unread=inner, problem=(2, message))
        return FrontMatter(body=text)  # text between two thematic breaks
    keys = {key: line + 2 for key, line in lines.items()}
    return FrontMatter({str(k): v for k, v in data.items()}, keys, body, first)


@dataclass
class ConvertedFields:
    """Front matter in Blink's keys, and what the report says about it."""

    values: dict[str, Any] = field(default_factory=dict)
    #: keys that Blink does not use, kept under ``imported``
    kept: dict[str, Any] = field(default_factory=dict)
    #: line and message
    notes: list[tuple[int, str]] = field(default_factory=list)
    #: line, and what the author must decide
    decide: list[tuple[int, str]] = field(default_factory=list)
    date: date | datetime | None = None
    slug: str = ""
    title: str = ""
    links: list[Any] = field(default_factory=list)
    image: str = ""
    #: the names of categories as in the source
    categories: list[str] = field(default_factory=list)


def _day(value: Any, zone: tzinfo) -> date | datetime | None:
    if isinstance(value, (datetime, date)):
        return value
    if isinstance(value, str) and value.strip():
        try:
            found, _, doubt = read_date(value, zone, "%Y-%m-%d")
        except Mistake:
            return None
        if doubt:  # the author must decide
            return None
        return found if re.search(r"\d:\d", value) else found.date()
    return None


def _shown(value: date | datetime) -> str:
    if isinstance(value, datetime):
        if not (value.hour or value.minute or value.second or value.tzinfo):
            return f"{value:%Y-%m-%d}"
        form = "%Y-%m-%d %H:%M:%S" if value.second else "%Y-%m-%d %H:%M"
        text = value.strftime(form)
        offset = value.strftime("%z")
        return text + (f"{offset[:3]}:{offset[3:5]}" if offset else "")
    return f"{value:%Y-%m-%d}"


def day_of(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [one_line(value)] if value.strip() else []
    if isinstance(value, list):
        return [
            one_line(str(item))
            for item in value
            if isinstance(item, (str, int, float)) and str(item).strip()
        ]
    return [str(value)] if isinstance(value, (int, float)) and not isinstance(value, bool) else []


def convert(meta: FrontMatter, defaults: Mapping[str, Any], zone: tzinfo) -> ConvertedFields:
    """Return *meta*, with the *defaults* of its folders, in Blink's keys."""
    data = safe_yaml.merged(defaults, meta.data, add_lists=True)
    out = ConvertedFields()
    if meta.unread:
        out.decide.append(meta.problem)
        out.kept["header"] = meta.unread
    for key, value in data.items():
        if value is not None and value not in ("", []):
            _convert_key(key, value, data, out, meta.lines.get(key, 1), zone)
    if out.date is None and "date" not in data and not meta.unread:
        out.decide.append((1, f"the post is a draft because it has no date; {_WRITE_DATE}"))
    return out


def _convert_key(
    key: str, value: Any, data: Mapping[str, Any], out: ConvertedFields, at: int, zone: tzinfo
) -> None:
    """Convert *value* of *key*, from line *at*, into *out*; *data* is the whole header."""
    if key == "date":
        _date(value, out, at, zone)
    elif key in ("authors", "author"):
        if names := _texts(value):
            out.values["author"] = names
    elif key in ("categories", "category"):
        out.categories = _texts(value)
        out.values["category"] = _terms(out.categories, key, at, out)
    elif key == "tags":
        out.values["tags"] = _terms(_texts(value), key, at, out)
    elif key == "draft":
        if str(value).strip().lower() not in _NO:
            out.values["draft"] = True
    elif key == "title":
        out.title = one_line(str(value)) if not isinstance(value, (dict, list)) else ""
    elif key == "slug":
        out.slug = one_line(str(value))
    elif key in ("description", "summary"):
        text = one_line(UNPRINTABLE.sub("", str(value)))
        if key == "description" or not data.get("description"):
            out.values["description"] = text
        else:
            out.kept[key] = safe_yaml.without_tags(value)
    elif key in ("comments", "pin") and isinstance(value, bool):
        if value or key == "comments":
            out.values[key] = value
    elif key == "links":
        out.links = value if isinstance(value, list) else [value]
    elif key == "search":
        if isinstance(value, dict) and value.get("exclude"):
            out.values["nosearch"] = True
    elif key == "image" and isinstance(value, str):
        out.image = value.strip()
    elif key in _DROPPED:
        if hint := _DROPPED[key] if value is not False else "":
            out.notes.append((at, f"`{key}` was left out; {hint}"))
        elif key not in ("hide", "template"):
            out.kept[key] = safe_yaml.without_tags(value)
            out.notes.append((at, f"Blink does not use `{key}`; {KEPT}"))
    else:
        out.kept[key] = safe_yaml.without_tags(value)
        out.notes.append((at, f"Blink has no key `{key}`; {KEPT}"))


def _date(value: Any, out: ConvertedFields, at: int, zone: tzinfo) -> None:
    created = value
    updated = None
    if isinstance(value, dict):
        created = value.get("created", value.get("published"))
        updated = value.get("updated", value.get("modified"))
        rest = {k: v for k, v in value.items() if k not in ("created", "updated")}
        rest.pop("published" if "created" not in value else "modified", None)
        rest = {k: v for k, v in rest.items() if k != "modified" or "updated" in value}
        if rest:
            out.kept["date"] = safe_yaml.without_tags(rest)
            names = ", ".join(f"`{name}`" for name in rest)
            out.notes.append((at, f"Blink has no key {names} below `date`; {KEPT}"))
    out.date = _day(created, zone)
    if out.date is None:
        given = one_line(str(created))[:40]
        reason = f"the post is a draft because `date: {given}` is not a date"
        out.decide.append((at, f"{reason}; {_WRITE_DATE}"))
        out.kept["date"] = safe_yaml.without_tags(value)
        return
    out.values["date"] = _shown(out.date)
    last = _day(updated, zone) if updated else None
    if last is not None:
        if day_of(last) > day_of(out.date):
            out.values["updated"] = _shown(last)
        elif day_of(last) < day_of(out.date):
            out.notes.append(
                (at, f"`updated: {_shown(last)}` was left out because it is before `date`")
            )


def _terms(words: list[str], key: str, at: int, out: ConvertedFields) -> list[str]:
    """Return those of *words* that can be terms of Blink; others are kept below ``imported``."""
    good = []
    for word in dict.fromkeys(words):
        if has_words(word) and len(word) <= 100 and len(slug(word).encode()) <= 200 and slug(word):
            good.append(word)
        else:
            out.kept.setdefault(key, []).append(word)
            rule = f"`{word[:40]}` in `{key}` cannot be a part of an address"
            out.notes.append((at, f"{rule}; {KEPT}; add another word if you need one"))
    return good


_ORDER = (
    "title", "date", "updated", "draft", "author", "category", "tags", "description", "image",
    "redirect", "comments", "pin", "nosearch", "loads", "imported",
)  # fmt: skip


class _Flow(list[Any]):
    pass


class _Dumper(yaml.SafeDumper):
    pass


_Dumper.add_representer(
    _Flow,
    lambda dumper, data: dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=True),
)


def write(values: Mapping[str, Any]) -> list[str]:
    """Return front matter with *values*, in the order in which authors write it."""
    lines = ["---"]
    for key in sorted(values, key=lambda k: _ORDER.index(k) if k in _ORDER else len(_ORDER)):
        value = values[key]
        if value in (None, "", [], {}) and (key, value) != ("author", []):
            continue
        if key in ("date", "updated"):
            lines.append(f"{key}: {value}")
            continue
        if isinstance(value, list):
            value = value[0] if len(value) == 1 and "," not in str(value[0]) else _Flow(value)
        dumped = yaml.dump(
            {key: value}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000
        )
        lines += dumped.rstrip("\n").split("\n")
    return [*lines, "---"]
