"""What Sphinx and MyST make anew for each document, or each block of code, made once.

That is Docutils' option parser of some 70 options, built twice a document only to be asked for its
defaults; the handlers of extensions' nodes, bound one by one to each of three translators a
document; and Pygments' formatter with its stylesheet. Docutils has no way to keep the first: the
one here stands where Sphinx and MyST look theirs up.
"""

from __future__ import annotations

import inspect
import warnings
from collections import deque
from typing import TYPE_CHECKING, Any

import sphinx.util.docutils
from docutils import frontend
from myst_parser.mdit_to_docutils import base

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.registry import SphinxComponentRegistry
    from sphinx.util.typing import ExtensionMetadata

#: The last parsers, and what each was made of; a build uses three
_parsers: deque[tuple[object, frontend.OptionParser]] = deque(maxlen=4)


def option_parser(
    components: Sequence[Any] = (),
    defaults: Mapping[str, Any] | None = None,
    read_config_files: bool = False,  # noqa: FBT001, FBT002  # Docutils'
) -> frontend.OptionParser:
    """Return Docutils' option parser of *components*; its settings are to be asked for only.

    :param components: parsers, readers and writers, of which the class tells the options
    :param defaults: settings that differ from theirs
    :param read_config_files: whether ``docutils.conf`` may change them
    """
    kinds = [one if inspect.isclass(one) else type(one) for one in components]
    made_of = (kinds, dict(defaults or {}), read_config_files)
    for known, parser in _parsers:
        if known == made_of:
            return parser
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of the class, since Docutils 0.21
        parser = frontend.OptionParser(components, defaults, read_config_files)
    _parsers.append((made_of, parser))
    return parser


def default_settings(*components: Any) -> frontend.Values:
    """Return what ``docutils.frontend.get_default_settings`` does."""
    return option_parser(components).get_default_values()


def formatters(make: Callable[..., Any]) -> Callable[..., Any]:
    """Return what makes a formatter of Pygments as *make* does, but one for each set of options."""
    known: dict[str, Any] = {}

    def formatter(**options: Any) -> Any:
        key = repr(sorted(options.items()))
        if key not in known:
            known[key] = make(**options)
        return known[key]

    return formatter


def translator_class(registry: SphinxComponentRegistry, builder: Builder) -> type[Any]:
    """Return the class of *builder*'s translators, with the handlers of extensions' nodes."""
    handlers = registry.translation_handlers.get(builder.name)
    if handlers is None:
        handlers = registry.translation_handlers.get(builder.format, {})
    methods: dict[str, Any] = {}
    for name, (visit, depart) in handlers.items():
        methods[f"visit_{name}"] = visit
        if depart:
            methods[f"depart_{name}"] = depart
    return type("Translator", (registry.get_translator_class(builder),), methods)


def setup(app: Sphinx) -> ExtensionMetadata:
    sphinx.util.docutils.OptionParser = option_parser  # type: ignore[assignment,attr-defined]
    base.get_default_settings = default_settings  # type: ignore[attr-defined]
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
