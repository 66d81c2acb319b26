"""One thing of Blink changed, and what a build takes then: an entry of the logbook on build speed.

    .venv/bin/python -m benchmarks.trials one-process --output one-process.json

A trial is a corpus of ``corpus.py`` in a copy of this repository, one change, and so many cold
builds and builds after an edit. The file it writes is what ``metrics:`` of the entry names: of each
figure the median, half the distance between the least and the greatest, and the number of builds.
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
    "sphinx-templates": Trial("template_bridge = None\n"),
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


def measured(name: str, unit: str, values: Sequence[float]) -> dict[str, Any]:
    spread = (max(values) - min(values)) / 2
    return {
        "value": round(statistics.median(values), 2),
        "unit": unit,
        "spread": round(spread, 2),
        "n": len(values),
        "better": "lower",
    }


def run(trial: Trial, posts: int, repeat: int) -> dict[str, Any]:
    """Return what is measured of *trial*."""
    cold: list[Figures] = []
    edit: list[Figures] = []
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        folder = site(root, trial, posts)
        environment = sides.environment() | {"PYTHONPATH": str(folder), "HOME": str(root)}
        edited = folder / f"{corpus.name(posts // 2).removesuffix('/index.md')}.md"
        text = edited.read_text(encoding="utf-8")
        for turn in range(repeat + 1):  # the first one warms up what the machine keeps of files
            shutil.rmtree(folder / "_build", ignore_errors=True)
            edited.write_text(text, encoding="utf-8")
            for found in (cold, edit):
                figures = measure.run(command(trial), folder, environment, root / "log")
                if turn:
                    found.append(figures)
                edited.write_text(sides.with_sentence(text, "A new sentence."), encoding="utf-8")
            print(f"{turn}: {cold[-1].wall if cold else 0:.2f} s", file=sys.stderr, flush=True)
    return {
        "cold build": measured("cold build", "s", [one.wall for one in cold]),
        "cold build, CPU": measured("cold build, CPU", "s", [one.cpu for one in cold]),
        "after an edit": measured("after an edit", "s", [one.wall for one in edit]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure builds of Blink with one thing changed.")
    parser.add_argument("trial", choices=TRIALS)
    parser.add_argument("--posts", type=int, default=300)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--output", type=Path)
    given = parser.parse_args()
    whole = {
        "posts": given.posts,
        "cores": os.cpu_count(),
        "python": sys.version.split()[0],
        "metrics": run(TRIALS[given.trial], given.posts, given.repeat),
    }
    text = json.dumps(whole, indent=1) + "\n"
    if given.output:
        given.output.write_text(text, encoding="utf-8")
    print(text, end="")


if __name__ == "__main__":
    main()
