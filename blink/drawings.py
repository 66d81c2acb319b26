"""Plots and graphs of logbooks → drawn once, kept beside the doctrees until nothing shows them.

A plot stands in its page; a graph is a picture of its own, ``_logbooks/<digest>.svg``.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from blink import mermaid, plots
from blink.domain import blog_domain
from blink.made import write_if_changed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from blink.rollups import Data

#: Folder of the graphs, below the output folder
FOLDER = "_logbooks"


def _kept(app: Sphinx, kind: str, made_of: str, make: Callable[[], str]) -> tuple[str, str]:
    """Return the name and the text of a drawing, which *make* makes if it is not there."""
    name = f"{kind}-{sha256(made_of.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}.svg"
    path = Path(app.doctreedir) / "logbooks" / name
    if not path.is_file():
        write_if_changed(path, make().encode())
    blog_domain(app.env).drawn.add(name)
    return name, path.read_text(encoding="utf-8")


def plot(app: Sphinx, what: plots.Plot) -> Data:
    """Return *what* as an ``svg`` element, with words for below it."""
    made_of = repr((version("matplotlib"), what))
    fonts = Path(app.doctreedir) / "matplotlib"
    _, svg = _kept(app, "plot", made_of, lambda: plots.draw(what, fonts))
    signs = ["The line is the best so far."] if any(p.top for p in what.points) else []
    signs += ["Bars are the spread."] if any(p.spread for p in what.points) else []
    if any(p.apart for p in what.points):
        signs.append("A cross is a value that was given up or superseded.")
    return {"svg": svg, "caption": f"{what.label} over time. {' '.join(signs)}".strip()}


def graph(app: Sphinx, source: str, count: int) -> Data:
    """Return the picture of the Mermaid diagram *source*, which shows *count* entries."""
    made_of = repr((version("mmdr"), source))
    name, svg = _kept(app, "graph", made_of, lambda: mermaid.draw(source))
    box = re.search(r'viewBox="\S+ \S+ ([\d.]+) ([\d.]+)"', svg[:2000])
    width, height = (round(float(side)) for side in box.groups()) if box else (0, 0)
    alt = f"What follows from what, of {count} entries; the timeline says it in words."
    return {"file": f"{FOLDER}/{name}", "alt": alt, "width": width, "height": height}


def graph_files(app: Sphinx) -> set[str]:
    """Return the paths of this build's graphs, below the output folder."""
    names = blog_domain(app.env).drawn
    return {f"{FOLDER}/{name}" for name in names if name.startswith("graph-")}


@contextmanager
def kept(app: Sphinx) -> Iterator[None]:
    """Forget, when all is drawn, what earlier builds drew and this one did not ask for."""
    drawn = blog_domain(app.env).drawn
    drawn.clear()
    yield
    folder = Path(app.doctreedir) / "logbooks"
    for path in folder.glob("*.svg"):
        if path.name not in drawn:
            path.unlink()


def write_graphs(app: Sphinx) -> list[tuple[str, dict[str, object], str]]:
    """Write the graphs; they are no pages, so return none."""
    if app.builder.format == "html":
        for name in graph_files(app):
            kept_at = Path(app.doctreedir) / "logbooks" / name.removeprefix(f"{FOLDER}/")
            write_if_changed(Path(app.outdir) / name, kept_at.read_bytes())
    return []


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.domain")
    app.connect("html-collect-pages", write_graphs)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
