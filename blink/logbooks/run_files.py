"""Read the runs that an entry names with ``runs``: files, folders or patterns beside it.

Warnings: ``logged.runs``.
"""

from __future__ import annotations

import json
import os
import stat
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from blink.logbooks.metrics.scales import spelling
from blink.logbooks.runs.files import MOST_EVENTS
from blink.logbooks.runs.reading import MOST_RUNS, read_runs
from blink.logbooks.runs.record import thinned
from blink.logbooks.runs.run import BrokenRunError
from blink.logbooks.store import logbooks_domain
from blink.model import EntryCurve, EntryRun
from blink.problems import Mistake, Problem, report
from blink.source.file_access.outside import refuse
from blink.stages import Stage
from blink.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.logbooks.runs.run import Run
    from blink.source.front_matter.fields import Header

#: The most runs of an entry: one for each seed
_MOST_OF_ENTRY = 1_000
_WRITE = "write a file, a folder, or a pattern such as `runs/*`, relative to this post"


def matching_paths(folder: Path, patterns: Iterable[str]) -> list[Path]:
    """Return the files and folders below *folder* that *patterns* name, each once, in order.

    :raises Mistake: if a pattern is not valid, or nothing matches it.
    """
    found: dict[Path, None] = {}
    for pattern in patterns:
        if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
            raise Mistake("runs", f"`{pattern}` is not beside this post; {_WRITE}")
        is_pattern = any(char in pattern for char in "*?[")
        try:
            paths = sorted(folder.glob(pattern)) if is_pattern else [folder / pattern]
        except (ValueError, OSError, NotImplementedError) as error:
            raise Mistake("runs", f"`{pattern}` is not a pattern; {_WRITE}") from error
        paths = [path for path in paths if path.exists() and not path.name.startswith(".")]
        if not paths:
            raise Mistake("runs", f"there is no `{pattern}`; {_WRITE}")
        found |= dict.fromkeys(paths)
    if len(found) > MOST_RUNS:
        raise Mistake("runs", f"more than {MOST_RUNS:,} files match; name the folder of each run")
    return list(found)


def files_of(paths: Iterable[Path]) -> list[Path]:
    """Return the files in *paths*, whose changes change runs: files, and all that folders have."""
    return list(islice(_files(paths), MOST_RUNS))


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
        for folder, inner, names in os.walk(path):
            inner.sort()
            yield from (Path(folder, name) for name in sorted(names))


def _is_watched(file: Path) -> bool:
    """Return whether each change of *file* counts; what is no file or too large is not read."""
    try:
        found = file.stat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size <= MOST_EVENTS


