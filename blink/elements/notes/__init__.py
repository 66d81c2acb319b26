"""Footnotes beside the text they belong to, where a window has room for them.

What comes in is a document; what goes out is the classes ``side-note``, of footnotes, and
``beside-note``, of blocks that leave them room, and rules for the head of the page. The text is not
changed: its footnotes stay at its end for feeds, paper, other themes and narrow windows. Read
`blink.elements.notes.room` first, which chooses the footnotes.
"""
