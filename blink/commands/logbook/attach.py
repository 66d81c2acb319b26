"""Keep runs of the past beside an entry, from the files or the folder of the tool that wrote them.

Run in the folder of conf.py. A run that is there already is not added again.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from blink.commands.arguments import add_text
from blink.commands.failures import exit_code_of
from blink.commands.logbook.entries import (
    UnknownEntryError,
    find_entry,
    recorded_remark,
    run_folder,
)
from blink.commands.logbook.headers import HeaderError, change_header
from blink.logbooks.capture.attachment import (
    attachment,
    differing,
    matching,
    mixed_message,
    parse_conditions,
    with_seeds,
)
from blink.logbooks.capture.redaction import without_secrets
from blink.logbooks.capture.writing import write_folder
from blink.logbooks.runs.reading import read_each
from blink.settings.conf_py import read_valid

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Mapping, Sequence

    from blink.commands.logbook.drafts import LogbookSource
    from blink.logbooks.capture.attachment import Attachment
    from blink.logbooks.runs.run import Run


class NothingAttachedError(Exception):
    """No run was added; the message says why."""


def chosen_runs(
    source: Path, conditions: Mapping[str, str], name: str = "", *, mixed: bool
) -> list[Run]:
    """Return the runs in *source* that meet *conditions*, and whose names match *name*.

    :param mixed: whether they may be of several configurations
    :raises NothingAttachedError: if there are none, or a file is damaged; the message has a line
        for each.
    """
    if not source.exists():
        raise NothingAttachedError(f"{source} does not exist; write the path of a file or a folder")
    runs, errors = read_each(source)
    if errors:
        lines = [f"{error.path}: {error}" for error in errors]
        advice = "nothing was attached; repair these files, or attach the folders without them"
        raise NothingAttachedError("\n".join([*lines, advice]))
    for run in runs:
        run.params = {name: str(text) for name, text in without_secrets(run.params).items()}
    chosen = matching(runs, conditions, name)
    if not chosen:
        asked = [f"{key}={value}" for key, value in conditions.items()]
        values = {
            f"`{key}`": {run.params.get(key, "nothing") for run in runs} for key in conditions
        }
        if name:
            asked.append(f"NAME={name}")
            values["the name"] = {run.name or run.folder for run in runs}
        known = "; ".join(
            f"{key} is {', '.join(sorted(v)[:8])}"
            if v != {"nothing"}
            else f"no run has the parameter {key}"
            for key, v in values.items()
        )
        message = f"none of the {len(runs)} runs in {source} has {' '.join(asked)}: {known}"
        raise NothingAttachedError(message)
    with_seeds(chosen)
    where = " ".join(f"{key}={value}" for key, value in conditions.items())
    if not mixed and (message := mixed_message(chosen, where, chosen=bool(name))):
        raise NothingAttachedError(f"{source}: {message}")
    return chosen


def check_configuration(entry: LogbookSource, runs: Sequence[Run]) -> None:
    """:raises NothingAttachedError: if *runs* have other parameters than those that *entry* has."""
    folder = run_folder(entry).path
    # a run without metrics gets those of the tool, with its parameters
    kept = [run for run in read_each(folder)[0] if run.metrics] if folder.is_dir() else []
    if not kept or differing(kept):
        return
    shared = set.intersection(*(set(run.params) for run in [*kept, *runs]))
    for name, values in differing([*kept, *runs]).items():
        if name in shared:
            raise NothingAttachedError(
                f"the runs in {folder.as_posix()} have {name} = {values[0]}, but these have"
                f" {name} = {values[1]}, and an entry has one configuration; attach them to another"
                " entry, or to this one with ALL=1"
            )


def attach(entry: LogbookSource, runs: Sequence[Run], *, mixed: bool = False) -> Attachment:
    """Write a folder for each of *runs* that *entry* has not, all or none, and name them in it.

    :param mixed: whether a seed may have another run already
    :raises NothingAttachedError: if one has.
    :raises OSError: if a file cannot be written.
    """
    folder = run_folder(entry)
    result = attachment(runs, folder.path)
    if result.clashes and not mixed:
        places = ", ".join(path.as_posix() for path in result.clashes[:4])
        raise NothingAttachedError(
            f"{entry.label} has other runs of the same seeds: {places}; delete them, start another"
            " entry, or attach all with ALL=1"
        )
    written: list[Path] = []
    try:
        for name, files in result.folders:
            written.append(write_folder(folder.path, name, files.files))
        for path in result.completed:
            new = next(p for p in written if p.name.startswith(f"{path.name}-"))
            shutil.rmtree(path)
            new.rename(path)
        change_header(entry.path, "runs", folder.pattern, add=True)
        good = any(not run.failed for run in runs)
        if good and entry.values.get("status", "") in ("", "planned", "running"):
            change_header(entry.path, "status", "done")
    except HeaderError as error:
        print(error, file=sys.stderr)
    except BaseException:  # an interrupt, too
        for path in written:
            shutil.rmtree(path, ignore_errors=True)
        raise
    return result


def report_lines(entry: LogbookSource, runs: Sequence[Run], result: Attachment) -> list[str]:
    """Return what was attached, a line each."""
    new, folder = len(result.folders), run_folder(entry).path.as_posix()
    count = f"{new} run{'s' * (new != 1)}"
    tools = ", ".join(dict.fromkeys(run.tool for run in runs))
    seeds = sorted((run.seed for run in runs if run.seed), key=lambda seed: (len(seed), seed))
    lines = [f"{count} of {tools} attached to {entry.path.as_posix()}, in {folder}/"]
    if result.completed:
        lines.append(f"  {len(result.completed)} of them were there without metrics")
    if result.known:
        lines.append(f"  {result.known} were there already")
    if seeds:
        lines.append(f"  seeds: {', '.join(seeds[:30])}{', …' if len(seeds) > 30 else ''}")
    several = differing(runs)
    names = dict.fromkeys(name for run in runs for name in run.params)
    params = [
        f"{n} = {runs[0].params.get(n, '')}" for n in names if n not in several and n != "seed"
    ]
    if params:
        lines.append(f"  parameters: {', '.join(params[:30])}{', …' if len(params) > 30 else ''}")
    lines += [f"  `{name}` differs: {', '.join(v[:8])}" for name, v in list(several.items())[:10]]
    metrics = list(dict.fromkeys(name for run in runs for name in run.metrics))
    more = ", …" if len(metrics) > 30 else ""
    lines.append(f"  metrics: {', '.join(metrics[:30]) or 'none'}{more}")
    curves = dict.fromkeys(n for run in runs for n, c in run.curves.items() if len(c.values) > 1)
    if curves:
        lines.append(f"  curves: {', '.join(list(curves)[:30])}")
    lines += [f"  seed {run.seed or '?'} failed: {run.failed}" for run in runs if run.failed]
    for name, files in result.folders:
        lines += [f"  {name}: too large for a run.json: {what}" for what in files.shortened]
    return lines


# -- The command ---------------------------------------------------------------


def add_arguments(parser: ArgumentParser) -> None:
    add_text(parser, "entry", "the name of the file of the entry")
    add_text(parser, "from", "the file or the folder of the runs", option=True)
    add_text(parser, "where", "parameters that the runs must have, as in 'lr=0.3'", option=True)
    add_text(parser, "name", "a pattern for the names of the runs, as in 'lr-*'", option=True)
    parser.add_argument(
        "--all", action="store_true", help="attach runs of several configurations to one entry"
    )


def _attach(source: str, arguments: Namespace) -> int:
    entry = find_entry(arguments.entry, read_valid(Path()))
    conditions = parse_conditions(arguments.where)
    try:
        runs = chosen_runs(Path(source), conditions, arguments.name, mixed=arguments.all)
        if not arguments.all:
            check_configuration(entry, runs)
        if remark := recorded_remark(entry):
            print(remark, file=sys.stderr)
        result = attach(entry, runs, mixed=arguments.all)
    except NothingAttachedError as error:
        print(error, file=sys.stderr)
        return 1
    if not result.folders:
        count = f"{result.known} run{'s' * (result.known != 1)}"
        print(f"nothing is new: {entry.label} has the {count} of {source} already")
        return 0
    print("\n".join(report_lines(entry, runs, result)))
    return 0


def run(arguments: Namespace) -> int:
    source = getattr(arguments, "from")
    if not source:
        print("the folder of the runs is missing; write FROM=path/to/folder", file=sys.stderr)
        return 2
    return exit_code_of(lambda: _attach(source, arguments), UnknownEntryError, ValueError)
