"""Make the search index of the documents' pages, and the search page.

Pagefind takes a few milliseconds per page, so it runs only when a page changed, in parallel with
the rest of the build. It reads links to the pages in a folder of its own, because the site may
still have pages that are about to be deleted. Its fragments, which hold what a search result shows
of a page, are kept from one build to the next. Which parts of a page are indexed is marked in the
templates with ``data-pagefind-…``.

Warnings: ``search.index``, no index could be made.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from sphinx.util import logging

from blink.addresses.endings import PageEndings
from blink.addresses.hosting import endings_of
from blink.builder.outputs import outputs_of
from blink.discovery.head import NOT_FOUND
from blink.discovery.patches import settled_index
from blink.discovery.search_languages import check, has_extended, in_language, unspaced_posts
from blink.discovery.search_terms import VERSION, for_search
from blink.discovery.search_words import version_of_words
from blink.files.outputs import delete, files_below
from blink.files.writing import digest, write_if_changed
from blink.pages.assets import version_of
from blink.posts.store import blog_domain
from blink.settings.theme import uses_blink
from blink.source.store import source_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

#: Name of the page, and of the folder of the index, which ``_static/search.js`` uses too
PAGE, FOLDER = "search", "pagefind"
#: The versions of the pages that Pagefind reads, in the folder above them
_RECORD = "pages.json"


class Page(NamedTuple):
    """A page that is in the index."""

    path: Path
    #: a digest of its content, and that of this package's words for it
    version: str
    #: that of the index it needs, if it is another than the blog's
    language: str


def show(pages: Mapping[str, Page], folder: Path) -> None:
    """Give each of *pages* a second name in *folder*, which has no others then.

    A page is copied where its copy has another language, words that Pagefind does not find in it,
    or the text of its formulas. A hard link would set the time that `blink.commands.build` goes by.
    """
    record = folder.with_name(_RECORD)
    known: dict[str, str] = {}
    with suppress(OSError, ValueError):
        known = json.loads(record.read_bytes())
    versions = {
        name: digest([os.path.relpath(page.path, folder), page[1:]]) for name, page in pages.items()
    }
    for path in set(files_below(folder)) - {folder / name for name in pages}:
        delete(path, folder)
    for name, page in pages.items():
        if known.get(name) != versions[name] or not (folder / name).is_file():
            _show(page, folder / name)
    write_if_changed(record, json.dumps(versions).encode())


def _show(page: Page, path: Path) -> None:
    content = page.path.read_bytes()
    text = for_search(content.decode(errors="surrogateescape"))
    copy = in_language(text.encode(errors="surrogateescape"), page.language)
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    if copy != content:
        path.write_bytes(copy)
        return
    try:
        path.symlink_to(os.path.relpath(page.path, path.parent))
    except OSError:
        shutil.copyfile(page.path, path)


# -- Sphinx ------------------------------------------------------------------


def indexed_pages(app: Sphinx) -> Iterator[tuple[str, Path]]:
    """Yield docname and page of each document that is in the index, and of the pages of conf.py."""
    builder, env = cast("StandaloneHTMLBuilder", app.builder), app.env
    sources = blog_domain(env).sources
    names = (env.found_docs - source_domain(env).withheld) | {*app.config.html_additional_pages}
    for name in sorted(names - {NOT_FOUND, PAGE}):
        values = sources[name].values if name in sources else {}
        if not values.get("nosearch", "no-search" in env.metadata.get(name, {})):
            yield name, Path(builder.get_output_path(name))


class SearchIndex:
    """The search index of one build."""

    _process: subprocess.Popen[str] | None = None
    _endings = PageEndings()
    _folder: TemporaryDirectory[str]
    _index: Path  #: folder that Pagefind of this build writes
    _kept: Path  #: folder of its fragments, kept from build to build

    def start(self, app: Sphinx) -> tuple[()]:
        """Let Pagefind begin, if a page is not what the last index was made from."""
        root, folder = Path(app.outdir), Path(app.doctreedir, "search")
        self._endings = endings_of(app)
        tags, digests = unspaced_posts(app), source_domain(app.env).digests
        pages: dict[str, Page] = {}
        for docname, path in indexed_pages(app):
            name = path.relative_to(root).as_posix()
            if not self._endings.in_folders:
                name = f"{self._endings.page_of(name)}.html"
            if path.is_file():
                pages[name] = Page(path, f"{VERSION} {digests.of(path)}", tags.get(docname, ""))
        if not app.config.blink_search or not uses_blink(app) or not pages:
            shutil.rmtree(folder, ignore_errors=True)
            return ()
        check(app, filter(None, (page.language for page in pages.values())))
        self._made_from = digest([
            version("pagefind"), has_extended(), self._endings.link,
            [(name, *page[1:]) for name, page in pages.items()],
        ])  # fmt: skip
        outputs = outputs_of(app.env)
        before = {path.relative_to(root).as_posix() for path in files_below(root / FOLDER)}
        before |= {name for name in outputs.before if name.startswith(f"{FOLDER}/")}
        if before and all(outputs.keeps(name, self._made_from) for name in before):
            return ()
        show(pages, folder / "pages")
        self._kept = folder / f"fragments-{version('pagefind')}"
        for former in set(folder.iterdir()) - {folder / "pages", folder / _RECORD, self._kept}:
            shutil.rmtree(former, ignore_errors=True)
        # A new folder, because the Pagefind of a build that was killed may still write.
        self._folder = TemporaryDirectory(prefix="index-", dir=folder, ignore_cleanup_errors=True)
        self._index = Path(self._folder.name)
        if self._kept.exists():
            self._kept.rename(self._index / "fragment")
        self._process = subprocess.Popen(
            [
                sys.executable, "-m", "pagefind", "--silent",
                *([] if self._endings.in_folders else ["--keep-index-url"]),
                "--site", "pages", "--output-path", self._index.name,
                "--exclude-selectors", ".headerlink, .linenos, button",
            ],
            cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            encoding="utf-8", errors="replace",
        )  # fmt: skip
        return ()

    def _ending_of_results(self) -> str:
        """Return what ``.html`` in results becomes; Pagefind knows pages in folders itself."""
        return ".html" if self._endings.in_folders else self._endings.link

    def finish(self, app: Sphinx, exception: Exception | None) -> None:
        """Wait for Pagefind and copy its index into the site; if it failed, there is no index."""
        process, self._process = self._process, None
        if process is None:
            return
        if exception:
            process.kill()
        output = process.communicate()[0].strip().splitlines()
        with self._folder:
            if not process.returncode:
                self._bring_in(app)
                return
        outputs_of(app.env).withdraw(f"{FOLDER}/")
        if not exception:
            logger.warning(
                "the site has no search: Pagefind could not make the search index (%s); delete the"
                " folder .venv, then run `make html`, which installs Pagefind again",
                output[-1] if output else f"exit code {process.returncode}",
                type="search", subtype="index",
            )  # fmt: skip

    def _bring_in(self, app: Sphinx) -> None:
        outputs, root = outputs_of(app.env), Path(app.outdir) / FOLDER
        for name, content in settled_index(self._index, self._ending_of_results()):
            outputs.write(f"{FOLDER}/{name}", content)
            outputs.record(f"{FOLDER}/{name}", self._made_from)
        for path in set(files_below(root)):  # the folder is Pagefind's alone
            if f"{FOLDER}/{path.relative_to(root).as_posix()}" not in outputs.files:
                delete(path, root)
        (self._index / "fragment").rename(self._kept)


def make_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the search page; in themes of others, Sphinx makes it."""
    if PAGE not in app.env.found_docs and uses_blink(app):
        yield PAGE, {"title": app.translator.gettext("Search")}, "search.html"


class SearchContext:
    """What the templates are given about the search."""

    def __init__(self) -> None:
        self._script = ""

    def read(self, app: Sphinx) -> None:
        """Read the version of the script, once per build."""
        self._script = version_of(app, "search.js") + version_of_words(app)

    def add(
        self, app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any
    ) -> None:
        """Give a page whether there is a search, and the version of its script."""
        context["search"] = app.config.blink_search
        context["search_version"] = self._script


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.builder.outputs")
    app.setup_extension("blink.discovery.search_words")
    index = SearchIndex()
    app.connect("site-files", index.start, priority=Stage.SEARCH_INDEX)
    app.connect("html-collect-pages", make_page, priority=Stage.PAGES)
    search = SearchContext()
    app.connect("builder-inited", search.read, priority=Stage.BUILDER)
    app.connect("html-page-context", search.add, priority=Stage.CONTEXT)
    app.connect("build-finished", index.finish, priority=Stage.SEARCH_DONE)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
