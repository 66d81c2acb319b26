"""Keep addresses: what was published stays at its address, or leads to the new one.

What comes in are the addresses and ids of the posts of this build, the ledger of what was
published, and the former addresses that front matter and conf.py declare. What goes out are the
redirects, and errors for addresses that are lost or used twice. Read `published_ledger` first.
"""
