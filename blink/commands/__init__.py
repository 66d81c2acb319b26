"""The commands of ``blink``, one module each; `make` calls them.

What comes in are the arguments of a command line, which `blink.cli` parses; what goes out is an
exit code, and a message for each mistake. Read `blink.commands.build` first. `arguments` has the
options that several commands share; `publish` uses `release`, `published_pages`, `needed_files`,
`committed_build`, `repository` and `record`; `entry` and `report` use `logbook_drafts` and `new`.
"""
