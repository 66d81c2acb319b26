"""Keep what was published: changes of entries and reports that need a reason, and frozen reports.

What comes in are recorded and present versions; what goes out are messages, and lines of the ledger
that `blink.logbooks.history` reads and writes. Read `blink.logbooks.ledger.changes` first.
"""
