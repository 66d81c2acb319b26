"""Read source files: the fields of their front matter, their text, and all mistakes in them.

What comes in is a file in Markdown, reStructuredText or a notebook; what goes out are the fields of
its header with their lines, and text for Sphinx's parsers. No module here depends on posts. Read
`blink.source.front_matter.header` first, then `blink.source.front_matter.reader`.
"""
