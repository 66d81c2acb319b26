"""Make books and texts from the documents: LaTeX, EPUB, manual pages, plain text and others.

What comes in is what the site is made from; what goes out are the files of one of Sphinx's other
builders, without what belongs to a site: listings, feeds, cards, redirects. Read
`blink.books.pages` first.
"""
