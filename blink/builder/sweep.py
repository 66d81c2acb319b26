"""The output folder → without what an earlier build wrote and this one would not.

Sphinx never deletes: the page, the source copy and the pictures of a post that was withdrawn would
stay. Only files are deleted that the record of earlier builds (`blink.outputs`) names, so that the
files of extensions, and those that somebody put there, stay.

What an extension wrote stays until a setting changes or a document goes: then it is deleted, and
all documents are read again, so that the extension writes what it would in a clean build.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from blink.builder.html import BlogBuilder
from blink.builder.page_inputs import extra_files, static_files
from blink.discovery.redirects import FOR_HOSTS, former_feeds, host_files
from blink.discovery.sitemap import ROBOTS, SITEMAP, sitemap_files
from blink.discovery.social_cards import card_files
from blink.discovery.web_manifest import ICONS, MANIFEST, icon_files
from blink.feeds.channels import feed_files
from blink.feeds.subscribe import subscribe_files
from blink.files import digest, is_plain
from blink.logbooks.display.drawings import FOLDER, graph_files
from blink.logbooks.display.pages import log_files
from blink.outputs import Outputs, is_old, load, other_files, save
from blink.posts.store import blog_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

#: Folders of the site in which all files are of one room, or of the theme
_APART = frozenset({"_static", "pagefind"})
#: Where an earlier Blink, which kept no record, wrote all of the files, or some at the top
_OWN_FOLDERS = ("_images", "_downloads", "_sources", "_cards", FOLDER)
_OWN_FILES = (SITEMAP, ROBOTS, MANIFEST, *ICONS, *FOR_HOSTS)


def delete(path: Path, root: Path) -> None:
    """Delete the file *path*, and the folders between it and *root* that are empty then."""
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if folder == root or not folder.is_dir() or any(folder.iterdir()):
            return
        folder.rmdir()


def files_below(root: Path, suffix: str) -> Iterator[Path]:
    """Yield the files below *root* that end in *suffix*."""
    return (path for path in root.rglob(f"*{suffix}") if path.is_file())


# -- Sphinx ------------------------------------------------------------------


def record_of(app: Sphinx) -> Path:
    """Return the file that has the record of this builder's outputs."""
    return Path(app.doctreedir) / f"outputs-{app.builder.name}.json"


def add_pages(app: Sphinx, names: set[str]) -> None:
    """Add the files *names* to the record: a preview wrote them after its build."""
    known = load(record_of(app)) or Outputs()
    save(record_of(app), Outputs(known.files | names, known.others, known.settings))


class Sweeper:
    """Remembers within one build what was there before and what was written."""

    def __init__(self) -> None:
        #: pages made in this build that are no documents; each build makes all of them
        self.pages: set[str] = set()
        #: what the record had when the build began
        self._before = Outputs()
        self._settings = ""
        #: when this build began: what was written since is not of an earlier one
        self._start = time.time_ns()
        self._over = False

    def begin(
        self, app: Sphinx, env: BuildEnvironment, added: Any, changed: Any, removed: set[str]
    ) -> list[str]:
        """Delete what only a clean build can decide on; return all documents if there is any."""
        if self._over or app.builder.format != "html":  # a preview goes on with what it built
            return []
        root, before = Path(app.outdir), load(record_of(app))
        self.pages.clear()
        self._settings = settings_of(app)
        if before is None:
            doubtful = set(_of_no_record(app)) if (root / ".buildinfo").is_file() else set()
        elif before.others and (removed or before.settings != self._settings):
            doubtful = {root / name for name in before.others}
        else:
            doubtful = set()
        self._before = before or Outputs()
        old = [path for path in doubtful if is_old(path, self._start)]
        for path in old:
            delete(path, root)
        if not old:
            return []
        if isinstance(app.builder, BlogBuilder):
            app.builder.forget_pages()
        return sorted(env.found_docs)

    def note_page(self, app: Sphinx, pagename: str, *context: Any) -> None:
        """Note a page that is being written, or would be if it were not there."""
        self.pages.add(pagename)

    def sweep(self, app: Sphinx, exception: Exception | None) -> None:
        """Delete what an earlier build wrote, and the finished build would not have written."""
        if app.builder.format != "html":
            return
        root, before = Path(app.outdir), self._before
        if exception:  # nobody knows how far it came: what it may have written is Blink's
            with suppress(Exception):
                files = before.files | self._declared(app)
                save(record_of(app), Outputs(files, before.others, before.settings))
            return
        declared = self._declared(app)
        for name in _of_documents(app, blog_domain(app.env).withheld) - declared:
            delete(root / name, root)  # written by this build, and empty
        for name in before.files - declared:
            if is_old(root / name, self._start):
                delete(root / name, root)
        others = before.others - declared
        self._before = Outputs(frozenset(declared), frozenset(others), self._settings)
        save(record_of(app), self._before)

    def note_others(self, app: Sphinx, exception: Exception | None) -> None:
        """Note what extensions wrote, after the last of them."""
        if exception or app.builder.format != "html":
            return
        root, known = Path(app.outdir), self._before
        apart = {*_APART, Path(os.path.relpath(app.doctreedir, root)).as_posix()}
        others = frozenset(
            name
            for name in other_files(root, known.files, apart)
            if name in known.others or not is_old(root / name, self._start)
        )
        if others != known.others:
            self._before = Outputs(known.files, others, known.settings)
            save(record_of(app), self._before)
        self._start, self._over = time.time_ns(), True

    def _declared(self, app: Sphinx) -> set[str]:
        """Return the files that this build wrote or kept."""
        env = app.env
        declared = _of_documents(app, env.found_docs - blog_domain(env).withheld)
        declared |= _paths(app, self.pages - env.found_docs)
        declared |= copies(env) | {*extra_files(app)} | {*static_files(app)}
        declared |= feed_files(app) | subscribe_files(app) | log_files(app) | {*former_feeds(app)}
        declared |= card_files(app) | graph_files(app) | {*host_files(app)}
        return declared | sitemap_files(app) | icon_files(app)


