"""Capture runs where Blink is not installed: what ``blink_run.py`` does.

It writes a folder with a ``run.json`` for each run, which is copied beside an entry of a logbook.
"""

from __future__ import annotations

import os
import sys
from argparse import REMAINDER, ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path

from blink.logbooks.capture.command_line import parse_seeds
from blink.logbooks.capture.earlier import Task
from blink.logbooks.capture.facts import CaptureError, top_of
from blink.logbooks.capture.session import Result, check_task, run_task, say

_EPILOG = """\
example:
  python blink_run.py --out runs --seeds 0-4 -- python train.py --lr 0.1 --seed {seed}

Copy the folder beside the entry (`runs: runs/*`), or attach it in the folder of the blog:
  blink attach ENTRY --from runs
Files of YAML, such as those of MLflow, are read if PyYAML is installed here; `blink attach` reads
them in any case.
"""


def make_parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="blink_run.py",
        description="Run a command once for each seed, and write a run.json for each run.",
        epilog=_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FOLDER", help="the folder that gets the runs"
    )
    parser.add_argument("--seeds", default="", help="such as 5-9, 0,1,2 or 0-4,7")
    parser.add_argument(
        "--input", action="append", default=[], metavar="FILE", help="an input to record by digest"
    )
    parser.add_argument(
        "--keep-patch", action="store_true", help="keep the changes that are not committed"
    )
    parser.add_argument("--again", action="store_true", help="run seeds again that have a run")
    parser.add_argument("command", nargs=REMAINDER, metavar="-- COMMAND")
    return parser


def patterns_of(paths: list[Path], folder: Path) -> list[str]:
    """Return patterns for all that is below *paths*, relative to the repository of *folder*.

    Paths outside the repository have none.
    """
    top = top_of(folder)
    patterns = []
    for path in paths:
        if top and (top.resolve() in path.resolve().parents):
            name = path.resolve().relative_to(top.resolve()).as_posix()
            patterns += [name, f"{name}/**"]
    return patterns


def exit_code(result: Result) -> int:
    """Return the exit code for *result*: 0, 1 if a run failed, 130 after an interrupt."""
    return 130 if result.interrupted else 1 if result.failed else 0


def summary(result: Result) -> str:
    """Return what to say of *result*, or ``""`` if there was only one run."""
    counts = (
        (result.good, "good"),
        (result.failed, "failed"),
        (result.earlier, "done before"),
    )
    parts = [f"{number} {word}" for number, word in counts if number]
    return f"runs: {', '.join(parts)}" if sum(number for number, _ in counts) > 1 else ""


def main(arguments: list[str] | None = None) -> int:
    parsed = make_parser().parse_args(arguments)
    command = parsed.command[1:] if parsed.command[:1] == ["--"] else parsed.command
    folder = Path(os.path.abspath("."))
    out = Path(os.path.abspath(parsed.out))
    try:
        task = Task(
            command,
            parse_seeds(parsed.seeds),
            folder,
            out,
            parsed.input,
            patterns_of([out], folder),
            parsed.keep_patch,
            parsed.again,
        )
        check_task(task)
        result = run_task(task)
    except CaptureError as error:
        say(str(error))
        return 2
    if text := summary(result):
        say(text)
    return exit_code(result)


if __name__ == "__main__":
    sys.exit(main())
