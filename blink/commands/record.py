"""Record the published entries and reports of logbooks in ``posts/logbooks.jsonl``.

Run in the folder of conf.py, after a build without drafts, which left what is recorded.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from blink.commands.new import today
from blink.logbooks import history

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "state",
        nargs="?",
        default=f"_build/cache/html/{history.STATE}",
        metavar="FILE",
        help="what the last build noted of the logbooks (default: %(default)s)",
    )


def run(arguments: Namespace) -> int:
    return history.main([arguments.state], day=today(Path()))
