"""Make the folders of runs of the past, from what their tool wrote."""

from __future__ import annotations

import json
import re
from collections import Counter
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, NamedTuple

from blink.logbooks.capture.command_line import OF_A_RUN
from blink.logbooks.capture.facts import PATCH
from blink.logbooks.capture.writing import folder_name, kept_records, run_files
from blink.logbooks.runs.files import read_bytes, read_mapping
from blink.logbooks.runs.record import FORM
from blink.logbooks.runs.run import param_text, seed_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from blink.logbooks.capture.writing import RunFiles
    from blink.logbooks.runs.run import Run

#: The end of the name of a run or a folder that is its seed

_SEED_IN_NAME = re.compile(r"(?:^|[/_.-])s(?:eed)?[_=-]?(\d{1,9})$", re.IGNORECASE)


class Attachment(NamedTuple):
    """The folders that are to be written."""

    #: the name and the content of each folder
    folders: list[tuple[str, RunFiles]]
    #: how many runs are there already
    known: int
    #: folders that the new ones of the same name replace: the metrics of these were not known
    completed: list[Path]
    #: folders that have another run of the same seed
    clashes: list[Path]


def parse_conditions(text: str) -> dict[str, str]:
    """Return the parameters that *text* asks for.

    >>> parse_conditions("lr=0.3 width=64")
    {'lr': '0.3', 'width': '64'}

    :raises ValueError: if it is not such a text; the message says what to write.
    """
    conditions = {}
    for word in text.split():
        name, equals, value = word.partition("=")
        if not (name and equals and value):
            raise ValueError(f"WHERE has `{word}`; write names and values, as in WHERE='lr=0.3'")
        conditions[name] = value
    return conditions


def with_seeds(runs: Sequence[Run]) -> None:
    """Give *runs* the seeds in their names or folders, as in ``lr-3-seed0``, if none has one."""
    found = [_SEED_IN_NAME.search(run.name or run.folder) for run in runs]
    if not any(run.seed for run in runs) and all(found):
        for run, match in zip(runs, found):
            run.seed = match[1] if match else ""


def matching(runs: Iterable[Run], conditions: Mapping[str, str], name: str = "") -> list[Run]:
    """Return the *runs* that have all parameters of *conditions*; numbers are compared as such.

    :param name: a pattern such as ``lr-*`` for the names of the runs
    """
    return [
        run
        for run in runs
        if (not name or any(fnmatchcase(text, name) for text in (run.name, run.folder)))
        and all(_same(run.params.get(name), value) for name, value in conditions.items())
    ]


def _same(given: str | None, wanted: str) -> bool:
    try:
        return given is not None and float(given) == float(wanted)
    except ValueError:
        return given == param_text(wanted)


def differing(runs: Sequence[Run]) -> dict[str, list[str]]:
    """Return the values of the parameters that differ between *runs*, without those of one run."""
    names = dict.fromkeys(name for run in runs for name in run.params)
    values = {
        name: list(dict.fromkeys(run.params.get(name, "nothing") for run in runs))
        for name in names
        if not OF_A_RUN.search(name)
    }
    return {name: texts for name, texts in values.items() if len(texts) > 1}


def mixed_message(runs: Sequence[Run], where: str = "", *, chosen: bool = False) -> str:
    """Return why *runs* are not those of one configuration, each with another seed, or ``""``.

    :param where: the conditions that they meet, as in ``lr=0.3``
    :param chosen: whether they were chosen by their names
    """
    seeds = Counter(run.seed for run in runs if run.seed)
    several = differing(runs)
    if several:
        values = [
            f"`{name}` ({', '.join(texts[:6])}{', …' * (len(texts) > 6)})"
            for name, texts in several.items()
        ]
        first = [f"{name}={texts[0]}" for name, texts in list(several.items())[:3]]
        example = " ".join([where, *first] if where else first)
        return (
            f"the {len(runs)} runs differ in {', '.join(values[:8])}, but an entry has one"
            f" configuration; choose it, as in WHERE='{example}', or attach all with ALL=1"
        )
    if len(runs) > 1 and not (seeds or runs[0].params or chosen):
        names = ", ".join(run.name or run.folder or "?" for run in runs)
        return (
            f"nothing says how the {len(runs)} runs differ ({names[:200]}); choose those of one"
            " configuration by their names, as in NAME='first-*', or attach all with ALL=1"
        )
    twice = [seed for seed, count in seeds.items() if count > 1]
    if not twice:
        return ""
    same = [run for run in runs if run.seed == twice[0]]
    names = ", ".join(run.name or run.folder or run.started or "?" for run in same)
    return (
        f"seed {twice[0]} is there {seeds[twice[0]]} times ({names[:200]}); choose runs by their"
        f" names, as in NAME='{_pattern(same[0])}', or attach all with ALL=1"
    )


def _pattern(run: Run) -> str:
    """Return a pattern for the names of runs that are like *run* but for the seed."""
    name = run.name or run.folder
    match = _SEED_IN_NAME.search(name)
    return f"{name[: match.start() + 1]}*" if match else "first-*"


def attachment(runs: Iterable[Run], folder: Path) -> Attachment:
    """Return the folders for *runs* that are not in *folder* already.

    A run of which only the command was captured gets the metrics of the run of the same seed.
    """
    records = [(path, data) for path, data in kept_records(folder) if data.get("schema") == FORM]
    known = Counter(_identity(data) for _, data in records)
    by_seed = {seed_text(data["seed"]): path for path, data in records if _is_good(data)}
    result = Attachment([], 0, [], [])
    for run in runs:
        run.params.pop("seed", None)
        files = _files(run, run.record)
        key = _identity(files.data)
        before = by_seed.get(run.seed) if not run.failed else None
        if known[key]:
            known[key] -= 1
            result = result._replace(known=result.known + 1)
        elif before and run.metrics and not read_mapping(before).get("metrics"):
            result.completed.append(before.parent)
            result.folders.append((before.parent.name, _files(run, before)))
        else:
            result.clashes.extend([before.parent] if before else [])
            result.folders.append((folder_name(run), files))
    return result


def _is_good(data: Mapping[str, Any]) -> bool:
    return data.get("seed") is not None and not data.get("exit") and not data.get("failed")


def _files(run: Run, record: Path | None) -> RunFiles:
    """Return the files that keep *run*, with what is known beside it from a ``run.json``."""
    facts: dict[str, Any] = {}
    patch = b""
    if record:
        facts = read_mapping(record)
        name = str((facts.get("git") or {}).get("patch") or "")
        if name == PATCH and record.with_name(name).is_file():
            patch = read_bytes(record.with_name(name))
    return run_files(run, facts, patch)


def _identity(data: Mapping[str, Any]) -> str:
    """Return what two records of the same run have in common."""
    keys = ("params", "seed", "metrics", "summaries")
    identity = {key: data.get(key) for key in keys if data.get(key) is not None}
    if not data.get("metrics"):
        identity["started"] = data.get("started")
    return json.dumps(identity, sort_keys=True)
