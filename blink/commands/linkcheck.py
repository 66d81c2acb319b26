"""Check the links to other sites that are due; the report is in ``_build/linkcheck``.

Run in the folder of conf.py. `blink.linkcheck.builder` does the work, as a builder of Sphinx.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from blink.builder.crash import run_guarded, run_sphinx

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

OUTPUT = "_build/linkcheck"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--all", action="store_true", help="also check links that were good not long ago"
    )
    parser.add_argument(
        "--fix",
        action="store_true",
        help="replace URLs that have moved permanently by their new ones, in the sources",
    )


def run(arguments: Namespace) -> int:
    options = ["-q", "-b", "linkcheck", "-d", "_build/cache/linkcheck"]
    options += ["-D", "blink_linkcheck_fix=1"] * arguments.fix
    options += ["-D", "blink_linkcheck_days=0"] * arguments.all
    return run_guarded(
        lambda: run_sphinx([*options, ".", OUTPUT], OUTPUT),
        "run `make linkcheck` again to continue where it stopped",
    )
