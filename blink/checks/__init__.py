"""Check a built site: links that lead nowhere, lost permalinks, leaks, weight, valid HTML.

What comes in are the files of a site and the ledger of what was published; what goes out are
mistakes at the lines of the sources that cause them. Read `blink.checks.links` first.
"""
