"""Blink as shipped, and plain Sphinx + ABlog: the same posts, in turns, in one run.

    .venv/bin/python -m benchmarks.bench 100 1000 5000

or ``make bench``. Prints Markdown; ``--output`` puts it into benchmarks/README.md, which says what
is measured, and how to read it.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import subprocess
import tempfile
from collections import defaultdict
from datetime import UTC, datetime
from itertools import pairwise, product
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks import corpus, measure
from benchmarks.live import saves
from benchmarks.phases import PHASES
from benchmarks.sides import (
    ROOT,
    blink,
    newer,
    plain,
    plain_python,
    versions,
    with_sentence,
    with_tag,
)
from benchmarks.tables import NONE, marginal, number, put_between, ratio, reckoned, spread, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.live import Saves
    from benchmarks.measure import Figures
    from benchmarks.sides import Site

    Built = dict[tuple[str, str], list[Figures]]  #: by site and step
    Phases = dict[str, dict[str, float]]  #: seconds, by step and phase

STEPS = ("cold", "nothing changed", "a post edited", "a tag changed", "a post added")
LARGE = 1000  #: above, plain is spared what would take hours
TARGET = 50_000  #: posts to reckon with
RESULTS = Path(__file__).parent / "README.md"
PACKAGES = ("sphinx", "ablog", "myst-parser", "pydata-sphinx-theme", "docutils", "sphinx-autobuild")


def change(site: Site, step: str, turn: int) -> None:
    """Do to *site* what *step* is the build after."""
    middle = site.posts // 2
    if step == "cold":
        site.forget()
    elif step == "a post edited":
        site.write(middle, with_sentence(site.read(middle), f"turn {turn}"))
    elif step == "a tag changed":
        site.write(middle, with_tag(site.read(middle), turn))
    elif step == "a post added":
        site.write(site.posts, newer(site.read(middle), site.posts))


def turns(sites: list[Site], repeat: int, *, full: bool) -> tuple[Built, Phases]:
    """Build every site after every step, side by side; return Blink's best by phase, too."""
    built: Built = defaultdict(list)
    phases: Phases = {}
    for turn in range(repeat):
        for step in STEPS:
            for site in sites:
                spared = site.posts > LARGE and not full
                if spared and turn and (step == "cold" or site.name != "Blink"):
                    continue
                if spared and site.name != "Blink" and step not in ("cold", "a post edited"):
                    continue
                change(site, step, turn)
                figures = site.build()
                done = built[site.name, step]
                done.append(figures)
                tell(f"{site.posts} posts, {step}, {site.name}: {figures.wall:.2f} s")
                if site.phases and figures.wall == min(one.wall for one in done):
                    phases[step] = site.phases
    return built, phases


def tell(words: str) -> None:
    print(f"<!-- {datetime.now(UTC):%H:%M:%S} {words} -->", flush=True)


# -- Tables --------------------------------------------------------------------


def best(done: list[Figures]) -> tuple[float | None, float | None, float | None]:
    """Return the least of each figure."""
    if not done:
        return None, None, None
    memories = [one.memory for one in done if one.memory is not None]
    return min(f.wall for f in done), min(f.cpu for f in done), min(memories, default=None)


def build_tables(built: Built, names: list[str]) -> Iterator[str]:
    units = ("wall s", "CPU s", f"{measure.KIND} MB")
    columns = ["build", *(f"{name}: {unit}" for name in names for unit in units)]
    yield table(columns, [[s, *(x for n in names for x in best(built[n, s]))] for s in STEPS])
    others = [name for name in names if name != "Blink"]
    columns = ["times Blink's"]
    columns += [f"{name}: {what}" for name in others for what in ("wall", "CPU", "memory")]
    rows = []
    for step in STEPS:
        ours = best(built["Blink", step])
        pairs = (zip(best(built[name, step]), ours, strict=True) for name in others)
        rows.append([step, *(ratio(*pair) for side in pairs for pair in side)])
    yield table([*columns, "spread"], [
        [*row, " / ".join(spread([f.wall for f in built[name, row[0]]]) for name in names)]
        for row in rows
    ])  # fmt: skip


