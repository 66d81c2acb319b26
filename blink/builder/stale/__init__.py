"""Find the pages that must be written again.

What comes in are the environment of the last build and the files of this one; what goes out are
the names of documents. Read `stale_links` first.
"""
