"""Convert formulas from TeX: to MathML for pages, to plain text for titles, to pictures for feeds.

What comes in are the TeX of a formula and the macros of conf.py and of the page; what goes out is
text. It knows nothing of documents. Read `mathml` first, and `libraries` for who reads the TeX.
"""
