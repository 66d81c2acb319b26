"""A blog of Material for MkDocs → posts of this one: ``make import SRC=…``.

Data goes down::

    bring         the whole, from beginning to end (__main__: the command)
    project       mkdocs.yml → what the import has to know (yamls: YAML as data, never run;
                  dialect: which extensions are on)
    sources       a project → its posts, with the defaults of their folders
    gitdates      last changes, where the site took them from git
    convert       a source → its entry; the entry → the text of a post
    header        front matter, from theirs to ours
    withheld      what the old site did not show to all
    snippets      files that are put into lines
    blocks        lines → blocks (lines, tree: what both are; fences, lists, tables, html,
                  attributes: parts of the parse)
    myst          blocks → lines of MyST (code, raw: code and HTML)
    inline        the text of a paragraph → MyST (spans: where things end; marks: what they mean;
                  icons: signs and pictures of their names)
    post          where links of one post lead, what it shows (entry: what was read of it;
                  files: the copies it needs; slugs: anchors)
    index         all that comes along: what an address means
    terms         tags and categories → one spelling of each
    places        where posts go, and where they were
    pages         pages that posts link to, where the author wants them
    settings      mkdocs.yml → conf.py
    writing       results → files, none of the author's overwritten (state: what was written)
    report        what was done, left and is to be decided
"""
