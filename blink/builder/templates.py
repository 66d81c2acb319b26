"""Templates, read once: Sphinx's own loader, without what it does anew for every page.

Sphinx asks the file system at each ``include`` and ``import`` whether a template changed, and
looks at each attribute that a template names as if a stranger had written it. The templates are
those of the repository and of the theme it pins, and stay as they are while a build runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from jinja2 import Environment
from sphinx.jinja2glue import BuiltinTemplateLoader

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment
    from sphinx.builders import Builder
    from sphinx.theming import Theme


class Templates(BuiltinTemplateLoader):
    """Sphinx's template bridge (``template_bridge`` of conf.py)."""

    def init(
        self, builder: Builder, theme: Theme | None = None, dirs: list[str] | None = None
    ) -> None:
        super().init(builder, theme, dirs)
        sandbox = self.environment
        plain = Environment(  # noqa: S701  # as Sphinx: templates escape themselves
            loader=self, extensions=[*sandbox.extensions], auto_reload=False, cache_size=-1
        )
        plain.filters.update(sandbox.filters)
        plain.globals.update(sandbox.globals)
        self.environment = cast("SandboxedEnvironment", plain)
