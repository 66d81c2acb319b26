"""What the blog says of itself and of its authors: the head of the home page, and profiles.

What comes in are settings of conf.py; what goes out is plain data for templates, and the pictures
that the settings name. Read `blink.pages.profile.hero` first.
"""
