"""Find whether something that every page depends on changed: conf.py, templates, static files.

Sphinx writes all documents again when a setting or a template changes. It does not do so for a
stylesheet, although each page contains its checksum, and never checks pages that are not documents.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from blink.builder.store import builder_domain
from blink.files import digest, is_plain
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata


def versions_below(paths: Iterable[Path]) -> list[tuple[str, int, int]]:
    """Return path, time of modification and size of each file at or below *paths*."""
    files = (file for path in paths for file in [path, *path.rglob("*")] if file.is_file())
    return sorted((str(f), f.stat().st_mtime_ns, f.stat().st_size) for f in files)


def plain_settings(config: Config) -> list[tuple[str, str]]:
    """Return name and value of all settings of conf.py with plain values."""
    plain = (setting for setting in config if is_plain(setting.value))
    return sorted((setting.name, repr(setting.value)) for setting in plain)


def frame_digest(app: Sphinx) -> str:
    """Return a digest of everything that all pages depend on, except documents."""
    config, root = app.config, Path(app.confdir)
    paths = [*config.templates_path, *config.html_static_path, "conf.py"]
    return digest([plain_settings(config), versions_below(root / path for path in paths)])


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
