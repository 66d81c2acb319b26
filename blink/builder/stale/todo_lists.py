"""Write pages with a ``todolist`` again in each build, since it shows the todos of other documents.

Sphinx writes such a page only when its own source changes. What a list shows of a document that was
changed or hidden would stay in the site.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from blink.builder.store import builder_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata


def note_lists(app: Sphinx, doctree: nodes.document) -> None:
    """Store whether a document has a list of todos."""
    if "sphinx.ext.todo" not in app.extensions:
        return
    from sphinx.ext.todo import todolist  # noqa: PLC0415  # only if it is used

    if next(doctree.findall(todolist), None) is not None:
        builder_domain(app.env).todo_lists.add(app.env.docname)


def find_lists(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the documents with a list of todos, and sort what they show by docname."""
    if "todo" in env.domains:
        todos = env.get_domain("todo").data.get("todos", {})
        ordered = sorted(todos.items())
        todos.clear()
        todos.update(ordered)
    return sorted(builder_domain(env).todo_lists & env.found_docs)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.builder.store")
    app.connect("doctree-read", note_lists, priority=Stage.TARGETS)
    app.connect("env-updated", find_lists, priority=Stage.STALE_PAGES)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
