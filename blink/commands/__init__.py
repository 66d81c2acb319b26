"""The commands of ``blink``, one module each; `make` calls them.

What comes in are the arguments of a command line, which `blink.cli` parses; what goes out is an
exit code, and a message for each mistake. Read `blink.commands.build` first. `arguments` has the
options that several commands share. `publishing` has what `publish` does, `logbook` the commands
for logbooks, `notebooks` the one that executes notebooks, and `engine` what `init`, `add`,
`upgrade` and `migrate` do.
"""
