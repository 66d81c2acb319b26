"""Prepare what is played or used in a text: videos, audio files, charts, and files beside a post.

What comes in is a document as a parser returns it; what goes out are the same document and the
files that it needs. Read `blink.elements.media.players` for what is played,
`blink.elements.media.charts` for interactive figures, and `blink.elements.media.files_in_html` for
files that HTML names.
"""
