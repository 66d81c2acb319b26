"""Serve a preview (``make preview``) that shows each save in the browser.

What comes in are the files that change; what goes out are pages, with the warnings shown in them.
Read `blink.preview.live` first::

    live          `serve`: watches files, and starts one build after the other
    worker        keeps the site loaded in a process, and forks a child for each change
    rebuild       rebuilds the pages of changed sources, in such a child
    problems      turns warnings and exceptions into file, line and message
    server        serves the pages, with ``client.js`` in each
"""
