"""Read, resolve and write documents in several processes, and only those that are stale.

What comes in is Sphinx's application with its environment; what goes out are the files of the site.
Each is written only if its content changed. Read `blink.builder.html` first, then
`blink.builder.stale` for what makes a page stale.
"""
