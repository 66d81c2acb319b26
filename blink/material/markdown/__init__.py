"""Parse the Markdown of Python-Markdown and its extensions into a tree.

What comes in is the text of a post; what goes out is a tree of blocks and spans that knows the
lines they come from. Read `blink.material.markdown.tree` first, then
`blink.material.markdown.blocks`.
"""
