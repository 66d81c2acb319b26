"""Patches of Sphinx, Docutils and MyST that the builder needs.

Some reuse objects that these packages make again for each document or block of code: Docutils'
option parser, the translator with the handlers of extensions, and Pygments' formatter. The others
split reading among processes, speed up templates, compare declarations, and have extensions write
their files.
"""

from __future__ import annotations

import copy
import sys
from typing import TYPE_CHECKING, Any, cast

import sphinx.util.docutils
from docutils import frontend
from jinja2 import Environment
from myst_parser.mdit_to_docutils import base
from sphinx.builders import Builder
from sphinx.ext import viewcode
from sphinx.util.logging import suppress_logging

from blink.builder.option_parsers import OptionParsers
from blink.stages import Stage
from blink.upstream import expect, parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from jinja2 import BaseLoader
    from jinja2.sandbox import SandboxedEnvironment
    from sphinx.application import Sphinx
    from sphinx.domains import Domain
    from sphinx.environment import BuildEnvironment
    from sphinx.highlighting import PygmentsBridge
    from sphinx.registry import SphinxComponentRegistry
    from sphinx.util.typing import ExtensionMetadata


def reuse_option_parsers() -> None:
    """Make Sphinx and MyST use each of Docutils' option parsers for many documents.

    Seen in Sphinx 9.0.4 and 9.2.0, MyST-Parser 5.2.0, Docutils 0.22.4 and 0.23: the first two make
    a parser with about 70 options for each document, only to get the default values. Here functions
    of `OptionParsers` replace those that make the parsers.
    """
    known = ["components", "defaults", "read_config_files"]
    holds = parameters(frontend.OptionParser)[:3] == known
    expect(holds, "Docutils", "the parameters of `OptionParser` have changed")
    settings = getattr(sphinx.util.docutils, "_get_settings", None)
    known = ["components", "defaults", "read_config_files"]
    holds = settings is not None and parameters(settings) == known
    expect(holds, "Sphinx", "`_get_settings` of `sphinx.util.docutils` has changed")
    holds = hasattr(base, "get_default_settings")
    expect(holds, "MyST-Parser", "it no longer uses `get_default_settings`")
    parsers = OptionParsers()
    sphinx.util.docutils._get_settings = parsers.settings  # noqa: SLF001
    base.get_default_settings = parsers.default_settings  # type: ignore[attr-defined]


def reuse_formatters(bridge: PygmentsBridge) -> None:
    """Make *bridge* use one formatter for each set of options.

    Seen in Sphinx 9.0.4: it makes a formatter, with the rules of a stylesheet, for each block of
    code. Here a function that keeps formatters replaces the class.
    """
    holds = isinstance(getattr(bridge, "formatter", None), type)
    expect(holds, "Sphinx", "`PygmentsBridge.formatter` is no longer a class")
    formatter_class, known = bridge.formatter, {}

    def formatter(**options: Any) -> Any:
        key = repr(sorted(options.items()))
        if key not in known:
            known[key] = formatter_class(**options)
        return known[key]

    bridge.formatter = formatter  # type: ignore[assignment]


def translator_class(registry: SphinxComponentRegistry, builder: Builder) -> type[Any]:
    """Return a translator class for *builder* that has the extensions' handlers as methods.

    Seen in Sphinx 9.0.4: it makes three translators for each document, and binds all handlers to
    each of them.
    """
    holds = isinstance(getattr(registry, "translation_handlers", None), dict)
    expect(holds, "Sphinx", "`translation_handlers` of its registry has changed")
    handlers = registry.translation_handlers.get(builder.name)
    if handlers is None:
        handlers = registry.translation_handlers.get(builder.format, {})
    methods: dict[str, Any] = {}
    for name, (visit, depart) in handlers.items():
        methods[f"visit_{name}"] = visit
        if depart:
            methods[f"depart_{name}"] = depart
    return type("Translator", (registry.get_translator_class(builder),), methods)


def share_reading(builder: Builder, read: Callable[[list[str]], None]) -> None:
    """Make *builder* call *read* with the documents that it would read in several processes.

    Seen in Sphinx 9.0.4: ``_read_parallel`` makes many small shares, and returns the whole
    environment for each of them. There is no public hook.
    """
    holds = parameters(Builder._read_parallel) == ["self", "docnames", "nproc"]  # noqa: SLF001
    expect(holds, "Sphinx", "the parameters of `Builder._read_parallel` have changed")

    def read_parallel(docnames: list[str], nproc: int) -> None:
        read(docnames)

    builder._read_parallel = read_parallel  # type: ignore[method-assign]  # noqa: SLF001


def read_apart(builder: Builder, docname: str) -> None:
    """Read a document in a process that returns its environment.

    Seen in Sphinx 9.0.4: the private ``_cache=False`` keeps doctrees out of that environment.
    """
    holds = "_cache" in parameters(builder.read_doc)
    expect(holds, "Sphinx", "`Builder.read_doc` no longer has the parameter `_cache`")
    builder.read_doc(docname, _cache=False)


