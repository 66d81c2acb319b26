"""Write documents and other pages as HTML: Sphinx's HTML builders, with more work in parallel.

Sphinx resolves all documents in its main process, and other processes only write them. Here each
process resolves and writes its share. A page that is not a document is written only if its content
changed. Sphinx's search index is not made: see `blink.discovery.search`.
"""

from __future__ import annotations

import gc
import os
import pickle
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.errors import SphinxParallelError
from sphinx.util.build_phase import BuildPhase
from sphinx.util.fileutil import copy_asset
from sphinx.util.matching import DOTFILES
from sphinx.util.parallel import ParallelTasks, parallel_available

from blink.builder import other_pages
from blink.builder.child_processes import DOCUMENTS_PER_PROCESS, ProcessCount, process_count
from blink.builder.failures import WorkError, returning_errors
from blink.builder.outputs import images_of, outdated_documents, outputs_of
from blink.builder.page_parts import PageParts
from blink.builder.patches import (
    read_apart,
    reuse_formatters,
    share_reading,
    translator_class,
)
from blink.builder.reread import Comparison
from blink.builder.stale.page_inputs import PortableConfig
from blink.builder.templates import copied_folders
from blink.elements.code_style import OPTIONS, stylesheet
from blink.identity.stylesheet import write_stylesheet
from blink.settings.theme import is_blink
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence, Set

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.builder.other_pages import Page

Item = TypeVar("Item")
Result = TypeVar("Result")


