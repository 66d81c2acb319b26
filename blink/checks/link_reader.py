"""A file of a built site → what it leads to, and which anchors it has.

Pages are read with lxml, feeds and other files by what their formats name. Knows nothing of Sphinx.
"""

from __future__ import annotations

import json
import posixpath
import re
from difflib import get_close_matches
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

from lxml import etree, html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: What is wrong in an address itself, before anybody looks whether something is there
EMPTY, MALFORMED, LOCAL, OWN, OUTSIDE = "empty", "malformed", "local", "own", "outside"


class Site(NamedTuple):
    """Where the site will be."""

    #: path of its root on its host, as in ``/`` or ``/en/latest/``
    root: str
    #: its own addresses without the scheme, as in ``blink.example.org/``
    bases: tuple[str, ...]


class Link(NamedTuple):
    """An address as a file has it."""

    raw: str
    #: whether it may be the whole address of this site: in a page's head and in feeds
    whole: bool = False


class Target(NamedTuple):
    """What a link leads to."""

    #: path below the site's root
    path: str
    fragment: str = ""
    #: what is wrong in the address itself, or ``""``
    wrong: str = ""


class Read(NamedTuple):
    """What a file has."""

    ids: frozenset[str]
    links: tuple[Link, ...]


# -- Addresses -----------------------------------------------------------------

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
#: What has a port in place of a scheme
_PORT = re.compile(r"(localhost|[\w-]+(?:\.[\w-]+)+):\d{1,5}(?![^/?#])", re.IGNORECASE)
_LOCALHOST = re.compile(
    r"(?:localhost|.+\.localhost|(?:::ffff:)?127(?:\.\d+){1,3}|0(?:\.0\.0\.0)?|::1|::)\.?",
    re.IGNORECASE,
)


def host_of(address: str) -> str:
    """Return who is asked for *address*, or ``""`` if it is none.

    >>> host_of("https://me@Example.org.:443/a")
    'example.org'
    """
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return host if port in (None, usual) else f"{host}:{port}"


@lru_cache(maxsize=100_000)  # what is around every page is on all pages of a folder
def resolve(folder: str, link: Link, site: Site) -> Target | None:
    """Return where *link* leads from a page in *folder*, or ``None`` if out of this site's reach.

    *folder* is relative to the site's root, ``""`` the root itself.
    """
    raw = link.raw.strip()
    if not raw:
        return Target("", "", EMPTY)
    if port := _PORT.match(raw):
        return Target("", "", LOCAL) if _LOCALHOST.fullmatch(port[1]) else Target(raw)
    scheme = _SCHEME.match(raw)
    whole = raw.startswith("//") or scheme
    if scheme and not re.match(r"https?:", raw, re.IGNORECASE):
        if get_close_matches(scheme[0].lower(), ("http:", "https:"), 1, 0.8):
            return Target("", "", MALFORMED)
        return Target("", "", LOCAL) if raw.lower().startswith("file:") else None
    try:
        parts = urlsplit(raw)
        host = parts.hostname or ""
    except ValueError:
        return Target("", "", MALFORMED)
    path, fragment = unquote(parts.path), unquote(parts.fragment.partition(":~:")[0])
    if re.search(r"[\x00-\x1f]", path + fragment):
        return Target("", "", MALFORMED)
    if not whole:
        return _inside(folder, path, fragment, site)
    if not host:
        return Target("", "", MALFORMED)
    if _LOCALHOST.fullmatch(host):
        return Target("", "", LOCAL)
    here = f"{host_of(raw)}{path or '/'}"
    for base in site.bases:
        if f"{here}/".startswith(base):
            inner = _file(here[len(base) :])
            is_feed = inner.endswith((".xml", ".json"))  # which is copied to somewhere else
            return Target(inner, fragment, "" if link.whole or is_feed else OWN)
    return None