def plain_templates(
    sandbox: SandboxedEnvironment, loader: BaseLoader, kind: type[Environment] = Environment
) -> SandboxedEnvironment:
    """Return an environment for templates as fast as Jinja's own, in place of Sphinx's *sandbox*.

    Seen in Sphinx 9.0.4: its loader checks at each ``include`` whether a template changed, and its
    sandbox checks each attribute that a template uses. Here templates are trusted, since they come
    from Blink, the theme and the author, and do not change during a build.
    """
    holds = {"tobool", "toint"} <= sandbox.filters.keys() and "warning" in sandbox.globals
    expect(holds, "Sphinx", "the filters of its templates have changed")
    plain = kind(  # as in Sphinx: templates escape values
        loader=loader, extensions=[*sandbox.extensions], auto_reload=False, cache_size=-1
    )
    plain.filters.update(sandbox.filters)
    plain.globals.update(sandbox.globals)
    return cast("SandboxedEnvironment", plain)


# -- Declarations: the tables of Sphinx's domains ----------------------------------

#: Domain → its tables of declarations: name → document and more, or document
TABLES = {
    "std": ("objects", "terms", "labels", "anonlabels", "progoptions"),
    "math": ("objects",),
    "citation": ("citations",),
    "py": ("objects", "modules"),
    "js": ("objects", "modules"),
    "rst": ("objects",),
    "c": ("objects",),
    "cpp": ("names",),
}
#: Domains that keep a tree of symbols as well, under this name
TREES = ("c", "cpp")
SYMBOLS = "root_symbol"
#: Kinds of declarations that are local to a function or template
_LOCAL = frozenset({"functionParam", "templateParam"})


def fresh_table(domain: Domain, table: str) -> Any:
    """Return a *table* of *domain*, or its tree of symbols, as before any document is read.

    Seen in Sphinx 9.0.4: a domain compares what it reads with its tables, and with a tree of
    symbols for C and C++. Blink replaces these while a document is read, so that the result does
    not depend on the documents that the same process has read before.
    """
    made_when_used = any(hasattr(type(domain), name) for name in (table, f"_{table}"))
    holds = made_when_used or table in domain.initial_data
    expect(holds, "Sphinx", f"the domain {domain.name!r} has no table {table!r}")
    initial = domain.initial_data.get(table, {})
    return dict(initial) if isinstance(initial, dict) else copy.deepcopy(initial)


def declared_symbols(root: Any) -> Iterator[tuple[str, str, int]]:
    """Yield id, name and line of each declaration in a tree of C or C++ symbols.

    The line is 0 if it is unknown. Seen in Sphinx 9.0.4: the methods of symbols have public names,
    but are not documented.
    """
    expect(hasattr(root, "get_all_symbols"), "Sphinx", "symbols of C and C++ have changed")
    for symbol in root.get_all_symbols():
        declaration = symbol.declaration
        if declaration and symbol.docname and declaration.objectType not in _LOCAL:
            words = str(symbol.get_full_nested_name()).lstrip(":.")
            yield declaration.get_newest_id(), words, symbol.line or 0


def merge_symbols(
    env: BuildEnvironment, documents: Iterable[tuple[str, Mapping[str, Any]]]
) -> None:
    """Merge the trees of symbols of *documents*; of two equal symbols the first stays.

    Seen in Sphinx 9.0.4: it merges the trees of processes, in the order in which they finish. Here
    the trees of documents are merged in the given order.
    """
    roots = {name: fresh_table(env.get_domain(name), SYMBOLS) for name in TREES}
    for root in roots.values():
        expect(hasattr(root, "merge_with"), "Sphinx", "symbols of C and C++ have changed")
    with suppress_logging():  # it would warn of duplicates
        for docname, trees in documents:
            for name, tree in trees.items():
                roots[name].merge_with(tree, {docname}, env)
    for name, root in roots.items():
        env.get_domain(name).data[SYMBOLS] = root


# -- Files of extensions -----------------------------------------------------------


def make_module_pages(app: Sphinx) -> None:
    """Have ``sphinx.ext.viewcode`` make the pages of all modules in each build.

    Seen in Sphinx 9.0.4: it makes no page that is newer than its module. The page would then be
    deleted, as one that this build does not have, and what surrounds its text would not change.
    """
    if "sphinx.ext.viewcode" not in app.extensions:
        return
    check = getattr(viewcode, "should_generate_module_page", None)
    holds = check is not None and parameters(check) == ["app", "modname"]
    expect(holds, "Sphinx", "`should_generate_module_page` of `sphinx.ext.viewcode` has changed")
    viewcode.should_generate_module_page = _always


def _always(app: Sphinx, modname: str) -> bool:
    return True


def allow_rediraffe(app: Sphinx) -> None:
    """Let ``sphinxext.rediraffe`` write its redirects.

    Seen in sphinxext-rediraffe 0.3.0: it writes them only for Sphinx's own class of the builder
    ``html``, and for builders whose names are in a list. Without that list nothing is done, since
    Blink does not need the package, and the package then says that it writes nothing.
    """
    package = sys.modules.get("sphinxext.rediraffe")
    if package is None or app.builder.name != "html":
        return
    names = getattr(package, "READTHEDOCS_BUILDERS", None)
    if not isinstance(names, list):
        expect(names is None, "sphinxext-rediraffe", "its names of builders are not a list")
    elif "html" not in names:
        names.append("html")


def setup(app: Sphinx) -> ExtensionMetadata:
    reuse_option_parsers()
    app.connect("builder-inited", make_module_pages, priority=Stage.BUILDER)
    app.connect("builder-inited", allow_rediraffe, priority=Stage.BUILDER)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
