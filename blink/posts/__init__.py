"""Decide which sources are posts, and collect what the posts of the site declare.

What comes in are headers and documents; what goes out are the values `Post` and `Catalog`, kept in
the store, which contain nothing of drafts. Only this package uses ABlog.
Read `blink.posts.drafts` first, then `blink.posts.reader` and `blink.posts.catalog`; `details` and
`permalinks` have packages of their own.
"""
