"""Allow documents to use only files of the project, and of the folders that conf.py names.

The project is the folder of conf.py without Git's own data. `blink_outside` names more folders. Any
other file is an error and is not read, since a preview may build a pull request from a stranger.
"""

from __future__ import annotations

import os
import re
import sys
import sysconfig
from functools import cache
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from docutils import nodes
from sphinx import addnodes
from sphinx.util import logging

from blink.source.errors import fail, withhold
from blink.source.file_access.allowed_folders import AllowedFolders, is_below, real_paths
from blink.source.store import source_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

#: A link in Markdown to a file on the author's computer
_FILE_LINK = re.compile(r"\]\(<?(file:[^\s)>]*)", re.IGNORECASE)
_NO_FILE_URL = (
    "is a file on your computer, which readers cannot open; copy it beside the post and write its"
    " relative path"
)


# -- Sphinx ------------------------------------------------------------------


def folders_of(app: Sphinx) -> AllowedFolders:
    """Return the folders whose files documents may use."""
    made = [Path(app.doctreedir), Path(app.outdir), Path(app.outdir).parent / "jupyter_execute"]
    given = [Path(app.confdir, os.path.expanduser(name)) for name in app.config.blink_outside]
    return AllowedFolders(
        real_paths([Path(app.confdir), Path(app.srcdir), *made]), real_paths(given)
    )


def note_folders(app: Sphinx) -> None:
    """Store the allowed folders for this build, and warn of those that do not exist."""
    source_domain(app.env).allowed_folders = folders_of(app)
    for name in app.config.blink_outside:
        if not Path(app.confdir, os.path.expanduser(name)).is_dir():
            logger.warning(
                "blink_outside: %r is not a folder; write the path of one, relative to conf.py",
                name,
                location=f"{app.confdir / 'conf.py'}:1", type="outside", subtype="folder",
            )  # fmt: skip


def refusal(env: BuildEnvironment, path: str | Path) -> str:
    """Return why documents must not use the file at *path*, or ``""``."""
    known = source_domain(env).allowed_folders
    return known.refusal(path) if known else ""


@cache
def _python_folders() -> list[str]:
    """Return the folders of Python and its packages, where extensions have their own files."""
    paths = sysconfig.get_paths()
    return [os.path.realpath(paths[name]) for name in ("stdlib", "purelib", "platlib")]


def _is_module(path: str) -> bool:
    """Return whether the file at *path* is Python's own, or a module that this process has loaded.

    ``sphinx.ext.autodoc`` names the modules that it documents, wherever their folder is.
    """
    if any(is_below(path, folder) for folder in _python_folders()):
        return True
    modules = [getattr(module, "__dict__", {}) for module in list(sys.modules.values())]
    loaded = (module.get("__file__") for module in modules)
    return any(file and os.path.realpath(file) == path for file in loaded)


def refuse(env: BuildEnvironment, location: Any, name: str, path: str | Path) -> bool:
    """Return whether the document being read must not use the file at *path*; if so, report it.

    :param name: the file as the author wrote it
    """
    reason = refusal(env, path)
    if reason:
        fail(env, env.docname, location, "`%s` %s", name, reason)
    return bool(reason)


def _paths(env: BuildEnvironment, uri: str) -> Sequence[str]:
    """Return the files that *uri* of an image or download may refer to."""
    if "://" in uri or uri.startswith("data:"):
        return [unquote(uri.partition("://")[2])] if uri.lower().startswith("file:") else []
    path = env.relfn2path(uri)[1]
    if not path.endswith(".*"):
        return [path] if os.path.lexists(path) else []  # Sphinx reports a missing file
    return glob(path)  # as Sphinx searches for them


def check_nodes(app: Sphinx, doctree: nodes.document) -> None:
    """Remove images and downloads from outside the project before Sphinx records them."""
    env, refused = app.env, set()
    for picture in list(doctree.findall(nodes.image)):
        uri = picture["uri"]
        place = (uri, picture.line)  # a substitution is copied to each place that uses it
        if place in refused or any(refuse(env, picture, uri, path) for path in _paths(env, uri)):
            refused.add(place)
            _remove_picture(picture)
    for link in list(doctree.findall(addnodes.download_reference)):
        target = link["reftarget"]
        if any(refuse(env, link, target, path) for path in _paths(env, target)):
            link.replace_self(link.children)
    for text in doctree.findall(nodes.Text):  # MyST leaves such links unchanged
        if isinstance(text.parent, (nodes.literal, nodes.literal_block)):
            continue
        for address in _FILE_LINK.findall(text.astext()):
            location = text.parent if text.parent.line else (env.docname, 1)
            fail(env, env.docname, location, "`%s` %s", address, _NO_FILE_URL)


def _remove_picture(picture: nodes.Element) -> None:
    """Remove *picture*, with the figure or link around it."""
    holder = picture.parent
    while isinstance(holder, (nodes.reference, nodes.figure)):
        picture, holder = holder, holder.parent
    holder.remove(picture)


def check_dependencies(app: Sphinx, doctree: nodes.document) -> None:
    """Empty a document for which an extension has read a file from outside the project."""
    env = app.env
    used = set(map(str, env.dependencies.get(env.docname, ())))
    for picture in doctree.findall(nodes.image):
        used.update(picture.get("candidates", {}).values())
    for name in sorted(used):
        if "://" in name or name.startswith("data:"):
            continue
        path = os.path.realpath(os.path.join(env.srcdir, name))
        reason = refusal(env, path) if os.path.lexists(path) else ""
        if reason and not _is_module(path):
            withhold(app, doctree)
            place, message = (env.docname, 1), "this document uses `%s`, which %s"
            fail(env, env.docname, place, message, name, reason)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.source.errors")
    app.connect("builder-inited", note_folders, priority=Stage.BUILDER)
    app.connect("doctree-read", check_nodes, priority=Stage.IMAGE_FILES)
    app.connect("doctree-read", check_dependencies, priority=Stage.DECLARATIONS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
