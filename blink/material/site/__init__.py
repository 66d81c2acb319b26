"""Read a Material for MkDocs project: its settings, posts, authors and drafts.

What comes in is the folder of a project; what goes out are its sources with their headers, and
settings for conf.py. Read `blink.material.site.project` first.
"""
