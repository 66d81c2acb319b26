"""Write a tree of Material's Markdown as MyST Markdown.

What comes in is a tree; what goes out is the text of a post, with links, icons and files as they
are in a blog of Blink. Read `blink.material.myst.writer` first.
"""
