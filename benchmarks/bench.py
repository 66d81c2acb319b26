"""Measure Blink as shipped and plain Sphinx + ABlog with the same posts, in turns, in one run.

    .venv/bin/python -m benchmarks.bench 100 1000 5000

or ``make bench``. It prints Markdown, and its progress to stderr. ``--output`` writes the Markdown
to benchmarks/README.md, which explains what is measured and how to read it.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks import corpus
from benchmarks.live import saves
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
from benchmarks.tables import (
    NONE,
    STEPS,
    build_tables,
    live_table,
    number,
    phase_table,
    put_between,
    scale_table,
)

if TYPE_CHECKING:
    from benchmarks.sides import Site
    from benchmarks.tables import Built, Phases

LARGE = 1000  #: above, plain is spared what would take hours
RESULTS = Path(__file__).parent / "README.md"
PACKAGES = (
    "sphinx", "ablog", "myst-parser", "pydata-sphinx-theme", "docutils", "pagefind",
    "sphinxext-opengraph", "sphinx-sitemap", "sphinx-notfound-page", "sphinx-autobuild",
)  # fmt: skip


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
        number = next(n for n in count(site.posts) if not site.path(n).exists())
        site.write(number, newer(site.read(middle), number))


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
                if spared and site.name not in ("Blink", "plain"):
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
    print(f"{datetime.now(UTC):%H:%M:%S} {words}", file=sys.stderr, flush=True)


def machine(python: Path, load: float) -> str:
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
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC; load before {load:.1f}",
    ]
    return "".join(f"- {line}\n" for line in lines)


# -- The run -------------------------------------------------------------------


def faster(root: Path, posts: Path, size: int, python: Path) -> tuple[list[str], str]:
    """Build plain from nothing both ways; return the options of the faster, and what was found."""
    wall = {}
    for options in (["-j", "auto"], []):
        site = plain(root / "choice", posts, size, python, options, mended=True)
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
    began, load = perf_counter(), os.getloadavg()[0]
    python = given.plain_python or plain_python(root / "plain-env")
    parts = [f"### On\n\n{machine(python, load)}"]
    results: dict[int, Built] = {}
    phases: dict[int, Phases] = {}
    names, options = [], None
    for size in sorted(given.posts):
        corpus.write(root / "corpus", size)
        posts = root / "corpus" / "posts"
        if options is None:
            options, words = faster(root, posts, size, python)
            parts[0] += f"- {words}, of {size} posts\n"
        sites = [blink(root / "blink", posts, size)]
        for name in ("plain", "mended", "bare"):
            chosen = {name: True} if name != "plain" else {}
            sites.append(plain(root / name, posts, size, python, options, **chosen))
        names = [site.name for site in sites]
        part = f"### {size:,} posts\n"
        if given.only != "live":
            results[size], phases[size] = turns(sites, given.repeat, full=given.full)
            part += "".join(f"\n{text}" for text in build_tables(results[size], names))
        if given.only != "builds":
            spared = size > LARGE and not given.full
            live = {}
            for site in sites[:1] if spared else sites[:3]:  # bare has a server like plain's
                live[site.name] = saves(site, given.repeat)
                tell(f"{size} posts, live, {site.name}: {live[site.name]}")
            part += f"\n{live_table(live)}"
        parts.append(part)
        tell(f"so far:\n\n{part}")  # the next size may take hours
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
