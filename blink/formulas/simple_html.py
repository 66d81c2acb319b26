"""Write simple formulas as HTML with italics, subscripts and superscripts.

What needs more than that is no simple formula, and is drawn as a picture.
"""

from __future__ import annotations

import unicodedata
from html import escape
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from blink.formulas.plain_text import FRACTIONS, parsed, spaced

if TYPE_CHECKING:
    from collections.abc import Iterable
    from xml.etree.ElementTree import Element


class _NotSimpleError(Exception):
    """A formula needs more than HTML has."""


def simple_html(math: str) -> str:
    """Return the MathML *math* as HTML, or ``""`` if it is not simple.

    >>> simple_html("<math><msup><mi>x</mi><mn>2</mn></msup></math>")
    '<i>x</i><sup>2</sup>'
    """
    try:
        return _row(parsed(math), scripts=True).strip()
    except (_NotSimpleError, ET.ParseError):
        return ""


def _row(elements: Iterable[Element], *, scripts: bool) -> str:
    html, plain = "", ""
    for element in elements:
        part = _html(element, plain, scripts=scripts)
        if element.tag == "mi" and len(part) > 1 and part.isalpha() and plain[-1:].isalnum():
            part = f" {part}"  # the name of a function
        html += part.lstrip() if html.endswith(" ") else part
        plain += "".join(element.itertext())
    return html


def _html(element: Element, before: str, *, scripts: bool) -> str:
    """Return *element* as HTML; *before* is the text before it."""
    children, text = list(element), element.text or ""
    match element.tag:
        case "mi":
            return _identifier(text, upright=element.get("mathvariant") == "normal")
        case "mn" | "mtext" if not children:
            return escape(text, quote=False)
        case "mo" if "\u2061" in text:
            return " "
        case "mo" if not element.get("minsize"):
            _check(text)
            return escape(spaced(text, before.rstrip()[-1:]), quote=False)
        case "mspace":
            return " " if element.get("width", "0").rstrip("em") > "0" else ""
        case "mrow":
            return _row(children, scripts=scripts)
        case "mfrac":
            above, below = ("".join(child.itertext()) for child in children)
            if fraction := FRACTIONS.get((above, below)):
                return fraction
        case "msub" | "msup" if scripts:
            base, script = children
            if base.tag == "mrow" and len(base) > 1:
                raise _NotSimpleError
            name = "sub" if element.tag == "msub" else "sup"
            inner = _row([script], scripts=False).strip()
            if inner and not inner.strip("′″‴"):  # raised already
                return _html(base, before, scripts=False).strip() + inner
            if inner:
                return f"{_html(base, before, scripts=False).strip()}<{name}>{inner}</{name}>"
    raise _NotSimpleError


def _identifier(text: str, *, upright: bool) -> str:
    _check(text)
    is_name = len(text) > 1 or not text.isalpha() or unicodedata.name(text, "").startswith("DOUBLE")
    capital_greek = unicodedata.name(text[:1], "").startswith("GREEK CAPITAL")
    if is_name or upright or capital_greek:
        return escape(text, quote=False)
    return f"<i>{text}</i>"


def _check(text: str) -> None:
    """Check that fonts have *text*, and that it is not an operator that is large.

    :raises _NotSimpleError: if not.
    """
    if any(c > "\uffff" or "\u20d0" <= c <= "\u20ff" or "\ufe00" <= c <= "\ufe0f" for c in text):
        raise _NotSimpleError
    if any(c in "∑∏∐∫∬∭∮⋃⋂⨁⨂√⏞⏟‾" for c in text):
        raise _NotSimpleError
