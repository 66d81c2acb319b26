"""Define the directive ``video``: a player with a poster, captions and a note of its size.

The player is that of ``![…](clip.webm)``, and always has controls; captions are WebVTT files. If an
extension has a directive of this name, that one is used.

Warnings: ``images.video``, a file that cannot be played; ``.captions``, captions that cannot be
shown.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from blink.elements.media.directives import add_unless_taken, caption_of
from blink.files.media import media_kind
from blink.languages import of_blog
from blink.source.file_access.outside import refuse
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata, OptionSpec

logger = logging.getLogger(__name__)

#: Captions: a file, after its language if the name of the file does not have it
_CAPTIONS = re.compile(r"(?:([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\s*:\s+)?(.+)")
_LANGUAGE = re.compile(r"\.([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)$")


def size_text(size: int, language: str = "en") -> str:
    """Return a size in bytes as readers see it.

    >>> size_text(12_345_678), size_text(12_345, "de"), size_text(3)
    ('12.3 MB', '12 kB', '1 kB')
    """
    try:
        locale = Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    return f"{format_decimal(round(size / 1_000_000, 1), locale=locale)} MB"


class VideoDirective(SphinxDirective):
    """A video; its content is the caption."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[OptionSpec] = {
        "alt": directives.unchanged_required,
        "poster": directives.uri,
        "captions": directives.unchanged_required,
        "loop": directives.flag,
        "muted": directives.flag,
        "width": directives.length_or_percentage_or_unitless,
        "height": directives.length_or_unitless,
        "align": lambda argument: directives.choice(argument, ("left", "center", "right")),
        "name": directives.unchanged,
        "class": directives.class_option,
    }

    def run(self) -> list[nodes.Node]:
        given = directives.uri(self.arguments[0])
        if media_kind(given) != "video":
            self._warn(
                "video", "`%s` is not a video; choose a file that ends in .mp4, .webm or .ogv, or"
                " write `![What it shows](%s)` for another file", given, given,
            )  # fmt: skip
            return []
        caption, legend = caption_of(self)
        video = nodes.image(self.block_text or given, uri=given)  # else Sphinx sets its line to 0
        video["alt"] = self.options.get("alt") or (caption.astext() if caption else "")
        for name in ("poster", "width", "height"):
            if name in self.options:
                video[name] = self.options[name]
        for name in ("loop", "muted"):
            if name in self.options:
                video[name] = True
        video["tracks"] = self._tracks()
        self.set_source_info(video)
        note = self._size_note(given)
        if not caption:
            video["classes"] += self.options.get("class", [])
            if "align" in self.options:
                video["align"] = self.options["align"]
            self.add_name(video)
            return [video, *note]
        figure = nodes.figure("", video, caption)
        if legend or note:
            figure += nodes.legend("", *legend, *note)
        figure["classes"] += self.options.get("class", [])
        if "align" in self.options:
            figure["align"] = self.options["align"]
        self.set_source_info(figure)
        self.add_name(figure)
        return [figure]

    def _warn(self, subtype: str, message: str, *values: object) -> None:
        logger.warning(
            message, *values, location=self.get_location(), type="images", subtype=subtype
        )

    def _size_note(self, given: str) -> list[nodes.Node]:
        """Return a paragraph with the kind and the size of the video."""
        _, full = self.env.relfn2path(given)
        if not os.path.isfile(full) or refuse(self.env, self.get_location(), given, full):
            return []
        # Translators: below a video, its kind and size, such as "Video: WEBM, 12.3 MB"
        form = self.env._app.translator.gettext("Video: %(kind)s, %(size)s")  # noqa: SLF001  # `app` is deprecated
        size = size_text(Path(full).stat().st_size, of_blog(self.config))
        text = form % {"kind": Path(full).suffix[1:].upper(), "size": size}
        return [nodes.paragraph(text, text, classes=["video-size"])]

    def _tracks(self) -> list[tuple[str, str]]:
        """Return the file and the language of each file of captions, after having it copied."""
        tracks = []
        for part in re.split(r"[,\n]", self.options.get("captions", "")):
            match = _CAPTIONS.fullmatch(part.strip())
            if not match:
                continue
            language, given = match[1] or "", match[2].strip()
            name, full = self.env.relfn2path(given)
            if not os.path.isfile(full):
                self._warn(
                    "captions", "the captions `%s` do not exist; write the path of a WebVTT file,"
                    " relative to this file", given,
                )  # fmt: skip
            elif Path(full).suffix.lower() != ".vtt":
                self._warn(
                    "captions", "`%s` is not a WebVTT file, which browsers need for captions;"
                    " convert it to a file that ends in .vtt", given,
                )  # fmt: skip
            elif not refuse(self.env, self.get_location(), given, full):
                self.env.note_dependency(name)
                file = self.env.dlfiles.add_file(self.env.docname, name).as_posix()
                found = _LANGUAGE.search(Path(given).stem)
                own = language or (found[1] if found else of_blog(self.config))
                tracks.append((file, own))
        return tracks


def add_directive(app: Sphinx, config: Config) -> None:
    """Add the directive, after all extensions."""
    add_unless_taken(app, "video", VideoDirective)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("config-inited", add_directive, priority=Stage.EXTENSIONS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
