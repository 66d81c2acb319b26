"""HTML elements that a text may hold, and the URLs in their tags."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from blink.material.myst.surroundings import Surroundings

#: Elements that a text may hold; other words in angle brackets are words
ELEMENTS = frozenset(
    """a abbr acronym address area article aside audio b base bdi bdo big blockquote body br button
    canvas caption center cite code col colgroup data datalist dd del details dfn dialog div dl dt
    em embed fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hgroup hr
    html i iframe img input ins kbd label legend li link main map mark menu meta meter nav noscript
    object ol optgroup option output p param picture pre progress q rp rt ruby s samp script search
    section select small source span strike strong style sub summary sup table tbody td template
    textarea tfoot th thead time title tr track tt u ul var video wbr svg g path rect circle ellipse
    line polyline polygon text tspan defs use marker symbol image math mi mn mo mrow mfrac msup msub
    msqrt mtext mtable mtr mtd""".split()  # noqa: SIM905
)
_LOADING = re.compile(
    r"(\s(src|href|poster|data)\s*=\s*)(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>`]+))", re.IGNORECASE
)


def tag_with_addresses(written: str, name: str, post: Surroundings, line: int) -> str:
    """Return a tag with the addresses in it as they are in the site."""

    def moved(found: re.Match[str]) -> str:
        value = next(v for v in found.groups()[2:] if v is not None)
        if found[2].lower() == "data" and name != "object":
            return found[0]
        loads = name not in ("a", "area")
        return f'{found[1]}"{post.address(value, line, loads=loads)}"'

    return _LOADING.sub(moved, written)
