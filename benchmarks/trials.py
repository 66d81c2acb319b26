"""Measure builds with one thing in Blink changed, for the logbook on build speed.

    .venv/bin/python -m benchmarks.trials as-shipped one-process --into posts/2026/build-speed

A trial is a copy of this repository with a corpus of ``corpus.py`` and one change. The trials that
are named (all, if none is) take turns; each turn is a build from nothing and one after an edit. The
file of a trial is the one that ``metrics:`` of its entry names. For each measurement it has the
median, half the difference between the smallest and the largest value, and the number of builds;
and the ratio of a build from nothing to that of the first trial.

    .venv/bin/python -m benchmarks.trials no-search --posts 100 --turn 3

is one turn of one trial, after a build that counts for nothing, as `make run` repeats it for an
entry; its results are in ``out/results.json``. To have the trials take turns, run the first turn of
each, then the second of each, and so on.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks import corpus, measure, sides

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.measure import Figures


class Trial(NamedTuple):
    """What is changed."""

    #: behind conf.py
    conf: str = ""
    jobs: str = "auto"
    #: a post's text → another
    post: Callable[[int, str], str] | None = None
    #: run before the build, in its process
    before: str = ""
    #: writes files into the folder beside a post
    files: Callable[[Path, int], None] | None = None


def entry(number: int, text: str) -> str:
    """Make a post an entry of a logbook: with metrics, a baseline, and what it follows."""
    lines = ["logbook: trial", "status: done", "outcome: supported", "hypothesis: It is so."]
    lines.append("metrics:")
    for place, name in enumerate(("loss", "time", "size")):
        lines.append(f"  {name}: {{value: {1 + (number * (7 + place)) % 100}, better: lower}}")
    if number:
        lines += [f"baseline: p{0:05}", f"follows: p{number - 1:05}"]
    return text.replace("\n---\n", "\n" + "\n".join(lines) + "\n---\n", 1)


def entry_with_runs(number: int, text: str) -> str:
    """Make a post an entry of a logbook, with runs, a baseline, and what it follows."""
    lines = ["logbook: trial", "status: done", "outcome: supported", "hypothesis: It is so."]
    lines += [f"runs: p{number:05}/seed-*", "curves: [loss]"]
    if number:
        lines += ["baseline: p00000", f"follows: p{number - 1:05}"]
    return text.replace("\n---\n", "\n" + "\n".join(lines) + "\n---\n", 1)


def write_runs(folder: Path, number: int) -> None:
    """Write the five runs of an entry, each with parameters, two metrics and a curve."""
    for seed in range(RUNS):
        place = folder / f"seed-{seed}"
        place.mkdir(parents=True)
        loss = 1 + (number * 7 + seed * 3) % 100
        rows = [f"{step},{loss + 20 / step:.4f}" for step in range(1, 41)]
        (place / "curves.csv").write_text("\n".join(["step,loss", *rows]) + "\n", encoding="utf-8")
        record = {
            "schema": "blink-run/1",
            "command": ["python", "train.py", "--rate", str(number), "--seed", str(seed)],
            "started": f"2026-01-01T00:00:{seed:02}Z",
            "seconds": 1.5,
            "params": {"rate": number, "width": 64},
            "seed": seed,
            "metrics": {"loss": loss + 0.5, "accuracy": 1 / loss},
            "curves": "curves.csv",
        }
        (place / "run.json").write_text(json.dumps(record), encoding="utf-8")


TRIALS = {
    "as-shipped": Trial(),
    "one-process": Trial(jobs="1"),
    "no-search": Trial("blink_search = False\n"),
    "sphinx-templates": Trial('template_bridge = "sphinx.jinja2glue.BuiltinTemplateLoader"\n'),
    "default-collector": Trial(before="import gc; gc.set_threshold = lambda *some: None; "),
    "no-address": Trial("html_baseurl = ''\n"),
    "logbook": Trial(post=entry),
    "logbook-runs": Trial(post=entry_with_runs, files=write_runs),
}
#: How many runs an entry has
RUNS = 5


def command(trial: Trial) -> list[str]:
    """Return the command of a build in the trial's folder."""
    code = f"{trial.before}import os, sys; from blink import cli; "
    code += "code = cli.main(['build', '--', '-q', '--jobs', sys.argv[1]]); "
    code += "sys.stdout.flush(); sys.stderr.flush(); os._exit(code)"
    return [sys.executable, "-c", code, trial.jobs]


