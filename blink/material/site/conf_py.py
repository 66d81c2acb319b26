"""Write the settings of ``mkdocs.yml`` into conf.py.

Only settings that still have the value of a new blog are replaced, and authors are added. The
report lists each change, and each setting that the author has changed and the old site has too.
"""

from __future__ import annotations

import ast
import re
from html import unescape
from typing import TYPE_CHECKING, Any

from sphinx_design.icons import list_octicons

from blink.material.site import authors, icons
from blink.material.site.literals import SHIPPED, literal, replaced, spans
from blink.material.site.project import normalised_path
from blink.material.site.sources import is_inside, safe_name, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from blink.material.site.project import Project

    #: Writes bytes to a path of the blog, given their source; returns the state of the file
    Put = Callable[[str, bytes, str], str]

_OCTICONS = {"github": "mark-github", "rss": "rss", "mail": "mail", "envelope": "mail"}


def _settings_of(project: Project, put: Put) -> dict[str, Any]:
    """Return the settings of the old site by their names in conf.py."""
    wanted: dict[str, Any] = {}
    if name := project.text("site_name"):
        wanted["project"] = wanted["html_title"] = name
    if author := project.text("site_author"):
        wanted["author"] = author
    if words := project.text("copyright"):
        plain = unescape(re.sub(r"<[^>]*>", "", words))
        plain = re.sub(r"^\s*(?:copyright)?\s*(?:©|\(c\))?\s*", "", plain, flags=re.IGNORECASE)
        wanted["copyright"] = " ".join(plain.split())
    if site := project.text("site_url"):
        wanted["html_baseurl"] = site.rstrip("/") + "/"
        if match := re.match(r"https?://([a-z0-9.-]*[a-z0-9])(?=[:/]|$)", site.lower()):
            wanted["blink_authority"] = match[1]
    if description := project.text("site_description"):
        wanted["blog_feed_subtitle"] = " ".join(description.split())
    language = project.theme("language")
    if isinstance(language, str) and re.fullmatch(r"[a-z]{2,3}(?:[-_]\w+)?", language):
        wanted["language"] = language.replace("-", "_")
    feed = project.plugin("rss") or {}
    if isinstance(feed.get("length"), int) and feed["length"] > 0:
        wanted["blog_feed_length"] = feed["length"]
    if giscus := _giscus(project):
        wanted["blink_giscus"] = giscus
    if favicon := _favicon(project, put):
        wanted["html_favicon"] = favicon
    if links := _links(project, put):
        wanted["icon_links"] = links
    return wanted


def _giscus(project: Project) -> dict[str, str]:
    """Return the settings of giscus in the templates of the site."""
    folder = project.theme("custom_dir")
    name = normalised_path(folder) if isinstance(folder, str) else ""
    for file in sorted((project.root / name).rglob("comments.html"))[:5] if name else ():
        try:
            text = text_of(file, project.root)
        except ValueError:
            continue
        keys = {
            "repo": "repo",
            "repo_id": "repo-id",
            "category": "category",
            "category_id": "category-id",
        }
        matches = {
            k: re.search(rf"data-{v}\s*=\s*[\"']([^\"'{{}}]+)[\"']", text) for k, v in keys.items()
        }
        words = {k: m[1].strip() for k, m in matches.items() if m}
        if len(words) == len(keys) and re.fullmatch(r"[\w.-]+/[\w.-]+", words["repo"]):
            return words
    return {}


def _favicon(project: Project, put: Put) -> str:
    name = project.theme("favicon")
    file = (
        project.docs / normalised_path(name)
        if isinstance(name, str) and normalised_path(name)
        else None
    )
    if not file or not file.is_file() or not is_inside(file, project.root):
        return ""
    path = f"_static/{safe_name(file.name)}"
    state = put(path, file.read_bytes(), "mkdocs.yml")
    return path if state in ("new", "same", "changed") else ""


def _links(project: Project, put: Put) -> list[dict[str, str]]:
    """Return the author's social links, each with an octicon or the icon of the old site."""
    extra = project.config.get("extra")
    social = extra.get("social") if isinstance(extra, dict) else None
    icon_links = []
    for account in social if isinstance(social, list) else ():
        link = account.get("link") if isinstance(account, dict) else None
        if not isinstance(link, str) or not re.match(r"(?:https?|mailto):", link):
            continue
        icon = str(account.get("icon") or "")
        short = icon.rpartition("/")[2]
        name = str(account.get("name") or short.replace("-", " ").title() or link)
        icon_link = {"name": " ".join(name.split()), "url": link}
        octicon = _OCTICONS.get(short, "")
        file = icons.file_of(icon.replace("/", "-"))
        if octicon in list_octicons():
            icon_link["icon"] = octicon
        elif file:
            path = f"_static/{safe_name(file.name)}"
            if put(path, file.read_bytes(), "mkdocs.yml") in ("new", "same", "changed"):
                icon_link["icon"] = path
        icon_links.append(icon_link)
    return icon_links


def update(project: Project, used: Iterable[str], file: Path, put: Put, *, dry: bool) -> list[str]:
    """Write the settings of *project* into *file*, a conf.py, unless *dry*; return report lines.

    *used* are the authors of the imported posts; *put* writes the files that settings name.
    """
    text = before = file.read_text(encoding="utf-8")
    notes: list[str] = []
    wanted = _settings_of(project, put) if project.file else {}
    new: dict[str, str] = {}
    known = spans(text)
    for name, value in wanted.items():
        present = known.get(name)
        if present is None:
            notes.append(
                f"- `{name}` is not in `conf.py` or is computed there, so it was not changed; to"
                f" use the value of the old site, write `{name} = {value!r}`"
            )
        elif present.value == value:
            continue
        elif present.value == SHIPPED[name]:
            new[name] = literal(value)
            notes.append(f"- `{name}` in `conf.py` is now `{value!r}`")
        else:
            notes.append(
                f"- `{name}` in `conf.py` has a value of yours, so it was not changed; to use the"
                f" value of the old site, write `{name} = {value!r}`"
            )
    text = replaced(text, new)
    text, author_notes = authors.add(text, project, used, known.get("blog_authors"))
    notes += author_notes + _unsupported_settings(project)
    if text != before and not dry:
        ast.parse(text)
        partial = file.with_name(".conf.py.new")
        partial.write_text(text, encoding="utf-8")
        partial.replace(file)
    return notes


def _unsupported_settings(project: Project) -> list[str]:
    """Return report lines on settings that Blink has no equivalent of."""
    notes = []
    if project.theme("logo"):
        notes.append("- `theme.logo` was left out, because pages show the blog's name")
    if project.theme("palette"):
        notes.append(
            "- `theme.palette` was left out, because readers choose light, dark or their system's"
            " colours"
        )
    if project.theme("font"):
        notes.append(
            "- `theme.font` was left out, because pages use the fonts of the reader's system"
        )
    if project.dialect.macros:
        notes.append(
            f"- the plugin `{project.dialect.macros}` was not run; replace its expressions, which"
            " this report lists below each post, by their values"
        )
    hooks = project.config.get("hooks")
    if hooks:
        notes.append("- `hooks` in mkdocs.yml were not run; check whether posts need what they did")
    return notes
