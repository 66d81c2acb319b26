"""Import a blog of Material for MkDocs: its posts become posts of this one (``make import``).

What comes in is the folder of a project; what goes out are posts, pages, files, settings for
conf.py and a report. `site` reads the project, `markdown` parses its texts, `myst` writes them, and
`conf` converts the settings. Read `blink.material.importer` first, then `blink.material.convert`::

    importer      the whole import, from beginning to end (commands.import_blog: the command)
    convert       a source → the text of a post
    index         resolves links of the old site
    titles        titles of posts, and those of which former URLs were made
    paths         new file names and former URLs of posts
    pages         imports pages that posts link to, with PAGES=bring
    redirects     former addresses from the plugin of that name
    import_run    writes conf.py and the report, and takes settings back
    output        writes files, except over those of the author; written_files lists them
    report        what was imported, what was not, and what the author must decide
"""
