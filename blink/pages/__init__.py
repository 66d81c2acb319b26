"""Make what surrounds a text: listings, cards of posts, related posts, icons, stylesheets.

What comes in is the catalog; what goes out is what the templates show around each page, as plain
data, and the pages that list posts. Read `blink.pages.context` first, then `blink.pages.listings`.
"""
