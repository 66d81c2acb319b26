"""Write feeds: Atom and JSON Feed of the blog and of each collection, with archives.

What comes in is the catalog and the rendered text of each post; what goes out are feed files, and a
page that lists them. Read `blink.feeds.entries` first, then `blink.feeds.channels` and
`blink.feeds.atom`.
"""
