"""The engine as a package that a blog depends on: where it comes from, its pins, its upgrades.

What comes in is the folder of a blog; what goes out are its ``requirements.in`` and
``requirements.txt``, the wheel of an engine that is not in a package index, and what an upgrade
changes or leaves to the author. Read `requirements` first, then `blink.commands.upgrade`.
"""
