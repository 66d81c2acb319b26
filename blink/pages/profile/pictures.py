"""Have the site contain the pictures that settings name: avatars, and that of the home page.

They are images like those of documents, so that they have variants and no metadata.

Warning: ``profile.picture``, a file that does not exist.
"""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from sphinx.util import logging

from blink.addresses.hosting import is_remote, writes_site
from blink.elements.image_builds import Thumbnail, thumbnail
from blink.elements.store import elements_domain
from blink.settings.conf_lines import place_of
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

#: Stands for the pages that show the pictures where Sphinx keeps the documents of an image
_OWNER = "blink:profile"
#: The least and the largest width of the files for a picture at home, and of an avatar, in pixels
HERO, AVATAR = (400, 1500), (190, 260)


def declared_pictures(config: Config) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield each picture that settings name, with the name of the setting and the keys in it."""
    if picture := (config.blink_hero or {}).get("picture"):
        yield picture, "blink_hero", ("picture",)
    for label, entry in config.blink_authors.items():
        if avatar := entry.get("avatar"):
            yield avatar, "blink_authors", (label, "avatar")


def site_icon(config: Config) -> str:
    """Return the path in the site of its icon or logo, which Sphinx copies; or ``""``."""
    icon, logo = (str(path or "") for path in (config.html_favicon, config.html_logo))
    chosen = icon if icon.endswith(".svg") else logo
    return f"_static/{PurePosixPath(chosen).name}" if chosen and not is_remote(chosen) else ""


# -- Sphinx ------------------------------------------------------------------


def _source_path(app: Sphinx, file: str) -> str:
    return Path(os.path.relpath(Path(app.confdir, file), app.srcdir)).as_posix()


def add_pictures(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Add the pictures to the images of the site, and warn of those that do not exist."""
    env.images.purge_doc(_OWNER)
    if not writes_site(app):
        return []
    conf = Path(app.confdir, "conf.py")
    declared: dict[str, list[str]] = {}
    for file, name, keys in declared_pictures(app.config):
        line = place_of(conf, name, *keys)
        declared.setdefault(_source_path(app, file), []).append(line)
        if not Path(app.confdir, file).is_file():
            place = f"{name}{''.join(f'[{key!r}]' for key in keys)}"
            logger.warning(
                "%s: there is no file %r; write the path of a picture, relative to conf.py",
                place, file,
                location=line, type="profile", subtype="picture",
            )  # fmt: skip
    for file in sorted({file for file, *_ in declared_pictures(app.config)}):
        if Path(app.confdir, file).is_file():
            env.images.add_file(_OWNER, _source_path(app, file))
    elements_domain(env).declared = declared
    return []


def picture_of(app: Sphinx, file: str, widths: tuple[int, int]) -> Thumbnail:
    """Return how pages show a picture that a setting names; an empty one if there is none."""
    return thumbnail(app.env, _source_path(app, file), *widths)[1] if file else Thumbnail()


def copy_pictures(app: Sphinx) -> Iterator[Any]:
    """Have Sphinx copy the pictures; there are no pages to be made."""
    for file, name, _ in declared_pictures(app.config):
        widths = HERO if name == "blink_hero" else AVATAR
        for path in thumbnail(app.env, _source_path(app, file), *widths)[0]:
            app.builder.images[path] = app.env.images[path][1]
    return iter(())


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.elements.image_builds")
    app.setup_extension("blink.elements.store")
    app.connect("env-updated", add_pictures, priority=Stage.PROFILE)
    app.connect("html-collect-pages", copy_pictures, priority=Stage.PAGES)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
