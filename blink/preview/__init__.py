"""``make preview``: a save → the page in the browser, built by a process that is kept warm.

__main__    the command: one preview a folder, the address, a clean end
live        files that changed → builds, one after the other, and what is wrong
warm        the process that has the site loaded, and forks a child for each save
bring       what such a child does: changed sources → pages
problems    warnings and exceptions → file, line and words
server      pages → the browser, with ``client.js`` in each
"""
