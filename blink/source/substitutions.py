"""Substitutions of MyST, ``{{ … }}`` → the same, but without Python behind them.

MyST makes each an expression of Jinja with all of Sphinx in reach, and a post's own front matter
can turn them on: with that, a post could run a program, or read a file from outside the project.
Here an expression has plain values, their methods, and of Sphinx what `ENVIRONMENT` and `SETTINGS`
name. Anything else is MyST's warning ``myst.substitution``, at its line.
"""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from myst_parser.mdit_to_docutils import base
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

#: What an expression can have of ``env``
ENVIRONMENT = frozenset({"docname", "config"})
#: What it can have of ``env.config``; others may be secret
SETTINGS = frozenset(
    {"project", "author", "copyright", "version", "release", "language", "html_title"}
    | {"html_baseurl", "blog_title", "blog_baseurl"}
)
_PLAIN = (str, int, float, list, tuple, dict, set, frozenset, date, timedelta, type(None))


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja, for text from anybody."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if isinstance(obj, BuildEnvironment):
            return attr in ENVIRONMENT
        if isinstance(obj, Config):
            return attr in SETTINGS
        return isinstance(obj, _PLAIN) and super().is_safe_attribute(obj, attr, value)


# -- Sphinx ------------------------------------------------------------------


def setup(app: Sphinx) -> ExtensionMetadata:
    names = {"StrictUndefined": jinja2.StrictUndefined, "nodes": jinja2.nodes}
    limited = SimpleNamespace(Environment=Sandbox, **names)
    base.jinja2 = limited  # type: ignore[assignment, attr-defined]
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
