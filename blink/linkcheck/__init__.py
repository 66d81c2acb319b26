"""Check links to other sites: ask politely, remember what was found, report what broke or moved.

What comes in are the links of all documents and what earlier runs know of them; what goes out is a
report, and new addresses in the sources if that is asked for. Read `blink.linkcheck.builder` first,
then `blink.linkcheck.crawl` and `blink.linkcheck.probe`.
"""
