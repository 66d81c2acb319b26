"""Show the state of a logbook, or propose the metrics that it may declare.

Run in the folder of conf.py. Both read the sources and the files of runs as they are now, drafts
included; nothing is built or written.
"""

from __future__ import annotations

import json
import sys
from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import TYPE_CHECKING

from blink.commands.arguments import add_text
from blink.commands.failures import exit_code_of
from blink.commands.logbook.drafts import UnknownLogbookError
from blink.commands.logbook.present import PresentLogbook, present_logbook
from blink.logbooks.export.proposal import proposal_text, proposals, undeclared
from blink.logbooks.export.state import logbook_state, state_text
from blink.settings.conf_py import read_valid

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

_CODES = """exit codes:
  0  it was printed
  1  {one}
  2  there is no such logbook, or the command or conf.py is wrong"""


def show(logbook: PresentLogbook, *, as_json: bool) -> int:
    """Print the state of *logbook*, and return the exit code."""
    state = logbook_state(
        logbook.name, logbook.entries, logbook.drafts, logbook.reports, logbook.notes
    )
    if as_json:
        print(json.dumps({**state, "problems": logbook.problems}, ensure_ascii=False, indent=1))
    else:
        print(state_text(state))
    return 1 if logbook.problems else 0


def declare(logbook: PresentLogbook) -> int:
    """Print the metrics that *logbook* may declare, and return the exit code."""
    every, left_out = proposals(entry.fields for entry in logbook.entries)
    found = undeclared(every, logbook.declared)
    place = logbook.introduction.as_posix()
    if not every:
        print(f"no entry of `{logbook.name}` has a metric; run an experiment first",
              file=sys.stderr)  # fmt: skip
        return 1
    if not found:
        print(f"{place} declares every metric of `{logbook.name}`", file=sys.stderr)
        return 0
    print(proposal_text(found, left_out))
    key = "add these lines below `metrics:`" if logbook.declared else "paste this"
    print(
        f"{key} into the front matter of {place}, and correct the guesses; `margin` is the smallest"
        " difference that matters",
        file=sys.stderr,
    )
    return 1 if logbook.problems else 0


# -- The command ---------------------------------------------------------------


def add_arguments(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(
        dest="action", metavar="ACTION", required=True, help="`show` or `declare`"
    )
    summaries = {
        "show": "print the best entries, what is open, what failed, and what was tried",
        "declare": "print the key `metrics` for the header of the logbook, as YAML to paste",
    }
    reasons = {
        "show": "it was printed, but a file of a run cannot be read",
        "declare": "no entry has a metric, or a file of a run cannot be read",
    }
    for name, summary in summaries.items():
        action = actions.add_parser(
            name,
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}.",
            epilog=_CODES.format(one=reasons[name]),
            formatter_class=RawDescriptionHelpFormatter,
        )
        add_text(action, "logbook", "the name of the logbook, if there are several")
        if name == "show":
            action.add_argument("--json", action="store_true", help="print all of it as JSON")


def _inspect(arguments: Namespace) -> int:
    logbook = present_logbook(arguments.logbook.strip(), read_valid(Path()))
    for problem in logbook.problems:
        print(problem, file=sys.stderr)
    if arguments.action == "declare":
        return declare(logbook)
    return show(logbook, as_json=arguments.json)


def run(arguments: Namespace) -> int:
    return exit_code_of(lambda: _inspect(arguments), UnknownLogbookError)