def _inside(folder: str, path: str, fragment: str, site: Site) -> Target:
    if path.startswith("/"):
        if not f"{path}/".startswith(site.root):
            return Target(path, fragment, OUTSIDE)
        inner = path[len(site.root) :]
    elif path:
        inner = f"{folder}/{path}" if folder else path
    else:
        return Target("", fragment)  # the page itself
    tail = "/" if path.endswith(("/", "/.", "/..")) or path in (".", "..") else ""
    inner = posixpath.normpath(inner or ".")
    if inner == ".." or inner.startswith("../"):
        return Target(inner, fragment, OUTSIDE)
    return Target(_file("" if inner == "." else inner + tail), fragment)


def _file(path: str) -> str:
    """Return the file that a host serves at *path*."""
    return f"{path}index.html" if not path or path.endswith("/") else path


_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+([a-z]{2,24})(:\d+)?", re.IGNORECASE)
#: Ends of addresses that are no endings of files
_DOMAINS = frozenset(
    """
    ai app au be blog br ca ch cloud cn com co cz de dev dk edu es eu fi fr gov in info int io it
    jp kr me mil net nl no nz org pl pt ru se site tech uk us wiki
    """.split()  # noqa: SIM905
)


def lacks_scheme(raw: str) -> bool:
    """Return whether *raw*, which leads to nothing, is the address of a site without its scheme.

    >>> [lacks_scheme(raw) for raw in ("example.com/x", "www.a.museum", "about.html", "a.b/c.html")]
    [True, True, False, False]
    """
    if re.match(r"https?(?::/?|/+)\w", raw, re.IGNORECASE):
        return True
    first = re.split(r"[/?#]", raw)[0]
    found = _HOST.fullmatch(first)
    return bool(
        found and (found[1].lower() in _DOMAINS or found[2] or first.lower().startswith("www."))
    )


# -- Pages ---------------------------------------------------------------------

_IDS = etree.XPath("//@id | //a/@name", smart_strings=False)
_LINKING = etree.XPath(
    "//*[@href or @src or @srcset or @imagesrcset or @poster or @data or @action"
    " or @cite or @formaction or contains(@style, 'url(') or self::style"
    " or @http-equiv or self::meta[@content] or self::use or self::image or self::a]"
    "[not(self::a[span[@class='xref myst']])]"  # MyST has told that it leads nowhere
    # "not part of the same site" (HTML, 4.6.7.5): where it was before it moved here, for one
    "[not(self::a[contains(concat(' ', @rel, ' '), ' external ')])]"
)
_ATTRIBUTES = ("href", "src", "poster", "action", "xlink:href", "cite", "formaction")
#: Of ``meta``: what names an address
_PICTURES = frozenset({"og:image", "og:url", "og:audio", "og:video", "twitter:image"})
_HEAD = frozenset({"link", "meta"})


def sources(srcset: str) -> Iterator[str]:
    """Yield the addresses of a ``srcset``.

    >>> list(sources("a.webp 480w, b,c.webp 2x,d.webp"))
    ['a.webp', 'b,c.webp', 'd.webp']
    """
    rest = srcset
    while rest := rest.lstrip(" \t\n\r\f,"):
        address = rest.split(maxsplit=1)[0]
        rest = rest[len(address) :]
        if not address.endswith(","):
            rest = rest.partition(",")[2]
        yield address.rstrip(",")


def read_page(data: bytes) -> Read:
    """Return the anchors of an HTML page, and all that it links to, shows and loads."""
    if not data.strip():
        return Read(frozenset(), ())
    try:
        # huge: else what follows ten million characters is left out, and no word of it
        parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
        root = html.document_fromstring(data, parser=parser)
    except etree.ParserError:  # there is no element
        return Read(frozenset(), ())
    links: dict[Link, None] = {}
    for element in _LINKING(root):
        tag = element.tag
        if tag == "meta":
            links.update(dict.fromkeys(_of_meta(element)))
            continue
        for name in _ATTRIBUTES:
            if (value := element.get(name)) is not None:
                links[Link(value, tag in _HEAD)] = None
        if tag == "object" and (value := element.get("data")):
            links[Link(value)] = None
        style = element.get("style") or (tag == "style" and element.text) or ""
        links.update((Link(one.raw), None) for one in read_style(style.encode()).links)
        for name in ("srcset", "imagesrcset"):
            links.update((Link(one), None) for one in sources(element.get(name, "")))
    return Read(frozenset(_IDS(root)), tuple(links))


