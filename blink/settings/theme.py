"""Know the theme `blink`: its name, its folder, and whether a site uses it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.theming import Theme

NAME = "blink"
HOME = Path(__file__).resolve().parents[1] / "theme"


def is_blink(theme: Theme | None) -> bool:
    """Return whether *theme* is the theme `blink`, or inherits it."""
    return theme is not None and HOME in theme.get_theme_dirs()


def uses_blink(app: Sphinx) -> bool:
    """Return whether the builder writes pages in that theme."""
    return is_blink(getattr(app.builder, "theme", None))
