"""Run the substitutions of MyST, ``{{ … }}``, in a sandbox.

MyST evaluates each as a Jinja expression with access to all of Sphinx, and a post's own front
matter can enable them: a post could run a program, or read a file from outside the project. In the
sandbox an expression can use plain values, their methods, and those attributes of Sphinx that
`ENVIRONMENT` and `SETTINGS` name. Anything else gives MyST's warning ``myst.substitution``.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from jinja2.sandbox import ImmutableSandboxedEnvironment
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from blink.source.patches import sandbox_substitutions

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

#: Attributes of ``env`` that an expression can use
ENVIRONMENT = frozenset({"docname", "config"})
#: Settings that it can read from ``env.config``; others may be secret
SETTINGS = frozenset(
    {"project", "author", "copyright", "version", "release", "language", "html_title"}
    | {"html_baseurl", "blog_title", "blog_baseurl"}
)
_PLAIN = (str, int, float, list, tuple, dict, set, frozenset, date, timedelta, type(None))


class Sandbox(ImmutableSandboxedEnvironment):
    """A Jinja environment for templates from authors who are not trusted."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if isinstance(obj, BuildEnvironment):
            return attr in ENVIRONMENT
        if isinstance(obj, Config):
            return attr in SETTINGS
        return isinstance(obj, _PLAIN) and super().is_safe_attribute(obj, attr, value)


# -- Sphinx ------------------------------------------------------------------


def setup(app: Sphinx) -> ExtensionMetadata:
    sandbox_substitutions(Sandbox)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
