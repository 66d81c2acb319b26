"""Read a source file: its bytes become a header, values, text and every mistake in them.

What comes in is a file in Markdown, reStructuredText or a notebook; what goes out are the fields of
its header with their lines, and text that Sphinx's parsers read. Nothing here knows what a post
is. Read `blink.source.header` first, then `blink.source.front_matter`.
"""
