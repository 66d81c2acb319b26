"""Find the image of a post for listings and cards: the declared one, or one from its text.

Warnings: ``posts.image``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes

from blink.files.media import PICTURES, media_kind
from blink.problems import Problem, report
from blink.source.file_access.outside import refuse

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def cover_image(app: Sphinx, section: nodes.Element, image: int | str | None, line: int) -> str:
    """Return the source path of the image for listings and cards, or ``""``.

    :param image: a path, or the number of an image in *section*; ``None`` if not declared
    """
    declared = image is not None
    image = app.config.post_auto_image if image is None else image
    if isinstance(image, int):
        addresses = (node["uri"] for node in section.findall(nodes.image))
        images: list[str] = [address for address in addresses if not media_kind(address)]
        if declared and image > len(images):
            problem = f"image: there is no image {image} in the text, which has {len(images)}"
            number = f"a number up to {len(images)}, or " if images else ""
            problem += f"; write {number}the path of an image"
            report(Problem(line, "image", problem), app.env.docname, "posts")
        if not 0 < image <= len(images) or ":" in images[image - 1]:
            return ""
        image = images[image - 1]
    path, full = app.env.relfn2path(image)
    if refuse(app.env, (app.env.docname, line), f"image: {image}", full):
        return ""
    app.env.note_dependency(path)
    problem = ""
    if not Path(full).is_file():
        problem = "does not exist; write the path of an image, relative to the post"
    elif Path(full).suffix.lower() not in PICTURES:
        kinds = {"video": "a video, not an image", "audio": "an audio file, not an image"}
        problem = f"is {kinds.get(media_kind(image), 'not an image')}"
        problem += f"; choose a file that ends in one of {' '.join(sorted(PICTURES))}"
    if problem:
        report(Problem(line, "image", f"image: `{image}` {problem}"), app.env.docname, "posts")
        return ""
    app.env.images.add_file(app.env.docname, path)
    return Path(path).as_posix()
