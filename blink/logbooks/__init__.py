"""Collect research logbooks: entries with parameters and metrics become analyses and exports.

What comes in are the headers of posts that are entries or reports, and the files of metrics that
runs wrote; what goes out is what each logbook adds up to, and a ledger of what was published.
Read `blink.logbooks.entries` first, then `blink.logbooks.analysis`; `display` shows it on pages.
"""