class BlogBuilder(StandaloneHTMLBuilder):
    """Sphinx's builder ``html``.

    It emits ``page-frame``, whose handlers return a digest of what every page depends on.
    """

    name = "html"
    search = False  # in themes of others, Sphinx's own
    epilog = ""  # `blink.commands.build` moves the pages, and prints where they are

    def init_templates(self) -> None:
        super().init_templates()
        self.search = not is_blink(self.theme)

    def init_highlighter(self) -> None:
        super().init_highlighter()
        for bridge in filter(None, (self.highlighter, self.dark_highlighter)):
            reuse_formatters(bridge)

    def create_translator(self, *args: Any) -> nodes.NodeVisitor:
        self._last_translator = translator = self._translator_class(*args)
        return translator

    @cached_property
    def _translator_class(self) -> type[PageParts]:
        base = translator_class(self._application.registry, self)
        return type("PageTranslator", (PageParts, base), {})

    def set_application(self, app: Sphinx) -> None:
        """Store the application, to which Sphinx's builders have no reference."""
        self._application = app
        #: the digest of the last build's settings; it is not part of the site
        self._build_info_file = Path(app.doctreedir) / f"{self.name}.buildinfo"
        self._most_processes = app.parallel if parallel_available else 1
        share_reading(self, self._read_shares)

    def use_one_process(self) -> None:
        """Start no more processes."""
        self._most_processes = 1

    # -- what is outdated ----------------------------------------------------------

    def create_build_info(self) -> Any:  # the class is private
        """Return a digest of the settings, which is the same wherever the project is."""
        config: Any = PortableConfig(self.config, self.confdir)
        return type(super().create_build_info())(config, self.tags, frozenset({"html"}))

    def write_buildinfo(self) -> None:
        self.build_info.dump(self._build_info_file)

    def get_outdated_docs(self) -> Iterator[str]:
        """Yield the documents to write, by the content of files; Sphinx goes by their times."""
        try:
            same = self.build_info == type(self.build_info).load(self._build_info_file)
        except (OSError, ValueError):
            same = False
        yield from outdated_documents(self._application) if same else self.env.found_docs

    # -- static files --------------------------------------------------------------

    def create_pygments_style_file(self) -> None:
        options = self.theme.get_options(self.theme_options)
        if not is_blink(self.theme) and "pygments_light_style" not in options:
            super().create_pygments_style_file()  # in the colours of the theme
            return
        rules = stylesheet(*(options.get(name) for name in OPTIONS))
        (self.outdir / "_static" / "pygments.css").write_text(rules, encoding="utf-8")

    def copy_theme_static_files(self, context: dict[str, Any]) -> None:
        """Copy the files of the theme, but not those of the PyData theme for ``blink``."""
        if not is_blink(self.theme):
            super().copy_theme_static_files(context)
            return
        static = self.outdir / "_static"
        for folder in copied_folders(self.theme):
            copy_asset(folder / "static", static, DOTFILES, context, self.templates, force=True)
        write_stylesheet(static, self.config, Path(self.confdir))
        options = "static/documentation_options.js.jinja"  # for the scripts of extensions
        basic = Path(self.theme.get_theme_dirs()[-1], options)
        copy_asset(basic, static, context=context, renderer=self.templates, force=True)

    # -- documents -----------------------------------------------------------------

    def _read_shares(self, docnames: list[str]) -> None:
        """Read *docnames* in a few large shares, since each returns the whole environment."""
        results: list[tuple[Sequence[str], bytes]] = []
        comparison = Comparison(self)
        with comparison.recording_warnings():
            self.share_out(docnames, self._read_share, lambda *share: results.append(share), 2)
        for names, pickled in sorted(results):  # after the last share, in the order of documents
            other: BuildEnvironment = pickle.loads(pickled)  # noqa: S301  # Blink pickled it
            comparison.add(names, other.domaindata)
            self.env.merge_info_from(list(names), other, self._application)
        comparison.read_again()

    def _read_share(self, docnames: Sequence[str]) -> bytes:
        for docname in docnames:
            read_apart(self, docname)
        return pickle.dumps(self.env, pickle.HIGHEST_PROTOCOL)

    def get_doc_context(self, docname: str, body: str, metatags: str) -> dict[str, Any]:
        """Add the ``parts`` of the page, and remove the viewport, which the layout contains."""
        translator = self._last_translator  # before Sphinx makes others for the titles
        context = super().get_doc_context(docname, body, metatags)
        context["parts"] = translator.parts()
        context["metatags"] = "".join(["\n", *translator.meta[3:]])
        return context

    def write_documents(self, docnames: Set[str]) -> None:
        names = sorted(docnames)
        if self.search:  # which Sphinx's main process makes from the documents
            super().write_documents(docnames)
            self.images |= images_of(self.env, docnames)  # which its other processes found
            return
        if not self.parallel_ok or process_count(len(names), self._most_processes) == 1:
            self.parallel_ok = False
            super().write_documents(docnames)
            return
        self._resolve_and_write(names[:1])  # compiles the templates before processes are forked
        self.share_out(names[1:], self._write_share, self._add_images)

    def _resolve_and_write(self, names: Sequence[str]) -> None:
        for name in names:
            self.phase = BuildPhase.RESOLVING
            doctree = self.env.get_and_resolve_doctree(name, self, tags=self.tags)
            self.phase = BuildPhase.WRITING
            self.write_doc_serialized(name, doctree)  # collects its images
            self.write_doc(name, doctree)

    def _write_share(self, names: Sequence[str]) -> dict[str, str]:
        self.images = {}
        self._resolve_and_write(names)
        return self.images

    def _add_images(self, names: Sequence[str], images: dict[str, str]) -> None:
        self.images.update(images)

    def share_out(
        self,
        items: Sequence[Item],
        work: Callable[[Sequence[Item]], Result],
        add_result: Callable[[Sequence[Item], Result], None] | None = None,
        shares: int = 4,
    ) -> None:
        """Split *items* into *shares* for each process, and call *work* on every share.

        *add_result* is called in this process with each share and its result. If there are few
        items, *work* is called in this process with all of them.

        :raises SphinxParallelError: if *work* raised an error in another process.
        :raises EOFError: if such a process was ended before it returned a result.
        """
        count = process_count(len(items), self._most_processes)
        if count == 1:
            result = work(items)
            if add_result:
                add_result(items, result)
            return
        gc.freeze()  # so that garbage collection does not copy memory that processes share
        tasks = ParallelTasks(count)
        size = max(DOCUMENTS_PER_PROCESS, -(-len(items) // (shares * count)))
        starts = range(0, len(items), size)
        # `ParallelTasks.add_task` ignores an error of an earlier task, and ends all tasks
        results: list[tuple[Sequence[Item], Result | WorkError]] = []
        for start in starts:
            share = items[start : start + size]
            tasks.add_task(returning_errors(work), share, lambda *pair: results.append(pair))
        tasks.join()
        gc.unfreeze()
        for _, returned in results:
            if isinstance(returned, WorkError):
                raise SphinxParallelError(*returned)
        if len(results) < len(starts):
            raise EOFError("a process of the build was ended")
        for share, returned in results:
            if add_result and not isinstance(returned, WorkError):
                add_result(share, returned)

    # -- pages that are not documents ----------------------------------------------

    def gen_pages_from_extensions(self) -> None:
        """Write the pages of conf.py first, since the search index is begun with the others."""
        self._write_pages(other_pages.additional_pages(self.config))
        collected = (page for group in self.events.emit("html-collect-pages") for page in group)
        pages = list(other_pages.without_replaced(collected, self.config))
        outputs, frame = outputs_of(self.env), self.events.emit("page-frame")
        stale = other_pages.changed_pages(pages, frame, outputs, self.output_file)
        self.share_out([page for page, _ in stale], self._write_pages)
        other_pages.declare_pages(stale, outputs, self.output_file)

    def gen_additional_pages(self) -> None:
        """Write Sphinx's search page, and how browsers can search (``html_use_opensearch``)."""
        if self.search:
            self.handle_page("search", {}, "search.html")
        if self.config.html_use_opensearch and (self.search or self.config.blink_search):
            file = self.outdir / "_static/opensearch.xml"
            self.handle_page("opensearch", {}, "opensearch.xml", outfilename=file)

    def _write_pages(self, pages: Sequence[Page]) -> None:
        for page in pages:
            self.handle_page(*page)

    def update_page_context(
        self, pagename: str, templatename: str, ctx: dict[str, Any], event_arg: Any
    ) -> None:
        """Let templates know of the search page and the pages of conf.py (``hasdoc``)."""
        found = self.config.blink_search and not self.search
        others = {*self.config.html_additional_pages, *(["search"] * found)}
        hasdoc = ctx["hasdoc"]
        ctx["hasdoc"] = lambda name: name in others or hasdoc(name)

    def output_file(self, name: str) -> str:
        """Return the file of the page *name*, as a path below the output folder."""
        return os.path.relpath(self.get_output_path(name), self.outdir)


# -- Sphinx ------------------------------------------------------------------


def share_out(app: Sphinx, items: Sequence[Item], work: Callable[[Sequence[Item]], None]) -> None:
    """Call *work* on all *items*, in several processes if there are many."""
    if isinstance(app.builder, BlogBuilder):
        app.builder.share_out(items, work)
    else:
        work(items)


def prepare_builder(app: Sphinx) -> None:
    """Give the builder its application."""
    if isinstance(app.builder, BlogBuilder):
        app.builder.set_application(app)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.builder.patches")
    app.setup_extension("blink.builder.outputs")
    app.setup_extension("blink.builder.page_parts")
    app.add_builder(BlogBuilder, override=True)
    app.add_event("page-frame")
    app.connect("builder-inited", prepare_builder, priority=Stage.BUILDER)
    ProcessCount(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
