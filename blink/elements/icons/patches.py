"""What icons need of the PyData theme's files, and of Jinja."""

from __future__ import annotations

import traceback
from importlib.util import find_spec
from inspect import currentframe
from pathlib import Path

from blink.upstream import expect

_THEME = "pydata_sphinx_theme"
_STATIC = f"theme/{_THEME}/static"

#: Style of Font Awesome → the name of its font
_FONTS = {"solid": "fa-solid-900", "brands": "fa-brands-400", "regular": "fa-regular-400"}


def font_awesome_stylesheet() -> Path:
    r"""Return the stylesheet with the names of Font Awesome's icons.

    Seen in PyData theme 0.24.0, which ships Font Awesome 7.3.1: a rule such as
    ``.fa-home,.fa-house{--fa:"\f015"}`` has the names of an icon and its character.
    """
    return _file("styles/pydata-sphinx-theme.css")


def font_awesome_font(style: str) -> Path:
    """Return the font of a *style*: ``solid``, ``brands`` or ``regular``.

    Seen in PyData theme 0.24.0.
    """
    return _file(f"vendor/fontawesome/webfonts/{_FONTS[style]}.woff2")


def _file(path: str) -> Path:
    spec = find_spec(_THEME)
    origin = spec.origin if spec else None
    file = Path(origin or ".").parent / _STATIC / path
    expect(file.is_file(), "pydata-sphinx-theme", f"it has no file {_STATIC}/{path}")
    return file


def template_line() -> str:
    """Return the file and line of the template that is running, or ``""``.

    Seen in Jinja 3.1.6: the code of a template has a reference to the template among its globals.
    """
    for frame, line in traceback.walk_stack(currentframe()):
        if template := frame.f_globals.get("__jinja_template__"):
            holds = hasattr(template, "get_corresponding_lineno")
            expect(holds, "Jinja", "a template no longer knows the lines of its source")
            return f"{template.filename}:{template.get_corresponding_lineno(line)}"
    return ""
