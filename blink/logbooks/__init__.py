"""Collect research logbooks: entries with parameters and metrics become analyses and exports.

The input is the front matter of posts that are entries or reports, and the files in which runs
wrote their metrics. The output is the analysis of each logbook, its files for other programs, and
a ledger of what was published. Read `blink.logbooks.entries` first, then
`blink.logbooks.analysis`; `blink.logbooks.display` shows the results on pages.
"""
