"""Sphinx's builder ``linkcheck``, which here remembers results and spares hosts.

Sphinx collects the links and has the settings ``linkcheck_…``. Requests and reports are Blink's:
the workers of Sphinx do not know that two links are of one host, or how long a host asked them to
wait.
"""

from __future__ import annotations

import re
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from docutils import nodes
from lxml import etree, html
from sphinx.builders.linkcheck import CheckExternalLinksBuilder
from sphinx.transforms.post_transforms import SphinxPostTransform

from blink.checks.link_targets import host_of
from blink.files.writing import replace_file
from blink.linkcheck.crawl import visit
from blink.linkcheck.history import CheckedLink, due, read_records, write_records
from blink.linkcheck.memento import Archives
from blink.linkcheck.patches import accept_many_headers, replace_linkcheck
from blink.linkcheck.probe import BROKEN, MOVED, TIMEOUT, UNKNOWN, Verdict
from blink.linkcheck.progress import Progress
from blink.linkcheck.report import (
    LinkResult,
    LinkSource,
    as_json,
    as_page,
    as_text,
    unchecked_message,
)
from blink.linkcheck.rewrite import rewrite
from blink.linkcheck.settings import request_rules
from blink.posts.store import blog_domain
from blink.source.notebook_places import line_in_file
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

_WEB = re.compile(r"https?://", re.IGNORECASE)

#: For an address that the run did not reach
_NOT_ASKED = Verdict(UNKNOWN, 0, "not checked, because the link check ended early")

#: Results are saved after this many, in case the run is interrupted
_OFTEN = 20


class LinksInHtmlAndFrontMatter(SphinxPostTransform):
    """Adds to a document the links that only its HTML or front matter has."""

    default_priority = 700  # before it collects the links, at 800
    builders = ("linkcheck",)

    def run(self, **kwargs: Any) -> None:
        for node in list(self.document.findall(nodes.raw)):
            for address in _linked(node.astext()):
                self._add(address, node.line or 1)
        blog, docname = blog_domain(self.env), self.env.docname
        header = blog.header(docname)
        for post in blog.posts.get(docname, ()):
            for key in ("canonical_link", "external_link"):
                if address := getattr(post, key):
                    self._add(address, header.line_of(key, default=post.line))

    def _add(self, address: str, line: int) -> None:
        link = nodes.reference("", address, refuri=address)
        link.source, link.line = self.document["source"], line
        self.document.append(nodes.paragraph("", "", link))


def _linked(text: str) -> list[str]:
    """Return the addresses that a piece of HTML links to or shows."""
    try:
        pieces = html.fragments_fromstring(text)
    except (etree.ParserError, ValueError):
        return []
    urls = [
        link[2] for one in pieces if isinstance(one, html.HtmlElement) for link in one.iterlinks()
    ]
    return [address for address in urls if _WEB.match(address)]