def live_table(live: dict[str, Saves]) -> str:
    def cell(found: list[float | None]) -> str:
        """Return the best, and the worst if it is another."""
        shown = [number(x) for x in sorted(x for x in found if x is not None)]
        shown += ["never"] * (None in found)
        return shown[0] if shown[0] == shown[-1] else f"{shown[0]} ({shown[-1]})"

    def least(found: list[float | None]) -> float | None:
        return min((x for x in found if x is not None), default=None)

    others = [name for name in live if name != "Blink"]
    rows = [
        [label, *(cell(getattr(one, key)) for one in live.values())]
        + [ratio(least(getattr(live[n], key)), least(getattr(live["Blink"], key))) for n in others]
        for key, label in (
            ("body", "a word in a post → its page, s"),
            ("title", "a title → its page, s"),
            ("home", "a title → the home page, s"),
        )
    ]
    for key, label in (("start", "start → first page, s"), ("memory", "memory at the end, MB")):
        values = {name: getattr(one, key) for name, one in live.items()}
        rows.append([label, *map(number, values.values())])
        rows[-1] += [ratio(values[name], values["Blink"]) for name in others]
    return table(["from save to served", *live, *(f"{name} ÷ Blink" for name in others)], rows)


def scale_table(results: dict[int, Built], names: list[str]) -> str:
    """Return what a post costs: at each size, and one more between two sizes."""
    sizes = sorted(results)
    columns = ["", *(f"a post of {size}" for size in sizes)]
    columns += [f"one more, {a} to {b}" for a, b in pairwise(sizes)]
    rows: list[list[str | float | None]] = []
    for name, step in product(names, ("cold", "nothing changed", "a post edited")):
        for which, unit in enumerate(("wall ms", "CPU ms", "memory kB")):
            found = {size: best(results[size][name, step])[which] for size in sizes}
            values = {size: value * 1e3 for size, value in found.items() if value is not None}
            total = reckoned(values, TARGET)
            rows.append([f"{name}, {step}: {unit}"])
            rows[-1] += [values[size] / size if size in values else None for size in sizes]
            rows[-1] += [marginal(values, a, b) for a, b in pairwise(sizes)]
            rows[-1].append(None if total is None else total / 1e3)
    return table([*columns, f"reckoned for {TARGET:,}, s or MB"], rows)


def phase_table(phases: dict[int, Phases]) -> str:
    """Return where Blink's builds spend their time, and what a post adds to it."""
    sizes = sorted(phases)
    columns = ["ms", *(f"{step}, {size}" for step in STEPS[:3] for size in sizes)]
    columns += [f"{step}, reckoned for {TARGET:,}" for step in STEPS[:3]]
    rows: list[list[str | float | None]] = []
    for phase in PHASES:
        values = {
            step: {size: 1e3 * phases[size].get(step, {}).get(phase, 0.0) for size in sizes}
            for step in STEPS[:3]
        }
        rows.append([phase, *(values[step][size] for step in STEPS[:3] for size in sizes)])
        rows[-1] += [reckoned(values[step], TARGET) for step in STEPS[:3]]
    return table(columns, rows)


def machine(python: Path) -> str:
    """Return on what, with what, and when this was measured."""

    def read(path: str) -> str:
        return Path(path).read_text() if Path(path).exists() else ""

    def git(*args: str) -> str:
        return subprocess.run(
            ["git", *args], cwd=ROOT, check=False, capture_output=True, text=True
        ).stdout.strip()

    model = re.search("model name.*: (.*)", read("/proc/cpuinfo"))
    memory = re.search(r"MemTotal: *(\d+)", read("/proc/meminfo"))
    system = re.search('PRETTY_NAME="(.*)"', read("/etc/os-release"))
    theirs, ours = versions(python), versions(ROOT / ".venv" / "bin" / "python")
    changed = " and changes not committed" * bool(git("status", "--porcelain"))
    lines = [
        (
            f"{os.cpu_count()} cores, {model[1] if model else platform.processor()}, "
            f"{number(int(memory[1]) / 1e6) if memory else '?'} GB of memory; "
            f"{system[1] if system else platform.system()}, {platform.release()}; "
            f"Python {platform.python_version()}"
        ),
        "Blink: commit " + (git("rev-parse", "--short", "HEAD") or "unknown") + changed,
        *(
            f"{side}: " + ", ".join(f"{name} {found[name]}" for name in PACKAGES if name in found)
            for side, found in (("Blink's", ours), ("plain's", theirs))
        ),
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC; load before {os.getloadavg()[0]:.1f}",
    ]
    return "".join(f"- {line}\n" for line in lines)


