"""Catalog → the logbooks' pages, and what stands on the page of each entry.

A logbook's page is ``<blog_path>/logbook/<slug>``; a source of that name is its introduction, and
the rest of the page follows it.

Warnings: ``logbooks.entry``, an entry that names another which is not there; ``.circle``,
``.scale``.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util.osutil import relative_uri

from blink import drawings, rollups
from blink.catalog import KINDS
from blink.domain import blog_domain, report
from blink.engine import label_of
from blink.entries import page_url
from blink.logbook import Record, circles, disagreements, scales
from blink.logdata import SCHEMA, data_files, write_csv, write_json, write_schema
from blink.logfields import lines_of
from blink.made import digest, write_if_changed
from blink.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.model import Catalog, Post

Page = tuple[str, dict[str, Any], str]

#: Keys of an entry that name others
_NAMING = ("baseline", "follows", "supersedes", "replicates")


@dataclass(frozen=True, slots=True)
class Book:
    """A logbook of the published site."""

    name: str
    docname: str
    #: the first one first
    records: tuple[Record, ...]
    #: likewise
    reports: tuple[Post, ...]


def record_of(post: Post) -> Record:
    """Return the record of a dated entry."""
    assert post.logged
    date = post.date.isoformat() if post.date else ""
    label = label_of(post.docname)
    return Record(label, post.docname, post.title, date, post.tags, post.logged)


def books_of(catalog: Catalog) -> dict[str, Book]:
    """Return the logbooks of *catalog* by label; nothing of a draft is in them."""
    found = {}
    for one in catalog.collections.get("logbook", ()):
        public = [post for post in one.posts[::-1] if not post.draft]
        records = tuple(record_of(post) for post in public if post.logged)
        reports = tuple(post for post in public if not post.logged)
        found[one.label] = Book(one.name, one.docname, records, reports)
    return found


class Shelf:
    """What pages show of the logbooks, made once a build."""

    def __init__(self, catalog: Catalog) -> None:
        self.books = books_of(catalog)
        self.records: dict[str, Record] = {}
        for book in self.books.values():
            for record in book.records:
                self.records.setdefault(record.label, record)
        #: docname → what the page of each logbook shows
        self.pages: dict[str, rollups.Data] = {}
        self.scales = {name: scales(book.records) for name, book in self.books.items()}
        #: docname → what its page says of the entry itself
        self.cards: dict[str, rollups.Data] = {}
        #: docname → what stands around it
        self.frames: dict[str, rollups.Data] = {}
        for name, book in self.books.items():
            places = rollups.places(book.records, self.records)
            for record in book.records:
                self._add(record, name, places[record.label])
        for post in catalog.posts:
            if post.logged and post.draft:
                self._add(record_of(post), post.logged.logbook, {})

    def _add(self, record: Record, name: str, place: rollups.Data) -> None:
        book = self.books[name]
        known = {**scales([record]), **self.scales[name]}
        self.cards[record.docname] = rollups.card(record, self.records, known)
        home = {"name": book.name, "docname": book.docname}
        self.frames[record.docname] = {"book": home, **place}


# -- Sphinx ------------------------------------------------------------------


def shelf_of(app: Sphinx) -> Shelf:
    """Return what this build knows of logbooks."""
    shelf = blog_domain(app.env).shelf
    assert shelf
    return shelf


def _page(app: Sphinx, shelf: Shelf, book: Book) -> rollups.Data:
    """Return what the page of *book* shows."""
    records, everyone = book.records, shelf.records
    drawn = [
        drawings.plot(app, plot)
        for name in scales(records)
        if (plot := rollups.plot(records, name, book.name))
    ]
    found = rollups.graph(records)
    reports = [{"title": post.title, "docname": post.docname,
                "day": f"{post.date:%Y-%m-%d}"} for post in book.reports]  # fmt: skip
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
        "reports": reports,
        "files": list(data_files(book.docname)),
    }


def check(app: Sphinx, shelf: Shelf) -> None:
    """Warn of what entries say of others that cannot be."""
    for record in shelf.records.values():
        for key in _NAMING:
            said = getattr(record.said, key)
            for name in filter(None, [said] if isinstance(said, str) else said):
                if wrong := _wrong(name, record, shelf.records):
                    _tell(app, record, key, name, "entry", f"{key}: {wrong}")
    for record in circles(shelf.records):
        said = "follows: this entry follows itself, over others or at once; delete one of them"
        _tell(app, record, "follows", "", "circle", said)
    for book in shelf.books.values():
        for record, said in disagreements(book.records):
            mend = "write it alike, or give one another name"
            _tell(app, record, "metrics", "", "scale", f"metrics: {said}; {mend}")


def _wrong(name: str, record: Record, known: Mapping[str, Record]) -> str:
    label, _, number = name.partition("#")
    if label == record.label:
        return f"`{name}` is this entry itself; delete it"
    if label not in known:
        near = get_close_matches(label, known, 1)
        mend = f"did you mean `{near[0]}`?" if near else "write the name of its file"
        return f"no published entry of a logbook is called `{label}`; {mend}"
    steps = known[label].said.next
    if number and int(number) > len(steps):
        return f"`{label}` has no step {number} in its `next`, it has {len(steps)}"
    return ""


def _tell(app: Sphinx, record: Record, key: str, word: str, kind: str, message: str) -> None:
    source = blog_domain(app.env).sources.get(record.docname)
    value = source.header.fields.get(key) if source else None
    line = lines_of(value, [word]).get(word, 1)
    report(Problem(line, kind, message), record.docname, "logbooks")


def note_logbooks(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Put the logbooks together, tell what is wrong, and return the documents that show others."""
    blog = blog_domain(env)
    blog.shelf = shelf = Shelf(blog.catalog)
    check(app, shelf)
    if app.builder.format != "html":
        return []
    with drawings.kept(app):
        pages = {book.docname: _page(app, shelf, book) for book in shelf.books.values()}
    shelf.pages = pages
    shown: dict[str, Any] = {n: [card, shelf.frames[n]] for n, card in shelf.cards.items()}
    shown |= {name: page for name, page in pages.items() if name in env.found_docs}
    old = blog.told
    blog.told = {name: digest(what) for name, what in shown.items()}
    new = blog.told
    changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    return sorted(changed & env.found_docs)


