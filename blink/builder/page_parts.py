"""Split the HTML of a page after its title and after the section of that title.

The template of a post puts the head of the post below the title.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes

from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator as Base
else:
    Base = object

#: The attribute of a title with the HTML that follows it
AFTER = "html_after"


class PageParts(Base):
    """A mixin for translators that finds the headings and sections of the first level."""

    #: the number of these headings
    _titles = 0
    #: the number of pieces of the body before the end of the first heading
    _title_end = 0
    #: the number of pieces before the end of the last section
    _content_end = 0

    def depart_title(self, node: nodes.title) -> None:
        is_title = self.section_level == 1 and isinstance(node.parent, nodes.section)
        self._titles += is_title
        if not is_title or self._titles > 1:
            super().depart_title(node)
            return
        self.context[-1] = self.context[-1].rstrip("\n")
        super().depart_title(node)
        self._title_end = len(self.body)
        self.body.append(f"{node.get(AFTER, '')}\n")

    def depart_section(self, node: nodes.section) -> None:
        if self.section_level == 1:
            self._content_end = len(self.body)
        super().depart_section(node)

    def parts(self) -> list[str]:
        """Return the parts of the body; without a title there are none.

        The parts are: everything up to the title, the content of its section, and the rest. If
        there are several headings of the first level, content and rest are one part.
        """
        if not self._titles:
            return []
        ends = [self._title_end, self._content_end][: 2 if self._titles == 1 else 1]
        bounds = zip([0, *ends], [*ends, len(self.fragment)], strict=True)
        return ["".join(self.fragment[start:end]) for start, end in bounds]


def split_again(body: str, parts: Sequence[str]) -> list[str]:
    """Return the parts of *body*, which an extension made from the HTML of *parts*.

    >>> split_again("<section><h1>A</h1><p>c</p></section>",
    ...             ["<section><h1>A</h1>", "<p>b</p>", "</section>"])
    ['<section><h1>A</h1>', '<p>c</p>', '</section>']
    """
    first, *others = parts
    title = re.search(r"</h1\s*>", body)
    start = len(first) if body.startswith(first) else title.end() if title else 0
    if len(others) < 2:
        return [body[:start], body[start:]]
    last = others[-1]
    end = len(body) - len(last) if body.endswith(last) else max(start, body.rfind("</section"))
    return [body[:start], body[start:end], body[end:]]


# -- Sphinx ------------------------------------------------------------------


def update_parts(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Split the text of a page again if an extension changed it."""
    parts = context.get("parts")
    if parts and context["body"] != "".join(parts):
        context["parts"] = split_again(context["body"], parts)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("html-page-context", update_parts, priority=Stage.PARTS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
