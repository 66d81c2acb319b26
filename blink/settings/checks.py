"""Check values of conf.py: each check yields a message for each mistake, with its correction.

A check is called with the name of a setting, its value, and all settings.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, TemplateSyntaxError

from blink.addresses.hosting import base_address, flattened
from blink.languages import code_problem
from blink.text import slug

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Settings = Mapping[str, Any]
    Check = Callable[[str, Any, Settings], Iterator[str]]

#: Keys of ``blink_giscus``
_GISCUS = {"repo", "repo_id", "category", "category_id"}


def at_least(least: int) -> Check:
    """Return a check for whole numbers that are at least *least*."""

    def check(name: str, value: Any, settings: Settings) -> Iterator[str]:
        if type(value) is not int or value < least:
            yield f"{name} must be a whole number of at least {least}, not {value!r}"

    return check


def one_word_of(**words: str) -> Check:
    """Return a check for one of *words*, each with its meaning."""
    choices = " or ".join(f"{word!r} ({meaning})" for word, meaning in words.items())

    def check(name: str, value: Any, settings: Settings) -> Iterator[str]:
        if not isinstance(value, str) or value not in words:
            yield f"{name} must be {choices}, not {value!r}"

    return check


def time_zone(name: str, value: Any, settings: Settings) -> Iterator[str]:
    try:
        ZoneInfo(value)
    except (TypeError, AttributeError, ValueError, OSError, LookupError):
        yield f"{name} must be a time zone such as 'Europe/Paris', not {value!r}"


def language(name: str, value: Any, settings: Settings) -> Iterator[str]:
    if value and not isinstance(value, str):
        yield f"{name} must be the code of a language such as 'en' or 'pt_BR', not {value!r}"
    elif value and (problem := code_problem(value)):
        yield f"{name} must be the code of a language, unlike {value!r}; {problem}"


def folder_of_listings(name: str, value: Any, settings: Settings) -> Iterator[str]:
    if not isinstance(value, str) or not re.fullmatch(r"[\w-][\w.-]*(/[\w-][\w.-]*)*", value):
        yield f"{name} must be a relative folder such as 'blog' or 'a/b', not {value!r}"
    elif value == "index":
        yield f"{name} must not be 'index', the home page; write a folder such as 'blog'"


def folders(name: str, value: Any, settings: Settings) -> Iterator[str]:
    if not isinstance(value, list | tuple) or not all(
        isinstance(folder, str) and folder for folder in value
    ):
        yield f"{name} must be a list of folders, such as ['../shared-figures'], not {value!r}"


def base_url(name: str, value: Any, settings: Settings) -> Iterator[str]:
    value = value or ""
    if not isinstance(value, str):
        yield f"{name} must be a URL such as 'https://example.org/', not {value!r}"
        return
    try:
        base_address(value, {})
    except ValueError as error:
        yield f"{name}: {error}"


def file_ending(name: str, value: Any, settings: Settings) -> Iterator[str]:
    if value is not None and not (isinstance(value, str) and re.fullmatch(r"(\.[\w-]+)+", value)):
        yield f"{name} must be the ending of file names, such as '.html', not {value!r}"


def encoding(name: str, value: Any, settings: Settings) -> Iterator[str]:
    if str(value).lower().replace("_", "-") not in ("utf-8", "utf8"):
        yield f"{name} must be 'utf-8', the only encoding of HTML, not {value!r}; delete it"


def link_ending(name: str, value: Any, settings: Settings) -> Iterator[str]:
    if value is not None and not (isinstance(value, str) and re.fullmatch(r"(\.[\w-]+)*", value)):
        reason = f"{name} must be the ending of addresses, such as '.html', or '', not {value!r}"
        fix = "; for addresses such as `/a/`, build with Sphinx's builder `dirhtml`"
        yield reason + (fix if value == "/" else "")


def date_format(name: str, value: Any, settings: Settings) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"{name} must be a string such as '%Y-%m-%d', not {value!r}"


def fonts(name: str, value: Any, settings: Settings) -> Iterator[str]:
    names = [value or ""] if isinstance(value, str) or not value else value
    if not isinstance(names, (list, tuple)) or not all(isinstance(one, str) for one in names):
        yield (
            f"{name} must be the path of a font, relative to conf.py, or a list of such paths,"
            f" not {value!r}"
        )


def feed_owner(name: str, value: Any, settings: Settings) -> Iterator[str]:
    value = value or "example.org"
    # RFC 4151, 2.1: taggingEntity
    if not isinstance(value, str) or not re.fullmatch(
        r"([a-z0-9._-]+@)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?", value
    ):
        wanted = "a domain name or an e-mail address in lower case, such as 'example.org'"
        yield f"{name} must be {wanted}, not {value!r}"


def feed_length(name: str, value: Any, settings: Settings) -> Iterator[str]:
    if value is not None and (type(value) is not int or value < 0):
        wanted = "a number of entries such as 20, or 0 for all entries"
        yield f"{name} must be {wanted}, not {value!r}"


def feed_templates(name: str, value: Any, settings: Settings) -> Iterator[str]:
    feeds = value or {}
    if not isinstance(feeds, dict) or not all(
        isinstance(templates, dict) for templates in feeds.values()
    ):
        form = "{'atom': {'title': '{{ title }}'}}"
        yield f"{name} must map the name of each feed to its templates, such as {form}"
        return
    for root, templates in feeds.items():
        if not isinstance(root, str) or not re.fullmatch(r"[\w-]+", root):
            wanted = "use only letters, digits, `_` and `-`, as in 'atom'"
            yield f"{name}: {root!r} cannot be the name of a feed; {wanted}"
        for field, template in templates.items():
            if field not in ("title", "summary", "content"):
                wanted = "use 'title', 'summary' or 'content'"
                yield f"{name}[{root!r}]: unknown field {field!r}; {wanted}"
                continue
            try:
                Environment(autoescape=True).from_string(template)
            except (TemplateSyntaxError, TypeError) as error:
                place = f"{name}[{root!r}][{field!r}]"
                yield f"{place}: this Jinja template has an error ({error}); correct it"


def slugs(name: str, value: Any, settings: Settings) -> Iterator[str]:
    value = value or {}
    if not isinstance(value, dict) or not all(
        isinstance(key, str) and isinstance(word, str) and word and slug(word) == word
        for key, word in value.items()
    ):
        yield f"{name} must map names to words of lower-case letters, such as {{'C++': 'cpp'}}"
        return
    names: dict[str, str] = {}
    for key, word in value.items():
        if (other := names.setdefault(word, key)) != key:
            yield f"{name} maps {other!r} and {key!r} to {word!r}; give each its own word"


def giscus(name: str, value: Any, settings: Settings) -> Iterator[str]:
    if value is None:
        return
    form = "{'repo': 'owner/name', 'repo_id': '…', 'category': '…', 'category_id': '…'}"
    right = isinstance(value, dict) and value.keys() == _GISCUS
    if not right or not all(isinstance(text, str) and text for text in value.values()):
        yield f"{name} must have the four values that giscus.app shows, such as {form}"
    elif not re.fullmatch(r"[\w.-]+/[\w.-]+", value["repo"]):
        yield f"{name}: 'repo' must be like 'owner/name', not {value['repo']!r}"


def moved(name: str, value: Any, settings: Settings) -> Iterator[str]:
    form, value = "{'posts/2025/a': 'posts/a'}", value or {}
    if not _maps_texts(value):
        yield f"{name} must map former addresses to their present addresses, such as {form}"
        return
    for address in (*value, *value.values()):
        yield from _address_mistakes(name, address, form)
    if loop := flattened(value)[1]:
        listed = ", ".join(map(repr, sorted(loop)))
        yield f"{name}: {listed} redirect in a loop; write the address that exists now"


def gone(name: str, value: Any, settings: Settings) -> Iterator[str]:
    form, value = "{'posts/a': 'Replaced by a newer post.'}", value or {}
    if not _maps_texts(value):
        yield f"{name} must map former addresses to the reasons why they are gone, such as {form}"
        return
    for address in value:
        yield from _address_mistakes(name, address, form)


def _maps_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(text, str) for pair in value.items() for text in pair
    )


def _address_mistakes(name: str, address: str, form: str) -> Iterator[str]:
    parts = address.split("/")
    if {"", ".", ".."} & {*parts} or re.search(r"[\\#?\x00-\x1f]|\.html$|:", address):
        reason = f"{address!r} is not the address of a page"
        yield f"{name}: {reason}; write it without `.html` and without `/` around it, as in {form}"


def full_names(name: str, value: Any, settings: Settings) -> Iterator[str]:
    form = "{'ann': ('Ann Example', 'https://example.org/ann')}"
    if not isinstance(value, dict):
        yield f"{name} must map each short name to a full name and a URL, such as {form}"
        return
    for label, pair in value.items():
        full, link = pair if isinstance(pair, tuple | list) and len(pair) == 2 else (None, None)
        if (
            not isinstance(label, str)
            or not isinstance(full, str)
            or not isinstance(link, str | None)
        ):
            yield f"{name}[{label!r}] must be a full name and a URL (or None), as in {form}"


def menu(name: str, value: Any, settings: Settings) -> Iterator[str]:
    for entry in value if isinstance(value, list | tuple) else ():
        pair = (entry, entry) if isinstance(entry, str) else entry
        texts = isinstance(pair, tuple | list) and all(isinstance(text, str) for text in pair)
        if not texts or len(pair) != 2:
            form = "('Topics', 'blog/tag')"
            wanted = f"docnames such as 'blog' and pairs such as {form}"
            yield f"{name} must have {wanted}, not {entry!r}"


def one_of(names: str) -> Check:
    """Return a check for one or more short names that the setting *names* must define."""

    def check(name: str, value: Any, settings: Settings) -> Iterator[str]:
        known = settings.get(names) or {}
        for label in [value] if isinstance(value, str) else value or ():
            if isinstance(known, dict) and label not in known:
                yield f"{name}: {label!r} is not in {names}; add it there, or correct it"

    return check


def number_formats(name: str, value: Any, settings: Settings) -> Iterator[str]:
    """Check formats, which Sphinx uses as ``format % number`` in captions."""
    formats = value.values() if isinstance(value, dict) else [None]
    for words in formats:
        marks = words.replace("%%", "") if isinstance(words, str) else ""
        if not marks.count("%") == marks.count("%s") == 1:
            good = '{"figure": "Figure %s"}'
            yield f"{name} must have %s once in each value, such as {good}, not {value!r}"


def equation_format(name: str, value: Any, settings: Settings) -> Iterator[str]:
    try:
        holds = value is None or ("{number}" in value and value.format(number=1))
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        holds = False
    if not holds:
        yield f"{name} must be words with {{number}}, such as 'Eq. {{number}}', not {value!r}"
