"""Check the settings of conf.py, and report all mistakes at once before any source is read."""

from __future__ import annotations

import re
from datetime import datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, TemplateSyntaxError
from sphinx.config import Config, eval_config_file
from sphinx.errors import ConfigError
from sphinx.util.tags import Tags

from blink.hosting import base_address
from blink.posts.redirect_map import flattened
from blink.stages import Stage
from blink.text import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Set
    from pathlib import Path

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

#: Settings that are numbers, with the smallest value of each
NUMBERS = {
    "blink_page_size": 1,
    "blink_home_length": 0,
    "post_auto_excerpt": 0,
    "post_auto_image": 0,
    "post_redirect_refresh": 0,
    "blink_budget_requests": 1,
    "blink_budget_page": 1,
    "blink_budget_pictures": 1,
}

#: Keys of ``blink_giscus``
GISCUS = {"repo", "repo_id", "category", "category_id"}

#: Settings that map a short name to a full name and a URL, with the kind of what they name
NAMES = {"blog_authors": "author", "blog_locations": "location", "blog_languages": "language"}


def mistakes(settings: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with *settings* and how to fix it; a setting that is missing is right."""
    zone = settings.get("blink_timezone", "UTC")
    try:
        ZoneInfo(zone)
    except (TypeError, AttributeError, ValueError, OSError, LookupError):
        yield f"blink_timezone must be a time zone such as 'Europe/Paris', not {zone!r}"
    for name, least in NUMBERS.items():
        value = settings.get(name, least)
        if type(value) is not int or value < least:
            yield f"{name} must be a whole number of at least {least}, not {value!r}"
    path = settings.get("blog_path", "blog")
    if not isinstance(path, str) or not re.fullmatch(r"[\w-][\w.-]*(/[\w-][\w.-]*)*", path):
        yield f"blog_path must be a relative folder such as 'blog' or 'a/b', not {path!r}"
    elif path == "index":
        yield "blog_path must not be 'index', the home page; write a folder such as 'blog'"
    for name in ("html_baseurl", "blog_baseurl"):
        address = settings.get(name) or ""
        if not isinstance(address, str):
            yield f"{name} must be a URL such as 'https://example.org/', not {address!r}"
            continue
        try:
            base_address(address, {})
        except ValueError as error:
            yield f"{name}: {error}"
    yield from _redirect_mistakes(settings)
    date_format = settings.get("post_date_format", "")
    if not isinstance(date_format, str):
        yield f"post_date_format must be a string such as '%Y-%m-%d', not {date_format!r}"
    yield from _feed_mistakes(settings)
    yield from _service_mistakes(settings)
    outside = settings.get("blink_outside", [])
    if not isinstance(outside, list | tuple) or not all(
        isinstance(folder, str) and folder for folder in outside
    ):
        yield "blink_outside must be a list of folders, such as ['../shared-figures']"
    for name, kind in NAMES.items():
        yield from _name_mistakes(name, kind, settings)


def _feed_mistakes(settings: Mapping[str, Any]) -> Iterator[str]:
    owner = settings.get("blink_authority") or "example.org"
    # RFC 4151, 2.1: taggingEntity
    if not isinstance(owner, str) or not re.fullmatch(
        r"([a-z0-9._-]+@)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?", owner
    ):
        wanted = "a domain or an e-mail address in lower case, such as 'example.org'"
        yield f"blink_authority must be {wanted}, not {owner!r}"
    length = settings.get("blog_feed_length")
    if length is not None and (type(length) is not int or length < 0):
        wanted = "a number of entries such as 20, or 0 for all entries"
        yield f"blog_feed_length must be {wanted}, not {length!r}"
    feeds = settings.get("blog_feed_templates") or {}
    if not isinstance(feeds, dict) or not all(
        isinstance(templates, dict) for templates in feeds.values()
    ):
        form = "{'atom': {'title': '{{ title }}'}}"
        yield f"blog_feed_templates: map the name of each feed to its templates, such as {form}"
        return
    for root, templates in feeds.items():
        if not isinstance(root, str) or not re.fullmatch(r"[\w-]+", root):
            wanted = "use only letters, digits, `_` and `-`, as in 'atom'"
            yield f"blog_feed_templates: {root!r} cannot be the name of a feed; {wanted}"
        for field, template in templates.items():
            if field not in ("title", "summary", "content"):
                wanted = "use 'title', 'summary' or 'content'"
                yield f"blog_feed_templates[{root!r}]: unknown field {field!r}; {wanted}"
                continue
            try:
                Environment(autoescape=True).from_string(template)
            except (TemplateSyntaxError, TypeError) as error:
                place = f"blog_feed_templates[{root!r}][{field!r}]"
                yield f"{place}: this template cannot be read ({error}); correct it"


def _service_mistakes(settings: Mapping[str, Any]) -> Iterator[str]:
    slugs = settings.get("blink_slugs") or {}
    if not isinstance(slugs, dict) or not all(
        isinstance(name, str) and isinstance(word, str) and word and slug(word) == word
        for name, word in slugs.items()
    ):
        yield "blink_slugs must map names to words in lower case, such as {'C++': 'cpp'}"
    elif len(set(slugs.values())) < len(slugs):
        yield "blink_slugs maps two names to the same word; give each name its own word"
    font = settings.get("blink_card_font") or ""
    if not isinstance(font, str):
        yield f"blink_card_font must be the path of a font, relative to conf.py, not {font!r}"
    giscus = settings.get("blink_giscus")
    if giscus is None:
        return
    form = "{'repo': 'owner/name', 'repo_id': '…', 'category': '…', 'category_id': '…'}"
    right = isinstance(giscus, dict) and giscus.keys() == GISCUS
    if not right or not all(isinstance(value, str) and value for value in giscus.values()):
        yield f"blink_giscus must have the four values that giscus.app shows, such as {form}"
    elif not re.fullmatch(r"[\w.-]+/[\w.-]+", giscus["repo"]):
        yield f"blink_giscus: 'repo' must be like 'owner/name', not {giscus['repo']!r}"


def _redirect_mistakes(settings: Mapping[str, Any]) -> Iterator[str]:
    forms = {
        "blink_moved": ("their present addresses", "{'posts/2025/a': 'posts/a'}"),
        "blink_gone": ("the reasons why they are gone", "{'posts/a': 'Why.'}"),
    }
    for name, (meaning, form) in forms.items():
        values = settings.get(name) or {}
        if not isinstance(values, dict) or not all(
            isinstance(text, str) for pair in values.items() for text in pair
        ):
            yield f"{name} must map former addresses to {meaning}, such as {form}"
            continue
        addresses = [*values, *(values.values() if name == "blink_moved" else ())]
        for address in addresses:
            parts = address.split("/")
            if {"", ".", ".."} & {*parts} or re.search(r"[\\#?\x00-\x1f]|\.html$|:", address):
                wrong = f"{address!r} is not the address of a page"
                yield f"{name}: {wrong}; write its path in the site without `.html`, as in {form}"
        if name == "blink_moved" and (loop := flattened(values)[1]):
            listed = ", ".join(map(repr, sorted(loop)))
            yield f"blink_moved: {listed} redirect in a loop; map each to its present address"


def _name_mistakes(name: str, kind: str, settings: Mapping[str, Any]) -> Iterator[str]:
    people, form = settings.get(name, {}), "{'ann': ('Ann Example', 'https://example.org/ann')}"
    if not isinstance(people, dict):
        yield f"{name} must map each short name to a full name and a URL, such as {form}"
        return
    for label, value in people.items():
        full, link = value if isinstance(value, tuple | list) and len(value) == 2 else (None, None)
        if (
            not isinstance(label, str)
            or not isinstance(full, str)
            or not isinstance(link, str | None)
        ):
            yield f"{name}[{label!r}] must be a full name and a URL (or None), as in {form}"
    default = settings.get(f"blog_default_{kind}") or ()
    for label in [default] if isinstance(default, str) else default:
        if label not in people:
            yield f"blog_default_{kind}: {label!r} is not in {name}; add it there"


def misspelt(given: Iterable[str], known: Set[str]) -> Iterator[str]:
    """Yield a message for each name *given* in conf.py that is nearly that of a *known* setting."""
    prefix = re.compile(r"(?:blink|blog|post|html|linkcheck|myst|nb)_")
    for name in filter(prefix.match, {*given} - known):
        if near := get_close_matches(name, known, 1, 0.85):
            yield f"{name} is not a setting; did you mean {near[0]}?"


def read(folder: Path) -> dict[str, Any]:
    """Return those settings of the conf.py in *folder* that `mistakes` looks at.

    :raises ConfigError: if conf.py cannot be run; the reason is the last line of its text.
    """
    config = Config.read(folder, overrides={}, tags=Tags())
    names = ["blink_timezone", "blog_path", "html_baseurl", "blog_baseurl", "post_date_format"]
    names += ["blink_authority", "blog_feed_length", "blog_feed_templates", "blink_giscus"]
    names += ["blink_card_font", "blink_slugs", "blink_moved", "blink_gone", "blink_outside"]
    for name in (*names, *NUMBERS, *NAMES, *(f"blog_default_{kind}" for kind in NAMES.values())):
        config.add(name, None, "", ())
    given = {name: config[name] for name in config.values}
    return {name: value for name, value in given.items() if value is not None}


def read_valid(folder: Path) -> dict[str, Any]:
    """Return the settings as `read` does.

    :raises ConfigError: also if one of them is wrong.
    """
    settings = read(folder)
    for mistake in mistakes(settings):
        raise ConfigError(mistake)
    return settings


def local_time(settings: Mapping[str, Any]) -> datetime:
    """Return the time of day in the time zone of the blog."""
    return datetime.now(ZoneInfo(str(settings.get("blink_timezone", "UTC"))))


def reason(error: ConfigError) -> str:
    """Return the reason why conf.py cannot be run, without the traceback that Sphinx adds."""
    return str(error).strip().splitlines()[-1]


# -- Sphinx ------------------------------------------------------------------


def check(app: Sphinx, config: Config) -> None:
    """:raises ConfigError: if a setting has a wrong value or a misspelt name."""
    messages = list(mistakes({name: config[name] for name in config.values}))
    conf = app.confdir / "conf.py"
    if conf.is_file():
        messages += misspelt(eval_config_file(conf, app.tags), set(config.values))
    if messages:
        raise ConfigError("conf.py: " + "\nconf.py: ".join(messages))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("config-inited", check, priority=Stage.SETTINGS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
