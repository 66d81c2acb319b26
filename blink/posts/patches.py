"""Patches of Sphinx for drafts, listing pages and pages of autosummary.

Those of ABlog are in `blink.posts.ablog`.
"""

from __future__ import annotations

from contextlib import redirect_stdout, suppress
from functools import wraps
from io import StringIO
from typing import TYPE_CHECKING, Any

from sphinx.domains.std import StandardDomain

from blink.upstream import expect, parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.ext.autosummary.generate import AutosummaryEntry


def leave_out(env: BuildEnvironment, docname: str) -> None:
    """Remove *docname* from the documents that Sphinx has found.

    Seen in Sphinx 9.0.4: drafts are known only after their headers are read, which is after the
    search for sources, and no event allows a handler to remove a document that was found.
    """
    holds = env.project.docnames is env.found_docs
    expect(holds, "Sphinx", "`Project.docnames` no longer holds the documents that were found")
    env.project.docnames.discard(docname)


def allow_in_toctrees(pages: Mapping[str, str]) -> None:
    """Let toctrees name *pages* that are not documents: docname → title.

    Seen in Sphinx 9.0.4: toctrees accept ``genindex``, ``modindex`` and ``search``, which are in a
    table of the class, but an extension cannot register others. Pages of another site that was
    built in the same process are removed.
    """
    domain: Any = StandardDomain
    table = domain._virtual_doc_names  # noqa: SLF001
    holds = table.get("genindex", ())[:1] == ("genindex",)
    expect(holds, "Sphinx", "the pages that toctrees accept have changed")
    kept = {name: table[name] for name in ("genindex", "modindex", "search")}
    listings = {name: (name, title) for name, title in pages.items()}
    domain._virtual_doc_names = {**kept, **listings}  # noqa: SLF001


def leave_out_unknown_objects() -> None:
    """Have autosummary write no source for an object that cannot be imported.

    Seen in Sphinx 9.0.4: it ends the build with a traceback, or warns without a place, also of the
    lists of drafts. When it reads the list, it warns with the place.
    """
    from sphinx.ext import autosummary  # noqa: PLC0415  # only if it is used
    from sphinx.ext.autosummary import generate  # noqa: PLC0415

    find: Any = getattr(generate, "find_autosummary_in_files", None)
    find = getattr(find, "__wrapped__", find)  # from an earlier build in this process
    holds = find and parameters(find) == ["filenames"]
    holds = holds and {"name", "path"} <= {*generate.AutosummaryEntry._fields}
    for name in ("import_by_name", "import_ivar_by_name", "ImportExceptionGroup"):
        holds = holds and hasattr(autosummary, name)
    expect(holds, "Sphinx", "`find_autosummary_in_files` of autosummary has changed")

    def is_known(name: str) -> bool:
        for load in (autosummary.import_by_name, autosummary.import_ivar_by_name):
            with suppress(ImportError, autosummary.ImportExceptionGroup):
                load(name)
                return True
        return False

    @wraps(find)
    def find_known(filenames: Any) -> list[AutosummaryEntry]:
        with redirect_stdout(StringIO()):  # it prints why it cannot import a module
            return [entry for entry in find(filenames) if is_known(entry.name)]

    generate.find_autosummary_in_files = find_known


def listed_objects(path: str) -> list[tuple[str, str]]:
    """Return folder and name of each object for which autosummary writes a source, from a source.

    Seen in Sphinx 9.0.4: the function is not documented.
    """
    from sphinx.ext.autosummary import generate  # noqa: PLC0415  # only if it is used

    find: Any = getattr(generate, "find_autosummary_in_files", None)
    expect(callable(find), "Sphinx", "`find_autosummary_in_files` of autosummary has changed")
    entries = find([path])
    return [(str(entry.path), entry.name) for entry in entries if entry.path]


def take_heading_labels(app: Sphinx) -> Callable[[Sphinx, nodes.document], None] | None:
    """Return what ``sphinx.ext.autosectionlabel`` does with a document, and disconnect it.

    Seen in Sphinx 9.0.4 and ABlog 0.11.13: both handle a document at the same priority, and
    autosectionlabel reports the label of a post as a duplicate if its first heading has that name.
    """
    name = "sphinx.ext.autosectionlabel"
    if name not in app.extensions:
        return None
    found = [
        listener
        for listener in app.events.listeners["doctree-read"]
        if getattr(listener.handler, "__module__", "") == name
    ]
    expect(len(found) == 1, "Sphinx", "autosectionlabel labels headings at another event")
    app.disconnect(found[0].id)
    return found[0].handler
