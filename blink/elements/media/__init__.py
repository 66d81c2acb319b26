"""Prepare what is played or used in a text: videos, audio files, charts, and files beside a post.

What comes in is a document as a parser returns it; what goes out are the same document and the
files that it needs. Read `blink.elements.media.players` first.
"""
