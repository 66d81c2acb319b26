"""Turn the name of an icon into an ``svg`` element of a page, in the size and colour of the text.

Nothing is read unless an icon is drawn, and then once by a process.
"""

from __future__ import annotations

from difflib import get_close_matches
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_design.icons import (
    get_material_icon,
    get_material_icon_data,
    get_octicon,
    list_octicons,
)

from blink.elements.icons.font_awesome import named_icon, outline

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: The class of each icon
CLASS = "pst-icon"
#: The rules for icons and for the classes of Font Awesome that change them
STYLESHEET = Path(__file__).with_name("icons.css")
#: Styles of Material icons, as in the roles of sphinx-design
MATERIAL = tuple(f"material-{s}" for s in ("regular", "outlined", "round", "sharp", "twotone"))

_HEIGHT = 512  #: of the icons of Font Awesome


def icon(name: str) -> str:
    """Return the icon *name* as an ``svg`` element.

    >>> icon("fa-solid fa-rocket fa-lg")  # Font Awesome
    >>> icon("mark-github")  # an octicon; `octicon mark-github` is the same
    >>> icon("material-outlined home")

    Further words are classes of the element.

    :raises ValueError: if there is no such icon; the message says what to write.
    """
    if found := named_icon(name, style_needed=False):
        return font_awesome(found.style, found.name, found.classes)
    words = name.split()
    set_name = words.pop(0) if words and words[0] in ("octicon", *MATERIAL) else "octicon"
    if not words:
        raise ValueError(f"{name!r} names no icon; write one such as 'fa-solid fa-rocket'")
    own, classes = words[0], (CLASS, *(escape(word) for word in words[1:]))
    check_name(set_name, own)
    if set_name == "octicon":
        drawn = get_octicon(own, classes=classes)
    else:
        drawn = get_material_icon(set_name.removeprefix("material-"), own, classes=classes)
    return drawn.replace("<svg ", '<svg fill="currentColor" ', 1)


def font_awesome(style: str, name: str, classes: Sequence[str]) -> str:
    """Return the icon *name* of Font Awesome in a *style* as an ``svg`` element.

    :raises ValueError: if there is no such icon; the message says what to write.
    """
    width, path = outline(style, name)
    return (
        f'<svg class="{escape(" ".join((CLASS, *classes)))}" viewBox="0 0 {width} {_HEIGHT}"'
        f' width="{width / _HEIGHT:g}em" height="1em" fill="currentColor" overflow="visible"'
        f' aria-hidden="true">'
        f'<path d="{path}"/></svg>'
    )


def check_name(set_name: str, name: str) -> None:
    """Check that an octicon or a Material icon has that *name*.

    :param set_name: ``octicon`` or one of `MATERIAL`
    :raises ValueError: if there is none; the message says what to write.
    """
    if set_name == "octicon":
        known: Iterable[str] = list_octicons()
    else:
        known = get_material_icon_data(set_name.removeprefix("material-"))
    if name not in known:
        near = get_close_matches(name, known, 3)
        advice = f"did you mean {' or '.join(f'`{one}`' for one in near)}?" if near else _LISTS
        raise ValueError(f"there is no icon `{name}` in the set `{set_name}`; {advice}")


_LISTS = "see https://sphinx-design.readthedocs.io/en/latest/badges_buttons.html"