def _of_meta(element: Any) -> Iterator[Link]:
    content = element.get("content", "")
    if element.get("http-equiv", "").lower() == "refresh":
        found = re.search(r";\s*url\s*=\s*['\"]?([^'\"]+)", content, re.IGNORECASE)
        yield from [Link(found[1])] if found else ()
    elif {element.get("property"), element.get("name")} & _PICTURES:
        yield Link(content, whole=True)


# -- Feeds and what else is read by machines -----------------------------------

_CONTENT = re.compile(rb"<(content|summary|title|name|description)\b[^>]*>[^<]*</\1>")
_XML = re.compile(rb"\s(?:href|src|xmlUrl|htmlUrl)=\"([^\"]*)\"|<(?:loc|icon|logo|uri)>([^<]*)</")
_STYLE = re.compile(
    rb"/\*.*?\*/|url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)", re.DOTALL | re.IGNORECASE
)
_ROBOTS = re.compile(rb"^sitemap:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


def _matches(pattern: re.Pattern[bytes], data: bytes) -> Read:
    found = (next(filter(None, one.groups()), b"") for one in pattern.finditer(data))
    texts = dict.fromkeys(unescape(one.decode("utf-8", "replace")) for one in found if one)
    return Read(frozenset(), tuple(Link(one, whole=True) for one in texts))


def read_xml(data: bytes) -> Read:
    """Return the addresses that an Atom feed, a sitemap or an OPML file names.

    What an entry contains is not looked at: `read_entry` does.
    """
    return _matches(_XML, _CONTENT.sub(b"", data))


def read_style(data: bytes) -> Read:
    """Return what a stylesheet loads."""
    return _matches(_STYLE, data)


def read_robots(data: bytes) -> Read:
    """Return the sitemaps that ``robots.txt`` names."""
    return _matches(_ROBOTS, data)


_NAMES = frozenset(
    """
    url external_url image icon favicon home_page_url feed_url next_url src start_url avatar
    banner_image
    """.split()  # noqa: SIM905
)


def read_json(data: bytes) -> Read:
    """Return the addresses that a JSON Feed or a web manifest names."""
    found: dict[str, None] = {}

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                if name in _NAMES and isinstance(inner, str):
                    found[inner] = None
                elif isinstance(inner, dict | list):
                    walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    try:
        walk(json.loads(data))
    except (ValueError, RecursionError):  # it is no feed and no manifest
        return Read(frozenset(), ())
    return Read(frozenset(), tuple(Link(one, whole=True) for one in found))


def read_entry(data: bytes) -> Read:
    """Return what feeds show of a document's posts, which `blink.feeds.entries` keeps as JSON."""
    pages = [read_page(text.encode()) for text in json.loads(data).values()]
    ids = frozenset(name for page in pages for name in page.ids)
    links = dict.fromkeys(Link(link.raw, whole=True) for page in pages for link in page.links)
    return Read(ids, tuple(links))


#: Ending of a file → how it is read; other files lead nowhere
READERS: dict[str, Callable[[bytes], Read]] = {
    ".html": read_page,
    ".xml": read_xml,
    ".opml": read_xml,
    ".json": read_json,
    ".webmanifest": read_json,
    ".css": read_style,
    "robots.txt": read_robots,
    ".entry": read_entry,
}


def reader(name: str) -> Callable[[bytes], Read] | None:
    """Return how the file *name* is read, or ``None`` if it leads nowhere."""
    if name.startswith("pagefind/"):
        return None
    return READERS.get(name) or READERS.get(posixpath.splitext(name)[1])