def site(root: Path, trial: Trial, posts: int) -> Path:
    """Write the sources of a trial below *root*, and return their folder."""
    corpus.write(root, posts)
    folder = sides.blink(root / "blink", root / "posts", posts).folder
    with (folder / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(trial.conf)
    conf_text = (folder / "conf.py").read_text(encoding="utf-8")
    text = conf_text.replace('extensions.append("phases")\n', "")
    (folder / "conf.py").write_text(text, encoding="utf-8")
    for number in range(posts):
        path = folder / corpus.name(number)
        # each in a file of its own name, by which entries name each other
        new = path.parent.with_suffix(".md")
        text = re.sub(r"picture-", f"{path.parent.name}/picture-", path.read_text(encoding="utf-8"))
        path.unlink()
        text = trial.post(number, text) if trial.post else text
        new.write_text(text, encoding="utf-8")
        if trial.files:
            trial.files(new.with_suffix(""), number)
    return folder


def measured(unit: str, values: Sequence[float]) -> dict[str, Any]:
    """Return the median of *values* as a metric, with half of what they span."""
    spread = (max(values) - min(values)) / 2
    return {
        "value": round(statistics.median(values), 2),
        "unit": unit,
        "spread": round(spread, 2),
        "n": len(values),
        "better": "lower",
    }


class Bench:
    """A trial's site, and what its builds took."""

    def __init__(self, name: str, root: Path, posts: int) -> None:
        self.trial = TRIALS[name]
        self.folder = site(root / name, self.trial, posts)
        self._environment = sides.environment() | {
            "PYTHONPATH": str(self.folder),
            "HOME": str(root),
        }
        self._log = root / f"{name}.log"
        self._edited = self.folder / f"{corpus.name(posts // 2).removesuffix('/index.md')}.md"
        self._text = self._edited.read_text(encoding="utf-8")
        self.cold: list[Figures] = []
        self.edit: list[Figures] = []

    def turn(self, *, edit: bool = True) -> None:
        """Build from nothing, and again after an edit."""
        shutil.rmtree(self.folder / "_build", ignore_errors=True)
        self._edited.write_text(self._text, encoding="utf-8")
        for found in (self.cold, self.edit) if edit else (self.cold,):
            found.append(
                measure.run(command(self.trial), self.folder, self._environment, self._log)
            )
            text = sides.with_sentence(self._text, "A new sentence.")
            self._edited.write_text(text, encoding="utf-8")

    def results(self, first: Bench) -> dict[str, Any]:
        """Return the metrics, one against *first*, turn by turn.

        The first turn counts for nothing: it warms the machine up.
        """
        pairs = zip(self.cold[1:], first.cold[1:], strict=True)
        times = [own.wall / other.wall for own, other in pairs]
        against = {} if first is self else {"cold build, times the first": measured("", times)}
        return {
            **against,
            "cold build": measured("s", [one.wall for one in self.cold[1:]]),
            "cold build, CPU": measured("s", [one.cpu for one in self.cold[1:]]),
            "after an edit": measured("s", [one.wall for one in self.edit[1:]]),
        }


def one_turn(name: str, posts: int, turn: int, out: Path) -> None:
    """Write the results of one turn of a trial to *out*, after a turn that counts for nothing."""
    with tempfile.TemporaryDirectory() as temporary:
        bench = Bench(name, Path(temporary), posts)
        bench.turn(edit=False)
        bench.turn()
    cold, edit = bench.cold[-1], bench.edit[-1]
    metrics = {
        "cold build, CPU": round(cold.cpu, 3),
        "cold build": round(cold.wall, 3),
        "after an edit, CPU": round(edit.cpu, 3),
        "after an edit": round(edit.wall, 3),
    }
    results = {"params": {"trial": name, "posts": posts}, "seed": turn, "metrics": metrics}
    out.mkdir(parents=True, exist_ok=True)
    (out / "results.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(metrics))


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure builds of Blink with one thing changed.")
    parser.add_argument("trials", nargs="*", metavar="trial", default=list(TRIALS))
    parser.add_argument("--posts", type=int, default=300)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--into", type=Path, help="folder for a file of each trial")
    parser.add_argument("--turn", type=int, help="run only this turn of one trial")
    parser.add_argument("--out", type=Path, default=Path("out"), help="folder for its results")
    given = parser.parse_args()
    if unknown := set(given.trials) - set(TRIALS):
        parser.error(f"no trial: {', '.join(sorted(unknown))}; there are {', '.join(TRIALS)}")
    if given.turn is not None:
        if len(given.trials) != 1:
            parser.error("--turn is of one trial; name it")
        one_turn(given.trials[0], given.posts, given.turn, given.out)
        return
    with tempfile.TemporaryDirectory() as temporary:
        benches = {name: Bench(name, Path(temporary), given.posts) for name in given.trials}
        for number in range(given.repeat + 1):
            for name, bench in benches.items():
                bench.turn()
                told = f"{number} {name}: {bench.cold[-1].wall:.2f} s, {bench.edit[-1].wall:.2f} s"
                print(told, file=sys.stderr, flush=True)
        first = next(iter(benches.values()))
        for name, bench in benches.items():
            about = {"posts": given.posts, "cores": os.cpu_count()}
            about["python"] = sys.version.split()[0]
            text = json.dumps({**about, "metrics": bench.results(first)}, indent=1) + "\n"
            if given.into:
                (given.into / f"{name}.json").write_text(text, encoding="utf-8")
            print(name, text, sep="\n", end="")


if __name__ == "__main__":
    main()
