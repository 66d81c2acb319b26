"""Let documents use files of the project, and those in the folders that conf.py allows.

What comes in are paths from folders, directives and links; what goes out are errors for each path
that a build must not read. Read `outside` first, which says what is allowed and why.
"""
