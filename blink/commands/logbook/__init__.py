"""The commands for logbooks: start an entry or a report, and record what is published.

What comes in are the name of a logbook and its last entry; what goes out are drafts, and the ledger
``posts/logbooks.jsonl``. Read `entry` first.
"""
