"""Read the front matter of a source: its fields with their lines, and the values in them.

What comes in is the text at the start of a file; what goes out are values by the keys that the
packages have registered, and every mistake with its line. Read `header` first, which finds the
fields, then `reader`, which reads their values.
"""
