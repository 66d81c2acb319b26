"""The output folder → without what an earlier build left and this one would not write.

Sphinx never deletes: the page, the source copy and the pictures of a post that was
withdrawn would stay. What ``html_extra_path`` brings, and ``_static``, is not looked at.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from blink.cards import card_files
from blink.domain import blog_domain
from blink.drawings import FOLDER, graph_files
from blink.feeds import feed_files
from blink.frame import extra_files, static_files
from blink.logbooks import log_files
from blink.manifest import ICONS, MANIFEST, icon_files
from blink.redirects import former_feeds
from blink.sitemap import ROBOTS, SITEMAP, sitemap_files
from blink.subscribe import subscribe_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

#: Files of which a site has all or none
FOUND = frozenset([SITEMAP, ROBOTS, MANIFEST, *ICONS])


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


class Sweeper:
    """Remembers within one build what was there before and what was written."""

    def __init__(self) -> None:
        #: pages made in this build that are no documents; each build makes all of them
        self.pages: set[str] = set()
        #: pictures and downloads of the last build, as paths below the output folder
        self.before: set[str] = set()

    def note_before(self, app: Sphinx, env: BuildEnvironment, *sets: set[str]) -> list[str]:
        """Note what the last build copied; if nobody knows, clear the folders of copies."""
        if env.all_docs:
            self.before = copies(env)
        elif app.builder.format == "html":
            for folder in ("_images", "_downloads", "_sources"):
                shutil.rmtree(app.outdir / folder, ignore_errors=True)
        return []

    def note_page(self, app: Sphinx, pagename: str, *context: Any) -> None:
        """Note a page that is being written, or would be if it were not there."""
        self.pages.add(pagename)

    def sweep(self, app: Sphinx, exception: Exception | None) -> None:
        """Delete what the finished build would not have written."""
        if exception or app.builder.format != "html":
            return
        root, env = Path(app.outdir), app.env
        builder = cast("StandaloneHTMLBuilder", app.builder)
        shown = env.found_docs - blog_domain(env).withheld
        pages = {
            Path(builder.get_output_path(name)) for name in shown | self.pages - env.found_docs
        }
        extra = {root / name for name in extra_files(app)}
        for path in {root / name for name in self.before - copies(env)} - extra:
            delete(path, root)
        others = (root / "_static", Path(app.doctreedir))  # by default, these are in it as well
        for path in set(files_below(root, builder.out_suffix)) - pages - extra:
            if not any(path.is_relative_to(other) for other in others):
                delete(path, root)
        sources = set()
        if app.config.html_copy_source:
            suffix = app.config.html_sourcelink_suffix
            for docname in shown:
                name = str(env.doc2path(docname, base=False))
                sources.add(root / "_sources" / (name if name.endswith(suffix) else name + suffix))
        for path in set(files_below(root / "_sources", "")) - sources - extra:
            delete(path, root)
        found = feed_files(app) | subscribe_files(app) | log_files(app) | {*former_feeds(app)}
        feeds = {root / name for name in found}
        for suffix in (".xml", ".json", ".opml", ".csv"):
            for path in set(files_below(root / app.config.blog_path, suffix)) - feeds - extra:
                delete(path, root)
        drawn = {root / name for name in card_files(app) | graph_files(app)}
        for folder in ("_cards", FOLDER):
            for path in set(files_below(root / folder, "")) - drawn - extra:
                delete(path, root)
        found = {*sitemap_files(app), *icon_files(app), *static_files(app)}
        for path in {root / name for name in FOUND - found} - extra:
            delete(path, root)


def copies(env: BuildEnvironment) -> set[str]:
    """Return what Sphinx copies for its documents, as paths below the output folder."""
    images = {f"_images/{name}" for _, name in env.images.values()}
    return images | {f"_downloads/{name}" for _, name in env.dlfiles.values()}


def setup(app: Sphinx) -> ExtensionMetadata:
    for room in ("redirects", "subscribe", "cards", "logbooks", "manifest", "sitemap"):
        app.setup_extension(f"blink.{room}")
    sweeper = Sweeper()
    app.connect("env-get-outdated", sweeper.note_before, priority=100)
    app.connect("html-page-context", sweeper.note_page)
    app.connect("page-collected", sweeper.note_page)
    app.connect("build-finished", sweeper.sweep)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
