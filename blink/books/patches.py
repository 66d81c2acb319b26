"""Patches of Sphinx's builders that make no site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.errors import NoUri

from blink.upstream import expect, parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment


def disconnect(app: Sphinx, event: str, packages: Collection[str]) -> None:
    """Disconnect the handlers of *packages* from *event*.

    Seen in Sphinx 9.0.4: a handler can only be disconnected by the number of its listener.
    """
    listeners = app.events.listeners
    expect(isinstance(listeners, dict), "Sphinx", "its table of listeners has changed")
    for listener in list(listeners.get(event, ())):
        module = getattr(listener.handler, "__module__", None) or ""  # None: of conf.py
        if module.partition(".")[0] in packages:
            app.disconnect(listener.id)


def use_other_theme(app: Sphinx, theme: str, scripts: Collection[str]) -> None:
    """Let the HTML builder begin again without *scripts*, and with *theme* unless it is ``""``.

    The options of the theme before have no meaning then.

    Seen in Sphinx 9.0.4: the builder reads ``html_theme`` before extensions know which it is, and
    no function removes a script.
    """
    builder, registry, config = app.builder, app.registry, app.config
    holds = parameters(type(builder).init) == ["self"] and isinstance(registry.js_files, list)
    expect(holds, "Sphinx", "`Builder.init` or the list of scripts has changed")
    if theme:
        config.html_theme, config.html_theme_options, config.html_sidebars = theme, {}, {}
    registry.js_files[:] = [file for file in registry.js_files if file[0] not in scripts]
    builder.init()


def link_by(
    builder: Builder, is_outside: Callable[[str], bool], url_of: Callable[[str], str]
) -> None:
    """Make *builder* link to the URL that *url_of* returns for a page outside the book.

    Such are the pages for which *is_outside* returns true, and documents that the builder cannot
    link to.

    Seen in Sphinx 9.0.4: an HTML builder links to any page, whether it is in the book or not, and
    others to none outside it.
    """
    relative_uri: Any = builder.get_relative_uri
    holds = parameters(relative_uri) == ["from_", "to", "typ"]
    expect(holds, "Sphinx", "the parameters of `Builder.get_relative_uri` have changed")

    def book_uri(from_: str, to: str, typ: str | None = None) -> str:
        if not is_outside(to):
            try:
                return str(relative_uri(from_, to, typ))
            except NoUri:
                if to not in builder.env.found_docs:
                    raise
        return url_of(to)

    builder.get_relative_uri = book_uri  # type: ignore[method-assign]


def change_doctrees(
    env: BuildEnvironment, change: Callable[[str, nodes.document], None]
) -> Callable[[], None]:
    """Call *change* with name and doctree of each document that is read; return how to undo that.

    Seen in Sphinx 9.0.4: builders that assemble documents read their doctrees themselves, and emit
    no event before they follow its toctrees. Those of documents that were just read are kept.
    """
    get_doctree = env.get_doctree
    expect(parameters(get_doctree) == ["docname"], "Sphinx", "`get_doctree` has changed")
    kept = vars(env).get("_write_doc_doctree_cache")
    expect(isinstance(kept, dict), "Sphinx", "its table of doctrees has changed")
    env._write_doc_doctree_cache.clear()  # noqa: SLF001

    def changed(docname: str) -> nodes.document:
        doctree = get_doctree(docname)
        change(docname, doctree)
        return doctree

    vars(env)["get_doctree"] = changed

    def undo() -> None:
        vars(env).pop("get_doctree", None)

    return undo
