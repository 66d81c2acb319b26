"""What ``blink publish`` does: release a draft, and check that its readers will get the same site.

What comes in are the author's sources and the git repository; what goes out are the dated post, the
ledger of published pages, and what git must have. Read `blink.commands.publish` first, which calls
these modules.
"""
