"""Convert formulas from TeX: to MathML for pages, and to plain text for titles and excerpts.

What comes in are the TeX of a formula and the macros of conf.py; what goes out is text. It knows
nothing of documents. Read `mathml` first.
"""
