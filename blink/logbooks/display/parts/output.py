"""Put the parts of logbooks into documents, and write their tables for LaTeX beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

from blink.elements.image_builds import picture_files
from blink.logbooks.display import drawings
from blink.logbooks.display.parts.figures import figure_nodes, paired_figures
from blink.logbooks.display.parts.tables import table_in_latex
from blink.logbooks.store import logbooks_domain
from blink.posts.labels import label_of
from blink.stages import Stage
from blink.text import slug

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from blink.logbooks.display.formatting import Data


# -- Sphinx ------------------------------------------------------------------


def finish_parts(app: Sphinx, docname: str, directives: Iterable[Sequence[Data]]) -> None:
    """Add what depends on the document: the images of comparisons, and the tables for LaTeX.

    :param directives: the parts that each directive of the document shows
    """
    number = 0
    for parts in directives:
        tables = [part for part in parts if part["kind"] == "table" and part["data"]]
        number += bool(tables)
        for part in tables:
            several = f"-{slug(part['name'])}" if len(tables) > 1 else ""
            name = f"table-{number}{several}"
            part["tex"] = f"{drawings.FOLDER}/{docname}/{name}.tex"
            label = f"{label_of(docname)}-{name}"
            part["latex"] = table_in_latex(part["data"], part["name"], label, app.translator)
        for part in parts:
            if part["kind"] == "compare":
                data = part["data"]
                data["figures"] = paired_figures(app.env, data["entries"])
                data["sizes"] = [
                    [repr(picture_files(app.env, image[0])) for image in pair if image]
                    for pair in data["figures"]
                ]


def part_nodes(
    app: Sphinx, parts: Sequence[Data], place: int, pathto: Callable[..., str]
) -> list[nodes.Node]:
    """Return the *parts* that a directive shows, for a page.

    :param place: the number of the directive in its document
    """
    filled = [{**part, "data": _with_drawings(app, part["data"])} for part in parts]
    context = {"parts": filled, "place": place, "pathto": pathto}
    html = app.builder.templates.render("logbook-roll.html", context)
    shown: list[nodes.Node] = [nodes.raw("", html, format="html")]
    for part in parts:
        if part["kind"] == "compare":
            shown += figure_nodes(app.env, part["data"])
    return shown


def _with_drawings(app: Sphinx, data: Any) -> Any:
    """Return the *data* of a part with its drawings."""
    if not isinstance(data, dict):
        return data
    if "source" in data or "file" in data:
        return drawings.template_data(app, data)
    if "plots" in data:
        plots = [drawings.template_data(app, plot) for plot in data["plots"]]
        return {**data, "plots": plots}
    return data


def make_files(app: Sphinx) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the content of each table for LaTeX."""
    registry = logbooks_domain(app.env).registry
    for directives in registry.request_parts.values() if registry else ():
        for parts in directives:
            for part in parts:
                if "tex" in part:
                    yield part["tex"], part["latex"].encode()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.logbooks.display.parts.figures")
    app.connect("site-files", make_files, priority=Stage.FILES)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
