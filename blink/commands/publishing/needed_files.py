"""Collect the author's files that a build uses, each with the file that names it.

`make publish` has a build write them beside the doctrees, because git must have each of them. They
come from Sphinx (sources, dependencies, pictures, downloads), from conf.py (folders of static
files, templates and extra files, and every setting that names a file), and from Python (modules
beside conf.py).
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util.matching import Matcher

from blink.builder.html import BlogBuilder
from blink.elements.image_builds import image_sources
from blink.elements.store import elements_domain
from blink.files.writing import write_if_changed
from blink.settings.nested import strings
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

#: The file that a build writes for `make publish`, beside the doctrees
STATE = "needed.json"
#: The variable with which `make publish` asks for that file; other builds save the time
ASKED = "BLINK_NEEDED"

#: Settings that name folders, and whether Sphinx copies files from there that begin with a dot
_FOLDERS = {
    "html_static_path": False, "templates_path": False, "html_extra_path": True,
    "locale_dirs": False,
}  # fmt: skip
#: Files that editors, operating systems and Python leave in folders
_NOISE = re.compile(r"~$|\.sw[a-z]$|^\.#|\.py[co]$|^\.DS_Store$|^(?:Thumbs\.db|desktop\.ini)$")
#: The longest path of a file; a longer setting cannot name one
_LONGEST_PATH = 1000

#: A file; the file that names it; and words of that file, by which to find the line
Use = tuple[str, str, str]


def read_state(path: Path) -> list[Use]:
    """Return the files that a build wrote to *path*; none if it wrote no such file."""
    try:
        return [(file, user, words) for file, user, words in json.loads(path.read_bytes())]
    except (OSError, ValueError, TypeError):
        return []


# -- Sphinx ------------------------------------------------------------------


def _files_of_documents(app: Sphinx) -> Iterator[Use]:
    env, source = app.env, str(app.srcdir)
    sources = {name: str(env.doc2path(name)) for name in env.found_docs}
    for path in sources.values():
        yield path, path, ""
    for docname, names in env.dependencies.items():
        for name in names:
            yield os.path.join(source, name), sources.get(docname, ""), os.path.basename(name)
    used: dict[str, Iterable[str]] = {path: users for path, (users, _) in env.images.items()}
    for path in elements_domain(env).pictures:  # the site has only pictures that are made from it
        large, small = image_sources(env, path)
        versions = [made for made in (large, *(name for _, name in small)) if made in used]
        used.setdefault(path, {user for made in versions for user in used[made]})
    used |= {str(path): users for path, (users, _) in env.dlfiles.items()}
    for path, users in used.items():
        user = sources.get(min(users, default=""), "")
        yield os.path.join(source, path), user, os.path.basename(path)


def _below(root: str, left_out: Matcher) -> Iterator[str]:
    """Yield the files below *root*, except those that Sphinx leaves out."""
    for folder, folders, names in os.walk(root):
        below = os.path.relpath(folder, root).replace(os.sep, "/")
        prefix = "" if below == "." else f"{below}/"
        folders[:] = [name for name in folders if not left_out(prefix + name)]
        yield from (os.path.join(folder, name) for name in names if not left_out(prefix + name))


def _files_of_settings(app: Sphinx) -> Iterator[Use]:
    root, conf = str(app.confdir), str(Path(app.confdir, "conf.py"))
    yield conf, conf, ""
    for setting, hidden in _FOLDERS.items():
        left_out = app.config.exclude_patterns if setting.startswith("html_") else []
        matcher = Matcher([*left_out, *([] if hidden else ["**/.*"])])
        for entry in map(str, app.config[setting]):
            for path in _below(os.path.join(root, entry), matcher):
                yield path, conf, entry
    for value in {text for setting in app.config for text in strings(setting.value)}:
        if 0 < len(value) <= _LONGEST_PATH and "\0" not in value and "\n" not in value:
            path = os.path.join(root, value)
            if os.path.isfile(path):
                yield path, conf, value
    for name, module in list(sys.modules.items()):
        if file := getattr(module, "__file__", None):
            yield str(file), conf, name.rpartition(".")[2]


def used_files(app: Sphinx) -> list[Use]:
    """Return the files that this build used, except those of packages and of the build itself."""
    notebooks = str(Path(app.outdir).parent / "jupyter_execute")  # pictures that their cells drew
    excluded = (sys.prefix, sys.base_prefix, str(app.outdir), str(app.doctreedir), notebooks)
    prefixes = tuple(os.path.join(folder, "") for folder in excluded)
    uses: dict[str, Use] = {}
    for file, user, words in (*_files_of_documents(app), *_files_of_settings(app)):
        path = os.path.normpath(file) if "/." in file else file
        if not path.startswith(prefixes) and not _NOISE.search(os.path.basename(path)):
            uses.setdefault(path, (path, user, words))
    return sorted(uses.values())


def write_state(app: Sphinx, exception: Exception | None) -> None:
    """Write the list of used files for `make publish`."""
    if exception or not isinstance(app.builder, BlogBuilder) or app.config.blink_drafts:
        return
    state: list[Any] = used_files(app)
    write_if_changed(Path(app.doctreedir) / STATE, json.dumps(state).encode())


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.elements.image_builds")
    if os.environ.get(ASKED):
        app.connect("build-finished", write_state, priority=Stage.CLEAN_UP)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
