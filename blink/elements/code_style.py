"""Make one stylesheet for code from two Pygments styles, one for light and one for dark pages.

``light-dark()`` chooses the colour by the colour scheme of the page (CSS Color 5, 5.3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pygments.styles import get_style_by_name
from pygments.token import STANDARD_TYPES
from sphinx.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

_DECLARED = (("bold", "font-weight:bold"), ("italic", "font-style:italic"))


def _colour(light: str | None, dark: str | None, name: str) -> Iterator[str]:
    if light or dark:
        none = "transparent" if name == "background" else "inherit"
        one, other = (f"#{value}" if value else none for value in (light, dark))
        if "inherit" in (one, other):  # which is no colour that light-dark() takes
            one, other = ("currentcolor" if c == "inherit" else c for c in (one, other))
        yield f"{name}:light-dark({one},{other})"


def stylesheet(light: str, dark: str) -> str:
    """Return the rules for code, of the Pygments styles named *light* and *dark*.

    :raises ConfigError: if there is no such style.
    """
    styles: list[Any] = []
    for option, name in (("light", light), ("dark", dark)):
        try:
            styles.append(get_style_by_name(name))
        except Exception as error:  # Pygments' ClassNotFound, which has no types
            setting = f"html_theme_options: pygments_{option}_style"
            wrong = f"conf.py: {setting}: {name!r} is not the name of a Pygments style"
            raise ConfigError(f"{wrong}; `pygmentize -L styles` lists them") from error
    rules: dict[str, list[str]] = {}
    for token, short in STANDARD_TYPES.items():
        one, other = (style.style_for_token(token) for style in styles)
        said = [*_colour(one["color"], other["color"], "color")]
        said += _colour(one["bgcolor"], other["bgcolor"], "background")
        said += [words for key, words in _DECLARED if one[key] or other[key]]
        if short and said:
            rules.setdefault(";".join(said), []).append(f".highlight .{short}")
    return "".join(f"{','.join(names)}{{{said}}}\n" for said, names in rules.items())
