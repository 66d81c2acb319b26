"""Resolve the URL of a link to a file of the site and an anchor in it.

Knows nothing of Sphinx, and does not check whether the file exists.
"""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from blink.addresses.endings import PageEndings
from blink.addresses.faults import PORT, SCHEME, fault_of

#: What can be wrong with a URL of this site, beside the faults of any URL
OWN, OUTSIDE = "own", "outside"


class SiteAddress(NamedTuple):
    """Where the site will be served."""

    #: path of its root on its host, as in ``/`` or ``/en/latest/``
    root: str
    #: its own addresses without the scheme, as in ``blink.example.org/``
    bases: tuple[str, ...]
    endings: PageEndings = PageEndings()


class RawLink(NamedTuple):
    """A URL as it is written in a file of the site."""

    raw: str
    #: whether a full URL of this site is right here, as in a page's head and in feeds
    whole: bool = False


class LinkTarget(NamedTuple):
    """What a link points to."""

    #: path below the site's root
    path: str
    fragment: str = ""
    #: what is wrong with the URL itself, or ``""``
    wrong: str = ""


def host_of(address: str) -> str:
    """Return the host of *address*, with an unusual port; ``""`` if it is not a URL.

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
def resolve(folder: str, link: RawLink, site: SiteAddress) -> LinkTarget | None:
    """Return where *link* points from a page in *folder*, or ``None`` if to another site.

    *folder* is relative to the site's root, ``""`` the root itself.
    """
    raw = link.raw.strip()
    if fault := fault_of(raw):
        return LinkTarget("", "", fault)
    if PORT.match(raw):
        return LinkTarget(raw)
    scheme = SCHEME.match(raw)
    if scheme and not re.match(r"https?:", raw, re.IGNORECASE):
        return None
    parts = urlsplit(raw)
    path, fragment = unquote(parts.path), unquote(parts.fragment.partition(":~:")[0])
    if not scheme and not raw.startswith("//"):
        return _inside(folder, path, fragment, site)
    here = f"{host_of(raw)}{path or '/'}"
    for base in site.bases:
        if f"{here}/".startswith(base):
            inner = _file(here[len(base) :], site)
            is_feed = inner.endswith((".xml", ".json"))  # which is copied to somewhere else
            return LinkTarget(inner, fragment, "" if link.whole or is_feed else OWN)
    return None


def _inside(folder: str, path: str, fragment: str, site: SiteAddress) -> LinkTarget:
    if path.startswith("/"):
        if not f"{path}/".startswith(site.root):
            return LinkTarget(path, fragment, OUTSIDE)
        inner = path[len(site.root) :]
    elif path:
        inner = f"{folder}/{path}" if folder else path
    else:
        return LinkTarget("", fragment)  # the page itself
    tail = "/" if path.endswith(("/", "/.", "/..")) or path in (".", "..") else ""
    inner = posixpath.normpath(inner or ".")
    if inner == ".." or inner.startswith("../"):
        return LinkTarget(inner, fragment, OUTSIDE)
    return LinkTarget(_file("" if inner == "." else inner + tail, site), fragment)


def _file(path: str, site: SiteAddress) -> str:
    """Return *path*, or the page that a host serves for a folder."""
    return f"{path}{site.endings.folder_page}" if not path or path.endswith("/") else path


_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+([a-z]{2,24})(:\d+)?", re.IGNORECASE)
#: Top-level domains, none of which is also the suffix of a file
_DOMAINS = frozenset(
    """
    ai app au be blog br ca ch cloud cn com co cz de dev dk edu es eu fi fr gov in info int io it
    jp kr me mil net nl no nz org pl pt ru se site tech uk us wiki
    """.split()  # noqa: SIM905
)


def lacks_scheme(raw: str) -> bool:
    """Return whether *raw*, a dead link, is the URL of a site without its scheme.

    >>> [lacks_scheme(raw) for raw in ("example.com/x", "www.a.museum", "about.html", "a.b/c.html")]
    [True, True, False, False]
    """
    if re.match(r"https?(?::/?|/+)\w", raw, re.IGNORECASE):
        return True
    first = re.split(r"[/?#]", raw)[0]
    match = _HOST.fullmatch(first)
    return bool(
        match and (match[1].lower() in _DOMAINS or match[2] or first.lower().startswith("www."))
    )
