"""Read the values of a header by the keys of all packages, and find every mistake in them.

Warnings: ``frontmatter.key``, ``.type``, ``.date``, ``.ambiguous_date``, ``.author``, ``.term``,
``.redirect``, ``.address``, ``.feed_id``, ``.image``, ``.twice``, ``.logbook``, ``.metrics``, and
those of a header that cannot be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from blink.addresses.guide import guide_url
from blink.dates import AMBIGUOUS, Reading
from blink.problems import Mistake, Problem
from blink.source.front_matter.fields import Scalar
from blink.source.front_matter.keys import FOREIGN
from blink.source.front_matter.values import Usable, check_characters
from blink.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from blink.source.front_matter.fields import Value
    from blink.source.front_matter.keys import Keys
    from blink.source.front_matter.values import Rules

#: Keys of Material for MkDocs and other engines, with what to write instead
_OTHER_ENGINES = {
    "slug": "the address of the post comes from the name of its file, so rename the file",
    "summary": "write `description:`",
    "links": "write the links in the text of the post",
    "hide": "delete it",
    "readtime": "delete it",
    "published": "write `date: 2026-01-31`, or `draft: true` until the post is to be published",
    **dict.fromkeys(("created", "pubDate", "publishDate"), "write `date: 2026-01-31`"),
    **dict.fromkeys(("modified", "lastmod"), "write `updated: 2026-01-31`"),
    **dict.fromkeys(("pinned", "sticky", "featured"), "write `pin: true`"),
    "template": "delete it",
    "social": "write `image:` and `description:`",
    "html_meta": "move it below the key `myst:`",
    "substitutions": "move it below the key `myst:`",
    "<<": "keys cannot be taken over with `<<: *name`, so write out each of them here",
    "search": "write `nosearch: true` to keep the post out of search",
}


def read_fields(
    fields: Mapping[str, Value], rules: Rules, keys: Keys
) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Return the values of *fields* by key, and the mistakes in them in the order of lines.

    Keys without a value, or with an invalid value, have none.
    """
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, value in fields.items():
        if name in FOREIGN:
            continue
        key = keys.get(name)
        if key is None:
            problems.append(Problem(value.line, "key", _unknown(name, fields, keys)))
        elif name != key.name and key.name in fields:
            both = f"`{name}` and `{key.name}` mean the same; keep one of them"
            problems.append(Problem(value.line, "twice", both))
        elif isinstance(value, Scalar) and value.null and not key.flag:
            continue
        else:
            try:
                check_characters(value)
                result = key.read(value, rules)
            except* Mistake as group:
                problems += _of_mistakes(name, value, _flat(group))
            else:
                if isinstance(result, Reading):
                    if result.doubt:
                        problems.append(Problem(value.line, AMBIGUOUS, f"{name}: {result.doubt}"))
                    result = result.date
                elif isinstance(result, Usable):
                    problems += _of_mistakes(name, value, result.mistakes)
                    if result.mistakes and not result.words:
                        continue
                    result = result.words
                values[key.name] = result
    for package in keys.groups:
        problems += package.check(values, fields)
    return values, tuple(sorted(problems))


def _of_mistakes(name: str, value: Value, mistakes: Iterable[Mistake]) -> Iterator[Problem]:
    """Yield the problems of the *value* of the key *name*."""
    for mistake in mistakes:
        line = mistake.line or value.line
        yield Problem(line, mistake.kind, f"{name}: {mistake.message}")


def _flat(group: BaseExceptionGroup[Mistake]) -> Iterator[Mistake]:
    for error in group.exceptions:
        yield from _flat(error) if isinstance(error, BaseExceptionGroup) else (error,)


def _unknown(name: str, fields: Mapping[str, Value], keys: Keys) -> str:
    if name in _OTHER_ENGINES:
        return f"unknown key `{name}`; {_OTHER_ENGINES[name]}"
    near = keys.nearest(name)
    every = f"delete it, or see all keys in {guide_url('keys', 'tab-keys')}"
    if group := next((one for one in keys.groups if one.marks_post(fields)), None):
        every = f"the keys of {group.what} are {', '.join(key.name for key in group.keys)}"
    hint = f"did you mean `{near}`?" if near else every
    return f"unknown key `{one_line(name)[:60]}`; {hint}"
