"""Patches of Sphinx, MyST and MyST-NB that check which files are read and which code runs.

Another one receives warnings before they are changed.
"""

from __future__ import annotations

import logging
from functools import wraps
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import jinja2
from myst_parser.mdit_to_docutils import base
from sphinx.util.logging import NAMESPACE

from blink.upstream import expect, parameters

if TYPE_CHECKING:
    from collections.abc import Callable

    from docutils import nodes
    from myst_parser.mocking import MockIncludeDirective
    from sphinx.builders import Builder


def replace_markdown_include(directive: type[MockIncludeDirective]) -> None:
    """Make MyST use *directive* for each include in a Markdown file.

    Seen in MyST-Parser 5.2.0: it does not use the registry for this directive, so an extension
    cannot replace it.
    """
    holds = hasattr(base, "MockIncludeDirective")
    expect(holds, "MyST-Parser", "it no longer uses `MockIncludeDirective`")
    base.MockIncludeDirective = directive  # type: ignore[attr-defined]


def sandbox_substitutions(sandbox: type[jinja2.Environment]) -> None:
    """Make MyST evaluate substitutions in the environment *sandbox*.

    Seen in MyST-Parser 5.2.0: it uses Jinja without a sandbox, with access to all of Sphinx, and
    has no setting for this. Here a namespace with only the names that it needs replaces its module
    ``jinja2``.
    """
    expect(hasattr(base, "jinja2"), "MyST-Parser", "it no longer evaluates substitutions by Jinja")
    names = {"StrictUndefined": jinja2.StrictUndefined, "nodes": jinja2.nodes}
    limited = SimpleNamespace(Environment=sandbox, **names)
    base.jinja2 = limited  # type: ignore[assignment, attr-defined]


def check_loaded_code(is_refused: Callable[[str, str, Path], bool]) -> None:
    """Make MyST-NB call *is_refused* for each file from which a cell loads code (``:load:``).

    Seen in MyST-NB 1.4.0: the private function that reads the file has no public hook.

    :param is_refused: called with the location of the cell, the path as written, and the file
    """
    from myst_nb.core import read  # noqa: PLC0415  # only if there is a notebook

    load = getattr(read, "_load_code_from_file", None)
    load = getattr(load, "__wrapped__", load)  # from an earlier build in this process
    known = ["nb_path", "file_name", "token", "body_lines"]
    expect(load and parameters(load) == known, "MyST-NB", "`_load_code_from_file` has changed")
    assert load

    @wraps(load)
    def checked(notebook: Any, name: str, token: Any, body: list[str]) -> list[str]:
        place = f"{notebook}:{token.map[0] + 1}"
        if is_refused(place, name, Path(notebook).parent / name):
            return []
        lines: list[str] = load(notebook, name, token, body)
        return lines

    read._load_code_from_file = checked  # noqa: SLF001


def count_lines_of_cells() -> None:
    """Make MyST-NB number the lines of a notebook in Markdown as they are in its file.

    Seen in MyST-NB 1.4.0: it deletes blank lines at the start of a cell without counting them, and
    numbers all lines one too high.
    """
    from myst_nb.core import read  # noqa: PLC0415  # only if there is a notebook

    strip: Any = getattr(read, "_strip_blank_lines", None)
    reader: Any = getattr(read, "read_myst_markdown_notebook", None)
    reader = getattr(reader, "__wrapped__", reader)  # from an earlier build in this process
    holds = strip and parameters(strip) == ["text"] and "add_source_map" in parameters(reader)
    expect(holds, "MyST-NB", "its functions that read notebooks in Markdown have changed")

    def without_blank_end(text: str) -> str:
        return text.rstrip()

    @wraps(reader)
    def counted(*args: Any, **options: Any) -> Any:
        notebook = reader(*args, **options)
        if lines := notebook.metadata.get("source_map"):
            notebook.metadata["source_map"] = [line - 1 for line in lines]
        return notebook

    read._strip_blank_lines = without_blank_end  # noqa: SLF001
    read.read_myst_markdown_notebook = counted


def change_notebooks(change: Callable[[Any], None]) -> None:
    """Make MyST-NB call *change* with each notebook that it has read, before it renders it.

    Seen in MyST-NB 1.4.0: it executes a notebook, or takes the outputs that are in it, without a
    hook.
    """
    from myst_nb import sphinx_  # noqa: PLC0415  # only if there is a notebook

    make_reader: Any = getattr(sphinx_, "create_nb_reader", None)
    make_reader = getattr(make_reader, "__wrapped__", make_reader)  # from an earlier build
    known = ["path", "md_config", "nb_config", "content"]
    holds = make_reader and parameters(make_reader) == known
    expect(holds, "MyST-NB", "the parameters of `create_nb_reader` have changed")

    @wraps(make_reader)
    def changing_reader(*args: Any) -> Any:
        reader = make_reader(*args)
        if reader is not None:
            read = reader.read

            def read_and_change(text: str) -> Any:
                notebook = read(text)
                change(notebook)
                return notebook

            reader.read = read_and_change
        return reader

    sphinx_.create_nb_reader = changing_reader


def replace_log_of_nbformat(report: Callable[[str], None]) -> None:
    """Make nbformat call *report* when a notebook is not valid.

    Seen in nbformat 5.11.1: it logs this as an error that does not name the file.
    """
    import nbformat  # noqa: PLC0415  # only if there is a notebook

    holds = parameters(getattr(nbformat, "get_logger", id)) == []
    expect(holds, "nbformat", "it no longer uses `get_logger`")

    class Log:
        def error(self, message: str, *args: object) -> None:
            report(message % args)

    def get_logger() -> Log:
        return Log()

    nbformat.get_logger = get_logger  # type: ignore[attr-defined, assignment]


