"""Import a blog of Material for MkDocs: its posts become posts of this one (``make import``).

What comes in is the folder of a project; what goes out are posts, pages, files, settings for
conf.py and a report of what was left. `site` reads the project, `markdown` parses its texts, and
`myst` writes them. Read `blink.material.importer` first, then `blink.material.convert`::

    importer      the whole import, from beginning to end (__main__: the command)
    convert       a source → the text of a post
    index         all that comes along: what an address means
    places        where posts go, and where they were
    pages         pages that posts link to, where the author wants them
    output        results → files, none of the author's overwritten (written: what was written)
    report        what was done, left and is to be decided
"""
