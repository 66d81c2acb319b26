"""Show what a directive selects of logbooks: tables, comparisons, curves, scatter plots, matrices.

What comes in is a request and the entries that its document may show; what goes out are values for
templates, drawings and files. Read `blink.logbooks.display.parts.makers` first.
"""
