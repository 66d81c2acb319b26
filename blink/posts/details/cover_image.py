"""Find the image of a post for listings and cards, and show it below the title if the post says so.

It is the declared one, or one from the text. Warnings: ``posts.image``, ``posts.cover``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes

from blink.files.media import PICTURES, media_kind
from blink.problems import Problem, report
from blink.source.file_access.outside import refuse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx

    from blink.source.front_matter.fields import Header

#: The class of the figure below the title
COVER = "post-cover"


def image_of(app: Sphinx, section: nodes.Element, values: Mapping[str, Any], header: Header) -> str:
    """Return the source path of the image for listings and cards, or ``""``."""
    cover = values.get("cover")
    key = "cover" if isinstance(cover, str) and "image" not in values else "image"
    return cover_image(app, section, values.get(key), header.line_of(key), key)


def show_cover(
    app: Sphinx, section: nodes.Element, values: Mapping[str, Any], header: Header, image: str
) -> None:
    """Insert the cover of a post as a figure below its title; *image* is that of listings."""
    cover, line, docname = values.get("cover"), header.line_of("cover"), app.env.docname
    if not cover:
        needless = {"cover_alt", "cover_caption"} & values.keys()
        for key in () if "cover" in header.fields else sorted(needless):
            problem = f"{key}: there is no cover; write `cover: a.jpg` as well, or delete `{key}`"
            report(Problem(header.line_of(key), "cover", problem), docname, "posts")
        return
    if cover is not True and "image" in values:
        image = cover_image(app, section, cover, line, "cover")
    if cover is True and not image:
        problem = "cover: there is no `image` to show; write the path of one, as in `cover: a.jpg`"
        report(Problem(line, "cover", problem), docname, "posts")
    if not image:
        return
    if "cover_alt" not in values:
        problem = (
            "cover: readers who cannot see it need a description; write `cover_alt: What it shows`,"
            ' or `cover_alt: ""` if it is only decoration'
        )
        report(Problem(line, "cover", problem), docname, "posts")
    alt = values.get("cover_alt", "")
    picture = nodes.image(uri=f"/{image}", alt=alt, classes=[] if alt else ["decoration"])
    figure = nodes.figure("", picture, classes=[COVER])
    if caption := values.get("cover_caption"):
        # not a caption, which would have a number
        figure += nodes.legend("", nodes.paragraph(caption, caption))
    for node in figure.findall(nodes.Element):
        node.source, node.line = str(app.env.doc2path(docname)), line
    title = next(section.findall(nodes.title), None)
    parent = title.parent if title else section
    parent.insert(parent.index(title) + 1 if title else 0, figure)


def cover_image(
    app: Sphinx, section: nodes.Element, image: int | str | None, line: int, key: str = "image"
) -> str:
    """Return the source path of an image, or ``""``.

    :param image: a path, or the number of an image in *section*; ``None`` if not declared
    :param key: the key that declares it, for messages
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
    if refuse(app.env, (app.env.docname, line), f"{key}: {image}", full):
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
        report(Problem(line, key, f"{key}: `{image}` {problem}"), app.env.docname, "posts")
        return ""
    app.env.images.add_file(app.env.docname, path)
    return Path(path).as_posix()