def replace_merging(merge: Callable[[list[Any]], list[Any]]) -> None:
    """Make MyST-NB merge the streams in the outputs of a cell by *merge* (``nb_merge_streams``).

    Seen in MyST-NB 1.4.0: it adds an end of line after each part, of which a progress bar has many.
    """
    from myst_nb.core import render  # noqa: PLC0415  # only if there is a notebook

    known: Any = getattr(render, "coalesce_streams", None)
    holds = known and parameters(known) == ["outputs"]
    expect(holds, "MyST-NB", "the parameters of `coalesce_streams` have changed")

    def coalesce_streams(outputs: list[Any]) -> list[Any]:
        return merge(outputs)

    render.coalesce_streams = coalesce_streams


def keep_colours_of_errors() -> None:
    """Make MyST-NB keep the escape sequences in the traceback of a cell.

    Seen in MyST-NB 1.4.0: it deletes them, and highlights the traceback as one of an older IPython.
    """
    from myst_nb.core import render  # noqa: PLC0415  # only if there is a notebook

    known = parameters(getattr(render, "strip_ansi", lambda: None)) == ["text"]
    expect(known, "MyST-NB", "the parameters of `strip_ansi` have changed")

    def unchanged(text: str) -> str:
        return text

    render.strip_ansi = unchanged


def show_more_outputs(
    is_added: Callable[[str, Any], bool],
    show: Callable[[str, Any], list[nodes.Element]],
    report: Callable[[list[str], int], None],
) -> None:
    """Make MyST-NB call *show* for media types that it does not know, and *report* for the rest.

    Seen in MyST-NB 1.4.0: it warns of each media type that it does not know, even if the same
    output has another one, which it shows.

    :param is_added: whether *show* can show a media type with this content
    :param show: called with a media type and its content
    :param report: called for an output of which nothing can be shown, with its media types and the
        line of the cell
    """
    from myst_nb.core import render  # noqa: PLC0415  # only if there is a notebook

    renderer = render.NbElementRenderer
    for name in ("render_unhandled", "render_unhandled_inline"):
        holds = parameters(getattr(renderer, name)) == ["self", "data"]
        expect(holds, "MyST-NB", f"the parameters of `{name}` have changed")
    shown = set(render.base_render_priority()["html"])

    def unhandled(self: Any, data: Any) -> list[nodes.Element]:
        if data.output_index is None:  # a raw cell, which is for other formats
            return []
        if is_added(data.mime_type, data.content):
            return show(data.mime_type, data.content)
        _, outputs = self.renderer.nb_client.code_cell_outputs(data.cell_index)
        bundles = (output.get("data", {}) for output in outputs)
        bundle = next(b for b in bundles if b.get(data.mime_type) is data.content)
        is_shown = not shown.isdisjoint(bundle) or any(map(is_added, bundle, bundle.values()))
        if not is_shown and data.mime_type == next(iter(bundle)):
            report(list(bundle), data.line)
        return []

    renderer.render_unhandled = unhandled
    renderer.render_unhandled_inline = unhandled


def exclude_from_search(builder: Builder, find: Callable[[list[str]], list[str]]) -> None:
    """Make Sphinx leave out the patterns that *find* returns whenever it searches for sources.

    Seen in Sphinx 9.0.4: there is no event before the search, but Sphinx calls a method of the
    builder for the paths of templates and static files. *find* is called with these paths.
    """
    asset_paths = builder.get_asset_paths
    holds = parameters(asset_paths) == []
    expect(holds, "Sphinx", "the parameters of `Builder.get_asset_paths` have changed")

    def paths_without_sources() -> list[str]:
        return [*asset_paths(), *find(asset_paths())]

    builder.get_asset_paths = paths_without_sources  # type: ignore[method-assign]


def replace_reading_and_writing(
    builder: Builder, read_doc: Callable[..., None], write_doc: Callable[..., Any]
) -> None:
    """Make *builder* read and write each document by functions that continue after an error.

    Seen in Sphinx 9.0.4: an error in one document ends the build, and there is no event before.
    *read_doc* may call ``write_doctree`` with its private parameter ``_cache``.
    """
    for name, known in (
        ("read_doc", "_cache"),
        ("write_doc", "doctree"),
        ("write_doctree", "_cache"),
    ):
        holds = parameters(getattr(builder, name))[0] == "docname"
        holds = holds and known in parameters(getattr(builder, name))
        expect(holds, "Sphinx", f"the parameters of `Builder.{name}` have changed")
    builder.read_doc = read_doc  # type: ignore[method-assign, misc]
    builder.write_doc = write_doc  # type: ignore[method-assign]


def add_first_handler(handler: logging.Handler) -> None:
    """Make *handler* the first that receives what Sphinx and its extensions log.

    Seen in Sphinx 9.0.4: its handlers change the records that they receive: they add the location
    to the message, and delete the node. ``addHandler`` would add *handler* after them.
    """
    logger = logging.getLogger(NAMESPACE)
    holds = isinstance(getattr(logger, "handlers", None), list)
    expect(holds, "Python", "a logger no longer has a list of handlers")
    logger.handlers.insert(0, handler)
