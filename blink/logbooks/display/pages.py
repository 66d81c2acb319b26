"""Make the pages of logbooks, and show logbooks on entries, reports and other documents.

The page of a logbook is ``<blog_path>/logbook/<slug>``. If there is a source of that name, it is
the introduction, and the logbook follows it.

Warnings: those of `blink.logbooks.checks` and `blink.logbooks.ledger.reading`; ``rolls.entry``,
``rolls.metric`` and ``rolls.logbook``, for citations and directives.
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

from blink.addresses.hosting import writes_site
from blink.builder.page_parts import AFTER
from blink.files.writing import digest, write_if_changed
from blink.logbooks import history
from blink.logbooks.analysis import scales_of
from blink.logbooks.checks import check_logbooks
from blink.logbooks.display import drawings, views
from blink.logbooks.display.card_notes import code_of, notes_for_cards
from blink.logbooks.display.directives import LogbookPart
from blink.logbooks.display.entry_plots import entry_plot
from blink.logbooks.display.graphs import entry_graph
from blink.logbooks.display.parts.output import finish_parts, part_nodes
from blink.logbooks.display.roles import CitationNode, fill_all_marks, fill_marks, has_marks
from blink.logbooks.display.run_changes import changes_address
from blink.logbooks.export.data import data_files
from blink.logbooks.ledger.reading import build_ledger
from blink.logbooks.ledger.reports import text_to_data
from blink.logbooks.metrics.declaration import declared_metrics
from blink.logbooks.registry import Logbook, LogbookRegistry
from blink.logbooks.store import logbooks_domain
from blink.posts.store import blog_domain
from blink.problems import report
from blink.source.assembled import document_of
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.logbooks.display.formatting import Data

Page = tuple[str, dict[str, Any], str]


# -- Sphinx ------------------------------------------------------------------


def logbook_registry(app: Sphinx) -> LogbookRegistry:
    """Return the logbooks of this build."""
    registry = logbooks_domain(app.env).registry
    assert registry
    return registry


def collect_logbooks(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Collect entries and reports, and put the text of citations into the excerpts of posts."""
    blog, store = blog_domain(env), logbooks_domain(env)
    ledger = build_ledger(app)
    posts = [post for posts in blog.posts.values() for post in posts]
    plot, graph = partial(drawings.request_plot, app), partial(drawings.request_graph, app)
    declared = declared_metrics(app, {label for post in posts for label in post.logbook})
    store.registry = registry = LogbookRegistry(
        posts, ledger, plot, graph, app.translator, declared, partial(changes_address, app)
    )
    blog.entry_positions = {
        entry.docname: index for index, entry in enumerate(registry.entries.values())
    }
    for docname in store.citations.keys() & blog.posts.keys():
        uncited = store.uncited_posts.get(docname, blog.posts[docname])
        if any(has_marks(text) for post in uncited for text in post.excerpt):
            store.uncited_posts[docname] = uncited
            text_of = partial(registry.resolver.citation_text, docname)
            blog.posts[docname] = tuple(
                replace(post, excerpt=tuple(fill_marks(text, text_of) for text in post.excerpt))
                for post in uncited
            )
    return []


def _page_data(app: Sphinx, registry: LogbookRegistry, logbook: Logbook) -> Data:
    """Return what the page of *logbook* shows; its drawings are requested."""
    entries, all_entries, words = logbook.entries, registry.entries, app.translator
    plots = [
        drawings.request_plot(app, plot)
        for name in scales_of(entries)
        if (plot := entry_plot(entries, name, logbook.name, words=words))
    ]
    graph = entry_graph(entries, words)
    return {
        "name": logbook.name,
        "docname": logbook.docname,
        "summary": views.summary(entries),
        "table": views.table(entries, all_entries),
        "plots": plots,
        "timeline": fill_all_marks(
            views.timeline(entries, all_entries),
            partial(registry.resolver.citation_text, logbook.docname),
        ),
        "graph": drawings.request_graph(app, *graph) if graph else None,
        "ends": views.dead_end_list(entries),
        "steps": views.open_step_list(entries),
        "reports": registry.reports_of(logbook),
        "files": list(data_files(logbook.docname)),
    }


def _resolved(app: Sphinx, registry: LogbookRegistry) -> Iterator[tuple[str, Any]]:
    """Resolve citations and requests; yield each docname and what the document shows for them.

    Those that cannot be resolved are reported.
    """
    store, resolver = logbooks_domain(app.env), registry.resolver
    for docname, citations in store.citations.items():
        for citation in citations:
            if problem := resolver.citation_problem(docname, citation):
                report(problem, docname, "rolls")
            entry = resolver.entry(docname, citation.label)
            text = resolver.citation_text(docname, citation)
            yield docname, [text, entry.docname if entry else ""]
    for docname, requests in store.directive_requests.items():
        for request in requests:
            problems = list(resolver.request_problems(docname, request))
            for problem in problems:
                report(problem, docname, "rolls")
            registry.request_parts.setdefault(docname, []).append(
                [] if problems else resolver.parts(docname, request)
            )
        finish_parts(app, docname, registry.request_parts[docname])
        yield docname, registry.request_parts[docname]


