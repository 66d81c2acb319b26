"""Documents and pages → files: Sphinx's HTML builder, in parallel and without work done twice.

Sphinx resolves all documents in its main process, while the others wait for what they are to
write. Here each process does both, for its share. Pages that are no documents are written only
when something in them changed. There is no search index of Sphinx's: see `blink.discovery.search`.
"""

from __future__ import annotations

import gc
import os
import pickle
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.build_phase import BuildPhase
from sphinx.util.parallel import ParallelTasks, parallel_available

from blink.builder.failures import explained
from blink.builder.outputs import outputs_of
from blink.builder.page_parts import PageParts
from blink.builder.patches import (
    read_apart,
    reuse_formatters,
    share_reading,
    translator_class,
)
from blink.builder.reread import Comparison
from blink.elements.code_style import stylesheet
from blink.files import digest
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence, Set

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

Item = TypeVar("Item")
Result = TypeVar("Result")

#: What handlers of ``html-collect-pages`` yield: name, context, template
Page = tuple[str, dict[str, Any], str]

#: Of code, where the theme has no settings of these: light, dark
STYLES = ("a11y-high-contrast-light", "a11y-high-contrast-dark")
#: How many documents are worth a process: forking and sending back takes as long as a few
WORTH = 12


def processes(count: int, most: int) -> int:
    """Return how many processes *count* documents are worth, at the most *most*."""
    return max(1, min(most, count // WORTH))


class BlogBuilder(StandaloneHTMLBuilder):
    """Sphinx's ``html``.

    Emits ``page-frame``, whose handlers return what is around every page, as plain data.
    """

    name = "html"
    search = False
    epilog = ""  # where the pages are is told by `blink.commands.build`, which moves them

    def init_highlighter(self) -> None:
        super().init_highlighter()
        for bridge in filter(None, (self.highlighter, self.dark_highlighter)):
            reuse_formatters(bridge)

    def create_translator(self, *args: Any) -> nodes.NodeVisitor:
        self._last = translator = self._visitor(*args)
        return translator

    @cached_property
    def _visitor(self) -> type[PageParts]:
        theirs = translator_class(self._application.registry, self)
        return type("PageTranslator", (PageParts, theirs), {})

    def serve(self, app: Sphinx) -> None:
        """Learn of the application that builds."""
        self._application = app
        self._most = app.parallel if parallel_available else 1
        share_reading(self, self._read_shares)

    def work_alone(self) -> None:
        """Start no more processes, in a preview."""
        self._most = 1

    # -- static files --------------------------------------------------------------

    def create_pygments_style_file(self) -> None:
        options = self.theme.get_options(self.theme_options)
        given = (options.get(f"pygments_{scheme}_style") for scheme in ("light", "dark"))
        styles = (style or default for style, default in zip(given, STYLES, strict=True))
        (self.outdir / "_static" / "pygments.css").write_text(stylesheet(*styles), encoding="utf-8")

    def copy_theme_static_files(self, context: dict[str, Any]) -> None:
        """Copy none: pages are whole without them."""

    # -- documents -----------------------------------------------------------------

    def _read_shares(self, docnames: list[str]) -> None:
        """Read *docnames* in few and large shares: with each the whole environment comes back."""
        read: list[tuple[Sequence[str], bytes]] = []
        comparison = Comparison(self)
        with comparison.listening():
            self.share_out(docnames, self._read_and_tell, lambda *one: read.append(one), shares=2)
        for names, told in sorted(read):  # only now: no process knows what another one read
            other: BuildEnvironment = pickle.loads(told)  # noqa: S301  # our own
            comparison.note(names, other.domaindata)
            self.env.merge_info_from(list(names), other, self._application)
        comparison.read_again()

    def _read_and_tell(self, docnames: Sequence[str]) -> bytes:
        for docname in docnames:
            read_apart(self, docname)
        return pickle.dumps(self.env, pickle.HIGHEST_PROTOCOL)

    def get_doc_context(self, docname: str, body: str, metatags: str) -> dict[str, Any]:
        """Add the ``parts`` of the page, and leave out the viewport, which the layout has."""
        translator = self._last  # before Sphinx makes others for the titles
        context = super().get_doc_context(docname, body, metatags)
        context["parts"] = translator.parts()
        context["metatags"] = "".join(["\n", *translator.meta[3:]])
        return context

    def write_documents(self, docnames: Set[str]) -> None:
        names = sorted(docnames)
        if not self.parallel_ok or processes(len(names), self._most) == 1:
            self.parallel_ok = False
            super().write_documents(docnames)
            return
        self._write_share(names[:1])  # which compiles the templates, for all processes
        self.share_out(names[1:], self._write_and_tell, self._take_in)

    def _write_share(self, names: Sequence[str]) -> None:
        for name in names:
            self.phase = BuildPhase.RESOLVING
            doctree = self.env.get_and_resolve_doctree(name, self, tags=self.tags)
            self.phase = BuildPhase.WRITING
            self.write_doc_serialized(name, doctree)  # its pictures
            self.write_doc(name, doctree)

    def _write_and_tell(self, names: Sequence[str]) -> dict[str, str]:
        self.images = {}
        self._write_share(names)
        return self.images

    def _take_in(self, names: Sequence[str], images: dict[str, str]) -> None:
        self.images.update(images)

    def share_out(
        self,
        items: Sequence[Item],
        work: Callable[[Sequence[Item]], Result],
        take_in: Callable[[Sequence[Item], Result], None] | None = None,
        shares: int = 4,
    ) -> None:
        """Call *work* on *shares* a process of *items*, and *take_in* on what each returns.

        Few items are worked on in this process, at once.
        """
        count = processes(len(items), self._most)
        if count == 1:
            result = work(items)
            if take_in:
                take_in(items, result)
            return
        work = explained(work)
        gc.freeze()  # so that no process looks for garbage in, and copies, what all of them share
        tasks = ParallelTasks(count)
        size = max(WORTH, -(-len(items) // (shares * count)))
        for start in range(0, len(items), size):
            tasks.add_task(work, items[start : start + size], take_in)
        tasks.join()
        gc.unfreeze()

    # -- pages that are no documents -----------------------------------------------

    def gen_pages_from_extensions(self) -> None:
        pages: list[Page] = [p for some in self.events.emit("html-collect-pages") for p in some]
        frame = self.events.emit("page-frame")
        outputs, stale = outputs_of(self.env), []
        for page in pages:
            made_from = _made_from(page, frame)
            if not made_from or not outputs.keeps(self.output_file(page[0]), made_from):
                stale.append((page, made_from))
        self.share_out([page for page, _ in stale], self._write_pages)
        for page, made_from in stale:
            if made_from:
                outputs.note(self.output_file(page[0]), made_from)
            else:
                outputs.declare([self.output_file(page[0])])

    def _write_pages(self, pages: Sequence[Page]) -> None:
        for page in pages:
            self.handle_page(*page)

    def output_file(self, name: str) -> str:
        """Return the file of the page *name*, as a path below the output folder."""
        return os.path.relpath(self.get_output_path(name), self.outdir)


def _made_from(page: Page, frame: object) -> str:
    """Return what tells *page* from any other, or ``""`` if it is not all plain data."""
    try:
        return digest([page, frame])
    except (TypeError, ValueError):
        return ""


# -- Sphinx ------------------------------------------------------------------


def share_out(app: Sphinx, items: Sequence[Item], work: Callable[[Sequence[Item]], None]) -> None:
    """Call *work* on all *items*, in as many processes as they are worth and the builder has."""
    if isinstance(app.builder, BlogBuilder):
        app.builder.share_out(items, work)
    else:
        work(items)


class Processes:
    """How many processes a build takes."""

    def __init__(self, most: int) -> None:
        self.most = most

    def tell(self, app: Sphinx) -> None:
        """Tell the builder, which no longer knows its application."""
        if isinstance(app.builder, BlogBuilder):
            app.builder.serve(app)

    def read(self, app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        """Read few documents in one process: each that reads sends the environment back.

        Forget them all first: a label may have moved from one to another.
        """
        for docname in docnames:
            app.emit("env-purge-doc", env, docname)
            env.clear_doc(docname)
        app.parallel = self.most if processes(len(docnames), self.most) > 1 else 1

    def write(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Let `BlogBuilder` decide for itself."""
        app.parallel = self.most
        return []


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.builder.patches")
    app.setup_extension("blink.builder.outputs")
    app.add_builder(BlogBuilder, override=True)
    app.add_event("page-frame")
    use = Processes(app.parallel)
    app.connect("builder-inited", use.tell, priority=Stage.BUILDER)
    app.connect("env-before-read-docs", use.read, priority=Stage.SHARES)
    app.connect("env-updated", use.write, priority=Stage.WRITERS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
