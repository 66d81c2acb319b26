"""Number sections, figures, tables, code and equations with `numfig`, without a toctree.

What comes in are the doctrees of all documents; what goes out are the numbers in Sphinx's
environment, from which its builders write captions, headings and references. Read `counting` first.
"""
