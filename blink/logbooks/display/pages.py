"""Posts → the logbooks' pages, what stands on the page of each entry, and in reports.

A logbook's page is ``<blog_path>/logbook/<slug>``; a source of that name is its introduction, and
the rest of the page follows it.

Warnings: those of `blink.logbooks.checks`, and ``rolls.…``.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.osutil import relative_uri

from blink.builder.page_parts import AFTER
from blink.files import digest, write_if_changed
from blink.git import lost_lines_message
from blink.hosting import page_url
from blink.logbooks import history as ledger
from blink.logbooks.analysis import scales
from blink.logbooks.checks import check, tell_lines
from blink.logbooks.display import drawings
from blink.logbooks.display import views as rollups
from blink.logbooks.display.directives import Roll
from blink.logbooks.display.roles import Cited, fill, has_marks
from blink.logbooks.export import SCHEMA, data_files, write_csv, write_json, write_schema
from blink.logbooks.registry import Book, Shelf
from blink.logbooks.store import logbooks_domain
from blink.posts.catalog import KINDS
from blink.posts.store import blog_domain
from blink.problems import Problem, report
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

Page = tuple[str, dict[str, Any], str]


# -- Sphinx ------------------------------------------------------------------


def shelf_of(app: Sphinx) -> Shelf:
    """Return what this build knows of logbooks."""
    shelf = logbooks_domain(app.env).registry
    assert shelf
    return shelf


def open_shelf(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Gather entries and reports, and fill in the words of posts that cite them."""
    blog, store = blog_domain(env), logbooks_domain(env)
    path = Path(app.srcdir) / ledger.LEDGER
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    known, problems = ledger.read(text)
    if lost := lost_lines_message(Path(app.srcdir), ledger.LEDGER, ledger.names):
        problems.append(Problem(1, "ledger", lost))
    tell_lines(path, problems)
    posts = [post for posts in blog.posts.values() for post in posts]
    plot, graph = partial(drawings.plot, app), partial(drawings.graph, app)
    store.registry = shelf = Shelf(posts, known, plot, graph)
    blog.entry_positions = {r.docname: place for place, r in enumerate(shelf.records.values())}
    for docname in store.citations.keys() & blog.posts.keys():
        raw = store.uncited_posts.get(docname, blog.posts[docname])
        if any(has_marks(text) for post in raw for text in post.excerpt):
            store.uncited_posts[docname] = raw
            cite = partial(shelf.reader.cite, docname)
            blog.posts[docname] = tuple(
                replace(post, excerpt=tuple(fill(text, cite) for text in post.excerpt))
                for post in raw
            )
    return []


def _page(app: Sphinx, shelf: Shelf, book: Book) -> rollups.Data:
    """Return what the page of *book* shows."""
    records, everyone = book.records, shelf.records
    drawn = [
        drawings.plot(app, plot)
        for name in scales(records)
        if (plot := rollups.plot(records, name, book.name))
    ]
    found = rollups.graph(records)
    return {
        "name": book.name,
        "docname": book.docname,
        "summary": rollups.summary(records),
        "table": rollups.table(records, everyone),
        "plots": drawn,
        "timeline": rollups.timeline(records, everyone),
        "graph": drawings.graph(app, *found) if found else None,
        "ends": rollups.ends(records),
        "steps": rollups.steps(records),
        "reports": shelf.reports_of(book),
        "files": list(data_files(book.docname)),
    }


def _asked(app: Sphinx, shelf: Shelf) -> Iterator[tuple[str, Any]]:
    """Yield what each document that asks of logbooks shows, after telling what it cannot."""
    store, reader = logbooks_domain(app.env), shelf.reader
    for docname, citations in store.citations.items():
        for one in citations:
            if wrong := reader.wrong_citation(docname, one):
                report(wrong, docname, "rolls")
            record = reader.entry(docname, one.label)
            yield docname, [reader.cite(docname, *one[:2]), record.docname if record else ""]
    for docname, requests in store.directive_requests.items():
        for request in requests:
            problems = list(reader.wrong_request(docname, request))
            for problem in problems:
                report(problem, docname, "rolls")
            shelf.answers.setdefault(docname, []).append(
                [] if problems else reader.answer(docname, request)
            )
        yield docname, shelf.answers[docname]


