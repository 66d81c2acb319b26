"""Measure builds with one thing in Blink changed, for the logbook on build speed.

    .venv/bin/python -m benchmarks.trials as-shipped one-process --into posts/2026/build-speed

A trial is a copy of this repository with a corpus of ``corpus.py`` and one change. The trials that
are named (all, if none is) take turns; each turn is a build from nothing and one after an edit. The
file of a trial is the one that ``metrics:`` of its entry names. For each measurement it has the
median, half the difference between the smallest and the largest value, and the number of builds;
and the ratio of a build from nothing to that of the first trial.
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


def entry(number: int, text: str) -> str:
    """Make a post an entry of a logbook: with metrics, a baseline, and what it follows."""
    lines = ["logbook: trial", "status: done", "outcome: supported", "hypothesis: It is so."]
    lines.append("metrics:")
    for place, name in enumerate(("loss", "time", "size")):
        lines.append(f"  {name}: {{value: {1 + (number * (7 + place)) % 100}, better: lower}}")
    if number:
        lines += [f"baseline: p{0:05}", f"follows: p{number - 1:05}"]
    return text.replace("\n---\n", "\n" + "\n".join(lines) + "\n---\n", 1)


def without(room: str) -> str:
    return f"extensions.remove('blink.{room}')\n"


TRIALS = {
    "as-shipped": Trial(),
    "one-process": Trial(jobs="1"),
    "no-search": Trial("blink_search = False\n"),
    "sphinx-templates": Trial('template_bridge = "sphinx.jinja2glue.BuiltinTemplateLoader"\n'),
    "default-collector": Trial(before="import gc; gc.set_threshold = lambda *some: None; "),
    "no-address": Trial("html_baseurl = ''\n"),
    "logbook": Trial(post=entry),
}


def command(trial: Trial) -> list[str]:
    """Return the command of a build in the trial's folder."""
    code = f"{trial.before}import os, sys; from blink import build; "
    code += "code = build.main(['--', '-q', '--jobs', sys.argv[1]]); "
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

    def turn(self) -> None:
        """Build from nothing, and again after an edit."""
        shutil.rmtree(self.folder / "_build", ignore_errors=True)
        self._edited.write_text(self._text, encoding="utf-8")
        for found in (self.cold, self.edit):
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


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure builds of Blink with one thing changed.")
    parser.add_argument("trials", nargs="*", metavar="trial", default=list(TRIALS))
    parser.add_argument("--posts", type=int, default=300)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--into", type=Path, help="folder for a file of each trial")
    given = parser.parse_args()
    if unknown := set(given.trials) - set(TRIALS):
        parser.error(f"no trial: {', '.join(sorted(unknown))}; there are {', '.join(TRIALS)}")
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
