"""Find the pages that ``sphinx.ext.autosummary`` generates, and whether a document lists them.

For each object in a list with the option ``:toctree:``, autosummary writes a source, before any
header is read and also for the lists of drafts. Such a source is not a post, even if it is in a
folder of posts. It is read if a document that is not hidden lists the object.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from blink.posts.patches import leave_out_unknown_objects, listed_objects
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

AUTOSUMMARY = "sphinx.ext.autosummary"
#: One of these is in each source that lists objects
_DIRECTIVES = (b"autosummary", b"automodule")


def is_listed(
    page: str,
    users: Mapping[str, Collection[str]],
    hidden: Collection[str],
    seen: frozenset[str] = frozenset(),
) -> bool:
    """Return whether a document that is not *hidden* lists *page*, or a page that lists it.

    :param users: page → the documents that list it
    """
    seen |= {page}
    return any(
        is_listed(user, users, hidden, seen) if user in users else user not in hidden
        for user in users[page]
        if user not in seen
    )


# -- Sphinx ------------------------------------------------------------------


def users_of_object_pages(app: Sphinx) -> dict[str, set[str]]:
    """Return the pages that autosummary generates, each with the documents that list it."""
    users: dict[str, set[str]] = defaultdict(set)
    if AUTOSUMMARY not in app.extensions:
        return users
    names = app.config.autosummary_filename_map
    for docname in app.env.found_docs:
        path = Path(app.env.doc2path(docname))
        if not path.is_file() or not any(word in path.read_bytes() for word in _DIRECTIVES):
            continue
        for folder, name in listed_objects(str(path)):
            source = Path(folder).resolve() / f"{names.get(name, name)}.rst"
            page = app.env.path2doc(source)
            if page in app.env.found_docs:
                users[page].add(docname)
    return users


def prepare_lists(app: Sphinx) -> None:
    """Find new sources, since autosummary generates pages for those that Sphinx knows.

    In a build that continues from another, Sphinx looks for sources only later.
    """
    if AUTOSUMMARY in app.extensions:
        leave_out_unknown_objects()
        if app.config.autosummary_generate is True:
            app.env.find_files(app.config, app.builder)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("builder-inited", prepare_lists, priority=Stage.OBJECT_PAGES)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
