"""Convert the links to the author's profiles, ``extra.social`` in mkdocs.yml, to ``icon_links``.

A link to a feed or a page of the old site is left out, and the report says what Blink has instead.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from sphinx_design.icons import list_octicons

from blink.elements.icons import drawing
from blink.material.conf.literals import plain_text
from blink.material.site import icons
from blink.material.site.project import normalised_path
from blink.material.site.sources import safe_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from blink.material.site.project import Project

    #: Writes bytes to a path of the blog, given their source; returns the state of the file
    Put = Callable[[str, bytes, str], str]

#: States of a file that is there after the import
THERE = ("new", "same", "changed", "kept")
_OCTICONS = {"github": "mark-github", "rss": "rss", "mail": "mail", "envelope": "mail"}
_FEED = re.compile(
    r"(?:^|/)(?:feed|rss|atom|feed_(?:rss|json)_\w+|index|blog)\.(?:xml|json|rss|atom)$"
    r"|\.(?:rss|atom)$|(?:^|/)(?:feed|rss|atom)/?$",
    re.IGNORECASE,
)
_SCHEMES = frozenset({"javascript", "data", "file", "vbscript"})
#: File extensions, which are no ends of a host's name
_FILES = frozenset({"md", "html", "htm", "xml", "json", "rss", "atom", "txt", "pdf"})
_ADDRESS = re.compile(r"[^\s@/:<>]+@[\w-]+(?:\.[\w-]+)+")
_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?=[/?#:]|$)", re.IGNORECASE)


class SocialLink(NamedTuple):
    """Where a link of the old site leads: to a *url*, or nowhere for a *reason*."""

    url: str
    reason: str = ""


def target(link: object, icon: str, site: str) -> SocialLink:
    """Return where the social *link* with this *icon* leads; *site* is the old site's URL."""
    if not isinstance(link, str) or not link.strip():
        return SocialLink("", "it has no `link`")
    url = re.sub(r"^(mailto:)?\s*<(.*)>$", r"\1\2", plain_text(link))
    if _ADDRESS.fullmatch(url):
        return SocialLink(f"mailto:{url}")
    if url.startswith("//"):
        url = f"https:{url}"
    scheme = re.match(r"([a-z][a-z0-9+.-]*):(?!\d)", url, re.IGNORECASE)
    host = None if scheme else _HOST.match(url)
    if host and host[0].rpartition(".")[2].lower() not in _FILES:
        url = f"https://{url}"
        scheme = re.match(r"(https):", url)
    if scheme and scheme[1].lower() in _SCHEMES:
        return SocialLink("", "Blink does not link to such addresses")
    try:
        parts, own = urlsplit(url), urlsplit(site)
    except ValueError:
        return SocialLink("", "it is not a URL")
    base = own.path.strip("/")
    path = parts.path.strip("/")
    if scheme:
        if parts.scheme not in ("http", "https"):
            return SocialLink(url) if parts.path or parts.netloc else SocialLink("", "it is empty")
        if not parts.netloc:
            return SocialLink("", "it is not a URL")
        outside = base and f"{path}/".find(f"{base}/") != 0
        if not own.netloc or parts.netloc.lower() != own.netloc.lower() or outside:
            return SocialLink(url)
        path = path[len(base) :].strip("/")
    return SocialLink("", _own_page(path, icon))


def _own_page(path: str, icon: str) -> str:
    """Return why no icon links to the *path* of the old site, and what Blink has instead."""
    if _FEED.search(path) or icon.rpartition("/")[2] in ("rss", "rss-box", "rss-square"):
        return "each page of the blog links to its feeds"
    if path in ("", "index.html", "index.md", "."):
        return "the name of the blog in the header links to the home page"
    return (
        f"`{path}` is a page of the old site; to link to a page of the blog, write its docname in"
        " `blink_menu` in `conf.py`"
    )


def icon_links(project: Project, put: Put) -> tuple[list[dict[str, str]], list[str]]:
    """Return the author's social links, each with an icon if there is one, and report lines."""
    extra = project.config.get("extra")
    social = extra.get("social") if isinstance(extra, dict) else None
    if isinstance(social, dict):
        social = [{"icon": key, "link": link} for key, link in social.items()]
    links: list[dict[str, str]] = []
    notes: list[str] = []
    for account in social if isinstance(social, list) else ():
        given: dict[str, Any] = account if isinstance(account, dict) else {"link": account}
        icon = str(given.get("icon") or "")
        found = target(given.get("link"), icon, project.text("site_url"))
        shown = plain_text(str(given.get("link") or icon))[:200]
        if not found.url:
            notes.append(f"- `extra.social`: the link `{shown}` was left out: {found.reason}")
            continue
        short = icon.rpartition("/")[2]
        name = plain_text(str(given.get("name") or short.replace("-", " ").title()))
        link = {"name": name or found.url, "url": found.url}
        if own := _icon(icon, project, put):
            link["icon"] = own
        elif icon:
            notes.append(
                f"- `extra.social`: Blink does not have the icon `{icon}`, so the header shows"
                f" `{link['name']}`; for an icon, write its name or the path of an SVG file in"
                " `icon_links` in `conf.py`"
            )
        if link not in links:
            links.append(link)
    return links, notes


def _icon(icon: str, project: Project, put: Put) -> str:
    """Return the icon of Material that is called *icon*, in the form of ``icon_links``."""
    short, name = icon.rpartition("/")[2], icon.replace("/", "-")
    for candidate in (_OCTICONS.get(short, ""), icons.octicon(name) or ""):
        if candidate in list_octicons():
            return candidate
    style = re.match(r"fontawesome/(brands|solid|regular)/", icon)
    classes = f"fa-{style[1]} fa-{short}" if style else ""
    if classes and _draws(classes):
        return classes
    folder = project.theme("custom_dir")
    inner = normalised_path(folder) if isinstance(folder, str) else ""
    custom = (project.root / inner / ".icons",) if inner else ()
    file = _file(icon, custom) or icons.file_of(name, custom)
    if file and not _problem(file):
        path = f"_static/{safe_name(file.name)}"
        if put(path, file.read_bytes(), "mkdocs.yml") in THERE:
            return path
    brand = f"fa-brands fa-{short}"
    return brand if short and _draws(brand) else ""


def _file(icon: str, roots: tuple[Path, ...]) -> Path | None:
    inner = normalised_path(icon)
    files = [root / f"{inner}.svg" for root in roots if inner]
    return next((f for f in files if f.is_file() and f.resolve().is_relative_to(roots[0])), None)


def _draws(classes: str) -> bool:
    try:
        drawing.icon(classes)
    except ValueError:
        return False
    return True


def _problem(file: Path) -> str:
    """Return why the SVG *file* cannot be an icon, or ``""``."""
    try:
        icons.drawing(file)
    except ValueError as error:
        return str(error)
    return ""
