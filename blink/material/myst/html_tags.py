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
    """Return a tag with the addresses in it as they are in the site."""

    def moved(found: re.Match[str]) -> str:
        value = next(v for v in found.groups()[2:] if v is not None)
        if found[2].lower() == "data" and name != "object":
            return found[0]
        loads = name not in ("a", "area")
        return f'{found[1]}"{post.links.address(value, line, loads=loads)}"'

    return _LOADING.sub(moved, written)
