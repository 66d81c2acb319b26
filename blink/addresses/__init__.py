"""Know the addresses of pages: the URL of the site, the endings of pages, the guide of Blink.

What comes in are settings of conf.py and the variables of a host; what goes out are URLs and paths
of pages. Read `blink.addresses.hosting` first.
"""
