"""Draw the icons of sphinx-design's roles: ``fas``, ``fab``, ``far``, ``octicon``, ``material-…``.

Only HTML has icons of Font Awesome drawn here; for LaTeX, sphinx-design has settings.

Warnings: ``icons.unknown``, a name that no icon has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util import logging
from sphinx_design.icons import (
    FA_ROLE_STYLES,
    FontawesomeRole,
    MaterialRole,
    OcticonRole,
    fontawesome,
)

from blink.elements.icons.drawing import MATERIAL, check_name, font_awesome

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

    Result = tuple[list[nodes.Node], list[nodes.system_message]]

logger = logging.getLogger(__name__)

#: The attribute of a node with the drawing; without it, there is no such icon
_DRAWN = "svg"


class FontAwesomeIconRole(FontawesomeRole):
    """An icon of Font Awesome, and more classes after a semicolon."""

    def run(self) -> Result:
        made, messages = super().run()
        (node,) = made
        assert isinstance(node, fontawesome)
        style = "" if self.style == "fa" else FA_ROLE_STYLES[self.style]
        try:
            node[_DRAWN] = font_awesome(style, node["icon"], node["classes"][1:])
        except ValueError as error:
            _warn(self, error)
        return made, messages


class OcticonIconRole(OcticonRole):
    """An octicon; its height and its classes may follow, each after a semicolon."""

    def run(self) -> Result:
        return _checked(self, "octicon") or super().run()


class MaterialIconRole(MaterialRole):
    """A Material icon; its height and its classes may follow, each after a semicolon."""

    def run(self) -> Result:
        return _checked(self, f"material-{self.style}") or super().run()


def _checked(role: OcticonRole | MaterialRole, set_name: str) -> Result | None:
    """Return nothing to show for a name that no icon has, after a warning; None for an icon."""
    name = role.text.partition(";")[0].strip()
    try:
        check_name(set_name, name)
    except ValueError as error:
        _warn(role, error)
        return [], []
    return None


def _warn(role: FontawesomeRole | OcticonRole | MaterialRole, error: ValueError) -> None:
    logger.warning(
        "the role `%s`: %s", role.name, error,
        location=role.get_location(), type="icons", subtype="unknown",
    )  # fmt: skip


def write_icon(translator: HTML5Translator, node: fontawesome) -> None:
    """Write the icon, or what sphinx-design writes, which a stylesheet of the author may know."""
    drawn = node.get(_DRAWN)
    if drawn and translator.builder.name == "epub":  # its pages are XML
        drawn = drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    translator.body.append(drawn or translator.starttag(node, "span", "") + "</span>")
    raise nodes.SkipNode


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("sphinx_design")
    for style in FA_ROLE_STYLES:
        app.add_role(style, FontAwesomeIconRole(style), override=True)
    app.add_role("octicon", OcticonIconRole(), override=True)
    for name in MATERIAL:
        app.add_role(name, MaterialIconRole(name.removeprefix("material-")), override=True)
    app.add_node(fontawesome, override=True, html=(write_icon, None))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
