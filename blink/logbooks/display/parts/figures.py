"""Note the figures and images of entries, so that a comparison can show them side by side."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from docutils import nodes

from blink.elements.image_builds import image_sources
from blink.logbooks.store import logbooks_domain
from blink.posts.store import blog_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.logbooks.display.formatting import Data


def paired_figures(env: BuildEnvironment, entries: list[Data]) -> list[list[list[str]]]:
    """Return the images of two entries, the first beside the first.

    Each is its path below the source folder, its alt text and its caption; an empty list stands
    for one that is missing.

    :param entries: links to the entries; one without a page has no images
    """
    figures = logbooks_domain(env).figures
    found = [[list(one) for one in figures.get(entry["docname"], ())] for entry in entries]
    return [list(pair) for pair in zip_longest(*found, fillvalue=[])]


def figure_nodes(env: BuildEnvironment, data: Data) -> list[nodes.Node]:
    """Return the images of a comparison *data* as nodes, two in a row."""
    rows: list[nodes.Node] = []
    for pair in data["figures"]:
        row = nodes.container(classes=["log-pair"])
        for entry, image in zip(data["entries"], pair, strict=True):
            cell = nodes.container()
            if image and image_sources(env, image[0])[0] in env.images:
                uri, alt, caption = image
                words = f"{entry['title']}: {caption}" if caption else entry["title"]
                label = nodes.paragraph("", words, classes=["count"])
                # not a figure, which would have a number
                cell += [nodes.image(uri=uri, candidates={"*": uri}, alt=alt), label]
            row += cell
        if any(cell.children for cell in row):
            rows.append(row)
    return rows


# -- Sphinx ------------------------------------------------------------------


def note_figures(app: Sphinx, doctree: nodes.document) -> None:
    """Store the images of an entry with their alt texts and captions."""
    docname = app.env.docname
    if not any(post.entry_fields for post in blog_domain(app.env).posts.get(docname, ())):
        return
    images = [
        image
        for image in doctree.findall(nodes.image)
        if "://" not in image["uri"] and "only-dark" not in image["classes"]
    ]
    if images:
        logbooks_domain(app.env).figures[docname] = tuple(map(_noted, images))


def _noted(image: nodes.image) -> tuple[str, str, str]:
    holder = image.parent
    while isinstance(holder, nodes.reference):
        holder = holder.parent
    caption = (
        next(holder.findall(nodes.caption), None) if isinstance(holder, nodes.figure) else None
    )
    return image["uri"], image.get("alt", ""), caption.astext() if caption else ""


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.logbooks.store")
    app.connect("doctree-read", note_figures, priority=Stage.TARGETS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