def _digest_of_names(files: Iterable[Path], folder: Path) -> str:
    names = "\n".join(f"{os.path.relpath(file, folder)}\t{_is_watched(file)}" for file in files)
    return sha256(names.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def entry_runs(
    paths: Iterable[Path], folder: Path, curves: Sequence[str]
) -> tuple[list[EntryRun], list[Mistake]]:
    """Return the runs in *paths*, and a mistake for each path that cannot be read.

    :param folder: that of the entry
    :param curves: the names of the curves that are kept
    """
    runs, mistakes = [], []
    for path in paths:
        name = path.relative_to(folder).as_posix()
        try:
            runs += [_entry_run(run, name, curves) for run in read_runs(path)]
        except BrokenRunError as error:
            broken = error.path if error.path and folder in error.path.parents else path
            file = one_line(broken.relative_to(folder).as_posix())
            mistakes.append(Mistake("runs", f"`{file}` cannot be read: {error}"))
        if len(runs) > _MOST_OF_ENTRY:
            message = f"`{one_line(name)}` has more than {_MOST_OF_ENTRY:,} runs with those before"
            mistakes.append(Mistake("runs", f"{message}; an entry is one configuration"))
            return [], mistakes
    return runs, mistakes


def _entry_run(run: Run, path: str, curves: Sequence[str]) -> EntryRun:
    summaries = tuple((name, *summary) for name, summary in run.summaries.items())
    return EntryRun(
        path=path,
        digest=_digest(run),
        tool=run.tool,
        name=run.name,
        seed=run.seed,
        params=tuple(run.params.items()),
        metrics=tuple(run.metrics.items()),
        summaries=summaries,
        curves=tuple(_kept_curves(run, curves)),
        failed=run.failed,
        command=tuple(run.command),
        commit=run.commit,
        remote=run.remote,
        started=run.started,
        seconds=-1 if run.seconds is None else run.seconds,
        cwd=run.cwd,
        dirty=run.dirty,
        patch=run.patch,
        lock=run.lock,
        host=run.host,
    )


def _digest(run: Run) -> str:
    """Return a digest of all that was read of *run*, but not of white space and the like."""
    curves = {name: [curve.steps, curve.values] for name, curve in run.curves.items()}
    data = [run.seed, run.params, run.metrics, run.summaries, curves, run.failed, run.command]
    text = json.dumps([*data, run.commit, run.started, run.facts], sort_keys=True)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _kept_curves(run: Run, names: Iterable[str]) -> Iterator[EntryCurve]:
    for name in names:
        same = (known for known in run.curves if spelling(known) == spelling(name))
        found = name if name in run.curves else next(same, "")
        if found:
            curve = thinned(run.curves[found])
            yield EntryCurve(name, tuple(curve.steps), tuple(curve.values))


def run_mistakes(
    runs: Sequence[EntryRun],
    params: Iterable[tuple[str, str]],
    metrics: Iterable[str],
    curves: Iterable[str],
) -> Iterator[tuple[str, str]]:
    """Yield the key and a message for each contradiction between *runs* and what is typed.

    :param params: the typed parameters
    :param metrics: the names of typed metrics
    :param curves: the names of curves to show
    """
    for name, text in params:
        for run in runs:
            said = dict(run.params).get(name, text)
            if not _same(said, text):
                message = (
                    f"params: `{name}` is `{text}` here, but `{said}` in the run `{run.path}`;"
                    " delete it here"
                )
                yield "params", message
                break
    measured = {name for run in runs for name, _ in run.metrics}
    for name in metrics:
        if name in measured:
            yield "metrics", f"metrics: the runs have `{name}` too; delete it here"
    seeds: dict[str, str] = {}
    for run in runs:
        if run.seed and not run.failed and seeds.setdefault(run.seed, run.path) != run.path:
            message = (
                f"runs: `{seeds[run.seed]}` and `{run.path}` both have the seed {run.seed}; name"
                " one of the two, or replicate with other seeds"
            )
            yield "runs", message
    known = dict.fromkeys(curve.name for run in runs for curve in run.curves)
    for name in curves:
        if name not in known:
            yield "curves", f"curves: no run has a curve `{name}`; write the name of one that has"


def _same(one: str, other: str) -> bool:
    try:
        return float(one) == float(other)
    except ValueError:
        return one == other


# -- Sphinx ------------------------------------------------------------------


def runs_of_entry(app: Sphinx, values: Mapping[str, Any], header: Header) -> tuple[EntryRun, ...]:
    """Return the runs that the key ``runs`` in *values* names, and watch their files.

    A planned or running entry may name runs that are not there yet.
    """
    env, line, patterns = app.env, header.line_of("runs"), values.get("runs", ())
    if not patterns:
        return ()
    folder = Path(env.doc2path(env.docname)).parent
    paths: list[Path] = []
    try:
        paths = matching_paths(folder, patterns)
    except Mistake as mistake:
        if values.get("status") not in ("planned", "running"):
            report(Problem(line, "runs", f"runs: {mistake.message}"), env.docname, "logged")
    files = files_of(paths)
    logbooks_domain(env).run_listings[env.docname] = patterns, _digest_of_names(files, folder)
    place = (env.docname, line)
    paths = [path for path in paths if not refuse(env, place, f"runs: {path.name}", str(path))]
    for file in filter(_is_watched, files):
        env.note_dependency(str(file))
    runs, mistakes = entry_runs(paths, folder, values.get("curves", ()))
    for broken in mistakes:
        report(Problem(line, "runs", f"runs: {broken.message}"), env.docname, "logged")
    return tuple(runs)


def with_other_runs(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Return the entries that have other files of runs than when they were read."""
    found = []
    for docname, (patterns, before) in logbooks_domain(env).run_listings.items():
        folder = Path(env.doc2path(docname)).parent
        try:
            files = files_of(matching_paths(folder, patterns))
        except Mistake:
            files = []
        if docname not in removed and _digest_of_names(files, folder) != before:
            found.append(docname)
    return found


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.logbooks.store")
    app.connect("env-get-outdated", with_other_runs, priority=Stage.FILE_VERSIONS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
