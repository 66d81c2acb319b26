"""Find what is wrong with a URL itself, whether or not its target exists."""

from __future__ import annotations

import re
from difflib import get_close_matches
from urllib.parse import unquote, urlsplit

EMPTY, MALFORMED, LOCAL = "empty", "malformed", "local"

#: The class of a link or an image whose address no build checks; `make check` lists them
UNCHECKED = "unchecked"

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
#: What has a port in place of a scheme
PORT = re.compile(r"(localhost|[\w-]+(?:\.[\w-]+)+):\d{1,5}(?![^/?#])", re.IGNORECASE)
_LOCALHOST = re.compile(
    r"(?:localhost|.+\.localhost|(?:::ffff:)?127(?:\.\d+){1,3}|0(?:\.0\.0\.0)?|::1|::)\.?",
    re.IGNORECASE,
)


def fault_of(url: str) -> str:
    """Return ``EMPTY``, ``MALFORMED``, ``LOCAL`` or, if *url* may be right, ``""``.

    >>> [fault_of(url) for url in ("", "hhttps://a.test", "localhost:8000/a", "a.html")]
    ['empty', 'malformed', 'local', '']
    """
    url = url.strip()
    if not url:
        return EMPTY
    if port := PORT.match(url):
        return LOCAL if _LOCALHOST.fullmatch(port[1]) else ""
    scheme = SCHEME.match(url)
    if scheme and not re.match(r"https?:", url, re.IGNORECASE):
        if get_close_matches(scheme[0].lower(), ("http:", "https:"), 1, 0.8):
            return MALFORMED
        return LOCAL if url.lower().startswith("file:") else ""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return MALFORMED
    if re.search(r"[\x00-\x1f]", unquote(parts.path) + unquote(parts.fragment)):
        return MALFORMED
    if not scheme and not url.startswith("//"):
        return ""
    if not host:
        return MALFORMED
    return LOCAL if _LOCALHOST.fullmatch(host) else ""
