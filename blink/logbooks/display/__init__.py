"""Show logbooks: their pages, tables, plots and reports, and the directives and roles for posts.

The input is the analysis of a logbook. The output is pages, drawings, and nodes in the documents
that use the directives and roles. Read `blink.logbooks.display.pages` first.
"""
