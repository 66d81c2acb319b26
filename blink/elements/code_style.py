"""Make one stylesheet for code from two Pygments styles, one for light and one for dark pages.

``light-dark()`` chooses the colour by the colour scheme of the page (CSS Color 5, 5.3). Pages of
the theme `blink` load it if the author names a style: without one, code has the colours of the
palette, which are in the theme's stylesheet.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pygments.styles import get_style_by_name
from pygments.token import STANDARD_TYPES
from sphinx.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

_FONTS = (("bold", "font-weight:bold"), ("italic", "font-style:italic"))


def _colour_declaration(light: str | None, dark: str | None, name: str) -> Iterator[str]:
    if light or dark:
        none = "transparent" if name == "background" else "inherit"
        first, second = (f"#{value}" if value else none for value in (light, dark))
        if "inherit" in (first, second):  # which light-dark() does not accept
            first, second = (c.replace("inherit", "currentcolor") for c in (first, second))
        yield f"{name}:light-dark({first},{second})"


#: Pygments styles for light and dark pages, where the options of the theme name only the other one
STYLES = ("a11y-high-contrast-light", "a11y-high-contrast-dark")
#: What comes first: a token without a colour has that of the text, and not that of the palette
_RESET = ".highlight span{color:inherit;font-weight:inherit;font-style:inherit}\n"
FILE = "pygments.css"
OPTIONS = ("pygments_light_style", "pygments_dark_style")


def is_chosen(app: Sphinx) -> bool:
    """Return whether the author chose the colours of code: by a style, or by a file of this name.

    This is for the theme `blink`, once the builder has it.
    """
    builder: Any = app.builder
    options = builder.theme.get_options(builder.theme_options)
    folders = (Path(app.confdir, folder) for folder in app.config.html_static_path)
    return any(options.get(name) for name in OPTIONS) or any(
        (folder / FILE).is_file() for folder in folders
    )


def stylesheet(light: str | None = None, dark: str | None = None) -> str:
    """Return the CSS rules for code from the Pygments styles named *light* and *dark*.

    Those of `STYLES` take the place of names that are not given.

    :raises ConfigError: if there is no style of that name.
    """
    styles: list[Any] = []
    for option, name in (("light", light or STYLES[0]), ("dark", dark or STYLES[1])):
        try:
            styles.append(get_style_by_name(name))
        except Exception as error:  # Pygments' ClassNotFound, which has no types
            setting = f"conf.py: html_theme_options['pygments_{option}_style']"
            message = f"{setting} is {name!r}, which is not a Pygments style"
            fix = "write a name that `pygmentize -L styles` lists"
            raise ConfigError(f"{message}; {fix}") from error
    rules: dict[str, list[str]] = {}
    for token, css_class in STANDARD_TYPES.items():
        first, second = (style.style_for_token(token) for style in styles)
        declarations = [*_colour_declaration(first["color"], second["color"], "color")]
        declarations += _colour_declaration(first["bgcolor"], second["bgcolor"], "background")
        declarations += [font for key, font in _FONTS if first[key] or second[key]]
        if css_class and declarations:
            rules.setdefault(";".join(declarations), []).append(f".highlight .{css_class}")
    return _RESET + "".join(f"{','.join(names)}{{{block}}}\n" for block, names in rules.items())
