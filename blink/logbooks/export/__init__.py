"""Write logbooks for programs: as JSON with a JSON Schema, as CSV, and as a short state.

What comes in are the entries of a logbook with what they measured; what goes out are files, and the
text that `blink logbook` prints. Read `blink.logbooks.export.data` first.
"""
