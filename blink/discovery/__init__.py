"""Help others find the site: metadata, social cards, sitemap, search, redirects, 404.

What comes in is the catalog and the pages of a build; what goes out is the head of each page, and
the files that search engines, browsers and hosts ask a site for. Read `blink.discovery.head` first.
"""
