"""Copy the images of the option ``logo`` into the site, and give pages their addresses.

The option is PyData's: ``image_light`` and ``image_dark`` are files relative to conf.py, or URLs.
Sphinx copies the image of ``html_logo``, which takes the place of those that are not given.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from blink.addresses.hosting import is_remote
from blink.settings.reported import LOGO_IMAGES, logo_images
from blink.settings.theme import uses_blink
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def static_name(image: str, folders: Iterable[str]) -> str:
    """Return the path of *image* in ``_static``, of which *folders* are the sources.

    >>> static_name("_static/dark/logo.svg", ["_static"]), static_name("art/logo.svg", ["_static"])
    ('dark/logo.svg', 'logo.svg')
    """
    path = PurePosixPath(image)
    for folder in folders:
        if path.is_relative_to(folder):
            return path.relative_to(folder).as_posix()
    return path.name


# -- Sphinx ------------------------------------------------------------------


def make_files(app: Sphinx) -> Iterator[tuple[str, bytes]]:
    """Yield the images that are not in a folder of static files."""
    for image in logo_images(app.config.html_theme_options):
        path = Path(app.confdir, image)
        if not is_remote(image) and path.is_file():
            yield f"_static/{static_name(image, app.config.html_static_path)}", path.read_bytes()


def add_logo(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Give a page the addresses of the images, under the names that PyData's templates use."""
    if not uses_blink(app):
        return
    logo = context.get("theme_logo")
    logo = dict(logo) if isinstance(logo, dict) else {}
    images = {}
    for option in LOGO_IMAGES:
        image = logo.get(option)
        if not image:
            address = context.get("logo_url")
        elif is_remote(image):
            address = image
        else:
            name = static_name(image, app.config.html_static_path)
            address = context["pathto"](f"_static/{name}", True)  # noqa: FBT003  # of Sphinx
        if address:
            images[option.removeprefix("image_")] = address
    context["theme_logo"] = {**logo, "image_relative": images}


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.builder.outputs")
    app.connect("site-files", make_files, priority=Stage.FILES)
    app.connect("html-page-context", add_logo, priority=Stage.HEAD)  # after Sphinx's `logo_url`
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
