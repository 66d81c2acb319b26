"""Check values of options of the theme: each check yields a mistake with its correction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from jinja2 import Template, TemplateSyntaxError
from pygments.styles import get_style_by_name
from pygments.util import ClassNotFound

from blink.addresses.hosting import is_remote
from blink.settings.theme_options.model import FALSE, TRUE, OptionMistake

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from blink.settings.theme_options.model import OptionCheck

    Settings = Mapping[str, Any]

#: Types of values that are not text; text may also be a word to translate, which Sphinx makes
_NOT_TEXT = (bool, int, float, dict, list, tuple, set)
_LOGO_KEYS = ("text", "image_light", "image_dark", "link", "alt_text")
#: For each provider of links to edit a page, the keys of ``html_context``
PROVIDERS = (
    *((f"{host}_user", f"{host}_repo", f"{host}_version") for host in ("github", "gitlab")),
    ("bitbucket_user", "bitbucket_repo", "bitbucket_version"),
)


def flag(name: str, value: Any, settings: Settings) -> Iterator[OptionMistake]:
    if not isinstance(value, bool) and str(value).lower() not in TRUE | FALSE:
        yield OptionMistake(f"{name} must be True or False, not {value!r}")


def at_least(least: int) -> OptionCheck:
    """Return a check for whole numbers, or their digits, that are at least *least*."""

    def check(name: str, value: Any, settings: Settings) -> Iterator[OptionMistake]:
        number = int(value) if isinstance(value, str) and value.isdecimal() else value
        if type(number) is not int or number < least:
            yield OptionMistake(f"{name} must be a whole number of at least {least}, not {value!r}")

    return check


def one_of(*words: str) -> OptionCheck:
    """Return a check for one of *words*."""
    choices = f"{', '.join(map(repr, words[:-1]))} or {words[-1]!r}"

    def check(name: str, value: Any, settings: Settings) -> Iterator[OptionMistake]:
        if value not in words:
            yield OptionMistake(f"{name} must be {choices}, not {value!r}")

    return check


def text(name: str, value: Any, settings: Settings) -> Iterator[OptionMistake]:
    if isinstance(value, _NOT_TEXT):
        yield OptionMistake(f"{name} must be text, not {value!r}")


def profile(name: str, value: Any, settings: Settings) -> Iterator[OptionMistake]:
    if value and (not isinstance(value, str) or not is_remote(value)):
        wanted = "a URL such as 'https://github.com/ann'"
        yield OptionMistake(f"{name} must be {wanted}, not {value!r}")


def banner(name: str, value: Any, settings: Settings) -> Iterator[OptionMistake]:
    yield from text(name, value, settings)
    if isinstance(value, str) and value.startswith("http"):
        yield OptionMistake(
            f"{name} is the URL {value!r}, which each page would have to load; write the text"
            " itself, which may contain HTML"
        )


def pygments_style(name: str, value: Any, settings: Settings) -> Iterator[OptionMistake]:
    try:
        get_style_by_name(value or "default")
    except (ClassNotFound, AttributeError, TypeError):
        wanted = "write a name that `pygmentize -L styles` lists"
        yield OptionMistake(f"{name} is {value!r}, which is not a Pygments style; {wanted}")


def links(name: str, value: Any, settings: Settings) -> Iterator[OptionMistake]:
    form = '[{"name": "Journal", "url": "https://journal.example/"}]'
    if value and not isinstance(value, list | tuple):
        yield OptionMistake(f"{name} must be a list such as {form}, not {value!r}")
        return
    for number, link in enumerate(value or ()):
        if not isinstance(link, dict) or not link.get("name") or not link.get("url"):
            reason = f"{name}: {link!r} must have a name and a URL, as in {form}"
            yield OptionMistake(reason, (number,))


def icons(name: str, value: Any, settings: Settings) -> Iterator[OptionMistake]:
    """Check that it is a list; `blink.pages.icon_links` checks the links in it."""
    if value and not isinstance(value, list | tuple):
        form = '[{"name": "GitHub", "url": "https://github.com/ann"}]'
        yield OptionMistake(f"{name} must be a list such as {form}, not {value!r}")


def logo(name: str, value: Any, settings: Settings) -> Iterator[OptionMistake]:
    if value and not isinstance(value, dict):
        form = '{"text": "My blog", "image_light": "_static/logo.svg"}'
        yield OptionMistake(f"{name} must be a mapping such as {form}, not {value!r}")
        return
    for key, entry in (value or {}).items():
        if key not in _LOGO_KEYS:
            reason = f"{name}: unknown key {key!r}; write one of {', '.join(_LOGO_KEYS)}"
            yield OptionMistake(reason, (key,))
        elif isinstance(entry, _NOT_TEXT):
            yield OptionMistake(f"{name}[{key!r}] must be text, not {entry!r}", (key,))
        elif key.startswith("image_") and is_remote(entry or ""):
            reason = f"{name}[{key!r}] is a URL, and no page loads an image from another site"
            fix = "copy the image into `_static`, and write its path"
            yield OptionMistake(f"{reason}; {fix}", (key,))


def switcher(name: str, value: Any, settings: Settings) -> Iterator[OptionMistake]:
    if not value:
        return
    form = '{"json_url": "/versions.json", "version_match": "2.1"}'
    if not isinstance(value, dict) or not {"json_url", "version_match"} <= value.keys():
        yield OptionMistake(f"{name} must have two entries, as in {form}, not {value!r}")
        return
    for key in ("json_url", "version_match"):
        if not isinstance(value[key], str):
            yield OptionMistake(f"{name}[{key!r}] must be text, not {value[key]!r}", (key,))
    url = value["json_url"]
    own = urlsplit(str(settings.get("html_baseurl") or "")).netloc
    if isinstance(url, str) and is_remote(url) and urlsplit(url).netloc != own:
        host, fix = urlsplit(url).netloc, "put the file on the host of this site"
        reason = f"{name}['json_url'] is on {host}, and no page loads a file from another site"
        yield OptionMistake(f"{reason}; {fix}, and write its URL", ("json_url",))


def has_sources(context: Settings) -> bool:
    """Return whether *context* (``html_context``) says where the sources can be edited."""
    providers = (("edit_page_url_template",), *PROVIDERS)
    return any(all(context.get(key) for key in keys) for keys in providers)


def edit_button(name: str, value: Any, settings: Settings) -> Iterator[OptionMistake]:
    mistake = next(flag(name, value, settings), None)
    context = settings.get("html_context") or {}
    if mistake or str(value).lower() not in TRUE:
        yield from [mistake] if mistake else ()
    elif not has_sources(context):
        form = '{"github_user": "ann", "github_repo": "blog", "github_version": "main"}'
        yield OptionMistake(f"{name} needs the place of the sources: write html_context = {form}")


def edit_url(name: str, value: Any, settings: Settings) -> Iterator[OptionMistake]:
    if value and (not isinstance(value, str) or "file_name" not in value):
        form = "'https://example.org/edit/{{ file_name }}'"
        yield OptionMistake(f"{name} must contain the name of the file, as in {form}")
    elif value:
        try:
            Template(value)
        except TemplateSyntaxError as error:
            yield OptionMistake(f"{name} is not a Jinja template: {error}; correct it")


def text_or_number(name: str, value: Any, settings: Settings) -> Iterator[OptionMistake]:
    if not isinstance(value, int) or isinstance(value, bool):
        yield from text(name, value, settings)
