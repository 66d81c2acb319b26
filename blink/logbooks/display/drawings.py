"""Plots and graphs of logbooks → drawn once, kept beside the doctrees until nothing shows them.

What is to be drawn is known when the catalog is; a process of its own draws it while documents are
written, and is waited for by the first page that shows a drawing. A plot stands in its page; a
graph is a picture of its own, ``_logbooks/<digest>.svg``.
"""

from __future__ import annotations

import multiprocessing
import re
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from blink.elements import mermaid
from blink.files import write_if_changed
from blink.logbooks.display import charts as plots
from blink.logbooks.store import logbooks_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from blink.logbooks.display.views import Data

#: Folder of the graphs, below the output folder
FOLDER = "_logbooks"

#: What is to be drawn: a plot, or the source of a Mermaid diagram
Job = plots.Plot | str


def name_of(job: Job) -> str:
    """Return the name of the file of *job*, which no other has."""
    kind, library = ("graph", "mmdr") if isinstance(job, str) else ("plot", "matplotlib")
    made_of = repr((version(library), job)).encode("utf-8", "surrogatepass")
    return f"{kind}-{sha256(made_of).hexdigest()[:16]}.svg"


def draw(jobs: Mapping[str, Job], folder: Path) -> None:
    """Draw those of *jobs*, by name, that are not in *folder*."""
    for name, job in jobs.items():
        path = folder / name
        if not path.is_file():
            svg = mermaid.draw(job) if isinstance(job, str) else plots.draw(job, folder / "fonts")
            write_if_changed(path.with_suffix(".part"), svg.encode())
            path.with_suffix(".part").replace(path)


def size_of(svg: str) -> tuple[int, int]:
    """Return width and height of a picture, rounded; zeros if it does not say them."""
    box = re.search(r'viewBox="\S+ \S+ ([\d.]+) ([\d.]+)"', svg[:2000])
    width, height = map(float, box.groups()) if box else (0.0, 0.0)
    return round(width), round(height)


# -- Sphinx ------------------------------------------------------------------


def _folder(app: Sphinx) -> Path:
    return Path(app.doctreedir) / "logbooks"


def plot(app: Sphinx, what: plots.Plot) -> Data:
    """Ask for *what* to be drawn; return its file, and words for below it."""
    name = name_of(what)
    logbooks_domain(app.env).requested_drawings[name] = what
    signs = ["The line is the best so far."] if any(p.top for p in what.points) else []
    signs += ["Bars are the spread."] if any(p.spread for p in what.points) else []
    if any(p.apart for p in what.points):
        signs.append("A cross is a value that was given up or superseded.")
    return {"file": name, "caption": " ".join([f"{what.label} over time.", *signs])}


def graph(app: Sphinx, source: str, count: int) -> Data:
    """Ask for the Mermaid diagram *source*, which shows *count* entries; return its file."""
    name = name_of(source)
    logbooks_domain(app.env).requested_drawings[name] = source
    alt = f"What follows from what, of {count} entries; the timeline says it in words."
    return {"file": name, "alt": alt}


def start(app: Sphinx) -> None:
    """Begin to draw what was asked for and is not there, in a process of its own if there may be.

    It is waited for by `finish`.
    """
    store, folder = logbooks_domain(app.env), _folder(app)
    missing = {k: job for k, job in store.requested_drawings.items() if not (folder / k).is_file()}
    forks = "fork" in multiprocessing.get_all_start_methods()
    if missing and forks and app.parallel > 1:
        context = multiprocessing.get_context("fork")
        store.drawing_process = context.Process(target=draw, args=(missing, folder), daemon=True)
        store.drawing_process.start()


def finish(app: Sphinx) -> None:
    """Have all drawn that was asked for, and forget what no page shows any more."""
    store, folder = logbooks_domain(app.env), _folder(app)
    if store.drawing_process:
        store.drawing_process.join()
        store.drawing_process = None
    draw(store.requested_drawings, folder)  # what the process left: its mistake is ours to tell
    for path in folder.glob("*.svg"):
        if path.name not in store.requested_drawings:
            path.unlink()


def shown(app: Sphinx, data: Data) -> Data:
    """Return a drawing with what its template needs."""
    svg = (_folder(app) / data["file"]).read_text(encoding="utf-8")
    if "caption" in data:
        return {**data, "svg": svg}
    width, height = size_of(svg)
    return {**data, "file": f"{FOLDER}/{data['file']}", "width": width, "height": height}


def make_graphs(app: Sphinx) -> list[tuple[str, bytes]]:
    """Return the graphs as files of the site; plots are part of pages."""
    finish(app)
    graphs = [
        name
        for name, job in logbooks_domain(app.env).requested_drawings.items()
        if isinstance(job, str)
    ]
    return [(f"{FOLDER}/{name}", (_folder(app) / name).read_bytes()) for name in graphs]


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.logbooks.store")
    app.connect("site-files", make_graphs, priority=Stage.DRAWINGS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
