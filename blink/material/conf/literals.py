"""Read and replace the literals that conf.py assigns to names at its top level."""

from __future__ import annotations

import ast
import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from blink.git import user_name
from blink.source.front_matter.header import UNPRINTABLE
from blink.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The name of nobody in a new conf.py
NOBODY = "Your Name"
#: Values of a new conf.py, which an import may replace
SHIPPED: dict[str, tuple[Any, ...]] = {
    "project": ("Blink", "My blog"),
    "html_title": ("Blink", "My blog"),
    "author": (NOBODY,),
    "copyright": (),  # a year and the author
    "language": ("en",),
    "html_baseurl": ("https://blink.example.org/", "https://blog.example.org/"),
    "blink_authority": ("blink.example.org", "blog.example.org"),
    "blog_feed_subtitle": ("Notes on engineering and research", ""),
    "blog_feed_length": (20,),
    "blog_default_author": (),  # see `blink.material.conf.authors`
    "blink_giscus": (None,),
    "html_favicon": ("_static/icon.svg",),
    "icon_links": ([],),
    "blink_moved": ({},),
}


def plain_text(text: str) -> str:
    """Return *text* on one line, with the characters that a setting may have."""
    return one_line(UNPRINTABLE.sub("", text.encode("utf-8", "ignore").decode()))


def is_shipped(name: str, value: Any, values: Mapping[str, Any]) -> bool:
    """Return whether a new conf.py has this *value* of *name*, beside these *values*."""
    if name == "copyright":
        author = re.escape(str(values.get("author", NOBODY)))
        return re.fullmatch(rf"\d{{4}}, (?:{author}|{NOBODY})", str(value)) is not None
    if name == "author":  # `blink init` writes the name that Git has
        return value in (NOBODY, user_name())
    return value in SHIPPED[name]


class LiteralSpan(NamedTuple):
    """A literal in conf.py: where it begins and ends, in bytes, and its value."""

    start: int
    end: int
    value: Any


def spans(text: str) -> dict[str, LiteralSpan]:
    """Return the literals of conf.py by the names to which they are assigned."""
    starts = [0]
    for line in text.encode().split(b"\n"):
        starts.append(starts[-1] + len(line) + 1)

    def span(node: ast.expr) -> LiteralSpan | None:
        try:
            value = ast.literal_eval(node)
        except ValueError:
            return None
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        start = starts[node.lineno - 1] + node.col_offset
        return LiteralSpan(start, starts[node.end_lineno - 1] + node.end_col_offset, value)

    found_spans: dict[str, LiteralSpan] = {}
    for node in ast.parse(text).body:
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            if isinstance(target, ast.Name) and (literal_span := span(node.value)):
                found_spans[target.id] = literal_span
        if isinstance(node.value, ast.Dict):
            for key, value in zip(node.value.keys, node.value.values, strict=True):
                name = key.value if isinstance(key, ast.Constant) else None
                if isinstance(name, str) and name in SHIPPED and (literal_span := span(value)):
                    found_spans.setdefault(name, literal_span)
    return found_spans


def literal(value: Any, indent: str = "") -> str:
    """Return *value* as Python source in the style of conf.py."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict) and len(value) > 4:
        rows = "".join(f"    {literal(k)}: {literal(v)},\n" for k, v in value.items())
        return f"{{\n{rows}}}"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(k)}: {literal(v)}" for k, v in value.items()) + "}"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(literal, value)) + ")"
    if isinstance(value, list):
        rows = "".join(f"        {literal(item)},\n" for item in value)
        return f"[\n{rows}    ]"
    return repr(value)


def replaced(text: str, new: Mapping[str, str]) -> str:
    """Return conf.py with the literals of these names replaced.

    Names to which one literal is assigned all get the value of the first of them in *new*.
    """
    data, known = text.encode(), spans(text)
    places = {known[name][:2]: literal for name, literal in reversed([*new.items()])}
    for (start, end), literal in sorted(places.items(), reverse=True):
        data = data[:start] + literal.encode() + data[end:]
    return data.decode()
