"""Make directives that read files first check whether they may read them.

`blink.source.file_access.outside` checks all other files that an extension reads, after the
document has been read.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils.parsers.rst import Directive, directives
from docutils.parsers.rst.directives.misc import Include, adapt_path
from docutils.parsers.rst.languages import en, get_language
from docutils.utils import new_document
from myst_parser.mocking import MockIncludeDirective

from blink.source.errors import fail
from blink.source.file_access.outside import refuse
from blink.source.patches import replace_markdown_include
from blink.source.store import source_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

#: Directives whose argument is a path as Sphinx reads one: relative to the document, or with a
#: leading slash relative to the folder of the sources
NAMED = frozenset({"literalinclude", "include", "graphviz", "figure", "mermaid", "uml", "plantuml"})
#: Directives whose argument is a path relative to the folder of the sources
FROM_ROOT = frozenset({"plot"})
#: Directives that read a file as text, and whose errors about its encoding do not name it
READ_AS_TEXT = frozenset({"csv-table", "include", "raw"})
#: Options of these directives that are paths as Sphinx reads them
OPTIONS = ("diff",)

_NO_URL = (
    "`:url:` is not supported because builds do not use the network; save the file in the project"
    " and name it with `:file:`"
)


def _files(env: BuildEnvironment, name: str, directive: Any) -> Iterator[tuple[str, str | Path]]:
    """Yield the files that *directive* would read: each as written, and its path."""
    arguments, options = directive.arguments, directive.options
    if arguments and name in NAMED and (name != "figure" or options.get("figwidth") == "image"):
        arguments[0] = directives.path(arguments[0])  # so that this path is read
        if arguments[0].startswith("<") and name == "include":
            return  # checked by `_leaves_standard`
        yield arguments[0], env.relfn2path(arguments[0])[1]
        if name == "figure":  # Docutils uses the folder where the build was started
            yield arguments[0], Path.cwd() / arguments[0]
    if arguments and name in FROM_ROOT:
        yield arguments[0], Path(env.srcdir, directives.uri(arguments[0]))
    for option in OPTIONS:
        if option in options and name in NAMED:
            options[option] = directives.path(options[option])
            yield options[option], env.relfn2path(options[option])[1]
    if options.get("file") and name in ("csv-table", "raw"):
        file, document = options["file"], directive.state.document
        if name == "csv-table" and file.startswith("/") and not Path(file).exists():
            folder = Path(env.doc2path(env.docname)).parent  # as Sphinx does
            file = os.path.relpath(Path(env.srcdir, file[1:]), folder)
        root = document.settings.root_prefix
        yield options["file"], Path(adapt_path(file, document.current_source or "", root))


def _leaves_standard(name: str, arguments: list[str]) -> bool:
    """Return whether an include such as ``<isonum.txt>`` leads out of the folder of Docutils."""
    path = directives.path(arguments[0]) if arguments and name == "include" else ""
    if not (path.startswith("<") and path.endswith(">")):
        return False
    folder = Path(Include.standard_include_path).resolve()
    return not folder.joinpath(path[1:-1].lstrip("/")).resolve().is_relative_to(folder)


def _refuse_bytes(
    env: BuildEnvironment, place: str, given: str, path: str | Path, encoding: str
) -> bool:
    """Return whether the file at *path* cannot be decoded, and report it at *place* if so."""
    try:
        Path(path).read_text(encoding=encoding)
    except UnicodeError:
        if encoding == "utf-8-sig":
            message = (
                "`%s` is not UTF-8; save it as UTF-8, or name its encoding, as in"
                " `:encoding: latin-1`"
            )
            fail(env, env.docname, place, message, given)
        else:
            message = (
                "the encoding of `%s` is not %s; correct `:encoding:`, or save the file as UTF-8"
            )
            fail(env, env.docname, place, message, given, encoding)
        return True
    except (OSError, ValueError):  # the directive reports that it cannot be read
        return False
    return False


def is_refused(env: BuildEnvironment, name: str, directive: Any, place: str) -> bool:
    """Return whether *directive* must not be run; if so, report the reason at *place*."""
    if "url" in directive.options and name in ("csv-table", "raw"):
        fail(env, env.docname, place, "%s", _NO_URL)
        return True
    if _leaves_standard(name, directive.arguments):
        message = (
            "`%s` is not one of the files that come with Docutils; write the name of one, such as"
            " `<isonum.txt>`, or the path of your own file without `<` and `>`"
        )
        fail(env, env.docname, place, message, directive.arguments[0])
        return True
    files = list(_files(env, name, directive))
    if any(refuse(env, place, given, path) for given, path in files):
        return True
    read = source_domain(env).read_files.setdefault(env.docname, {})
    root = os.path.realpath(env.srcdir)
    for _, path in files:
        name_of_file = os.path.relpath(os.path.realpath(path), root)
        read.setdefault(name_of_file, place.removeprefix(os.path.join(env.srcdir, "")))
    if name not in READ_AS_TEXT:
        return False
    encoding = directive.options.get("encoding", "utf-8-sig")
    return any(_refuse_bytes(env, place, given, path, encoding) for given, path in files)


def checked_directive(app: Sphinx, name: str, kind: type[Directive]) -> type[Directive]:
    """Return a subclass of the directive *kind* that checks its files first."""

    def run(self: Directive) -> Sequence[nodes.Node]:
        source, line = self.state_machine.get_source_and_line(self.lineno)
        if is_refused(app.env, name, self, f"{source}:{line}"):
            return []
        return kind.run(self)

    return type(kind.__name__, (kind,), {"run": run, "__doc__": kind.__doc__})


class MarkdownInclude(MockIncludeDirective):
    """MyST's directive for includes in Markdown files, which checks the file first."""

    def run(self) -> list[nodes.Element]:
        env: BuildEnvironment = self.document.settings.env
        place = f"{self.document['source']}:{self.lineno}"
        if is_refused(env, "include", self, place):
            return []
        paths = [os.path.realpath(path) for _, path in _files(env, "include", self)]
        first = os.path.realpath(self.document["source"])
        open_files = self.document.attributes.setdefault("blink_open_files", [first])
        if set(paths) & set(open_files):
            chain = " > ".join(os.path.relpath(path, env.srcdir) for path in [*open_files, *paths])
            message = "circular inclusion: %s; remove one of these includes"
            fail(env, env.docname, place, message, chain)
            return []
        open_files += paths
        try:
            return super().run()
        finally:
            del open_files[len(open_files) - len(paths) :]
            if open_files == [first]:
                del self.document.attributes["blink_open_files"]


# -- Sphinx ------------------------------------------------------------------


def replace_directives(app: Sphinx) -> None:
    """Replace each directive that reads files, whichever extension defined it.

    Docutils' names of directives in the language of the blog are replaced too.
    """
    document = new_document("")
    language = get_language(app.config.language, document.reporter)
    translated = language.directives.items() if language else ()
    for name in sorted({*NAMED, *FROM_ROOT, "csv-table", "raw"}):
        kind, _ = directives.directive(name, en, document)  # type: ignore[arg-type]
        if kind:
            new = checked_directive(app, name, kind)
            for alias in {name, *(own for own, english in translated if english == name)}:
                app.add_directive(alias, new, override=True)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.source.file_access.outside")
    replace_markdown_include(MarkdownInclude)
    app.connect("builder-inited", replace_directives, priority=Stage.BUILDER)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
