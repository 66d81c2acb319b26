"""The ``:ref:`` labels of posts and logbooks.

ABlog gives each post a label, the name of its file. A label that two posts share is reported only
where a document uses it.

Warnings: ``addresses.label``.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import docname_join, logging

from blink.posts.catalog import KINDS
from blink.posts.patches import take_heading_labels
from blink.posts.store import blog_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.model import Collection, Post

logger = logging.getLogger(__name__)


def label_of(docname: str) -> str:
    """Return the ``:ref:`` label of a post that is a document: the name of its file or folder."""
    folder, _, name = docname.rpartition("/")
    return (folder.rpartition("/")[2] if name == "index" and folder else name).lower()


def logbook_targets(
    home: str, logbooks: Sequence[Collection], title: str
) -> dict[str, tuple[str, str]]:
    """Return the ``:ref:`` targets of *logbooks*, and of their listing *home*, if there are any.

    *title* is that of the listing.
    """
    kind = KINDS["logbook"]
    targets = {f"blog-{kind.reference}": (home, title)} if logbooks else {}
    for logbook in logbooks:
        name = logbook.docname.rpartition("/")[2]
        targets[f"logbook-{name}"] = (logbook.docname, logbook.name)
    return targets


def shared_labels(posts: Mapping[str, Sequence[Post]]) -> dict[str, tuple[str, ...]]:
    """Return the labels that two documents with *posts* have, each with these docnames, sorted."""
    owners: dict[str, list[str]] = defaultdict(list)
    for docname, own in sorted(posts.items()):
        if not own[0].section:
            owners[label_of(docname)].append(docname)
    return {label: tuple(names) for label, names in owners.items() if len(names) > 1}


# -- Sphinx ------------------------------------------------------------------


class LinksToPostLabels(SphinxPostTransform):
    """Warn of a reference to a label that two posts have; it leads to the first of them.

    A reference to the label of a post beside it is one to the document: both names are those of the
    post, but Sphinx and MyST would call the reference ambiguous.
    """

    default_priority = 8  # before those of Sphinx and MyST resolve references

    def run(self, **kwargs: Any) -> None:
        blog = blog_domain(self.env)
        labels = self.env.domains.standard_domain.anonlabels
        for node in self.document.findall(addnodes.pending_xref):
            if node.get("refdomain") == "doc" or node.get("reftype") not in ("ref", "any", "myst"):
                continue
            label = node.get("reftarget", "").lower()
            docnames = blog.shared_labels.get(label, ())
            owner, anchor = labels.get(label, ("", ""))
            if owner in docnames:  # else an author defined it
                mark = ":doc:" if self.document["source"].endswith(".rst") else "{doc}"
                logger.warning(
                    "the label `%s` is the file name of %s posts; write %s", label, len(docnames),
                    " or ".join(f"{mark}`/{docname}`" for docname in docnames),
                    location=node, type="addresses", subtype="label",
                )  # fmt: skip
            beside = docname_join(node.get("refdoc", self.env.docname), node["reftarget"])
            if node["reftype"] != "ref" and not anchor and owner in {beside, *docnames}:
                if node["reftype"] == "myst":
                    node.attributes |= {"reftarget": owner, "refdomain": "doc", "reftargetid": None}
                else:
                    node.attributes |= {"reftarget": f"/{owner}", "refdomain": "std"}
                    node["reftype"] = "doc"


def find_shared_labels(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Find the labels that two posts have, for the pages with references to them."""
    blog = blog_domain(env)
    blog.shared_labels = shared_labels(blog.posts)
    return []


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
    app.add_post_transform(LinksToPostLabels)
    headings = HeadingLabels()
    app.connect("config-inited", headings.take_over, priority=Stage.SETTINGS)
    app.connect("doctree-read", headings.make, priority=Stage.HEADING_LABELS)
    app.connect("doctree-read", correct_labels, priority=Stage.AFTER_ABLOG)
    app.connect("env-updated", find_shared_labels, priority=Stage.CATALOG)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
