"""Choose the file names of imported posts, and compute the URLs that they had."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, time
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime

from blink.material.myst import slugs
from blink.material.site.header import day_of
from blink.text import slug

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from blink.material.site.project import BlogPlugin, Project
    from blink.material.site.sources import PostSource

#: Characters that Blink does not allow in the URL of a redirect
_NOT_IN_URLS = re.compile(r"[\\<>\"'?#%*|\x00-\x1f]")


def file_stem(source: PostSource, given: str) -> str:
    """Return the name of a post's new file: its slug, or else one made from its file or folder."""
    path = PurePosixPath(source.name)
    own = path.parent.name if path.stem.lower() == "index" and path.parent.name else path.stem
    for words in (given.rpartition("/")[2] or given, own):
        if name := slug(unicodedata.normalize("NFC", words))[:80].strip("-"):
            while len(name.encode()) > 150:
                name = name[:-1]
            return name
    return "post"


class PostNames:
    """Gives each post a file name that no other post has."""

    def __init__(self, taken: set[str]) -> None:
        #: names of posts, case-folded, because each is also a label
        self.taken = {name.casefold() for name in taken}

    def new_docname(self, name: str, day: date | datetime | None) -> str:
        year = f"{day_of(day).year:04d}" if day else "undated"
        candidate, count = name, 1
        if candidate.casefold() in self.taken and day:
            candidate = f"{name}-{day_of(day):%Y-%m-%d}"
        while candidate.casefold() in self.taken:
            count += 1
            candidate = f"{name}-{count}"
        self.taken.add(candidate.casefold())
        return f"posts/{year}/{candidate}"


def former_url(
    project: Project,
    blog: BlogPlugin,
    source: PostSource,
    *,
    title: str,
    given: str,
    day: date | datetime | None,
    categories: list[str],
) -> str:
    """Return the URL path that the blog plugin gave a post, from the root of the site, or ``""``.

    The rules are those of ``_format_path_for_post`` in Material's plugin.
    """
    if day is None or project.file is None or not project.blogs:
        return ""
    default = _lower
    slugify = slugs.slug_function(
        blog.settings.get("post_slugify"), blog.settings.get("post_slugify_separator"), default
    )
    by_category = slugs.slug_function(
        blog.settings.get("categories_slugify"),
        blog.settings.get("categories_slugify_separator"),
        default,
    )
    shape = str(blog.setting("post_url_format", "{date}/{slug}"))
    form = str(blog.setting("post_url_date_format", "yyyy/MM/dd"))
    most = blog.setting("post_url_max_categories", 1)
    most = most if isinstance(most, int) and most > 0 else 1
    language = project.theme("language")
    fields = {
        "{date}": dated(day, form, language if isinstance(language, str) else "en"),
        "{slug}": given or slugify(title),
        "{file}": PurePosixPath(source.name).stem,
        "{categories}": "/".join(by_category(category) for category in categories[:most]),
    }
    path = re.sub(r"\{(?:date|slug|file|categories)\}", lambda m: fields[m[0]], shape)
    parts = [part for part in (*blog.folder.split("/"), *path.split("/")) if part not in ("", ".")]
    if ".." in parts:
        return ""
    return page_url(project, "/".join(parts))


def page_url(project: Project, path: str) -> str:
    """Return the URL path that MkDocs gives to the document at *path*, which has no suffix."""
    folder, _, name = path.rpartition("/")
    if name in ("index", "README"):
        return f"{folder}/" if folder else ""
    if project.directory_urls:
        return f"{path}/"
    return f"{path}.html"


def _lower(text: str) -> str:
    return slugs.pymdownx_slug(text, case="lower")


def dated(day: date | datetime, form: str, language: str) -> str:
    """Return *day* in a *form* of Babel, as in the addresses of the blog plugin."""
    locale = language.replace("-", "_")
    try:
        Locale.parse(locale)
    except (UnknownLocaleError, ValueError):
        locale = "en"
    try:
        if form in ("full", "long", "medium", "short"):
            return format_date(day, form, locale=locale)
        whole = day if isinstance(day, datetime) else datetime.combine(day, time())
        return format_datetime(whole, form, locale=locale)
    except (ValueError, LookupError, AttributeError):
        return f"{day:%Y/%m/%d}"


def redirect_value(old: str) -> str:
    """Return *old* as a value of ``redirect:``, or ``""`` if Blink cannot redirect from it."""
    if not old or _NOT_IN_URLS.search(old) or len(old) > 1000:
        return ""
    parts = old.rstrip("/").split("/")
    if any(not part or len(part.encode()) > 200 for part in parts):
        return ""
    return "" if parts[0][0] in "_." else old


def heading_slug_function(setting: object, separator: object) -> Callable[[str], str]:
    """Return the function that made the anchors of headings on the old site."""
    sep = separator if isinstance(separator, str) else "-"
    return slugs.slug_function(setting, separator, lambda text: slugs.toc_slug(text, sep))
