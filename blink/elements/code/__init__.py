"""Show code: its language, its lines and its colours.

What comes in are blocks of code in a document; what goes out is their HTML. Read `blocks` first.
"""
