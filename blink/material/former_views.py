"""Redirect the addresses of listings of the old site to those of Blink, by ``blink_moved``."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from blink.material import paths
from blink.material.conf.authors import authors_of
from blink.material.myst import slugs
from blink.material.site.header import day_of
from blink.posts.catalog import page_names
from blink.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from blink.material.myst.document import ImportedDocument
    from blink.material.site.project import BlogPlugin, Project

#: The path of listings in Blink, if conf.py does not change it
_HERE = "blog"


def moved_listings(
    project: Project, documents: Iterable[ImportedDocument], today: date
) -> dict[str, str]:
    """Return the former address of each listing with posts → the present one."""
    if not project.directory_urls:  # the addresses are nearly the same, and cannot all be kept
        return {}
    posts = [d for d in documents if not d.page and not d.hidden and d.fields.date]
    public = [d for d in posts if d.fields.date and day_of(d.fields.date) <= today]
    moved: dict[str, str] = {}
    files = {
        kind: page_names(term for d in public for term in d.fields.values.get(kind, ()))
        for kind in ("category", "tags")
    }
    for blog in project.blogs:
        own = [d for d in public if d.source.blog == blog]
        if own and blog.setting("post_url_format", "") != "posts/{file}":
            moved |= {old: new for old, new in _listings(project, blog, own, files) if old}
    tags = project.plugin("tags")
    if files["tags"] and tags is not None:
        name = tags.get("tags_file")
        name = name if isinstance(name, str) else "tags.md"
        if (project.docs / name).is_file():
            moved[paths.page_url(project, name.removesuffix(".md"))] = f"{_HERE}/tag"
    valid = {paths.redirect_value(old): new for old, new in moved.items() if "/" in old}
    taken = {document.former_url for document in posts} | {""}
    return {f"{old}index": new for old, new in sorted(valid.items()) if old not in taken}


def _listings(
    project: Project,
    blog: BlogPlugin,
    posts: list[ImportedDocument],
    files: dict[str, dict[str, str]],
) -> Iterator[tuple[str, str]]:
    """Yield the former and the present address of each listing of *blog*."""
    top = "" if blog.folder == "." else f"{blog.folder}/"
    yield top, _HERE
    if blog.settings.get("pagination") is not False:
        page_size = blog.setting("pagination_per_page", 10)
        size = page_size if isinstance(page_size, int) and page_size > 0 else 10
        form = str(blog.setting("pagination_url_format", "page/{page}"))
        for number in range(2, math.ceil(len(posts) / size) + 1):
            yield f"{top}{form.replace('{page}', str(number))}/", _HERE
    if blog.settings.get("archive") is not False:
        form = str(blog.setting("archive_url_format", "archive/{date}"))
        dates = str(blog.setting("archive_url_date_format", "yyyy"))
        language = project.theme("language")
        for day in sorted({day_of(d.fields.date) for d in posts if d.fields.date}):
            shown = paths.dated(day, dates, language if isinstance(language, str) else "en")
            yield f"{top}{form.replace('{date}', shown)}/", f"{_HERE}/{day.year:04d}"
    if blog.settings.get("categories") is not False:
        form = str(blog.setting("categories_url_format", "category/{slug}"))
        by_name = slugs.slug_function(
            blog.settings.get("categories_slugify"),
            blog.settings.get("categories_slugify_separator"),
            lambda text: slugs.pymdownx_slug(text, case="lower"),
        )
        for document in posts:
            present = {fold(name): name for name in document.fields.values.get("category", ())}
            for name in document.fields.categories:
                if fold(name) in present:
                    new = f"{_HERE}/category/{files['category'][present[fold(name)]]}"
                    yield f"{top}{form.replace('{slug}', by_name(name))}/", new
    if blog.settings.get("authors_profiles") is True:
        form = str(blog.setting("authors_profiles_url_format", "author/{slug}"))
        people = authors_of(project)[0]
        used = {name for document in posts for name in document.fields.values.get("author", ())}
        names = page_names(people.get(key, (key, None))[0] for key in used)
        for key in sorted(used):
            new = f"{_HERE}/author/{names[people.get(key, (key, None))[0]]}"
            yield f"{top}{form.replace('{slug}', key)}/", new
