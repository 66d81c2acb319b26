"""Check links to other sites: request each politely, remember results, report what broke.

What comes in are the links of all documents and the results of earlier runs; what goes out is a
report and, with ``FIX=1``, sources with the new URLs. Read `blink.linkcheck.builder` first,
then `blink.linkcheck.crawl` and `blink.linkcheck.probe`.
"""
