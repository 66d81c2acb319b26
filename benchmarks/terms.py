"""One term of a build, both ways: what the site's own logbook is about.

    .venv/bin/python -m benchmarks.terms fragments folders --into posts/2026/build-speed

makes a corpus of 1,000 posts, builds it by ``make html``, and measures what its arguments name;
the figures go to a file for each, as an entry of a logbook reads them (``metrics:``).
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import lxml.html

from benchmarks import corpus, measure
from benchmarks.sides import ROOT, Site, blink, with_sentence
from blink.build import swap
from blink.pagefind import prepare

if TYPE_CHECKING:
    from collections.abc import Callable

Figures = dict[str, dict[str, Any]]


def figure(values: list[float], unit: str = "s") -> dict[str, Any]:
    """Return the median of *values* as a metric, with half of what they span, and their number."""
    return {
        "value": round(statistics.median(values), 3),
        "unit": unit,
        "spread": round((max(values) - min(values)) / 2, 3),
        "n": len(values),
        "better": "lower",
    }


def seconds(work: Callable[[], object]) -> float:
    """Return how long *work* takes."""
    began = perf_counter()
    work()
    return perf_counter() - began


def in_turns(repeat: int, **ways: Callable[[], float]) -> dict[str, list[float]]:
    """Measure all *ways*, one after the other, *repeat* times."""
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(repeat):
        for name, way in ways.items():
            found[name].append(way())
    return found


# -- What is measured ----------------------------------------------------------


def edit(site: Site, repeat: int) -> Figures:
    """A post edited, then ``make html``; and nothing changed."""
    middle, turn = site.posts // 2, iter(range(repeat))

    def edited() -> float:
        site.write(middle, with_sentence(site.read(middle), f"turn {next(turn)}"))
        return site.build().wall

    found = in_turns(repeat, edited=edited, unchanged=lambda: site.build().wall)
    return {
        "edit": figure(found["edited"]),
        "nothing changed": figure(found["unchanged"]),
    }


def run(command: list[str], site: Site) -> float:
    return measure.run(command, site.folder, site.env, site.log).wall


def ending(site: Site, repeat: int) -> Figures:
    """A build with nothing changed that ends at once, and one that Python takes apart."""
    python, env = ".venv/bin/python", "import sys; from blink.build import main; "
    found = in_turns(
        repeat,
        at_once=lambda: run([python, "-m", "blink.build", "--", "-q"], site),
        in_order=lambda: run([python, "-c", env + "sys.exit(main(['--', '-q']))"], site),
    )
    return {"nothing changed": figure(found["at_once"]), "in order": figure(found["in_order"])}


def folders(site: Site, repeat: int) -> Figures:
    """A site swapped in of which one page changed: into new folders, or those of the one before."""
    stage, html = (site.folder / "_build" / name for name in ("stage/html", "html"))
    page = stage / "index.html"

    def swapped(*, anew: bool) -> float:
        if anew:
            shutil.rmtree(html.with_name("html.spare"), ignore_errors=True)
        page.write_text(page.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        return seconds(lambda: swap(stage, html))

    swapped(anew=False)
    found = in_turns(repeat, anew=lambda: swapped(anew=True), kept=lambda: swapped(anew=False))
    return {"swap": figure(found["kept"]), "swap, folders anew": figure(found["anew"])}


class Pages:
    """The pages of a site's posts, and Pagefind."""

    def __init__(self, site: Site) -> None:
        self.folder = site.folder / "_build" / "pages"
        shutil.copytree(site.folder / "_build" / "html" / "posts", self.folder / "whole")
        for page in (self.folder / "whole").rglob("*.html"):
            (body,) = lxml.html.parse(str(page)).xpath("//*[@data-pagefind-body]")
            words = " ".join(body.text_content().split()).replace("&", " ").replace("<", " ")
            bare = self.folder / "bare" / page.relative_to(self.folder / "whole")
            bare.parent.mkdir(parents=True)
            bare.write_text(f'<html lang="en"><body><p>{words}</p></body></html>', "utf-8")

    def index(self, pages: str, output: str | Path, *, again: bool = False) -> None:
        """Let Pagefind index *pages*; *again*: what it showed of each is there."""
        if again:
            prepare(self.folder / output)
        else:
            shutil.rmtree(self.folder / output, ignore_errors=True)
        command = [sys.executable, "-m", "pagefind", "--silent", "--site", pages]
        subprocess.run([*command, "--output-path", output], cwd=self.folder, check=True)


def smaller(site: Site, repeat: int) -> Figures:
    """Pagefind on pages, and on their words alone."""
    pages = Pages(site)
    found = in_turns(
        repeat,
        whole=lambda: seconds(lambda: pages.index("whole", "index")),
        bare=lambda: seconds(lambda: pages.index("bare", "index")),
    )
    return {"index": figure(found["whole"]), "index of words alone": figure(found["bare"])}


def memory(site: Site, repeat: int) -> Figures:
    """Pagefind writing to the disk, and to memory."""
    pages = Pages(site)
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:  # it is what is asked
        found = in_turns(
            repeat,
            disk=lambda: seconds(lambda: pages.index("whole", "index")),
            memory=lambda: seconds(lambda: pages.index("whole", Path(folder, "index"))),
        )
    return {"index": figure(found["disk"]), "index, in memory": figure(found["memory"])}


def fragments(site: Site, repeat: int) -> Figures:
    """Pagefind with nothing there, and with what it showed of each page kept."""
    pages = Pages(site)
    found = in_turns(
        repeat,
        anew=lambda: seconds(lambda: pages.index("whole", "index")),
        kept=lambda: seconds(lambda: pages.index("whole", "index", again=True)),
    )
    return {"index": figure(found["kept"]), "index, from nothing": figure(found["anew"])}


TERMS = {one.__name__: one for one in (edit, ending, folders, smaller, memory, fragments)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("term", choices=TERMS, nargs="+")
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--into", type=Path, help="folder of a file of figures for each term")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="blink-terms-") as name:
        folder = Path(name)
        corpus.write(folder / "corpus", given.posts)
        site = blink(folder / "blink", folder / "corpus" / "posts", given.posts)
        site.build()
        for term in given.term:
            text = json.dumps(TERMS[term](site, given.repeat), indent=2) + "\n"
            print(f"{term}: {text}", end="", flush=True)
            if given.into:
                (ROOT / given.into / f"{term}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