def _paths(app: Sphinx, pages: Iterable[str]) -> set[str]:
    """Return the files of *pages*, as paths below the output folder."""
    builder = cast("StandaloneHTMLBuilder", app.builder)
    length = len(os.path.join(str(app.outdir), ""))
    paths = (os.fspath(builder.get_output_path(name)) for name in pages)
    return {path[length:].replace(os.sep, "/") for path in paths}


def _of_documents(app: Sphinx, docnames: Collection[str]) -> set[str]:
    """Return the pages of documents and the copies of their sources, likewise."""
    files = _paths(app, docnames)
    if app.config.html_copy_source:
        suffix = app.config.html_sourcelink_suffix
        for docname in docnames:
            name = app.env.doc2path(docname, base=False).as_posix()
            files.add(f"_sources/{name if name.endswith(suffix) else name + suffix}")
    return files


def settings_of(app: Sphinx) -> str:
    """Return a digest of conf.py and of all settings."""
    conf = Path(app.confdir) / "conf.py"
    values = sorted((one.name, repr(one.value)) for one in app.config if is_plain(one.value))
    return digest([conf.read_text(encoding="utf-8") if conf.is_file() else "", values])


def _of_no_record(app: Sphinx) -> Iterator[Path]:
    """Yield the files that a build may have written of which there is no record."""
    root = Path(app.outdir)
    builder = cast("StandaloneHTMLBuilder", app.builder)
    others = (root / "_static", Path(app.doctreedir))  # by default, these are in it as well
    for path in files_below(root, builder.out_suffix):
        if not any(path.is_relative_to(other) for other in others):
            yield path
    for folder in _OWN_FOLDERS:
        yield from files_below(root / folder, "")
    for suffix in (".xml", ".json", ".opml", ".csv"):
        yield from files_below(root / app.config.blog_path, suffix)
    yield from (root / name for name in _OWN_FILES)


def copies(env: BuildEnvironment) -> set[str]:
    """Return what Sphinx copies for its documents, as paths below the output folder."""
    images = {f"_images/{name}" for _, name in env.images.values()}
    return images | {f"_downloads/{name}" for _, name in env.dlfiles.values()}


def setup(app: Sphinx) -> ExtensionMetadata:
    for room in (
        "discovery.redirects",
        "feeds.subscribe",
        "discovery.social_cards",
        "logbooks.display.pages",
        "discovery.web_manifest",
        "discovery.sitemap",
    ):
        app.setup_extension(f"blink.{room}")
    sweeper = Sweeper()
    app.connect("env-get-outdated", sweeper.begin, priority=Stage.OLD_OUTPUTS)
    app.connect("html-page-context", sweeper.note_page, priority=Stage.CONTEXT)
    app.connect("page-collected", sweeper.note_page, priority=Stage.COLLECTED)
    app.connect("build-finished", sweeper.sweep, priority=Stage.CLEAN_UP)
    app.connect("build-finished", sweeper.note_others, priority=Stage.OUTPUTS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
