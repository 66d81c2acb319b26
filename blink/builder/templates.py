"""Render templates with Sphinx's own loader, but without checks that it repeats for every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.jinja2glue import BuiltinTemplateLoader

from blink.builder.patches import plain_templates
from blink.elements.icons.in_templates import TemplateIcons

if TYPE_CHECKING:
    from sphinx.builders import Builder
    from sphinx.theming import Theme


class Templates(BuiltinTemplateLoader):
    """Sphinx's template bridge (``template_bridge`` of conf.py)."""

    def init(
        self, builder: Builder, theme: Theme | None = None, dirs: list[str] | None = None
    ) -> None:
        super().init(builder, theme, dirs)
        self.environment = plain_templates(self.environment, self)
        self.environment.add_extension(TemplateIcons)
