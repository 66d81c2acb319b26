"""Write the settings of ``mkdocs.yml`` into conf.py.

Only settings that still have the value of a new blog, or that of an earlier import, are replaced;
authors are added. The report lists each change, and each setting that the author has changed and
the old site has too.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Any

from blink.material.conf import authors
from blink.material.conf.favicon import favicon
from blink.material.conf.language import language_of
from blink.material.conf.literals import (
    NOBODY,
    SHIPPED,
    LiteralSpan,
    is_shipped,
    literal,
    plain_text,
    replaced,
    spans,
)
from blink.material.conf.social import icon_links
from blink.material.site.project import normalised_path
from blink.material.site.sources import text_of
from blink.settings.conf_py import mistakes_by_setting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from blink.material.conf.social import Put
    from blink.material.site.project import Project

    #: Asks the person at the terminal; returns the answer, which may be empty
    Ask = Callable[[str], str]

#: The heading of settings that a new conf.py does not have
_ADDED = f"# -- From the old site {'-' * 57}"
_LOCAL = re.compile(r"https?://(?:localhost|127\.|0\.0\.0\.0|\[::1\])")


@dataclass
class ConfUpdate:
    """What an import changes in conf.py."""

    #: the text of conf.py with the authors of the posts, and without `settings`
    text: str
    #: name → Python source of the value
    settings: dict[str, str] = field(default_factory=dict)
    #: lines of the report
    notes: list[str] = field(default_factory=list)

    def with_settings(self, names: Iterable[str]) -> str:
        """Return conf.py with those of `settings` that *names* has."""
        known = spans(self.text)
        chosen = {name: self.settings[name] for name in names}
        text = replaced(self.text, {name: chosen[name] for name in chosen if name in known})
        added = [f"{name} = {value}\n" for name, value in chosen.items() if name not in known]
        return text + (f"\n{_ADDED}\n\n{''.join(added)}" if added else "")


def _settings_of(project: Project, put: Put) -> tuple[dict[str, Any], list[str]]:
    """Return the settings of the old site by their names in conf.py, and report lines."""
    wanted: dict[str, Any] = {}
    if name := plain_text(project.text("site_name")):
        wanted["project"] = wanted["html_title"] = name
    if author := plain_text(project.text("site_author")):
        wanted["author"] = author
    if words := project.text("copyright"):
        plain = unescape(re.sub(r"<[^>]*>", "", words))
        plain = re.sub(r"^\s*(?:copyright)?\s*(?:©|\(c\))?\s*", "", plain, flags=re.IGNORECASE)
        wanted["copyright"] = plain_text(plain)
    if site := plain_text(project.text("site_url")):
        wanted["html_baseurl"] = site.rstrip("/") + "/"
        if match := re.match(r"https?://([a-z0-9.-]*[a-z0-9])(?=[:/]|$)", site.lower()):
            wanted["blink_authority"] = match[1]
    if description := plain_text(project.text("site_description")):
        wanted["blog_feed_subtitle"] = description
    if language := language_of(project.theme("language")):
        wanted["language"] = language
    feed = project.plugin("rss") or {}
    if isinstance(length := feed.get("length"), int) and length > 0:
        wanted["blog_feed_length"] = length
    if giscus := _giscus(project):
        wanted["blink_giscus"] = giscus
    icon, notes = favicon(project, put)
    links, link_notes = icon_links(project, put)
    wanted |= {"html_favicon": icon} if icon else {}
    wanted |= {"icon_links": links} if links else {}
    good = {name: value for name, value in wanted.items() if value or value is None}
    return _valid(good, notes + link_notes)


def _valid(wanted: dict[str, Any], notes: list[str]) -> tuple[dict[str, Any], list[str]]:
    """Return the settings of *wanted* that Blink accepts, and *notes* on the others, too."""
    wrong = {name: message for name, message in mistakes_by_setting(wanted) if name in wanted}
    if re.search(r"[\s\"'<>]", wanted.get("html_baseurl", "")):
        wrong["html_baseurl"] = "it is not a URL; write it like `https://example.org/`"
    if _LOCAL.match(wanted.get("html_baseurl", "")):
        wrong["html_baseurl"] = "it is a URL of this computer; write the one of the site"
    if "html_baseurl" in wrong:
        wrong.setdefault("blink_authority", "it comes from `site_url`")
    for name, message in wrong.items():
        if name in wanted:
            notes.append(f"- `{name} = {wanted[name]!r}` was not written to `conf.py`: {message}")
    return {name: value for name, value in wanted.items() if name not in wrong}, notes


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


def update(
    project: Project,
    used: Iterable[str],
    conf: str,
    put: Put,
    *,
    earlier: Mapping[str, str],
    moved: Mapping[str, str],
    ask: Ask | None = None,
) -> ConfUpdate:
    """Return what becomes of *conf*, the text of conf.py, with the settings of *project*.

    :param used: the authors of the imported posts
    :param put: writes the files that settings name
    :param moved: former addresses of listings → the present ones
    :param earlier: what an earlier import wrote: name → Python source of the value
    :param ask: asks for what neither file says, if somebody is there
    """
    known = spans(conf)
    values = {name: span.value for name, span in known.items()}
    wanted, notes = _settings_of(project, put) if project.file else ({}, [])
    if project.file:
        notes += _fill(project, wanted, values, ask)
    if moved and (known.get("blink_moved") or "blink_moved" not in conf):
        wanted["blink_moved"] = dict(moved)
    new = _changed(wanted, known, earlier, notes)
    if authors.default_is_nobody(values) and project.file:
        conf = authors.without_nobody(replaced(conf, {"blog_default_author": "None"}))
        notes.append(
            "- `blog_default_author` in `conf.py` is now `None`, so that posts without `author:`"
            " show no author, as on the old site"
        )
    conf, text_notes = _texts(project, conf, new, known) if project.file else (conf, [])
    notes += text_notes
    text, author_notes = authors.add(conf, project, used, known.get("blog_authors"))
    result = ConfUpdate(text, new, notes + author_notes)
    ast.parse(result.with_settings(new))
    return result


def _changed(
    wanted: Mapping[str, Any],
    known: Mapping[str, LiteralSpan],
    earlier: Mapping[str, str],
    notes: list[str],
) -> dict[str, str]:
    """Return the settings of *wanted* that the import may write, as source; add to *notes*."""
    values = {name: span.value for name, span in known.items()}
    new: dict[str, str] = {}
    for name, value in wanted.items():
        present = known.get(name)
        if present is None and name == "blink_moved":
            new[name] = literal(value)
            notes.append(
                f"- `blink_moved` in `conf.py` redirects {len(value)} former addresses of listings"
            )
        elif present is None and value in SHIPPED[name]:
            continue
        elif present is None:
            notes.append(
                f"- `{name}` is not in `conf.py` or is computed there, so it was not changed; to"
                f" use the value of the old site, write `{name} = {value!r}`"
            )
        elif present.value == value:
            continue
        elif is_shipped(name, present.value, values) or literal(present.value) == earlier.get(name):
            new[name] = literal(value)
            shown = f"`{value!r}`" if name != "blink_moved" else "that of the old site"
            notes.append(f"- `{name}` in `conf.py` is now {shown}")
        else:
            notes.append(
                f"- `{name}` in `conf.py` has a value of yours, so it was not changed; to use the"
                f" value of the old site, write `{name} = {value!r}`"
            )
    return new


def _texts(
    project: Project, conf: str, new: dict[str, str], known: Mapping[str, Any]
) -> tuple[str, list[str]]:
    """Have a new blog show quotes and the words of links as the old site; return report lines.

    *new* has the settings of the import, to which one is added.
    """
    notes = []
    dialect = project.dialect
    lines = {}
    if not dialect.enables("smarty") and "smartquotes" not in conf:
        lines["smartquotes"] = "False"
    urls = dialect.setting("pymdownx.magiclink", "repo_url_shortener") is True
    if not urls and '"shorten_urls"' not in conf:
        lines["shorten_urls"] = "False"
    if not {"project", "author"} & {*new}:  # posts of the author have their own looks
        words = ", ".join(f"`{name} = False`" for name in lines)
        return conf, [f"- to have texts as on the old site, write {words} in `conf.py`"] * any(
            lines
        )
    if "smartquotes" in lines:
        new["smartquotes"] = "False"
        notes.append(
            "- `smartquotes = False` was added to `conf.py`, because the old site shows quotes,"
            " dashes and dots as they were typed"
        )
    if "shorten_urls" in lines and "icon_links" in known:
        start = "html_theme_options = {\n"
        conf = conf.replace(
            start, f'{start}    "shorten_urls": False,  # links to GitHub, too\n', 1
        )
    return conf, notes


def _fill(
    project: Project, wanted: dict[str, Any], values: Mapping[str, Any], ask: Ask | None
) -> list[str]:
    """Add title and author to *wanted* if conf.py has those of the example; return report lines."""
    notes = []
    address = project.text("site_url").partition("://")[2].partition("/")[0]
    if values.get("project") in SHIPPED["project"] and "project" not in wanted:
        guess = address or project.root.name
        answer = ask(f"Title of the blog [{guess}]: ") if ask else ""
        wanted["project"] = wanted["html_title"] = plain_text(answer) or guess
        if not answer:
            notes.append(
                f"- `{project.name}` has no `site_name`; check `project` and `html_title` in"
                " `conf.py`"
            )
    title = str(wanted.get("project") or values.get("project"))
    if values.get("author") == NOBODY and "author" not in wanted:
        people = {name for name, _ in authors.authors_of(project)[0].values()}
        guess = people.pop() if len(people) == 1 else title
        answer = ask(f"Author of the blog [{guess}]: ") if ask else ""
        wanted["author"] = plain_text(answer) or guess
        if not answer:
            notes.append(
                f"- `{project.name}` has no `site_author`; `author` in `conf.py` is shown with the"
                " feeds, so check it"
            )
    year = re.match(r"\d{4}", str(values.get("copyright", "")))
    is_replaced = "author" in wanted and is_shipped("author", values.get("author"), values)
    if year and "copyright" not in wanted and is_replaced:
        wanted["copyright"] = f"{year[0]}, {wanted['author']}"
    base = values.get("html_baseurl")
    if base in SHIPPED["html_baseurl"] and "html_baseurl" not in wanted:
        notes.append(
            f"- `html_baseurl` in `conf.py` is still `{base}`; write the URL of the blog there, and"
            " its domain as `blink_authority`, before you publish"
        )
    return notes