def analyse_logbooks(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Analyse and check the logbooks; return the documents that now show something else of them."""
    store, registry = logbooks_domain(env), logbook_registry(app)
    collections = blog_domain(env).catalog.collections.get("logbook", ())
    registry.add_logbooks(collections, notes_for_cards(app, registry.ledger))
    check_logbooks(app, registry)
    store.requested_drawings.clear()
    resolved = list(_resolved(app, registry))
    if not writes_site(app):
        return []
    registry.pages = {
        logbook.docname: _page_data(app, registry, logbook) for logbook in registry.logbooks
    }
    drawings.start_drawing(app)
    if store.directive_requests or registry.pages.keys() & env.found_docs:
        drawings.finish_drawing(app)  # documents are written before other pages
    shown: dict[str, list[Any]] = {}
    for docname, data in resolved:
        shown.setdefault(docname, []).append(data)
    for by_docname in (registry.cards, registry.positions, registry.report_notes, registry.pages):
        for docname in by_docname.keys() & env.found_docs:
            shown.setdefault(docname, []).append(by_docname[docname])
    old, new = store.logbook_digests, {name: digest(data) for name, data in shown.items()}
    store.logbook_digests = new
    versions = registry.covered_versions(store.citations, store.directive_requests)
    state = {
        "drafts": bool(app.config.blink_drafts),
        "entries": [history.entry_to_data(entry) for entry in registry.entries.values()],
        "reports": versions,
        "code": {entry.label: code_of(entry) for entry in registry.entries.values()},
        "texts": {
            report.label: text_to_data(
                registry.report_text(report, registry.logbooks_of(versions.get(report.label, ())))
            )
            for report in registry.reports
        },
    }
    write_if_changed(Path(app.doctreedir) / history.STATE, json.dumps(state).encode())
    changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    return sorted(changed & env.found_docs)


def make_pages(app: Sphinx) -> Iterator[Page]:
    """Yield the pages of logbooks that have no introduction."""
    registry = logbook_registry(app)
    for name in sorted(registry.pages.keys() - app.env.found_docs):
        page = drawings.with_drawings(app, registry.pages[name])
        words = {"kind": app.translator.gettext("Logbook"), "name": page["name"]}
        title = escape(app.translator.gettext("%(kind)s: %(name)s") % words, quote=False)
        yield name, {"title": title, "collection": name, "logbook": page}, "logbook.html"


def add_context(
    app: Sphinx,
    pagename: str,
    template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Add to the context of a page its logbook, its position in a logbook, or its report."""
    registry = logbook_registry(app)
    if pagename in registry.pages:
        context["collection"] = pagename
        context["logbook"] = context.get("logbook") or drawings.with_drawings(
            app, registry.pages[pagename]
        )
    text_of = partial(registry.resolver.citation_text, pagename)
    context["log"] = fill_all_marks(registry.positions.get(pagename), text_of)
    context["log_report"] = fill_all_marks(registry.report_notes.get(pagename), text_of)


def fill_document(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the parts of logbooks, the card of an entry and the text of citations into a document."""
    registry = logbook_registry(app)
    for node in list(doctree.findall(LogbookPart)):
        name = document_of(node, docname)
        parts = registry.request_parts.get(name, [])[node["index"]]
        if not writes_site(app) or not parts:  # `blink.books` has replaced what a book shows
            node.parent.remove(node)
            continue
        node.replace_self(part_nodes(app, parts, node["index"] + 1, _pathto(app, docname)))
    if writes_site(app) and docname in registry.cards:
        _add_card(app, doctree, docname, registry.cards[docname])
    for citation in list(doctree.findall(CitationNode)):
        name = document_of(citation, docname)
        entry = registry.resolver.entry(name, citation.citation.label)
        text = nodes.Text(registry.resolver.citation_text(name, citation.citation))
        if entry and entry.docname:
            uri = app.builder.get_relative_uri(name, entry.docname)
            citation.replace_self(nodes.reference("", "", text, refuri=uri, internal=True))
        else:
            citation.replace_self(text)


def _add_card(app: Sphinx, doctree: nodes.document, docname: str, card: Data) -> None:
    """Add the card of an entry below its title."""
    context = {"card": card, "pathto": _pathto(app, docname)}
    html = app.builder.templates.render("logbook-card.html", context)
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
    for extension in (
        "posts.catalog",
        "logbooks.entries",
        "logbooks.display.roles",
        "logbooks.display.drawings",
        "logbooks.display.directives",
        "logbooks.display.run_changes",
        "logbooks.display.parts.output",
        "logbooks.display.files",
    ):
        app.setup_extension(f"blink.{extension}")
    app.add_js_file("logbook.js", loading_method="defer")
    app.connect("env-updated", collect_logbooks, priority=Stage.IMAGE_BUILDS)
    app.connect("env-updated", analyse_logbooks, priority=Stage.LOGBOOKS)
    app.connect("doctree-resolved", fill_document, priority=Stage.LISTS)
    app.connect("html-collect-pages", make_pages, priority=Stage.PAGES)
    app.connect("html-page-context", add_context, priority=Stage.LOGBOOK_PARTS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
