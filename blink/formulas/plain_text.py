"""Convert formulas to plain text, for places that show no formulas: titles, excerpts, metadata.

The text is made from the MathML of a formula, which already has the characters for all commands. If
there is no MathML, it is the TeX without backslashes and braces.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from blink.formulas.mathml import to_mathml

if TYPE_CHECKING:
    from collections.abc import Iterable
    from xml.etree.ElementTree import Element

    from blink.formulas.macro_set import MacroSet

_SUPERSCRIPTS = dict(
    zip("0123456789+−-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθ",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿ", strict=True)
)  # fmt: skip
_SUBSCRIPTS = dict(
    zip("0123456789+−-=()aehijklmnoprstuvxβγρφχ",
        "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True)
)  # fmt: skip
#: Superscripts that need no raising
_RAISED = {"′": "′", "″": "″", "‴": "‴", "*": "*", "∗": "*", "∘": "°", "°": "°", "†": "†", "⊤": "ᵀ"}
#: Characters that digits and signs in running text become; letters, as in 10th, stay as they are
_IN_TEXT = re.compile(r"[+−-]?\d+[+−-]?|[+−-]")

FRACTIONS = {
    ("1", "2"): "½", ("1", "3"): "⅓", ("2", "3"): "⅔", ("1", "4"): "¼", ("3", "4"): "¾",
    ("1", "5"): "⅕", ("2", "5"): "⅖", ("3", "5"): "⅗", ("4", "5"): "⅘", ("1", "6"): "⅙",
    ("5", "6"): "⅚", ("1", "8"): "⅛", ("3", "8"): "⅜", ("5", "8"): "⅝", ("7", "8"): "⅞",
}  # fmt: skip
#: Accents above a character → the character that combines with the one before it
_ACCENTS = {
    "ˆ": "\u0302", "^": "\u0302", "˜": "\u0303", "~": "\u0303", "¯": "\u0304", "‾": "\u0304",
    "―": "\u0304", "˙": "\u0307", "¨": "\u0308", "ˇ": "\u030c", "→": "\u20d7", "´": "\u0301",
    "`": "\u0300", "˘": "\u0306", "˚": "\u030a", "\u20d7": "\u20d7", "\u0302": "\u0302",
}  # fmt: skip
#: Operators between two terms, with spaces around them; a sign before a term has none
_SIGNS = frozenset("+−-±∓")
_SPACED = frozenset("=≠<>≤≥⩽⩾≪≫≈≃≅∼≡≔∝∈∉∋⊂⊆⊃⊇→←↔⇒⇐⇔↦⟶⟵⟹⟸⟺↣↠⊢⊨∣×⋅·÷∘∪∩∧∨⊕⊗∖")
#: Those that may stand before a single term, as in <5
_COMPARING = frozenset("<>≤≥≈∼≪≫")
_OPENING, _CLOSING = frozenset("([{⟨⌊⌈"), frozenset(")]}⟩⌋⌉")
_BRACKETS = frozenset("([")
_ARROWS = ("→", "←", "↔", "⇌", "⇒", "⇐", "⇔", "↦")
_LARGE = frozenset("∑∏∐∫∬∭∮⋃⋂⨁⨂")
_SCRIPTS = (*_SUPERSCRIPTS.values(), *_SUBSCRIPTS.values(), "′", "″", "*")
#: A character reference of HTML that XML does not have
_ENTITY = re.compile(r"&(?!lt;|gt;|amp;|quot;|#)\w+;")
_INVISIBLE = re.compile("[\u2061-\u2064\ufe00-\ufe0f\u200b]")


def readable(tex: str, macros: MacroSet | None = None) -> str:
    r"""Return the formula *tex* as plain text.

    >>> readable(r"\alpha^2"), readable(r"\frac{1}{2}"), readable(r"O(n \log n)")
    ('α²', '½', 'O(n log n)')
    """
    try:
        return text_of(to_mathml(tex, display=r"\\" in tex, macros=macros))
    except (ValueError, ET.ParseError, RecursionError):
        return _without_backslashes(tex)


def text_of(math: str) -> str:
    """Return the MathML *math* as plain text.

    :raises xml.etree.ElementTree.ParseError: if it is not well-formed.
    """
    return " ".join(_text(parsed(math)).split())


def parsed(math: str) -> Element:
    """Return the element of *math*, the MathML of a formula."""
    return ET.fromstring(_ENTITY.sub(_character, math))  # noqa: S314  # a library wrote it


def superscript(text: str) -> str:
    """Return *text* of a document as superscript; letters stay as they are, as in 10th."""
    return _script(text, _SUPERSCRIPTS) if _IN_TEXT.fullmatch(text) else text


def subscript(text: str) -> str:
    """Return *text* of a document as subscript; letters stay as they are."""
    return _script(text, _SUBSCRIPTS) if _IN_TEXT.fullmatch(text) else text


def _character(entity: re.Match[str]) -> str:
    return unescape(entity[0])


def _without_backslashes(tex: str) -> str:
    text = re.sub(r"\\(?:left|right|text|mathrm|[,;:! ])(?![A-Za-z])", " ", tex)
    return re.sub(r" (?=[_^,.)])", "", " ".join(re.sub(r"[\\{}$&~]", " ", text).split()))


def _script(text: str, characters: dict[str, str]) -> str:
    """Return *text* in the *characters* of a script, or ``""`` if it has others."""
    compact = text.replace(" ", "")
    return "".join(characters.get(c, "") for c in compact) if {*compact} <= {*characters} else ""


def _text(element: Element) -> str:
    """Return the text of a MathML *element*."""
    kind, children = element.tag, list(element)
    match kind:
        case "mtext" if children:  # a link, or bold text
            return (element.text or "") + "".join(_text(e) + (e.tail or "") for e in children)
        case "mi" | "mn" | "mo" | "mtext" | "ms":
            return _characters("".join(element.itertext()), is_text=kind == "mtext")
        case "mspace":
            return " " if element.get("width", "0").rstrip("em") > "0" else ""
        case "mfrac":
            return _fraction(*map(_text, children), bar=element.get("linethickness") != "0")
        case "msqrt":
            return "√" + _grouped(_row(children))
        case "mroot":
            degree = _text(children[1])
            sign = {"3": "∛", "4": "∜"}.get(degree) or _script(degree, _SUPERSCRIPTS) + "√"
            return sign + _grouped(_text(children[0]))
        case "msub" | "munder":
            return _with_scripts(children[0], children[1], None)
        case "msup" | "mover":
            return _accented(element) or _with_scripts(children[0], None, children[1])
        case "msubsup" | "munderover":
            return _with_scripts(*children)
        case "mtable":
            return "; ".join(_text(row) for row in children)
        case "mtr":
            return " ".join(filter(None, map(_text, children)))
        case "mphantom" | "annotation":
            return ""
    return _row(children)


def _characters(text: str, *, is_text: bool = False) -> str:
    """Return *text* without invisible characters; bold and script letters become plain ones."""
    text = _INVISIBLE.sub("", text)
    plain = "".join(
        unicodedata.normalize("NFKC", c) if "𝐀" <= c <= "𝟋" and not "𝔸" <= c <= "𝕫" else c
        for c in text
    )
    return plain if is_text else plain.strip()


def _row(elements: Iterable[Element]) -> str:
    """Return the text of *elements* in a row, with spaces around operators."""
    text = ""
    for element in elements:
        part = _text(element)
        if element.tag == "mo" and "\u2061" in (
            element.text or ""
        ):  # between function and argument
            part = " "
        elif element.tag == "mo" or part == ":":
            part = spaced(part, text.rstrip()[-1:])
        elif part[:1] == "–" and part.endswith(_ARROWS):  # an arrow with a label
            part = f" {part} "
        elif (_is_name(element, part) and text[-1:].isalnum()) or part[:1] in _LARGE:
            part = f" {part}"
        if part.lstrip()[:1] in _BRACKETS and text[-1:] == " " and text[-2:-1].isalpha():
            text = text[:-1]
        if re.fullmatch(r"\d{3}", part) and re.search(r"\d, $", text):  # 1,000
            text = text[:-1]
        text += part
    return re.sub(r" {2,}", " ", text.replace("...", "…")).strip()


def spaced(operator: str, before: str) -> str:
    """Return *operator* with its spaces; *before* is the character before it."""
    if operator in ",;:":
        return f"{operator} "
    follows_term = before and before not in _OPENING | _SIGNS | _SPACED | {",", ";"}
    if operator in _SPACED | _SIGNS and follows_term:
        return f" {operator} "
    if operator not in _SPACED or (operator in _COMPARING and not before):
        return operator
    return f" {operator} "


def _is_name(element: Element, text: str) -> bool:
    """Return whether *element* is the name of a function, such as log."""
    return element.tag in ("mi", "mrow") and len(text) > 1 and text.isalpha() and text.isascii()


def _grouped(text: str) -> str:
    """Return *text* in parentheses, unless it is a single term."""
    scripts = re.escape("".join(_SCRIPTS))
    term = rf"[√∂Δ∇]?(\d+([.,]\d+)?|[A-Za-z]+|\w)[{scripts}\u0300-\u036f\u20d7]*"
    return text if len(text) <= 1 or _in_brackets(text) or re.fullmatch(term, text) else f"({text})"


def _in_brackets(text: str) -> bool:
    """Return whether the first character of *text* is a bracket that the last one closes."""
    level = 0
    for place, char in enumerate(text):
        level += (char in _OPENING) - (char in _CLOSING)
        if level == 0:
            return char in _CLOSING and place == len(text) - 1
    return False


def _fraction(above: str, below: str, *, bar: bool) -> str:
    if not bar:
        return f"{above}, {below}"
    return FRACTIONS.get((above, below)) or f"{_grouped(above)}/{_grouped(below)}"


def _accented(element: Element) -> str:
    """Return a character with an accent above it, or ``""`` if it is no such *element*."""
    base, above = map(_text, element)
    if element.tag != "mover" or not (element.get("accent") or above in _ACCENTS):
        return ""
    mark = _ACCENTS.get(above, "")
    return unicodedata.normalize("NFC", base + mark) if len(base) == 1 else base


def _with_scripts(base: Element, below: Element | None, above: Element | None) -> str:
    text = _text(base)
    if text.strip() in _ARROWS:
        labels = (_text(part).strip() for part in (above, below) if part is not None)
        return f" –{', '.join(filter(None, labels))}{text.strip()} "
    if text.endswith(("⏟", "⏞")) or base.get("accentunder"):
        return text.rstrip("⏟⏞")  # what is below a brace explains it
    if base.tag == "mrow" and above is not None and text.isascii() and not text.isalpha():
        text = _grouped(text)
    if below is not None:
        text += _lowered(_text(below))
    if above is not None:
        text += _lifted(_text(above))
    return f"{text} " if text[:1] in _LARGE else text


def _lowered(text: str) -> str:
    if not text.strip() or text in "⏟_":
        return ""
    return ("" if _is_word(text) else _script(text, _SUBSCRIPTS)) or f"_{_grouped_script(text)}"


def _lifted(text: str) -> str:
    if not text.strip() or text in "⏞‾":
        return ""
    if {*text} <= _RAISED.keys():
        return "".join(_RAISED[c] for c in text)
    return ("" if _is_word(text) else _script(text, _SUPERSCRIPTS)) or f"^{_grouped_script(text)}"


def _is_word(text: str) -> bool:
    return len(text) > 2 and text.isalpha()


def _grouped_script(text: str) -> str:
    is_word = text.isascii() and (text.isalpha() or text.isdigit())
    return text if is_word or len(text) <= 1 else f"({text})"
