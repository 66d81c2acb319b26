"""Find in a post what listings and feeds show of it: title, excerpt, cover image, reading time.

What comes in are the doctree and the front matter of a post; what goes out are values of `Post`.
Read `excerpt` first.
"""
