"""Note in a translator where the title of a page ends, and where the section of that title ends.

So the template of a post can put the head of the post below its title.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator as Base
else:
    Base = object

#: The attribute of a title with the HTML that follows it
AFTER = "html_after"


class PageParts(Base):
    """Methods for headings and sections of the first level, to be mixed into a translator."""

    #: how many of these headings there are
    _titles = 0
    #: how many pieces of the body come before the end of the first heading
    _title_end = 0
    #: how many come before the end of the last section
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
        """Return the parts of a whole body, which are empty without a title.

        These are: what ends with the title, the content of its section, and the rest. If there
        are several headings of the first level, content and rest are one part.
        """
        if not self._titles:
            return []
        ends = [self._title_end, self._content_end][: 2 if self._titles == 1 else 1]
        bounds = zip([0, *ends], [*ends, len(self.fragment)], strict=True)
        return ["".join(self.fragment[start:end]) for start, end in bounds]
