"""Serve a preview (``make preview``): a warm process turns each save into a page in the browser.

What comes in are the files that change; what goes out are pages, and mistakes shown in them.
Read `blink.preview.live` first::

    __main__      the command: one preview a folder, the address, a clean end
    live          files that changed → builds, one after the other, and what is wrong
    worker        the process that has the site loaded, and forks a child for each save
    rebuild       what such a child does: changed sources → pages
    problems      warnings and exceptions → file, line and words
    server        pages → the browser, with ``client.js`` in each
"""