# -- The run -------------------------------------------------------------------


def faster(root: Path, posts: Path, count: int, python: Path) -> tuple[list[str], str]:
    """Build plain from nothing both ways; return the options of the faster, and what was found."""
    wall = {}
    for options in (["-j", "auto"], []):
        site = plain(root / "choice", posts, count, python, options, mended=True)
        wall[" ".join(options)] = site.build().wall
        shutil.rmtree(site.folder)
    words = f"{wall['-j auto']:.1f} s with `-j auto`, {wall['']:.1f} s without"
    chosen = min(wall, key=lambda options: wall[options])
    return chosen.split(), f"plain is built {'with' if chosen else 'without'} `-j auto`: " + words


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("posts", type=int, nargs="*", default=[100, 1000, 5000])
    parser.add_argument("--repeat", type=int, default=3, help="turns, of which the best counts (3)")
    parser.add_argument(
        "--full", action="store_true", help=f"plain wholly above {LARGE} posts, too"
    )
    parser.add_argument("--only", choices=("builds", "live"), help="one half of it")
    parser.add_argument("--plain-python", type=Path, help="of an environment made before")
    parser.add_argument("--output", action="store_true", help="write benchmarks/README.md")
    return parser.parse_args()


def main() -> None:
    given = arguments()
    with tempfile.TemporaryDirectory(prefix="blink-bench-") as folder:
        text = report(Path(folder), given)
    print(text)
    if given.output:
        kept = RESULTS.read_text(encoding="utf-8")
        RESULTS.write_text(put_between(kept, text), encoding="utf-8")


def report(root: Path, given: argparse.Namespace) -> str:
    began = perf_counter()
    python = given.plain_python or plain_python(root / "plain-env")
    parts = [f"### On\n\n{machine(python)}"]
    results: dict[int, Built] = {}
    phases: dict[int, Phases] = {}
    names, options = [], None
    for count in sorted(given.posts):
        corpus.write(root / "corpus", count)
        posts = root / "corpus" / "posts"
        if options is None:
            options, words = faster(root, posts, count, python)
            parts[0] += f"- {words}, of {count} posts\n"
        sites = [blink(root / "blink", posts, count)]
        for name, mended in (("plain", False), ("mended", True)):
            sites.append(plain(root / name, posts, count, python, options, mended=mended))
        names = [site.name for site in sites]
        part = f"### {count:,} posts\n"
        if given.only != "live":
            results[count], phases[count] = turns(sites, given.repeat, full=given.full)
            part += "".join(f"\n{text}" for text in build_tables(results[count], names))
        if given.only != "builds":
            spared = count > LARGE and not given.full
            live = {}
            for site in sites[:1] if spared else sites:
                live[site.name] = saves(site, given.repeat)
                tell(f"{count} posts, live, {site.name}: {live[site.name]}")
            part += f"\n{live_table(live)}"
        parts.append(part)
        print(part, flush=True)  # the next size may take hours
        for site in sites:
            shutil.rmtree(site.folder)
        shutil.rmtree(root / "corpus")
    if results:
        parts.append(f"### What a post costs\n\n{scale_table(results, names)}")
        parts.append(f"### Where Blink's builds spend their time\n\n{phase_table(phases)}")
    parts.append(f"The run took {(perf_counter() - began) / 60:.0f} minutes. {NONE}: not measured.")
    return "\n".join(parts)


if __name__ == "__main__":
    main()
