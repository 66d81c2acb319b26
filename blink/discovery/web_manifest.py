"""Make icons and the web manifest from the blog's favicon.

They are PNG files for home screens of phones, and ``favicon.ico``, which browsers request for files
that name no icon, such as feeds. Only a favicon in SVG is drawn for phones, by resvg. A file of the
same name in ``_static``, or one in `html_extra_path`, takes precedence.
"""

from __future__ import annotations

import io
import json
import struct
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from PIL import Image, ImageOps
from sphinx.errors import ConfigError
from sphinx.util import logging

from blink.builder.stale.page_inputs import extra_files, static_files
from blink.files.svg import draw
from blink.identity.look import look_of
from blink.languages import of_blog
from blink.settings.ablog_blogs import only_adds_blink
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

MANIFEST = "site.webmanifest"

#: File → its width; iPhones use the first one, without a manifest
ICONS = {f"_static/icon-{size}.png": size for size in (180, 192, 512)}

#: The icon in the form that all browsers know, and its widths
ICO, _ICO_SIZES = "favicon.ico", (16, 32, 48)


class HeadLink(NamedTuple):
    """A ``link`` in the head: its relation, and a path below the output folder."""

    rel: str
    path: str


def manifest(config: Config, icons: Mapping[str, str]) -> bytes:
    """Return the web manifest (w3.org/TR/appmanifest) with *icons*: path → size."""
    colours = look_of(config).light
    values = {
        "name": config.blog_title,
        "short_name": config.blog_title,
        "description": config.blog_feed_subtitle or "",
        "lang": of_blog(config),
        "start_url": "./",  # relative to the manifest
        "display": "minimal-ui",
        "background_color": colours.background,
        "theme_color": colours.accent,
        "icons": [
            {"src": path, "sizes": size, "type": "image/svg+xml" if size == "any" else "image/png"}
            for path, size in icons.items()
        ],
    }
    text = json.dumps({k: v for k, v in values.items() if v}, ensure_ascii=False, indent=2)
    return f"{text}\n".encode()


def ico(image: Path) -> bytes:
    """Return *image* in the form of Windows icons, in small sizes.

    :raises OSError: if it is not an image.
    :raises ValueError: if it is an SVG that resvg does not draw.
    """
    if image.suffix == ".ico":
        return image.read_bytes()
    if image.suffix == ".svg":
        svg = image.read_text(encoding="utf-8")
        return _with_header([draw(svg, size) for size in _ICO_SIZES])
    with Image.open(image) as own:
        square = ImageOps.pad(own.convert("RGBA"), (_ICO_SIZES[-1],) * 2, color="#0000")
    buffer = io.BytesIO()
    square.save(buffer, "ICO", sizes=[(size, size) for size in _ICO_SIZES])
    return buffer.getvalue()


def _with_header(pictures: list[bytes]) -> bytes:
    """Return PNG files of `_ICO_SIZES` as one file, which has a list of them at its beginning."""
    place, header = 6 + 16 * len(pictures), struct.pack("<HHH", 0, 1, len(pictures))
    for size, picture in zip(_ICO_SIZES, pictures, strict=True):
        header += struct.pack("<BBBBHHII", size, size, 0, 0, 1, 32, len(picture), place)
        place += len(picture)
    return b"".join([header, *pictures])


# -- Sphinx ------------------------------------------------------------------


def _favicon(app: Sphinx) -> Path | None:
    """Return the favicon, if it is an SVG that Sphinx copies."""
    file = Path(app.confdir, app.config.html_favicon or "")
    return file if file.suffix == ".svg" and file.is_file() else None


def _icons(app: Sphinx) -> dict[str, str]:
    """Return path → size of each icon that the site has, in the form of a manifest."""
    favicon, own = _favicon(app), {*static_files(app)}
    icons = {f"_static/{favicon.name}": "any"} if favicon else {}
    return icons | {p: f"{n}x{n}" for p, n in ICONS.items() if favicon or p in own}


def make_files(app: Sphinx) -> Iterator[tuple[str, bytes]]:
    """Yield the icons and the manifest; a preview has none.

    :raises ConfigError: if the favicon is not an SVG; in a blog made for ABlog, that is a warning.
    """
    if app.config.blink_drafts:
        return
    icons, favicon = _icons(app), _favicon(app)
    svg = favicon.read_text(encoding="utf-8") if favicon else ""
    try:
        yield from [(path, draw(svg, size)) for path, size in ICONS.items() if svg]
        image = Path(app.confdir, app.config.html_favicon or "")
        if image.is_file() and ICO not in extra_files(app):
            with suppress(OSError):  # Sphinx warns of it
                yield ICO, ico(image)
    except ValueError as error:
        wrong = f"conf.py: html_favicon: the image {favicon} cannot be drawn: {error}"
        wrong = f"{wrong}; correct the image, or write the path of another"
        if not only_adds_blink(app.config):
            raise ConfigError(wrong) from error
        logger.warning("%s", wrong, type="settings", subtype="value")
        icons = {}
    yield MANIFEST, manifest(app.config, icons)


class HeadLinks:
    """The links to the icons and the manifest in the heads of pages of one build.

    The manifest is for the blog as a whole: its home page names it, and others load a file less.
    """

    def __init__(self) -> None:
        self.links: list[HeadLink] = []

    def find(self, app: Sphinx, env: Any) -> list[str]:
        """Find which of them the site has."""
        touch = PurePosixPath(next(iter(ICONS)))
        found = not app.config.blink_drafts and str(touch) in _icons(app)
        self.links = [HeadLink("apple-touch-icon", str(touch))] if found else []
        return []

    def add(
        self,
        app: Sphinx,
        pagename: str,
        template: str,
        context: dict[str, Any],
        doctree: nodes.document,
    ) -> None:
        """Give the links to a page, and the colours of the browser around it."""
        names_manifest = pagename == app.config.root_doc and not app.config.blink_drafts
        context["icon_links"] = [*self.links, *[HeadLink("manifest", MANIFEST)] * names_manifest]
        look = look_of(app.config)
        context["grounds"] = {"light": look.light.background, "dark": look.dark.background}


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.builder.stale.page_inputs")
    links = HeadLinks()
    app.connect("env-updated", links.find, priority=Stage.CATALOG)
    app.connect("site-files", make_files, priority=Stage.FILES)
    app.connect("html-page-context", links.add, priority=Stage.CONTEXT)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
