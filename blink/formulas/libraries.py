"""Ask the two libraries that read TeX: math-core, and mathra for what math-core does not have.

Both are young, and compiled for few systems. Without math-core, mathra reads all formulas. Without
mathra, formulas may have only what math-core has, and feeds have no pictures of them.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from blink.formulas import tree
from blink.formulas.macro_set import MacroSet
from blink.formulas.rewriting import FOR_MATHRA

try:
    from math_core import LatexError, LatexToMathML
except ImportError:  # pragma: no cover  # of a test in another process
    LatexToMathML = None  # type: ignore[assignment, misc]
try:
    import mathra
except ImportError:  # pragma: no cover  # likewise
    mathra = None  # type: ignore[assignment]

#: An attribute that math-core writes on the outermost table, where it has no effect and MathML 3
#: does not allow it
_SCRIPT_LEVEL = re.compile(r'(<mtable\b[^>]*?) scriptlevel="0"')
#: What mathra says of a command that it does not know, and how it begins
_UNSUPPORTED = re.compile(r"column (\d+): unsupported (?:command|environment): (\\?[A-Za-z]+\*?)")
_COLUMN = re.compile(r"column (\d+):? ?")


class TexError(ValueError):
    """What is wrong with a formula."""

    def __init__(self, reason: str, rest: str | None = None, macro: str = "") -> None:
        super().__init__(reason)
        #: the TeX from where it is wrong
        self.rest = rest
        #: the macro in whose definition it is wrong
        self.macro = macro


def missing_library() -> str:
    """Return the name of the library that is not installed, or ``""``."""
    return "math-core" if LatexToMathML is None else "mathra" if mathra is None else ""


def by_math_core(tex: str, macros: MacroSet, *, display: bool) -> str:
    """Return *tex* as MathML.

    :raises TexError: if math-core cannot read it, or is not installed.
    """
    if LatexToMathML is None:
        raise TexError("math-core is not installed")
    used = macros.used_in(tex)
    bodies, whole = used.expanded(), used.prepared(tex)
    try:
        converter = LatexToMathML(fancy_error=False, macros=bodies, allow_unreliable_rendering=True)
        math = converter.convert_with_local_state(whole, displaystyle=display)
    except LatexError as error:
        place, _, reason = str(error).partition(": ")
        macro = re.match(r"macro(\d+)", place)
        raise TexError(
            reason.rstrip(".") or place,
            whole[int(place) :] if place.isdecimal() else None,
            list(bodies)[int(macro[1])] if macro else "",
        ) from error
    return _SCRIPT_LEVEL.sub(r"\1", math)


def by_mathra(tex: str, macros: MacroSet, *, display: bool) -> str:
    """Return *tex* as MathML.

    :raises TexError: if mathra cannot read it, or is not installed.
    """
    drawn = _read_by_mathra(tex, macros, display=display)["tree"]
    try:
        math = tree.to_mathml(drawn)
    except ValueError as error:
        raise TexError(str(error)) from error
    return f"<math{' display=' + chr(34) + 'block' + chr(34) if display else ''}>{math}</math>"


def drawn_by_mathra(tex: str, macros: MacroSet, *, display: bool) -> str:
    """Return *tex* as a picture in SVG.

    :raises TexError: if mathra cannot read it, or is not installed.
    """
    return str(_read_by_mathra(tex, macros, display=display)["svg"])


def drawn_from_mathml(math: str, *, display: bool) -> str:
    """Return the MathML *math* as a picture in SVG.

    :raises TexError: if mathra cannot read it, or is not installed.
    """
    if mathra is None:
        raise TexError("mathra is not installed")
    plain = re.sub("[\ufe00-\ufe0f\u2061]", "", _without_names(math))
    try:
        return mathra.tex_to_svg(plain, display=display, input="mathml")
    except ValueError as error:
        raise TexError(str(error)) from error


def _without_names(math: str) -> str:
    """Return MathML without the names of characters that XML does not have."""
    return re.sub(r"&(?!lt;|gt;|amp;|quot;|#)\w+;", lambda match: unescape(match[0]), math)


def _read_by_mathra(tex: str, macros: MacroSet, *, display: bool) -> Any:
    if mathra is None:
        raise TexError("mathra is not installed")
    used = MacroSet(FOR_MATHRA, {}).replaced_by(macros).used_in(tex)
    start = used.latex().replace("\n", "")
    try:
        result = mathra.render(start + tex, display=display)
    except ValueError as error:
        raise TexError(_COLUMN.sub("", str(error))) from error
    for warning in result["warnings"]:
        words = warning["description"]
        if unknown := _UNSUPPORTED.match(words):
            place = int(unknown[1]) - 1 - len(start)
            rest = tex[place:] if place >= 0 else None
            raise TexError(f'Unknown command "{unknown[2]}"', rest)
        raise TexError(_COLUMN.sub("", words))
    return result


def check_macro(name: str, macros: MacroSet) -> None:
    """Check that a library can read the macro *name*.

    :raises TexError: if none can.
    """
    call = rf"\{name}" + "{x}" * macros.arguments(name)
    try:
        by_math_core(call, macros, display=False)
    except TexError as error:
        if not error.macro and LatexToMathML is not None:
            return  # its arguments may have to be others than x
        try:
            _read_by_mathra(call, macros, display=False)
        except TexError as other:
            raise (other if LatexToMathML is None else error) from None