def make_pages(app: Sphinx) -> Iterator[Page]:
    """Write the logbooks' files, and yield the pages of those without an introduction."""
    if app.builder.format != "html":
        return
    shelf = shelf_of(app)
    for name, content in log_contents(app, shelf):
        write_if_changed(Path(app.outdir) / name, content)
    for name, page in shelf.pages.items():
        if name not in app.env.found_docs:
            title = escape(f"Logbook: {page['name']}", quote=False)
            yield name, {"title": title, "collection": name, "logbook": page}, "logbook.html"


def schema_file(app: Sphinx) -> str:
    return f"{app.config.blog_path}/{KINDS['logbook'].folder}/{SCHEMA}"


def log_files(app: Sphinx) -> set[str]:
    """Return the paths of the logbooks' files besides pages and feeds, below the output folder."""
    books = shelf_of(app).books.values()
    found = {name for book in books for name in data_files(book.docname)}
    return found | ({schema_file(app)} if books else set())


def log_contents(app: Sphinx, shelf: Shelf) -> Iterator[tuple[str, bytes]]:
    """Yield the path and content of each of `log_files`."""
    base = app.config.html_baseurl
    if shelf.books:
        yield schema_file(app), write_schema(base + schema_file(app))
    for book in shelf.books.values():

        def address(docname: str, here: str = f"{book.docname}/") -> str:
            return page_url(app, docname) if base else relative_uri(here, f"{docname}.html")

        as_json, as_csv = data_files(book.docname)
        schema = base + schema_file(app) if base else f"../{SCHEMA}"
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
    """Give the page of an entry its card and its place, and an introduction its logbook."""
    shelf = shelf_of(app)
    if pagename in shelf.pages:
        context["collection"], context["logbook"] = pagename, shelf.pages[pagename]
    if pagename in shelf.frames:
        context["log"] = shelf.frames[pagename]
        card = app.builder.templates.render(
            "logbook-card.html", {"card": shelf.cards[pagename], "pathto": context["pathto"]}
        )
        start = context["body"].find("</h1>") + len("</h1>")
        if start >= len("</h1>"):
            context["body"] = context["body"][:start] + card + context["body"][start:]


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.catalog")
    app.setup_extension("blink.drawings")
    app.add_js_file("logbook.js", loading_method="defer")
    app.connect("env-updated", note_logbooks, priority=620)
    app.connect("html-collect-pages", make_pages)
    app.connect("html-page-context", add_parts, priority=400)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
