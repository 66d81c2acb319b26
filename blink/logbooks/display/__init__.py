"""Show logbooks: their pages, tables, charts, reports, and the directives and roles that cite them.

What comes in is the analysis of a logbook; what goes out are pages, drawings and nodes in the
documents that ask for them. Read `blink.logbooks.display.pages` first.
"""