class LinkBuilder(CheckExternalLinksBuilder):
    """Sphinx's ``linkcheck``, which tries links as `blink.linkcheck.crawl` does."""

    def init(self) -> None:
        super().init()
        #: address → where it is written, and the documents
        self.places: dict[str, set[LinkSource]] = {}
        self.documents: dict[str, set[str]] = {}

    def serve(self, app: Sphinx) -> None:
        """Keep the application, whose exit code the check sets."""
        self._application = app

    def note(self, docname: str, doctree: nodes.document) -> None:
        """Note every source of every link in a document; Sphinx notes only the first."""
        exclude = self.config.linkcheck_exclude_documents
        if any(re.match(pattern, docname) for pattern in exclude):
            return
        for node in doctree.findall(lambda node: isinstance(node, nodes.reference | nodes.image)):
            assert isinstance(node, nodes.Element)
            pictures: dict[str, str] = node.get("candidates", {})
            written = node.get("refuri") or pictures.get("?", "")
            address = self.events.emit_firstresult("linkcheck-process-uri", written) or written
            if _WEB.match(address):
                self.places.setdefault(address, set()).add(self._place(docname, node))
                self.documents.setdefault(address, set()).add(docname)

    def _place(self, docname: str, node: nodes.Node) -> LinkSource:
        place: nodes.Node | None = node
        while place is not None and not place.line:
            place = place.parent
        path = Path(node.source or (place and place.source) or self.env.doc2path(docname))
        if not path.is_relative_to(self.srcdir):
            path = Path(self.env.doc2path(docname))
        line = line_in_file(self.env, str(path), (place and place.line) or 1)
        return LinkSource(path.relative_to(self.srcdir).as_posix(), line)

    def finish(self) -> None:
        """Check the links that are due, save the results, and report all, even after Ctrl-C."""
        config = self.config
        ignored = [re.compile(pattern) for pattern in config.linkcheck_ignore]
        addresses = sorted(
            a for a in self.places if not any(pattern.match(a) for pattern in ignored)
        )
        known = read_records(self.outdir / "known.json")
        today = datetime.now(ZoneInfo(config.blink_timezone)).date()
        days = config.blink_linkcheck_days
        fix = config.blink_linkcheck_fix  # by what is true now, not by an old result
        todo = [
            a for a in addresses
            if due(a, known.get(a), days, today) or (fix and known[a].verdict.status == MOVED)
        ]  # fmt: skip
        results = {a: known[a] for a in addresses if a in known}
        asked: dict[str, Verdict] = {}
        ended = False
        try:
            self._ask(todo, results, asked, today)
            ended = True
        finally:  # after Ctrl-C as well, and after a bug
            self._conclude(todo, known, results, asked, ended=ended)

    def _ask(
        self,
        todo: list[str],
        results: dict[str, CheckedLink],
        asked: dict[str, Verdict],
        today: date,
    ) -> None:
        """Check *todo*; add the results to *asked* and to *found*, which is saved."""
        progress = Progress(len(todo))
        try:
            accept_many_headers()
            for address, verdict in visit(todo, request_rules(self.config)):
                asked[address] = verdict
                results[address] = CheckedLink(verdict, today)
                progress.step(address)
                if len(asked) % _OFTEN == 0:
                    write_records(self.outdir / "known.json", results)
        finally:
            progress.end()
            write_records(self.outdir / "known.json", results)

    def _conclude(
        self,
        todo: list[str],
        known: Mapping[str, CheckedLink],
        results: Mapping[str, CheckedLink],
        asked: Mapping[str, Verdict],
        *,
        ended: bool,
    ) -> None:
        """Report what was *found*, and which of *todo* were not *asked* for."""
        reached = any(verdict.code for verdict in asked.values())
        if ended and asked and not reached and len({host_of(a) for a in asked}) > 1:
            advice = "check your network connection, then run `make linkcheck` again"
            print(f"no host could be reached, and no results were saved; {advice}", file=sys.stderr)
            write_records(self.outdir / "known.json", dict(known))
            self._application.statuscode = 2
            return
        fixed = self._fix(results) if ended and self.config.blink_linkcheck_fix else frozenset()
        broken = [address for address, link in results.items() if link.verdict.status == BROKEN]
        archives = Archives(self.config.blink_linkcheck_memento if ended and reached else "")
        where = archives.find({a: self._day(a) for a in broken}, request_rules(self.config))
        rows = [
            LinkResult(
                address, tuple(sorted(self.places[address])), link.verdict,
                new=address not in known or known[address].verdict.status != link.verdict.status,
                asked=address in asked,
                archive=where.get(address, ""),
                fixed=address in fixed,
            )
            for address, link in results.items()
        ]  # fmt: skip
        left = [address for address in todo if address not in asked]
        rows += [
            LinkResult(address, tuple(sorted(self.places[address])), _NOT_ASKED, asked=False)
            for address in left
            if address not in results
        ]
        self._report(rows)
        if left:
            limit = self.config.blink_linkcheck_minutes if ended else 0
            print(unchecked_message(len(left), len(todo), limit), file=sys.stderr)
            self._application.statuscode = self._application.statuscode or 2
        if archives.interrupted:
            raise KeyboardInterrupt

    def _day(self, address: str) -> date:
        """Return the date of the first post that links to *address*."""
        blog = blog_domain(self.env)
        dates = [p.date for name in self.documents[address] for p in blog.posts.get(name, ())]
        return min((d.date() for d in dates if d), default=date.today())  # noqa: DTZ011

    def _fix(self, results: Mapping[str, CheckedLink]) -> frozenset[str]:
        """Write the new URLs into the sources; return the old ones that no source has now."""
        moved: dict[str, dict[str, str]] = {}
        for address, link in results.items():
            if link.verdict.status == MOVED:
                for place in self.places[address]:
                    moved.setdefault(place.file, {})[address] = link.verdict.new
        left: set[str] = set()
        for file, news in sorted(moved.items()):
            path = Path(self.srcdir) / file
            try:
                done = rewrite(path, news)
                rest = path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                message = f"its URLs cannot be updated: {error}; update them by hand"
                print(f"{file}: {message}", file=sys.stderr)
                left |= news.keys()
                continue
            count = done.total()
            print(f"{file}: {count} {'URL' if count == 1 else 'URLs'} updated")
            for address, new in sorted(news.items()):
                lines = sum(place.file == file for place in self.places[address])
                if not done[address] or (done[address] < lines and address in rest):
                    left.add(address)
                    hint = f"write `{new}` in its place by hand"
                    print(f"{file}: not every `{address}` could be updated; {hint}")
        every = {address for news in moved.values() for address in news}
        return frozenset(every - left)

    def _report(self, rows: list[LinkResult]) -> None:
        replace_file(self.outdir / "report.json", as_json(rows).encode())
        page = self.outdir / "report.html"
        replace_file(page, as_page(rows).encode())
        print(as_text(rows))
        bad = {BROKEN} | ({TIMEOUT} if self.config.linkcheck_report_timeouts_as_broken else set())
        if any(row.verdict.status in bad for row in rows):
            remedy = "correct them, or add them to `linkcheck_ignore` in conf.py"
            print(f"some links are broken; {remedy}; the full report is {page}", file=sys.stderr)
            self._application.statuscode = 1


# -- Sphinx ------------------------------------------------------------------


def serve(app: Sphinx) -> None:
    """Give the builder its application."""
    if isinstance(app.builder, LinkBuilder):
        app.builder.serve(app)


def note_places(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Have the builder note the links of a document."""
    if isinstance(app.builder, LinkBuilder):
        app.builder.note(docname, doctree)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.posts.store")
    replace_linkcheck(app, LinkBuilder)
    app.add_post_transform(LinksInHtmlAndFrontMatter)
    app.connect("builder-inited", serve, priority=Stage.BUILDER)
    app.connect("doctree-resolved", note_places, priority=Stage.LINK_PLACES)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
