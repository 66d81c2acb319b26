"""The ``:ref:`` labels of posts and logbooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from blink.posts.catalog import KINDS
from blink.posts.patches import take_heading_labels
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

    from blink.model import Collection


def label_of(docname: str) -> str:
    """Return the ``:ref:`` label of a post that is a document: the name of its file or folder."""
    folder, _, name = docname.rpartition("/")
    return (folder.rpartition("/")[2] if name == "index" and folder else name).lower()


def logbook_targets(home: str, logbooks: Sequence[Collection]) -> dict[str, tuple[str, str]]:
    """Return the ``:ref:`` targets of *logbooks*, and of their listing *home*, if there are any."""
    kind = KINDS["logbook"]
    targets = {f"blog-{kind.reference}": (home, kind.title)} if logbooks else {}
    for logbook in logbooks:
        name = logbook.docname.rpartition("/")[2]
        targets[f"logbook-{name}"] = (logbook.docname, logbook.name)
    return targets


# -- Sphinx ------------------------------------------------------------------


def correct_labels(app: Sphinx, doctree: nodes.document) -> None:
    """Correct the label that ABlog made from the name of a document.

    ABlog names an anchor that no page has, and keeps capitals, though Sphinx looks labels up in
    lower case.
    """
    docname, standard = app.env.docname, app.env.domains.standard_domain
    tables: list[Any] = [standard.labels, standard.anonlabels]
    folder, _, name = docname.rpartition("/")
    for labels in tables:
        for label in {name, folder.rpartition("/")[2]} & labels.keys():
            owner, anchor, *title = labels[label]
            if owner != docname:
                continue
            labels[label] = (owner, anchor if anchor in doctree.ids else "", *title)
            if label != label.lower():
                labels.setdefault(label.lower(), labels.pop(label))


class HeadingLabels:
    """The labels that ``sphinx.ext.autosectionlabel`` makes from headings."""

    def __init__(self) -> None:
        self._make: Callable[[Sphinx, nodes.document], None] | None = None

    def take_over(self, app: Sphinx, config: Config) -> None:
        """Have `make` label the headings."""
        self._make = take_heading_labels(app)

    def make(self, app: Sphinx, doctree: nodes.document) -> None:
        """Label the headings before ABlog labels the document."""
        if self._make:
            self._make(app, doctree)


def setup(app: Sphinx) -> ExtensionMetadata:
    headings = HeadingLabels()
    app.connect("config-inited", headings.take_over, priority=Stage.SETTINGS)
    app.connect("doctree-read", headings.make, priority=Stage.HEADING_LABELS)
    app.connect("doctree-read", correct_labels, priority=Stage.AFTER_ABLOG)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
