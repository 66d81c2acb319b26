"""Replace the URLs in HTML tags."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from blink.material.myst.protocol import PostProtocol

_LOADING = re.compile(
    r"(\s(src|href|poster|data)\s*=\s*)(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>`]+))", re.IGNORECASE
)


def tag_with_addresses(written: str, name: str, post: PostProtocol, line: int) -> str:
    """Return a tag in which the URLs are those of the new site."""

    def with_new_url(match: re.Match[str]) -> str:
        value = next(v for v in match.groups()[2:] if v is not None)
        if match[2].lower() == "data" and name != "object":
            return match[0]
        loads = name not in ("a", "area")
        return f'{match[1]}"{post.links.address(value, line, loads=loads)}"'

    return _LOADING.sub(with_new_url, written)
