"""Move a blog that was made for ABlog: compare its builds, and list what it does not meet.

What comes in is the folder of a blog; what goes out are the differences between its build by ABlog
and by Blink, and the warnings of the latter. Read `blink.commands.adoption.builds` first.
"""
