"""Read documents again when a file is there that they would use.

A document depends on the files that it uses, and on those whose lack is a warning. A file that it
only would use, such as a picture beside a chart, or one to which it links, is awaited.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from blink.elements.store import elements_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata


# -- Sphinx ------------------------------------------------------------------


def await_file(env: BuildEnvironment, path: str, docname: str = "") -> None:
    """Have a document read again as soon as there is a file at *path*.

    :param path: the path from the source folder
    :param docname: the document; without it, the one that is being read
    """
    awaited, docname = elements_domain(env).awaited, docname or env.docname
    awaited[docname] = tuple(dict.fromkeys((*awaited.get(docname, ()), path)))


def with_awaited(app: Sphinx, env: BuildEnvironment, *changes: set[str]) -> list[str]:
    """Return the documents whose awaited files are there."""
    awaited = elements_domain(env).awaited
    found = {
        name
        for name, paths in awaited.items()
        if any((env.srcdir / path).is_file() for path in paths)
    }
    return sorted(found & env.found_docs)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.elements.store")
    app.connect("env-get-outdated", with_awaited, priority=Stage.FILE_VERSIONS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
