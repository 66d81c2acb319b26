"""Give templates what Sphinx's, ABlog's and PyData's templates expect around the text of a page.

What come in are settings of conf.py and the catalog; what goes out are values in the context of
each page. Read `blink.pages.frame.sidebars` first.
"""
