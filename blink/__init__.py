"""The engine of Blink: how a post becomes pages.

Each module is a room with one concern, and data goes down, never back up::

    builder       documents and pages → files, in several processes (templates, once:
                  what Sphinx would read or make for each page; made: what need not be
                  made again)
    frame         what is around every page, and whether it changed
    icons         the author's other places, in the header
    markup        a page's body → what keyboards and screen readers need of it
    assets        a page → the stylesheets and scripts that it loads (highlight: colours of code;
                  purge: what of a stylesheet a page needs)
    settings      conf.py → what is wrong in it
    hosting       conf.py and the host's variables → addresses, are drafts shown
    header        text of a source → its header as fields, with line numbers
                  (fieldlist: that of reStructuredText; fields: what both give)
    frontmatter   fields → what they declare, and every mistake (readers: a value's
                  meaning; dates: a day's)
    drafts        declared dates → which sources Sphinx reads at all
    versions      files → which are not the ones that were read
    leaks         what published documents would tell of the others
    posts         declared values and a document → Post, kept in the domain
                  (marks: ABlog's node; dialect: Markdown of another engine;
                  excerpt: the first words; pictures: that of listings, names of all)
    renditions    pictures of documents → files that are shipped of each (variants: of one)
    images        those files → what pages say of a picture
    catalog       posts → categories, tags, authors, years … with unique addresses
    engine        posts → ABlog, for its directives and references
    addresses     two posts that would take one address or label
    references    what links say of other pages, and which links are stale
    listings      catalog → home, listing pages, what stands around a post
                  (related: about the same; reading: minutes; cite: BibTeX; timeline)
    cards         posts → a picture each, for where links are shown
    meta          a page → what its head says of it
    manifest, sitemap, notfound   what browsers, search engines and hosts ask a site for
    comments      below posts, once a reader asks
    content       a page's body → HTML for feed readers (embedded: what they do not play)
    entries       posts and their content → entries, with ids that stay
    feeds         catalog and entries → feeds and their archives
                  (atom, jsonfeed: how they are written)
    subscribe     feeds → where readers find them
    redirects     former addresses → a page that leads on
    mathml, mermaid   formulas and diagrams, drawn while the site is built
    origin        what a page would load from another site
    linkcheck     links to other sites → what is there, in `make linkcheck` (visits: how hosts are
                  asked; remembered: what is due; linkreport: how it is told; archived: where
                  dead ones may be; rewrite: moved ones, in the sources)
    sweep         what an earlier build left and this one would not write
    links         what the built site's files lead to → what is not there (pagelinks: of a file;
                  findings: where that was written, and how to mend it)
    search        pages of documents → the index that readers' words are looked up in
                  (pagefind: the files it is made of)

``model`` has the values that rooms hand on, ``text`` and ``markdown`` what several ask of
words, ``domain`` is the only store; ``build`` and ``new`` are the commands behind
``make html`` and ``make new``.
"""
