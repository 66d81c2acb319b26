"""Drive Sphinx: read, resolve and write documents in several processes, and only what is stale.

What comes in is an application with its environment; what goes out are the files of the site, each
written only if something in it changed. Read `blink.builder.html` first, then
`blink.builder.stale_links` for what makes a page stale.
"""
