"""The command line, ``blink COMMAND …`` or ``python -m blink COMMAND …``.

Each command is a module of `blink.commands` with two functions: ``add_arguments(parser)`` declares
its options, and ``run(arguments)`` does the work and returns the exit code. Only the module of the
command that was asked for is imported, so that ``blink --help`` does not wait for Sphinx.

Exit codes are 0 for success, 1 if something is wrong with the site, 2 if the command was used
wrongly or conf.py is wrong, and 130 after an interrupt.
"""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from blink.addresses.guide import guide_url

if TYPE_CHECKING:
    from collections.abc import Sequence


class Command(NamedTuple):
    """A command of ``blink``."""

    name: str
    #: one line for ``blink --help``
    summary: str
    #: the name of its module in `blink.commands`, if that is not the name of the command
    module: str = ""
    #: whether what follows ``--`` is another command, which it gets as ``arguments.words``
    runs_command: bool = False


COMMANDS = {
    command.name: command
    for command in (
        Command("init", "start a blog in a new folder"),
        Command("build", "build the site into _build/html"),
        Command(
            "preview", "show the site with its drafts in the browser, and update it at every save"
        ),
        Command("new", "start a post"),
        Command("entry", "start an entry of a logbook", "logbook.entry"),
        Command("report", "start a report of a logbook", "logbook.report"),
        Command(
            "run",
            "run the command of an entry, and keep its runs",
            "logbook.run",
            runs_command=True,
        ),
        Command("attach", "keep runs of the past beside an entry", "logbook.attach"),
        Command("note", "add a dated note to a logbook", "logbook.note"),
        Command("freeze", "record a report with the entries that it covers", "logbook.freeze"),
        Command("record", "record the published entries and reports of logbooks", "logbook.record"),
        Command("logbook", "show a logbook, or propose its metrics", "logbook.inspect"),
        Command("import", "import a blog or a post from Material for MkDocs", "import_blog"),
        Command("compare", "list what is different in a blog made for ABlog"),
        Command("execute", "execute notebooks, and keep their results", "notebooks.execute"),
        Command("check", "build the site, then check everything that needs no network"),
        Command("publish", "check the site, then record which addresses are published"),
        Command(
            "csp", "print the Content-Security-Policy for pages of this version", "publishing.csp"
        ),
        Command("linkcheck", "check the links to other sites"),
        Command("add", "add a package to the blog, pinned with its hashes"),
        Command("upgrade", "take a newer engine, and change what it needs changed"),
        Command("migrate", "turn a clone of Blink into a blog that depends on the engine"),
        Command("licences", "write LICENCES.md, the licences of all pinned packages"),
    )
}


class CommandParser(ArgumentParser):
    """A parser that reports a mistake in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; see `{self.prog} --help`\n")


def make_parser(chosen: str = "", program: str = "blink") -> CommandParser:
    """Return a parser that knows every command, and the options of the *chosen* one."""
    width = max(map(len, COMMANDS))
    rows = [f"  {command.name:{width}}  {command.summary}" for command in COMMANDS.values()]
    parser = CommandParser(
        prog=program,
        description=f"Build and publish a blog. The guide is at {guide_url('index')}",
        formatter_class=RawDescriptionHelpFormatter,
        epilog="\n".join(["commands:", *rows]),
    )
    parsers = parser.add_subparsers(
        dest="command",
        metavar="COMMAND",
        required=True,
        help=f"one of the commands below; `{program} COMMAND --help` explains its options",
    )
    for name, command in COMMANDS.items():
        description = f"{command.summary[0].upper()}{command.summary[1:]}."
        subparser = parsers.add_parser(name, description=description)
        if name == chosen:
            module = import_module(f"blink.commands.{command.module or name}")
            module.add_arguments(subparser)
            subparser.set_defaults(run=module.run, error=subparser.error)
    return parser


def quotes_hint(given: Sequence[str], unknown: Sequence[str], program: str) -> str:
    """Return how to quote a value of several words, if *unknown* are the last words of one.

    >>> quotes_hint(["new", "Hello", "new", "world"], ["new", "world"], "blink")
    '; put quotes around a value with spaces: blink new "Hello new world"'
    """
    count = len(unknown) + 1
    words = given[-count:]
    is_text = len(given) > count and not (words[0].startswith("-") or words[1].startswith("-"))
    if not is_text or list(words[1:]) != list(unknown):
        return ""
    command = " ".join([program, *given[:-count], json.dumps(" ".join(words), ensure_ascii=False)])
    return f"; put quotes around a value with spaces: {command}"


def main(arguments: Sequence[str] | None = None, program: str = "blink") -> int:
    """Run the command that *arguments* name, by default those of the process.

    :raises SystemExit: if the arguments are wrong, or ask for help.
    """
    given = [*(sys.argv[1:] if arguments is None else arguments)]
    chosen = given[0] if given else ""
    parser = make_parser(chosen, program)
    if not chosen:
        parser.error("name a command, such as `build`")
    if chosen not in {*COMMANDS, "-h", "--help"}:
        similar = get_close_matches(chosen, COMMANDS, 1)
        hint = f" (did you mean `{similar[0]}`?)" if similar else ""
        parser.error(f"there is no command `{chosen}`{hint}")
    words: list[str] = []
    if chosen in COMMANDS and COMMANDS[chosen].runs_command and "--" in given:
        cut = given.index("--")
        given, words = given[:cut], given[cut + 1 :]
    parsed, unknown = parser.parse_known_args(given)
    parsed.words = words
    if unknown:
        hint = quotes_hint(given, unknown, program)
        parsed.error(f"there is no option or argument {' '.join(unknown)}{hint}")
    try:
        code: int = parsed.run(parsed)
        sys.stdout.flush()
    except BrokenPipeError:  # nobody reads on, as in `blink import | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141  # as shells say that SIGPIPE ended it
    return code
