"""Add to a page's body what keyboards and screen readers need.

What scrolls inside itself is reached by keyboard only if it takes the focus, and a box that is
ticked needs a name (WCAG 2.2, 2.1.1 and 4.1.2). A cell without words heads nothing: it would be
read out as a heading that is not there.

This changes rendered HTML, because much of it exists in no other form: code from Pygments, outputs
of notebooks, MyST's boxes of tasks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from blink.stages import Stage

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

#: As Pygments, the theme and MyST write them
_SCROLLING = re.compile(
    r'<pre(?: class="(?:[\w-]+ )*literal-block")?(?=>)'
    r'|<div class="pst-scrollable-table-container"(?=>)'
)
#: What takes no such attribute, since it is for a box already (HTML-ARIA, 4)
_CONTROLS = re.compile(r'<label aria-controls="[^"]*"')
#: The corner of a table, mostly
_EMPTY_HEADING = re.compile(r"<th(?=[ >])([^>]*)>\s*(?:<p>\s*</p>\s*)?</th>")
_BOX = re.compile(r'<input class="task-list-item-checkbox"([^>]*)')


def _named(box: re.Match[str]) -> str:
    return f'{box[0]} aria-label="{"done" if "checked" in box[1] else "to do"}"'


def reachable(body: str) -> str:
    """Return *body* with what keyboards and screen readers need."""
    body = _CONTROLS.sub("<label", body)
    body = _EMPTY_HEADING.sub(r"<td\1></td>", body)
    return _BOX.sub(_named, _SCROLLING.sub(r'\g<0> tabindex="0"', body))


def make_accessible(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Make the body of a document's page accessible."""
    if parts := context.get("parts"):
        context["parts"] = [reachable(part) for part in parts]
        context["body"] = "".join(context["parts"])
    elif body := context.get("body"):
        context["body"] = reachable(body)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("html-page-context", make_accessible, priority=Stage.BODY)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
