"""Draw the plots and graphs of logbooks, and keep them beside the doctrees while pages show them.

Drawings are requested once the catalog is complete. A separate process draws them while documents
are written, and the first page that shows a drawing waits for it. A plot is part of its page, and a
graph is a file, ``_logbooks/<name>.svg``.
"""

from __future__ import annotations

import multiprocessing
import re
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from blink.elements import mermaid
from blink.elements.diagrams.colours import recoloured
from blink.elements.diagrams.drawing import draw, version
from blink.files.writing import write_if_changed
from blink.identity.look import look_of
from blink.logbooks.plots import figure
from blink.logbooks.store import logbooks_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from blink.identity.look import Look
    from blink.logbooks.display.formatting import Data

#: Folder of the graphs, in the output folder
FOLDER = "_logbooks"

#: Changed whenever the same values are to be drawn in another way
_LOOKS = 3

#: A box of a flowchart; other rectangles have other corners
_BOX = re.compile(r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" rx="3"')

#: A plot, or the source of a Mermaid diagram
Drawing = figure.Drawable | str


def file_name(drawing: Drawing, look: Look) -> str:
    """Return the file name of *drawing*, which depends on its content and on the library.

    That of a graph also depends on the colours of *look*; a plot has those of its page.
    """
    if isinstance(drawing, str):
        kind, library = "graph", f"{version()} {look.light}{look.dark}"
    else:
        kind, library = "plot", metadata.version("matplotlib")
    content = repr((_LOOKS, library, drawing)).encode("utf-8", "surrogatepass")
    return f"{kind}-{sha256(content).hexdigest()[:16]}.svg"


def draw_missing(drawings: Mapping[str, Drawing], folder: Path, look: Look) -> None:
    """Draw those of *drawings*, which are by file name, that are not in *folder*."""
    for name, drawing in drawings.items():
        path = folder / name
        if not path.is_file():
            if isinstance(drawing, str):
                svg = recoloured(draw(drawing), look)
            else:
                svg = figure.draw(drawing, folder / "fonts")
            write_if_changed(path.with_suffix(".part"), svg.encode())
            path.with_suffix(".part").replace(path)


def svg_size(svg: str) -> tuple[int, int]:
    """Return the width and height of an SVG image in pixels, rounded; zeros if it has none."""
    box = re.search(r'viewBox="\S+ \S+ ([\d.]+) ([\d.]+)"', svg[:2000])
    width, height = map(float, box.groups()) if box else (0.0, 0.0)
    return round(width), round(height)


def first_box(svg: str) -> str:
    """Return the centre of the first box of a flowchart, such as ``120 40``; ``""`` if unknown."""
    box = _BOX.search(svg)
    if not box:
        return ""
    x, y, width, height = map(float, box.groups())
    origin = re.search(r'viewBox="([-\d.]+) ([-\d.]+) ', svg)
    left, top = map(float, origin.groups()) if origin else (0.0, 0.0)
    return f"{round(x - left + width / 2)} {round(y - top + height / 2)}"


# -- Sphinx ------------------------------------------------------------------


def _folder(app: Sphinx) -> Path:
    return Path(app.doctreedir) / "logbooks"


def request_plot(app: Sphinx, plot: figure.Drawable) -> Data:
    """Request that *plot* is drawn; return its file name and caption."""
    name = file_name(plot, look_of(app.config))
    logbooks_domain(app.env).requested_drawings[name] = plot
    return {"file": name, "caption": plot.caption}


def request_graph(app: Sphinx, source: str, count: int) -> Data:
    """Request that the Mermaid diagram *source*, which shows *count* entries, is drawn.

    Return its file name and text alternative; its source in place of a name if nothing draws it.
    """
    name = file_name(source, look_of(app.config))
    if version():
        logbooks_domain(app.env).requested_drawings[name] = source
    alt = app.translator.ngettext(
        "Graph of %(count)s related entry. The timeline lists the same relations.",
        "Graph of %(count)s related entries. The timeline lists the same relations.",
        count,
    )
    shown = {"file": name} if version() else {"source": source}
    return {**shown, "alt": alt % {"count": count}}


def start_drawing(app: Sphinx) -> None:
    """Start a process for the requested drawings that do not exist, in a parallel build.

    `finish_drawing` waits for it.
    """
    store, folder = logbooks_domain(app.env), _folder(app)
    missing = {
        name: drawing
        for name, drawing in store.requested_drawings.items()
        if not (folder / name).is_file()
    }
    can_fork = "fork" in multiprocessing.get_all_start_methods()
    if missing and can_fork and app.parallel > 1:
        context = multiprocessing.get_context("fork")
        store.drawing_process = context.Process(
            target=draw_missing, args=(missing, folder, look_of(app.config)), daemon=True
        )
        store.drawing_process.start()


def finish_drawing(app: Sphinx) -> None:
    """Draw all requested drawings that are still missing, and delete those that no page shows."""
    store, folder = logbooks_domain(app.env), _folder(app)
    if store.drawing_process:
        store.drawing_process.join()
        store.drawing_process = None
    # an error of the process occurs again here
    draw_missing(store.requested_drawings, folder, look_of(app.config))
    for path in folder.glob("*.svg"):
        if path.name not in store.requested_drawings:
            path.unlink()


def template_data(app: Sphinx, data: Data) -> Data:
    """Return *data*, which `request_plot` or `request_graph` returned, with the SVG or its size."""
    if "source" in data:
        mermaid.add_script_file(app)
        return data
    svg = (_folder(app) / data["file"]).read_text(encoding="utf-8")
    if "caption" in data:
        return {**data, "svg": svg}
    width, height = svg_size(svg)
    place = {"file": f"{FOLDER}/{data['file']}", "root": first_box(svg)}
    return {**data, **place, "width": width, "height": height}


def with_drawings(app: Sphinx, page: Data) -> Data:
    """Return *page*, the data of a logbook's page, with its drawings."""
    plots = [template_data(app, plot) for plot in page["plots"]]
    graph = template_data(app, page["graph"]) if page["graph"] else None
    return {**page, "plots": plots, "graph": graph}


def make_graphs(app: Sphinx) -> list[tuple[str, bytes]]:
    """Return the graphs as files of the site."""
    finish_drawing(app)
    graphs = [
        name
        for name, drawing in logbooks_domain(app.env).requested_drawings.items()
        if isinstance(drawing, str)
    ]
    return [(f"{FOLDER}/{name}", (_folder(app) / name).read_bytes()) for name in graphs]


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.logbooks.store")
    app.connect("site-files", make_graphs, priority=Stage.DRAWINGS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
