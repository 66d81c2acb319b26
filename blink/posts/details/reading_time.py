"""Estimate the time that it takes to read a document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from docutils.nodes import Element

#: Words read per minute, silently, in English (Brysbaert, "How many words do we read per minute?",
#: Journal of Memory and Language 109, 2019), and characters in scripts without spaces
WORDS_PER_MINUTE, CHARACTERS_PER_MINUTE = 238, 300

_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af]")
_UNREAD = (nodes.raw, nodes.comment, nodes.math, nodes.math_block, nodes.system_message)


def reading_minutes(section: Element) -> int:
    """Return the minutes that it takes to read the text and code of *section*, at least 1."""
    words = characters = 0
    for text in section.findall(nodes.Text):
        if not isinstance(text.parent, _UNREAD):
            rest, unspaced = _UNSPACED.subn(" ", text)
            characters += unspaced
            words += len(rest.split())
    return max(1, round(words / WORDS_PER_MINUTE + characters / CHARACTERS_PER_MINUTE))
