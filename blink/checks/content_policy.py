"""The scripts in a page, and a Content-Security-Policy → which of them a browser will not run.

A strict policy forbids scripts in pages, except those whose digests it has (W3C, Content Security
Policy Level 3, 8.3). A page of Blink has one, which sets the colour scheme before anything is
drawn; it is in ``theme/layout.html``. An upgrade of the engine may change it, and its digest.
"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from blink.settings.theme import HOME

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The file in which Cloudflare Pages and Netlify look for headers
HEADERS = "_headers"
NAME = "Content-Security-Policy"

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
#: Attributes of what is no script in the page: a file, or data
_OTHER = re.compile(r"\bsrc\s*=|\btype\s*=(?!\s*[\"']?(?:module|text/javascript)\b)", re.IGNORECASE)
_POLICY = re.compile(rf"^\s*{NAME}\s*:(.*)$", re.IGNORECASE)
_DIGEST = re.compile(r"'sha256-[A-Za-z0-9+/=]+'")


class Forbidden(NamedTuple):
    """A script in a page that a policy forbids."""

    #: of the policy, in the file of headers
    line: int
    #: of the script
    digest: str
    #: the digests of the policy that no script in the page has
    unused: tuple[str, ...]


def digests(page: str) -> list[str]:
    """Return the digests of the scripts in the HTML of a *page*, as a policy has them.

    >>> digests("<script src=a.js></script><script>1</script>")
    ["'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='"]
    """
    scripts = [text for attributes, text in _SCRIPT.findall(page) if not _OTHER.search(attributes)]
    return [f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in scripts]


def policy() -> str:
    """Return the strictest policy that pages of this version of Blink work with."""
    scripts = " ".join(digests((HOME / "layout.html").read_text(encoding="utf-8")))
    return (
        f"default-src 'self'; script-src 'self' {scripts} 'wasm-unsafe-eval';"
        " style-src 'self' 'unsafe-inline'; img-src 'self' data:"
    )


def forbidden(page: str, headers: str) -> Iterator[Forbidden]:
    """Yield the scripts in the HTML of a *page* that the policies of a file of *headers* forbid."""
    scripts = digests(page)
    for number, line in enumerate(headers.splitlines(), 1):
        match = _POLICY.match(line)
        sources = _script_sources(match[1]) if match else None
        if sources is None or ("'unsafe-inline'" in sources and not _DIGEST.search(sources)):
            continue
        known = _DIGEST.findall(sources)
        unused = tuple(digest for digest in known if digest not in scripts)
        yield from (Forbidden(number, d, unused) for d in scripts if d not in known)


def _script_sources(value: str) -> str | None:
    """Return the sources that a policy allows for scripts; ``None`` if it allows all."""
    parts = [part.split(maxsplit=1) for part in value.split(";") if part.strip()]
    directives = {name.lower(): " ".join(rest) for name, *rest in parts}
    for name in ("script-src-elem", "script-src", "default-src"):
        if name in directives:
            return directives[name]
    return None
