"""Draw the icons of Font Awesome that templates have as empty elements, and give templates `icon`.

``<i class="fa-solid fa-rocket"></i>`` becomes an ``svg`` element when a template is compiled. An
element whose class is an expression, as in ``<i class="{{ link.icon }} fa-lg"></i>``, becomes one
when the page is written. An element with more attributes stays, with the icon inside it. An author
may also write ``{{ icon("fa-solid fa-rocket") }}``, with the names that `drawing.icon` knows.

Warnings: ``icons.unknown``, a name that no icon has.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jinja2.ext import Extension
from markupsafe import Markup
from sphinx.util import logging

from blink.elements.icons import drawing
from blink.elements.icons.font_awesome import STYLES, named_icon
from blink.elements.icons.patches import template_line

if TYPE_CHECKING:
    from jinja2 import Environment

logger = logging.getLogger(__name__)

# Possessive quantifiers and exclusive alternatives: a template is read in linear time.
_JINJA = r"\{\{(?:[^}]|\}(?!\}))*+\}\}"
_QUOTED = "|".join(rf"{q}(?:[^{q}{{]|\{{(?!\{{)|{_JINJA})*+{q}" for q in "\"'")
#: An attribute and its value, which may have expressions of Jinja, with quotes in them
_ATTRIBUTE = rf"\s++[\w:@.-]++(?:\s*+=\s*+(?:{_QUOTED}))?+"
#: A comment of Jinja, or an element without content
_ELEMENT = re.compile(
    rf"\{{#.*?#\}}|<(?P<tag>i|span)(?P<attributes>(?:{_ATTRIBUTE})++)\s*+>\s*+</(?P=tag)\s*+>",
    re.DOTALL,
)
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_HIDDEN = re.compile(r"""\s+aria-hidden\s*=\s*["']true["']""")
_EXPRESSION = re.compile(r"\{\{-?((?:[^}]|\}(?!\}))*?)-?\}\}")


class TemplateIcons(Extension):
    """The extension of Jinja."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.globals.update(icon=icon, icon_or_element=icon_or_element)

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the *source* of a template with its icons drawn; its lines stay."""
        if "<i" not in source and "<span" not in source:
            return source

        def replaced(match: re.Match[str]) -> str:
            if not match["tag"]:
                return match[0]
            line = source.count("\n", 0, match.start()) + 1
            return _replaced(match, f"{filename or name}:{line}")

        return _ELEMENT.sub(replaced, source)


def _replaced(element: re.Match[str], place: str) -> str:
    tag, quoted = element["tag"], ""
    others = []
    for attribute in _ATTRIBUTES.findall(element["attributes"]):
        name, _, value = attribute.partition("=")
        if name.strip() == "class":
            quoted = value.strip()
        else:
            others.append(attribute)
    names = quoted[1:-1]
    own_attributes = [a for a in others if not _HIDDEN.fullmatch(a)]
    if "{" in names:
        if own_attributes or "{%" in names:
            return element[0]
        hidden = own_attributes != others
        return f"{{{{ icon_or_element({_as_expression(names)}, {tag!r}, {hidden}) }}}}"
    words = names.split()
    own = " ".join(word for word in words if not _is_of_icon(word))
    shown = filter(_is_of_icon, words) if own_attributes else words
    drawn = _drawn(" ".join(shown), place)
    if not drawn:
        return element[0]
    if own_attributes:
        start = f' class="{own}"' if own else ""
        drawn = f"<{tag}{start}{''.join(own_attributes)}>{drawn}</{tag}>"
    if quoted.startswith("'"):
        drawn = drawn.replace('"', "'")  # it may stand in a string of a script
    missing = element[0].count("\n") - drawn.count("\n")
    return drawn.removesuffix(">") + "\n" * missing + ">"


def _is_of_icon(word: str) -> bool:
    return word in STYLES or word.startswith("fa-")


def _as_expression(names: str) -> str:
    """Return an expression of Jinja for the value of a class with expressions in it."""
    parts, end = [], 0
    for match in _EXPRESSION.finditer(names):
        parts += [repr(names[end : match.start()]), f"({match[1].strip()})"]
        end = match.end()
    return " ~ ".join([*parts, repr(names[end:])])


def _drawn(names: str, place: str = "") -> str:
    """Return the icon that the classes *names* name, ``""`` if there is none; warn if unknown.

    :param place: file and line of a template; by default the line that is running
    """
    found = named_icon(names)
    if not found:
        return ""
    try:
        return drawing.font_awesome(*found)
    except ValueError as error:
        _warn(names, error, place)
        return ""


def _warn(name: str, error: ValueError, place: str = "") -> None:
    place = place or template_line()
    # with the place, so that `once` does not take the same name elsewhere for the same warning
    values = {"name": name, "error": str(error), "place": place}
    logger.warning(
        "the icon %(name)r: %(error)s", values,
        location=place or None, type="icons", subtype="unknown", once=True,
    )  # fmt: skip


# -- What templates call -------------------------------------------------------------


def icon(name: str) -> str:
    """Return the icon *name*; ``""`` after a warning if there is none."""
    try:
        return Markup(drawing.icon(str(name)))  # noqa: S704  # the drawing has it escaped
    except ValueError as error:
        _warn(str(name), error)
        return ""


def icon_or_element(names: str, tag: str, hidden: bool) -> str:  # noqa: FBT001
    """Return the icon that the classes *names* name, or an empty element with these classes."""
    if drawn := _drawn(names):
        return Markup(drawn)  # noqa: S704
    element = '<{0} class="{1}" aria-hidden="true"></{0}>' if hidden else '<{0} class="{1}"></{0}>'
    return Markup(element).format(tag, names)  # noqa: S704  # what is formatted is escaped
