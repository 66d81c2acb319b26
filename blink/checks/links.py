"""Warn of each link, image and anchor in the built site that points to nothing.

Every build checks all links, because a deleted page breaks links in pages that were not written
again. An index of the links is kept next to the doctrees (`blink.checks.link_index`), so that only
files that changed are read.

Warnings: ``links.page``, ``.anchor``, ``.scheme``, ``.local``, ``.own``, ``.outside``, ``.empty``,
``.malformed``.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
from logging import getLogger
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sphinx.util import logging

from blink.addresses.faults import EMPTY
from blink.addresses.hosting import endings_of, is_public, root_path
from blink.builder.html import BlogBuilder
from blink.checks.link_index import LARGE, NOTES, dead, load, pack
from blink.checks.link_reader import reader
from blink.checks.link_sources import ReportedLinks, SourceFinder, describe
from blink.checks.link_targets import SiteAddress, host_of, resolve
from blink.checks.theme_links import ThemeLinks, files_of_theme, report_loaded_files
from blink.checks.unused_images import delete_unused_images
from blink.files.writing import write_if_changed
from blink.posts.store import blog_domain
from blink.settings.theme import uses_blink
from blink.source.store import source_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

    from blink.checks.link_index import LinkIndex
    from blink.checks.link_sources import SourceLine
    from blink.checks.link_targets import LinkTarget, RawLink

logger = logging.getLogger(__name__)

#: The pages of ``sphinx.ext.viewcode``, which link to objects with the option ``:no-index:`` too
_CODE = "_modules/"


# -- Sphinx ------------------------------------------------------------------


def site_of(app: Sphinx, bases: Iterable[str]) -> SiteAddress:
    """Return the URLs at which the site will be served."""
    config = app.config
    own = {
        f"{host_of(base)}{urlsplit(base).path}" for base in (config.html_baseurl, *bases) if base
    }
    return SiteAddress(root_path(config, os.environ), tuple(sorted(own)), endings_of(app))


def _below(folder: str, prefix: str = "") -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield path and entry of each file below *folder*: the walk is what costs most of an edit."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _below(entry.path, f"{prefix}{entry.name}/")
            else:
                yield prefix + entry.name, entry


def _files(app: Sphinx, page_ending: str) -> tuple[frozenset[str], dict[str, str]]:
    """Return the site's files, and the size and digest of those that may have links.

    The latter include the entries of feeds, which are kept next to the doctrees.
    """
    present, states = set(), {}
    digests, others = source_domain(app.env).digests, set(files_of_theme(app))
    beside = f"{os.path.relpath(app.doctreedir, app.outdir)}/"  # by default, it is in there
    for name, entry in _below(str(app.outdir)):
        if name.startswith(beside):
            continue
        present.add(name)
        if reader(name, page_ending) and name not in others:
            states[name] = digests.of(entry.path) or ""
    if is_public(app.config):
        for docname in blog_domain(app.env).posts:
            if state := digests.of(f"{app.doctreedir}/{docname}.entry"):
                states[f"{docname}.entry"] = state
    return frozenset(present), states


def _path(app: Sphinx, name: str) -> Path:
    return Path(app.doctreedir if name.endswith(".entry") else app.outdir) / name


def _folder(name: str) -> str:
    return posixpath.dirname(name)


def anchors(app: Sphinx) -> dict[str, list[str]]:
    """Return page → its anchors, for the pages of this build."""
    try:
        _, _, files = json.loads((Path(app.doctreedir) / NOTES).read_bytes())
    except (OSError, ValueError):
        return {}
    return {name: ids for name, (_, ids, _) in files.items()}


class DeadLinkCheck:
    """The check of all links of one build."""

    def __init__(self) -> None:
        self._bases: list[str] = []
        self._site = SiteAddress("/", ())
        self._reported = ReportedLinks()

    def note_base(self, app: Sphinx, config: Config) -> None:
        """Remember the base URL of conf.py before that of the host replaces it."""
        base = config.html_baseurl or config.blog_baseurl or ""
        self._bases = [base.rstrip("/") + "/"] if base else []

    def listen(self, app: Sphinx) -> None:
        """Listen to warnings about references while documents are read and written."""
        self._reported = ReportedLinks()
        getLogger("sphinx").addHandler(self._reported)

    def run(self, app: Sphinx, exception: Exception | None) -> None:
        """Check every link, and warn of each that points to nothing."""
        if exception or not app.config.blink_links or not isinstance(app.builder, BlogBuilder):
            return
        self._site = site_of(app, self._bases)
        notes = Path(app.doctreedir) / NOTES
        known = load(notes, repr(self._site))
        endings = self._site.endings
        before, (present, states) = known.files, _files(app, endings.file)
        known.files = {
            name: before[name] for name, state in states.items()
            if name in before and before[name][0] == state
        }  # fmt: skip
        stale = sorted(states.keys() - known.files.keys())

        def read(names: Sequence[str]) -> list[tuple[list[str], list[str]]]:
            return [self._read(app, name) for name in names]

        def take_in(names: Sequence[str], read: Sequence[tuple[list[str], list[str]]]) -> None:
            known.store(
                (name, states[name], *links) for name, links in zip(names, read, strict=True)
            )

        if stale:
            app.builder.share_out(stale, read, take_in)
        if len(stale) > LARGE:
            known.forget_unused()
        if stale or known.files.keys() != before.keys():
            write_if_changed(notes, known.dump())
        delete_unused_images(app, known)
        found = dead(known, present, endings)
        links = sum(len(own) for _, _, own in known.files.values())
        logger.info("checked %d links in %d files", links, len(known.files))
        if found:
            self._warn(app, found, known, present)

    def _targets(self, app: Sphinx, name: str) -> Iterator[tuple[RawLink, LinkTarget]]:
        read = reader(name, self._site.endings.file)
        assert read
        folder = _folder(name)
        for link in read(_path(app, name).read_bytes()).links:
            if target := resolve(folder, link, self._site):
                yield link, target

    def _read(self, app: Sphinx, name: str) -> tuple[list[str], list[str]]:
        read = reader(name, self._site.endings.file)
        assert read
        links, folder = read(_path(app, name).read_bytes()), _folder(name)
        targets = {resolve(folder, link, self._site) for link in links.links} - {None}
        # themes of others may link a page to itself by an empty URL
        theirs = not uses_blink(app)
        return sorted(links.ids), sorted(
            pack(target) for target in targets if target and not (theirs and target.wrong == EMPTY)
        )

    def _warn(
        self,
        app: Sphinx,
        dead_links: Mapping[str, set[str]],
        known: LinkIndex,
        present: frozenset[str],
    ) -> None:
        """Report each dead link once, at its line, however many pages show it."""
        endings = self._site.endings
        sources, theirs = SourceFinder(app, endings), ThemeLinks(app)
        warnings: dict[tuple[SourceLine, str, tuple[str, ...]], str] = {}
        seen: set[tuple[str, str]] = set()
        for name in sorted(dead_links, key=lambda name: (not endings.is_page(name), name)):
            for link, target in self._targets(app, name):
                if pack(target) not in dead_links[name]:
                    continue
                if endings.is_page(name):
                    page = re.sub(r"^(\.\./)+|^/", "", target.path) or name
                    seen.add((page, target.fragment))
                elif target[:2] in seen:  # in a feed as on the page
                    continue
                if self._reported.has(link.raw, target, sources.of(name)):
                    continue
                if asset := sources.of_asset(name, target):
                    warnings[asset[0], "page", target[:2]] = asset[1]
                    continue
                if endings.is_page(name) and theirs.has(name, _path(app, name), link.raw):
                    continue
                place = sources.find(name, link.raw)
                file = endings.file_at(target.path, present)
                ids = known.files[file if file in known.files else name][1]
                advice = sources.advice(name, place, target)
                kind, message = describe(link.raw, target, present, ids, advice, endings)
                if kind == "anchor" and name.startswith(_CODE):
                    continue
                warnings.setdefault((place, kind, target[:2]), message)  # the path to it may differ
        for ((path, line), kind, _), message in sorted(warnings.items()):
            logger.warning("%s", message, location=f"{path}:{line}", type="links", subtype=kind)
        theirs.report()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.builder.outputs")  # links to what it deletes are dead
    check = DeadLinkCheck()
    app.connect("config-inited", check.note_base, priority=Stage.BASE_URL)
    app.connect("builder-inited", check.listen, priority=Stage.BUILDER)
    app.connect("build-finished", check.run, priority=Stage.SITE_CHECKS)
    app.connect("build-finished", report_loaded_files, priority=Stage.SITE_CHECKS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
