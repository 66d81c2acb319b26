"""Check a built site: dead links, lost permalinks, leaks, page weight, valid HTML.

What comes in are the files of a site and the ledger of what was published; what goes out are
warnings at the lines of the sources that cause them. Read `blink.checks.links` first.
"""
