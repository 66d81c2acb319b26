"""Compute a digest of the engine: its code, the packages that are installed, and Python."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from blink.builder.stale.page_inputs import ENGINE
from blink.files.writing import digest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from blink.files.digests import FileDigests

#: Packages that install others and take no part in a build
_INSTALLERS = ("pip", "setuptools", "uv", "wheel")
#: Folders with packages that are installed, whose versions are known
_INSTALLED = frozenset({"site-packages", "dist-packages"})


def installed_packages(folders: list[str]) -> list[str]:
    """Return name and version of the packages that are installed in *folders*."""
    names: set[str] = set()
    for folder in folders:
        if os.path.isdir(folder):
            names.update(name for name in os.listdir(folder) if name.endswith(".dist-info"))
    return sorted(name for name in names if name.partition("-")[0] not in _INSTALLERS)


def code_files(root: Path) -> Iterator[Path]:
    """Yield the files of the package at *root*, except templates and static files.

    Pages are written again when these change; see `blink.builder.stale.page_inputs`.
    """
    theme = os.path.join(root, "theme")
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        in_theme = folder.startswith(theme)
        for name in sorted(names):
            if not in_theme or name.endswith(".py"):
                yield Path(folder, name)


def extension_files(app: Sphinx) -> Iterator[Path]:
    """Yield the modules of the author's own extensions, which are beside conf.py or below it."""
    for name in sorted(app.extensions):
        file = getattr(app.extensions[name].module, "__file__", None)
        path = Path(file or "/")
        known = path.is_relative_to(ENGINE) or _INSTALLED.intersection(path.parts)
        if path.is_relative_to(app.confdir) and not known:
            yield path


def engine_digest(app: Sphinx, digests: FileDigests) -> str:
    """Return a digest of everything that makes the site from the sources and the settings."""
    code = [(str(path.relative_to(ENGINE)), digests.of(path)) for path in code_files(ENGINE)]
    code += [(path.name, digests.of(path)) for path in extension_files(app)]
    return digest([sys.version_info[:2], installed_packages(sys.path), code])
