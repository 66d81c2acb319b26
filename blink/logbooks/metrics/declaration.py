"""Read the metrics that a logbook declares in the header of its introduction.

The introduction is the page with the name of the logbook, such as ``blog/logbook/digits.md``. Its
key ``metrics`` has a mapping for each metric: ``from``, ``unit``, ``times``, ``digits``,
``better``, ``primary``, ``margin`` and ``role``.

Warnings: ``logbooks.declaration``.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from math import inf
from typing import TYPE_CHECKING, Any

from blink.logbooks.fields import BETTER, MAX_LENGTH, is_number
from blink.logbooks.metrics.scales import ROLES, Scale
from blink.posts.catalog import KINDS, page_names
from blink.posts.store import blog_domain
from blink.problems import Mistake, Problem, report
from blink.source.front_matter.fields import Items, Nested, Scalar
from blink.text import has_words, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping

    from sphinx.application import Sphinx

    from blink.source.front_matter.fields import Header, Value

KEY = "metrics"
_EXAMPLE = 'write it like `accuracy: {unit: "%", better: higher, primary: true}`'


def introduction_names(
    logbooks: Iterable[str], blog_path: str, slugs: Mapping[str, str] | None
) -> dict[str, str]:
    """Return the docname of the page of each logbook, by the label of the logbook."""
    folder = f"{blog_path}/{KINDS['logbook'].folder}"
    return {label: f"{folder}/{name}" for label, name in page_names(logbooks, slugs).items()}


def read_declaration(header: Header) -> tuple[dict[str, Scale], list[Problem]]:
    """Return the metrics that *header* declares, by name, and a problem for each mistake."""
    value = header.fields.get(KEY)
    if value is None or (isinstance(value, Scalar) and value.null):
        return {}, []
    if not isinstance(value, Nested) or not value.pairs:
        message = f"{KEY}: must have a line for each metric below it; {_EXAMPLE}"
        return {}, [Problem(value.line, "declaration", message)]
    scales: dict[str, Scale] = {}
    problems = []
    for key, inner in value.pairs:
        name = one_line(key.text)
        try:
            _check_name(name, scales)
            scales[name] = Scale(name, "", "", declared=True)  # with mistakes, it is declared too
            scales[name] = _scale(name, inner)
        except Mistake as mistake:
            line = mistake.line or inner.line or key.line
            message = f"{KEY}: `{name[:MAX_LENGTH]}`: {mistake.message}"
            problems.append(Problem(line, "declaration", message))
    return scales, problems


def _check_name(name: str, known: Container[str]) -> None:
    if name in known:
        raise Mistake("declaration", "this metric is declared twice; delete one of the two")
    if not has_words(name) or len(name) > MAX_LENGTH:
        rule = f"must contain a letter or a digit, and have at most {MAX_LENGTH} characters"
        raise Mistake("declaration", f"the name of a metric {rule}")


def _scale(name: str, value: Value) -> Scale:
    if isinstance(value, Scalar) and value.null:
        return Scale(name, "", "", declared=True)
    if not isinstance(value, Nested):
        raise Mistake("declaration", f"must have keys and values; {_EXAMPLE}", value.line)
    fields: dict[str, Any] = {}
    for key, inner in value.pairs:
        word = one_line(key.text)
        if word not in _READERS:
            near = get_close_matches(word, _READERS, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"write one of {', '.join(_READERS)}"
            raise Mistake("declaration", f"unknown key `{word[:MAX_LENGTH]}`; {hint}", key.line)
        field, read = _READERS[word]
        if field in fields:
            raise Mistake("declaration", f"`{word}` is given twice", key.line)
        if not (isinstance(inner, Scalar) and inner.null):
            try:
                fields[field] = read(inner)
            except Mistake as mistake:
                message = f"`{word}` must be {mistake.message}"
                raise Mistake("declaration", message, key.line) from mistake
    if fields.get("role") and fields.get("primary"):
        raise Mistake("declaration", "a metric with a `role` cannot be `primary`; delete one", 0)
    if fields.get("primary") and not fields.get("better"):
        raise Mistake("declaration", "a primary metric needs `better: lower` or `better: higher`")
    return Scale(name, fields.pop("unit", ""), fields.pop("better", ""), **fields, declared=True)


def _word(value: Value, wanted: str) -> str:
    if not isinstance(value, Scalar):
        raise Mistake("declaration", wanted)
    return one_line(value.text)


def _unit(value: Value) -> str:
    wanted = f"a text of at most {MAX_LENGTH} characters"
    unit = _word(value, wanted)
    if len(unit) > MAX_LENGTH:
        raise Mistake("declaration", wanted)
    return unit


def _names(value: Value) -> tuple[str, ...]:
    items = value.items if isinstance(value, Items) else (value,)
    names = tuple(_word(item, "a name, or a list of names") for item in items)
    return tuple(dict.fromkeys(name for name in names if name))


def _one_of(*known: str) -> Callable[[Value], str]:
    def read(value: Value) -> str:
        wanted = f"one of {', '.join(known)}"
        word = _word(value, wanted).lower()
        if word not in known:
            raise Mistake("declaration", f"{wanted}, not `{word[:MAX_LENGTH]}`")
        return word

    return read


def _number(*, positive: bool) -> Callable[[Value], float]:
    wanted = "a number above 0" if positive else "a number of at least 0"

    def read(value: Value) -> float:
        word = _word(value, wanted)
        number = float(word) if is_number(word) else -1.0
        if not (0 < number < inf or (number == 0 and not positive)):
            raise Mistake("declaration", f"{wanted}, not `{word[:MAX_LENGTH]}`")
        return number

    return read


def _digits(value: Value) -> int:
    wanted = "a number of decimal places from 0 to 12"
    word = _word(value, wanted)
    if not re.fullmatch(r"\d|1[0-2]", word):
        raise Mistake("declaration", f"{wanted}, not `{word[:MAX_LENGTH]}`")
    return int(word)


def _flag(value: Value) -> bool:
    word = _word(value, "true or false").lower()
    if word not in ("true", "false", "yes", "no"):
        raise Mistake("declaration", f"true or false, not `{word[:MAX_LENGTH]}`")
    return word in ("true", "yes")


#: The field of a scale and the reader of each key
_READERS: dict[str, tuple[str, Callable[[Value], Any]]] = {
    "from": ("sources", _names),
    "unit": ("unit", _unit),
    "times": ("times", _number(positive=True)),
    "digits": ("digits", _digits),
    "better": ("better", _one_of(*BETTER)),
    "primary": ("primary", _flag),
    "margin": ("margin", _number(positive=False)),
    "role": ("role", _one_of(*ROLES)),
}


def stray_declarations(
    headers: Mapping[str, Header], folder: str, known: Iterable[str]
) -> Iterator[tuple[str, Problem]]:
    """Yield each page in *folder* that declares metrics of no logbook of *known* docnames."""
    pages = set(known)
    for docname, header in headers.items():
        if docname.startswith(f"{folder}/") and docname not in pages and KEY in header.fields:
            near = get_close_matches(docname, pages, 1)
            hint = f"rename this file to `{near[0]}`" if near else f"delete `{KEY}`"
            message = f"{KEY}: no logbook has this page as its introduction; {hint}"
            yield docname, Problem(header.line_of(KEY), "declaration", message)


# -- Sphinx ------------------------------------------------------------------


def declared_metrics(app: Sphinx, logbooks: Iterable[str]) -> dict[str, dict[str, Scale]]:
    """Return the metrics that the introductions of *logbooks* declare, and report mistakes."""
    blog, declared = blog_domain(app.env), {}
    pages = introduction_names(logbooks, app.config.blog_path, app.config.blink_slugs)
    for label, docname in pages.items():
        declared[label], problems = read_declaration(blog.header(docname))
        for problem in problems:
            report(problem, docname, "logbooks")
    headers = {
        docname: source.header for docname, source in blog.sources.items() if not source.post
    }
    folder = f"{app.config.blog_path}/{KINDS['logbook'].folder}"
    for docname, problem in stray_declarations(headers, folder, pages.values()):
        report(problem, docname, "logbooks")
    return declared