def note_logbooks(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Put the logbooks together, tell what is wrong, and return the documents that show others."""
    store, shelf = logbooks_domain(env), shelf_of(app)
    shelf.arrange(blog_domain(env).catalog.collections.get("logbook", ()))
    check(app, shelf)
    store.requested_drawings.clear()
    asked = list(_asked(app, shelf))
    if app.builder.format != "html":
        return []
    shelf.pages = {book.docname: _page(app, shelf, book) for book in shelf.books}
    drawings.start(app)
    if store.directive_requests or shelf.pages.keys() & env.found_docs:
        drawings.finish(app)  # documents are written first
    shown: dict[str, list[Any]] = {}
    for docname, what in asked:
        shown.setdefault(docname, []).append(what)
    for some in (shelf.cards, shelf.frames, shelf.since, shelf.pages):
        for docname in some.keys() & env.found_docs:
            shown.setdefault(docname, []).append(some[docname])
    old, new = store.logbook_digests, {name: digest(what) for name, what in shown.items()}
    store.logbook_digests = new
    state = {
        "drafts": bool(app.config.blink_drafts),
        "entries": [ledger.to_data(record) for record in shelf.records.values()],
        "reports": shelf.state(),
    }
    write_if_changed(Path(app.doctreedir) / ledger.STATE, json.dumps(state).encode())
    changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    return sorted(changed & env.found_docs)


def make_pages(app: Sphinx) -> Iterator[Page]:
    """Yield the pages of logbooks without an introduction."""
    shelf = shelf_of(app)
    for name in sorted(shelf.pages.keys() - app.env.found_docs):
        page = _drawn(app, shelf.pages[name])
        title = escape(f"Logbook: {page['name']}", quote=False)
        yield name, {"title": title, "collection": name, "logbook": page}, "logbook.html"


def _drawn(app: Sphinx, page: rollups.Data) -> rollups.Data:
    """Return what the page of a logbook shows, drawings included."""
    plots = [drawings.shown(app, one) for one in page["plots"]]
    graph = drawings.shown(app, page["graph"]) if page["graph"] else None
    return {**page, "plots": plots, "graph": graph}


def _schema_file(app: Sphinx) -> str:
    return f"{app.config.blog_path}/{KINDS['logbook'].folder}/{SCHEMA}"


def make_files(app: Sphinx) -> Iterator[tuple[str, bytes]]:
    """Yield the logbooks' files besides pages and feeds: their data, and its schema."""
    base, shelf = app.config.html_baseurl, shelf_of(app)
    if shelf.books:
        yield _schema_file(app), write_schema(base + _schema_file(app))
    for book in shelf.books:

        def address(docname: str, here: str = f"{book.docname}/") -> str:
            return page_url(app, docname) if base else relative_uri(here, f"{docname}.html")

        as_json, as_csv = data_files(book.docname)
        schema = base + _schema_file(app) if base else f"../{SCHEMA}"
        url = address(book.docname)
        yield as_json, write_json(book.name, url, schema, book.records, address)
        yield as_csv, write_csv(book.records, address)


def add_parts(
    app: Sphinx,
    pagename: str,
    template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Give the page of an entry its place, and an introduction its logbook."""
    shelf = shelf_of(app)
    if pagename in shelf.pages:
        context["collection"] = pagename
        context["logbook"] = context.get("logbook") or _drawn(app, shelf.pages[pagename])
    context["log"] = shelf.frames.get(pagename)
    context["log_report"] = shelf.since.get(pagename)


def resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put into a document what it asks of logbooks."""
    shelf = shelf_of(app)
    for roll in list(doctree.findall(Roll)):
        parts = shelf.answers.get(docname, [])[roll["place"]]
        if app.builder.format != "html" or not parts:
            roll.parent.remove(roll)
            continue
        parts = [
            {**part, "data": drawings.shown(app, part["data"])}
            if part["data"] and part["kind"] in ("plot", "graph")
            else part
            for part in parts
        ]
        given = {"parts": parts, "place": roll["place"] + 1, "pathto": _pathto(app, docname)}
        html = app.builder.templates.render("logbook-roll.html", given)
        roll.replace_self(nodes.raw("", html, format="html"))
    if app.builder.format == "html" and docname in shelf.cards:
        _add_card(app, doctree, docname, shelf.cards[docname])
    for cited in list(doctree.findall(Cited)):
        label, metric, _ = cited.citation
        record = shelf.reader.entry(docname, label)
        text = nodes.Text(shelf.reader.cite(docname, label, metric))
        cited.children.clear()
        if record and record.docname:
            uri = app.builder.get_relative_uri(docname, record.docname)
            cited.append(nodes.reference("", "", text, refuri=uri, internal=True))
        else:
            cited.append(text)


def _add_card(app: Sphinx, doctree: nodes.document, docname: str, card: rollups.Data) -> None:
    """Add the card of an entry below its title."""
    given = {"card": card, "pathto": _pathto(app, docname)}
    html = app.builder.templates.render("logbook-card.html", given)
    section = next(doctree.findall(nodes.section), None)
    if section and isinstance(section[0], nodes.title):
        section[0][AFTER] = html
    else:
        doctree.insert(0, nodes.raw("", html, format="html"))


def _pathto(app: Sphinx, docname: str) -> Callable[..., str]:
    def pathto(name: str, resource: int = 0) -> str:
        if resource:
            return relative_uri(app.builder.get_target_uri(docname), name)
        return app.builder.get_relative_uri(docname, name)

    return pathto


def setup(app: Sphinx) -> ExtensionMetadata:
    for room in (
        "posts.catalog",
        "logbooks.entries",
        "logbooks.display.roles",
        "logbooks.display.drawings",
        "logbooks.display.directives",
    ):
        app.setup_extension(f"blink.{room}")
    app.add_js_file("logbook.js", loading_method="defer")
    app.connect("env-updated", open_shelf, priority=Stage.IMAGE_BUILDS)
    app.connect("env-updated", note_logbooks, priority=Stage.LOGBOOKS)
    app.connect("doctree-resolved", resolve, priority=Stage.LISTS)
    app.connect("site-files", make_files, priority=Stage.FILES)
    app.connect("html-collect-pages", make_pages, priority=Stage.PAGES)
    app.connect("html-page-context", add_parts, priority=Stage.LOGBOOK_PARTS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
