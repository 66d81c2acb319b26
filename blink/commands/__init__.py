"""The commands behind `make`: build, check, publish, new.

What comes in are the arguments of a command line; what goes out is an exit code, and a message for
each thing that is wrong. Each module is one command, or a part of one. Read
`blink.commands.build` first.
"""
