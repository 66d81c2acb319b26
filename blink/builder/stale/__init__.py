"""Find the pages that must be written again, and whether the cache of the last build can be used.

What comes in are the environment of the last build and the files of this one; what goes out are
the names of documents. The content of files decides, not their times. Read `cache` first, and then
`stale_links`.
"""
