"""conf.py → what is wrong in it, told all at once and before anything is read."""

from __future__ import annotations

import re
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

#: Settings that are numbers, and the least they may be
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

#: What ``blink_giscus`` has
GISCUS = {"repo", "repo_id", "category", "category_id"}

#: Settings that map a short name to a full one and an address
NAMES = {"blog_authors": "author", "blog_locations": "location", "blog_languages": "language"}


def mistakes(settings: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with *settings* and how to mend it; those not given are right."""
    zone = settings.get("blink_timezone", "UTC")
    try:
        ZoneInfo(zone)
    except (TypeError, AttributeError, ValueError, OSError, LookupError):
        yield f"blink_timezone = {zone!r} is no time zone; write one like 'Europe/Paris'"
    for name, least in NUMBERS.items():
        value = settings.get(name, least)
        if type(value) is not int or value < least:
            yield f"{name} = {value!r} is no number from {least}; write one like {least or 1}"
    path = settings.get("blog_path", "blog")
    if not isinstance(path, str) or not re.fullmatch(r"[\w-][\w.-]*(/[\w-][\w.-]*)*", path):
        yield f"blog_path = {path!r} is no folder of the site; write one like 'blog' or 'a/b'"
    elif path == "index":
        yield "blog_path = 'index' is the home page; write a folder like 'blog'"
    for name in ("html_baseurl", "blog_baseurl"):
        try:
            base_address(settings.get(name) or "", {})
        except (TypeError, ValueError, AttributeError) as error:
            yield f"{name}: {error}"
    yield from _former(settings)
    if not isinstance(settings.get("post_date_format", ""), str):
        yield "post_date_format is no text; write one like '%Y-%m-%d'"
    yield from _feeds(settings)
    yield from _found(settings)
    outside = settings.get("blink_outside", [])
    if not isinstance(outside, list | tuple) or not all(
        isinstance(folder, str) and folder for folder in outside
    ):
        yield "blink_outside must be a list of folders, such as ['../shared-figures']"
    for name, kind in NAMES.items():
        yield from _names(name, kind, settings)


def _feeds(settings: Mapping[str, Any]) -> Iterator[str]:
    owner = settings.get("blink_authority") or "example.org"
    # RFC 4151, 2.1: taggingEntity
    if not isinstance(owner, str) or not re.fullmatch(
        r"([a-z0-9._-]+@)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?", owner
    ):
        yield f"blink_authority = {owner!r} is no domain or e-mail address; write one in lower case"
    length = settings.get("blog_feed_length")
    if length is not None and (type(length) is not int or length < 0):
        yield f"blog_feed_length = {length!r} is no number of entries; write one like 20, 0 for all"
    feeds = settings.get("blog_feed_templates") or {}
    if not isinstance(feeds, dict) or not all(isinstance(one, dict) for one in feeds.values()):
        yield "blog_feed_templates is no mapping of mappings; write it as in {'atom': {}}"
        return
    for root, templates in feeds.items():
        if not isinstance(root, str) or not re.fullmatch(r"[\w-]+", root):
            yield f"blog_feed_templates: {root!r} is no name of a feed; write one like 'atom'"
        for field, template in templates.items():
            if field not in ("title", "summary", "content"):
                yield f"blog_feed_templates: {field!r} is unknown; write title, summary or content"
                continue
            try:
                Environment(autoescape=True).from_string(template)
            except (TemplateSyntaxError, TypeError) as error:
                yield f"blog_feed_templates[{root!r}][{field!r}]: {error}; mend the template"


def _found(settings: Mapping[str, Any]) -> Iterator[str]:
    slugs = settings.get("blink_slugs") or {}
    if not isinstance(slugs, dict) or not all(
        isinstance(name, str) and isinstance(one, str) and one and slug(one) == one
        for name, one in slugs.items()
    ):
        yield "blink_slugs is no mapping of names to words in lower case; write {'C++': 'cpp'}"
    elif len(set(slugs.values())) < len(slugs):
        yield "blink_slugs gives two names one address; give each its own"
    font = settings.get("blink_card_font") or ""
    if not isinstance(font, str):
        yield f"blink_card_font = {font!r} is no path; write that of a font, seen from conf.py"
    giscus = settings.get("blink_giscus")
    if giscus is None:
        return
    form = "{'repo': 'owner/name', 'repo_id': '…', 'category': '…', 'category_id': '…'}"
    right = isinstance(giscus, dict) and giscus.keys() == GISCUS
    if not right or not all(isinstance(one, str) and one for one in giscus.values()):
        yield f"blink_giscus is not what giscus.app tells; write it as in {form}"
    elif not re.fullmatch(r"[\w.-]+/[\w.-]+", giscus["repo"]):
        yield f"blink_giscus: repo {giscus['repo']!r} is no repository; write one like 'owner/name'"


def _former(settings: Mapping[str, Any]) -> Iterator[str]:
    forms = {"blink_moved": "{'posts/2025/a': 'posts/a'}", "blink_gone": "{'posts/a': 'Why.'}"}
    for name, form in forms.items():
        values = settings.get(name) or {}
        if not isinstance(values, dict) or not all(
            isinstance(one, str) for pair in values.items() for one in pair
        ):
            yield f"{name} is no mapping of addresses; write it as in {form}"
            continue
        addresses = [*values, *(values.values() if name == "blink_moved" else ())]
        for one in addresses:
            parts = one.split("/")
            if {"", ".", ".."} & {*parts} or re.search(r"[\\#?\x00-\x1f]|\.html$|:", one):
                wrong = "is no address below the site, without `.html`"
                yield f"{name}: {one!r} {wrong}; write it as in {form}"
        if name == "blink_moved" and (circles := flattened(values)[1]):
            said = ", ".join(map(repr, sorted(circles)))
            yield f"blink_moved leads in a circle: {said}; name where it is now"


def _names(name: str, kind: str, settings: Mapping[str, Any]) -> Iterator[str]:
    people, form = settings.get(name, {}), "{'ann': ('Ann Example', 'https://example.org/ann')}"
    if not isinstance(people, dict):
        yield f"{name} is no mapping of names; write it as in {form}"
        return
    for label, value in people.items():
        full, link = value if isinstance(value, tuple | list) and len(value) == 2 else (None, None)
        if (
            not isinstance(label, str)
            or not isinstance(full, str)
            or not isinstance(link, str | None)
        ):
            yield f"{name}[{label!r}] is no name and address; write it as in {form}"
    default = settings.get(f"blog_default_{kind}") or ()
    for label in [default] if isinstance(default, str) else default:
        if label not in people:
            yield f"blog_default_{kind} = {label!r} is not in {name}; add it there"


def misspelt(given: Iterable[str], known: Set[str]) -> Iterator[str]:
    """Yield which of the names *given* in a conf.py are no settings, and look like one *known*."""
    ours = re.compile(r"(?:blink|blog|post|html|linkcheck|myst|nb)_")
    for name in filter(ours.match, {*given} - known):
        if near := get_close_matches(name, known, 1, 0.85):
            yield f"{name} is no setting; did you mean {near[0]}?"


def read(folder: Path) -> dict[str, Any]:
    """Return those settings of the conf.py in *folder* that `mistakes` looks at.

    :raises ConfigError: if conf.py cannot be run; its text ends with the reason.
    """
    config = Config.read(folder, overrides={}, tags=Tags())
    names = ["blink_timezone", "blog_path", "html_baseurl", "blog_baseurl", "post_date_format"]
    names += ["blink_authority", "blog_feed_length", "blog_feed_templates", "blink_giscus"]
    names += ["blink_card_font", "blink_slugs", "blink_moved", "blink_gone", "blink_outside"]
    for name in (*names, *NUMBERS, *NAMES, *(f"blog_default_{kind}" for kind in NAMES.values())):
        config.add(name, None, "", ())
    given = {name: config[name] for name in config.values}
    return {name: value for name, value in given.items() if value is not None}


def reason(error: ConfigError) -> str:
    """Return what is wrong with a conf.py that cannot be run: Sphinx adds a traceback."""
    return str(error).strip().splitlines()[-1]


# -- Sphinx ------------------------------------------------------------------


def check(app: Sphinx, config: Config) -> None:
    """:raises ConfigError: if a setting is not what it has to be."""
    found = list(mistakes({name: config[name] for name in config.values}))
    conf = app.confdir / "conf.py"
    if conf.is_file():
        found += misspelt(eval_config_file(conf, app.tags), set(config.values))
    if found:
        raise ConfigError("conf.py: " + "\nconf.py: ".join(found))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("config-inited", check, priority=Stage.SETTINGS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
