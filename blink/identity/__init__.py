"""The look of a blog: its palette, fonts, and the stylesheet made from them.

What comes in is conf.py; what goes out are colours and fonts for pages, social cards, diagrams and
plots, and the theme's stylesheet. Read `stylesheet` first.
"""
