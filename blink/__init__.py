"""The engine of Blink: how a post becomes pages.

Each module is a room with one concern, and data goes down, never back up::

    hosting       conf.py and the host's variables → addresses, are drafts shown
    header        text of a source → its header as values with line numbers
    drafts        headers → which sources Sphinx reads at all
    dialect       Markdown of another engine → told construct by construct
    frontmatter   header → problems and a Post, kept in the domain
    catalog       posts → categories, tags, authors, years … with unique slugs
    engine        posts → ABlog, for its directives, references and feeds
    listings      catalog → home, listing pages, what stands around a post
    redirects     old addresses → a page that leads to the new one
    mathml, mermaid   formulas and diagrams, drawn while the site is built
    sweep         what an earlier build left and this one would not write

``model`` and ``text`` are shared by all, ``domain`` is the only store, and
``build`` and ``new`` are the commands behind ``make html`` and ``make new``.
"""
