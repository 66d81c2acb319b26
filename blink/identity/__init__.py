"""The look of a blog: its palette, and the stylesheet made from it.

What comes in is conf.py; what goes out are the colours of pages and social cards, and the theme's
stylesheet. Read `stylesheet` first.
"""
