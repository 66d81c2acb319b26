"""The command line, ``blink COMMAND …`` or ``python -m blink COMMAND …``.

Each command is a module of `blink.commands` with two functions: ``add_arguments(parser)`` declares
its options, and ``run(arguments)`` does the work and returns the exit code. Only the module of the
command that was asked for is imported, so that ``blink --help`` does not wait for Sphinx.

Exit codes are 0 for success, 1 if something is wrong with the site, 2 if the command was used
wrongly or conf.py is wrong, and 130 after an interrupt.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Command(NamedTuple):
    """A command of ``blink``."""

    name: str
    #: one line for ``blink --help``
    summary: str
    #: below `blink.commands`, if it is not named like the command
    module: str = ""


COMMANDS = (
    Command("build", "build the site into _build/html"),
    Command("preview", "serve the site with its drafts and update it at every save"),
    Command("new", "start a post"),
    Command("entry", "start an entry of a logbook"),
    Command("report", "start a report of a logbook"),
    Command("record", "record the published entries and reports of logbooks"),
    Command("import", "import a blog or a post from Material for MkDocs", "import_blog"),
    Command("check", "build the site, then check everything that needs no network"),
    Command("publish", "check the site, then record which addresses are published"),
    Command("linkcheck", "check the links to other sites"),
    Command("licences", "write LICENCES.md, the licences of all pinned packages"),
)


def make_parser(chosen: str = "") -> ArgumentParser:
    """Return a parser that knows every command, and the options of the *chosen* one."""
    parser = ArgumentParser(
        prog="blink",
        description="Build and publish a blog.",
        formatter_class=RawDescriptionHelpFormatter,
        epilog="\n".join(["commands:", *(f"  {each.name:11}{each.summary}" for each in COMMANDS)]),
    )
    parsers = parser.add_subparsers(
        dest="command",
        metavar="COMMAND",
        required=True,
        help="one of those below; `blink COMMAND --help` explains its options",
    )
    for command in COMMANDS:
        description = f"{command.summary[0].upper()}{command.summary[1:]}."
        of_command = parsers.add_parser(command.name, description=description)
        if command.name == chosen:
            module = import_module(f"blink.commands.{command.module or command.name}")
            module.add_arguments(of_command)
            of_command.set_defaults(run=module.run)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that *arguments* name, by default those of the process.

    :raises SystemExit: if the arguments are wrong, or ask for help.
    """
    given = [*(sys.argv[1:] if arguments is None else arguments)]
    chosen = given[0] if given else ""
    parsed = make_parser(chosen).parse_args(given)
    code: int = parsed.run(parsed)
    return code
