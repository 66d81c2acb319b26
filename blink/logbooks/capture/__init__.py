"""Capture runs of experiments: run a command, and keep what it was and what it reported.

What comes in are a command and its seeds, or the folder of a tool; what goes out are folders with a
``run.json`` each, which `blink.logbooks.runs` reads. Read `session` first. The modules that
`one_file` names need only the standard library and Python 3.8, because they also are
``blink_run.py``.
"""
