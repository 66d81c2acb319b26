"""Which of the author's files a build used, each with the file that asks for it.

A build that `make publish` runs leaves them beside the doctrees: git has to have each of them.
They come from Sphinx (sources, dependencies, pictures, downloads), from conf.py (folders of static
files, templates and extra files, and every setting that names a file) and from Python (modules
that lie beside conf.py).
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
from blink.elements.image_builds import files
from blink.elements.store import elements_domain
from blink.files import write_if_changed
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

#: What a build leaves for `make publish`, beside the doctrees
STATE = "needed.json"
#: The variable with which `make publish` asks for it; other builds are spared the time
ASKED = "BLINK_NEEDED"

#: Settings that name folders, and whether Sphinx takes files from there that begin with a dot
_FOLDERS = {
    "html_static_path": False, "templates_path": False, "html_extra_path": True,
    "locale_dirs": False,
}  # fmt: skip
#: Files that editors, systems and Python leave in folders
_NOISE = re.compile(r"~$|\.sw[a-z]$|^\.#|\.py[co]$|^\.DS_Store$|^(?:Thumbs\.db|desktop\.ini)$")
#: As long as the path of a file may be
_LONGEST = 1000

#: A file; the file that asks for it; and words of that file, by which to find the line
Use = tuple[str, str, str]


def read_state(path: Path) -> list[Use]:
    """Return what a build left at *path*; nothing if it left none."""
    try:
        return [(file, user, words) for file, user, words in json.loads(path.read_bytes())]
    except (OSError, ValueError, TypeError):
        return []


def strings(value: object) -> Iterator[str]:
    """Yield the strings in *value*, a setting of conf.py, at whatever depth.

    >>> list(strings({"a": ["b", ("c", None)]}))
    ['a', 'b', 'c']
    """
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for part in pair for text in strings(part))
    elif isinstance(value, list | tuple | set | frozenset):
        yield from (text for part in value for text in strings(part))


# -- Sphinx ------------------------------------------------------------------


def _of_documents(app: Sphinx) -> Iterator[Use]:
    env, source = app.env, str(app.srcdir)
    sources = {name: str(env.doc2path(name)) for name in env.found_docs}
    for path in sources.values():
        yield path, path, ""
    for docname, names in env.dependencies.items():
        for name in names:
            yield os.path.join(source, name), sources.get(docname, ""), os.path.basename(name)
    used: dict[str, Iterable[str]] = {path: users for path, (users, _) in env.images.items()}
    for path in elements_domain(env).pictures:  # the site has what is made of it
        large, small = files(env, path)
        made = [one for one in (large, *(name for _, name in small)) if one in used]
        used.setdefault(path, {name for one in made for name in used[one]})
    used |= {str(path): users for path, (users, _) in env.dlfiles.items()}
    for path, users in used.items():
        user = sources.get(min(users, default=""), "")
        yield os.path.join(source, path), user, os.path.basename(path)


def _below(root: str, left_out: Matcher) -> Iterator[str]:
    """Yield the files below *root*, but for those that Sphinx leaves out."""
    for folder, folders, names in os.walk(root):
        below = os.path.relpath(folder, root).replace(os.sep, "/")
        prefix = "" if below == "." else f"{below}/"
        folders[:] = [name for name in folders if not left_out(prefix + name)]
        yield from (os.path.join(folder, one) for one in names if not left_out(prefix + one))


def _of_settings(app: Sphinx) -> Iterator[Use]:
    root, conf = str(app.confdir), str(Path(app.confdir, "conf.py"))
    yield conf, conf, ""
    for setting, hidden in _FOLDERS.items():
        left_out = app.config.exclude_patterns if setting.startswith("html_") else []
        matcher = Matcher([*left_out, *([] if hidden else ["**/.*"])])
        for entry in map(str, app.config[setting]):
            for path in _below(os.path.join(root, entry), matcher):
                yield path, conf, entry
    for value in {text for one in app.config for text in strings(one.value)}:
        if 0 < len(value) <= _LONGEST and "\0" not in value and "\n" not in value:
            path = os.path.join(root, value)
            if os.path.isfile(path):
                yield path, conf, value
    for name, module in list(sys.modules.items()):
        if file := getattr(module, "__file__", None):
            yield str(file), conf, name.rpartition(".")[2]


def needed(app: Sphinx) -> list[Use]:
    """Return the files that this build used, but for those of Python's packages and the build's."""
    apart = (sys.prefix, sys.base_prefix, str(app.outdir), str(app.doctreedir))
    prefixes = tuple(os.path.join(one, "") for one in apart)
    uses: dict[str, Use] = {}
    for file, user, words in (*_of_documents(app), *_of_settings(app)):
        path = os.path.normpath(file) if "/." in file else file
        if not path.startswith(prefixes) and not _NOISE.search(os.path.basename(path)):
            uses.setdefault(path, (path, user, words))
    return sorted(uses.values())


def leave(app: Sphinx, exception: Exception | None) -> None:
    """Leave for `make publish` which files were used."""
    if exception or not isinstance(app.builder, BlogBuilder) or app.config.blink_drafts:
        return
    state: list[Any] = needed(app)
    write_if_changed(Path(app.doctreedir) / STATE, json.dumps(state).encode())


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.elements.image_builds")
    if os.environ.get(ASKED):
        app.connect("build-finished", leave, priority=Stage.CLEAN_UP)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
