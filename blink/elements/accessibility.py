"""Make the body of a page accessible to keyboards and screen readers.

An element that scrolls is reached by keyboard only if it takes the focus, and a checkbox needs a
name (WCAG 2.2, 2.1.1 and 4.1.2). So does a frame: it gets that of the host that it shows. An empty
heading of a table is made an ordinary cell, because screen readers would announce it as a heading.

This changes rendered HTML, because much of it exists in no other form: code from Pygments, outputs
of notebooks, MyST's checkboxes.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

from blink.stages import Stage
from blink.words import ENGLISH

if TYPE_CHECKING:
    from gettext import NullTranslations

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

#: Elements that may scroll, as Pygments, the theme and MyST write them
_SCROLLABLE = re.compile(
    r'<pre(?: class="(?:[\w-]+ )*literal-block")?(?=>)'
    r'|<div class="pst-scrollable-table-container"(?=>)'
)
#: Labels, which must not have this attribute (HTML-ARIA, 4)
_CONTROLS = re.compile(r'<label aria-controls="[^"]*"')
#: An empty heading, such as the corner of a table
_EMPTY_HEADING = re.compile(r"<th(?=[ >])([^>]*)>\s*(?:<p>\s*</p>\s*)?</th>")
_CHECKBOX = re.compile(r'<input class="task-list-item-checkbox"([^>]*)')
#: Roles of citations as Docutils writes them, which ARIA does not allow (DPUB-ARIA 1.1, 5.2.3)
_CITATIONS = re.compile(r'(?<=<div )role="list" (?=class="citation-list")')
_CITATION = re.compile(r'(<div class="citation"[^>]*) role="doc-biblioentry"')
#: A frame of another site without a name, such as the player of an extension
_FRAME = re.compile(r'<iframe(?![^>]*\stitle=)(?=[^>]*\ssrc="(?:https?:)?//([^/"?#]+))')


def accessible(body: str, words: NullTranslations = ENGLISH) -> str:
    """Return *body*, made accessible to keyboards and screen readers; *words* are for labels."""

    def with_label(checkbox: re.Match[str]) -> str:
        is_done = "checked" in checkbox[1]
        label = words.pgettext("task", "done") if is_done else words.pgettext("task", "to do")
        return f'{checkbox[0]} aria-label="{escape(label)}"'

    body = _CONTROLS.sub("<label", body)
    body = _CITATION.sub(r"\1", _CITATIONS.sub("", body))
    body = _FRAME.sub(r'<iframe title="\1"', body)
    body = _EMPTY_HEADING.sub(r"<td\1></td>", body)
    return _CHECKBOX.sub(with_label, _SCROLLABLE.sub(r'\g<0> tabindex="0"', body))


def make_accessible(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Make the body of a document's page accessible."""
    if parts := context.get("parts"):
        context["parts"] = [accessible(part, app.translator) for part in parts]
        context["body"] = "".join(context["parts"])
    elif body := context.get("body"):
        context["body"] = accessible(body, app.translator)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("html-page-context", make_accessible, priority=Stage.BODY)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
