"""Find whether something that every page depends on changed: conf.py, templates, static files.

Sphinx writes all documents again when a setting or a template changes. It does not do so for a
stylesheet, although each page contains its checksum, and never checks pages that are not documents.
"""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from blink.builder.store import builder_domain
from blink.builder.templates import BLOG
from blink.files.writing import digest, is_plain
from blink.source.store import source_domain
from blink.stages import Stage
from blink.words.catalogues import used_catalogues

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.files.digests import FileDigests

#: The folder of the engine
ENGINE = Path(__file__).resolve().parents[2]


def versions_below(
    paths: Iterable[Path], digests: FileDigests
) -> list[tuple[int, str, str | None]]:
    """Return number of the path, path below it and digest of each file at or below *paths*."""
    return sorted(
        (number, os.path.relpath(file, path), digests.of(file))
        for number, path in enumerate(paths)
        for file in _files(path)
    )


def _files(path: Path) -> Iterator[str]:
    if path.is_file():
        yield str(path)
    for folder, folders, names in os.walk(path):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield from (os.path.join(folder, name) for name in names)


def portable(value: Any, root: Path) -> Any:
    """Return the *value* of a setting without paths that depend on where the project is.

    These are the folder *root* of conf.py, and the folder of the engine.
    """
    if isinstance(value, str):
        for path in (os.path.relpath(ENGINE, root), str(ENGINE), str(root)):
            value = value.replace(f"{path}{os.sep}", f"\0{os.sep}")
        return value
    if isinstance(value, (list, tuple, set, frozenset)):
        items = [portable(item, root) for item in value]
        return set(items) if isinstance(value, (set, frozenset)) else items
    if isinstance(value, dict):
        return {portable(key, root): portable(item, root) for key, item in value.items()}
    return value


class PortableConfig:
    """The settings that Sphinx's builder compares with those of the last build."""

    def __init__(self, config: Config, root: Path) -> None:
        self._config, self._root = config, root

    def filter(self, kinds: Set[Any]) -> Iterator[SimpleNamespace]:
        """Yield name and value of the settings of these *kinds*."""
        for setting in self._config.filter(kinds):
            yield SimpleNamespace(name=setting.name, value=portable(setting.value, self._root))


def plain_settings(config: Config, root: Path) -> list[tuple[str, str]]:
    """Return name and value of all settings with plain values; *root* is the folder of conf.py."""
    plain = (setting for setting in config if is_plain(setting.value))
    return sorted((setting.name, repr(portable(setting.value, root))) for setting in plain)


def template_folders(app: Sphinx) -> list[Path]:
    """Return the folders of the author's templates, and of those of the theme."""
    folders = [Path(app.confdir) / path for path in app.config.templates_path]
    theme = getattr(app.builder, "theme", None)
    return [*folders, BLOG, *map(Path, theme.get_theme_dirs() if theme else ())]


def frame_digest(app: Sphinx) -> str:
    """Return a digest of everything that all pages depend on, except documents."""
    config, root = app.config, Path(app.confdir)
    paths = [*template_folders(app), *(root / path for path in config.html_static_path)]
    paths += [root / "conf.py", *used_catalogues(app)]
    digests = source_domain(app.env).digests
    return digest([plain_settings(config, root), versions_below(paths, digests)])


def static_files(app: Sphinx) -> Iterator[str]:
    """Yield the author's files for ``_static``, as paths below the output folder."""
    for folder in app.config.html_static_path:
        root = Path(app.confdir) / folder
        for file in root.rglob("*") if root.is_dir() else [root]:
            if file.is_file():
                inner = file.relative_to(root) if root.is_dir() else file.name
                yield f"_static/{Path(inner).as_posix()}"


def extra_sources(app: Sphinx) -> Iterator[tuple[str, Path]]:
    """Yield the files and folders of ``html_extra_path``: path below the output folder, source."""
    for entry in app.config.html_extra_path:
        path = Path(app.confdir) / entry
        yield path.name, path
        files = (file for file in path.rglob("*") if file.is_file())
        yield from ((file.relative_to(path).as_posix(), file) for file in files)


def extra_files(app: Sphinx) -> Iterator[str]:
    """Yield the files of ``html_extra_path``, as paths below the output folder."""
    return (name for name, _ in extra_sources(app))


def find_stale(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return all documents if something that every page depends on changed.

    A preview compares this once only, since extensions may change settings during a build.
    """
    store = builder_domain(env)
    if store.frame_compared:
        return []
    store.frame_compared = True
    old, store.surroundings_digest = store.surroundings_digest, frame_digest(app)
    store.static_files = set(static_files(app))
    return sorted(env.found_docs) if old and store.surroundings_digest != old else []


def stored_digest(app: Sphinx) -> str:
    """Return the digest that `find_stale` stored, for pages that are not documents."""
    return builder_domain(app.env).surroundings_digest


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.builder.store")
    app.setup_extension("blink.builder.html")
    app.connect("env-updated", find_stale, priority=Stage.CATALOG)
    app.connect("page-frame", stored_digest, priority=Stage.FRAME)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
