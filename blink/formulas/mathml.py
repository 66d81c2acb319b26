"""Convert TeX to MathML (MathML Core), which browsers show without a script or a special font.

The TeX is kept in ``alttext``.
"""

from __future__ import annotations

import re
from html import escape

from blink.formulas.definitions import split_definitions
from blink.formulas.libraries import TexError, by_math_core, by_mathra, missing_library
from blink.formulas.macro_set import MacroSet
from blink.formulas.rewriting import BUILT_IN, normalised, rewritten, with_links, without_links
from blink.text import one_line

#: A token that opens or closes a level of a formula, ends a cell, or is a command
_TOKEN = re.compile(r"\\\\|\\[A-Za-z]+|\\.|[{}&]", re.DOTALL)

#: The most levels of a formula: math-core is recursive, and a stack overflow ends the process
#: without a message
_DEEPEST = 1000

#: The most delimiters such as ``\bigl(`` without ``\bigr)``: each doubles the time that math-core
#: takes
_MOST_OPEN = 16
_BIG = re.compile(r"\\[bB]igg?([lr])(?![A-Za-z])")

_UNKNOWN = re.compile(r'Unknown command "\\([A-Za-z]+)"')

#: The most characters of a formula that a message shows
_SHOWN = 30
#: What `normalised` puts before several lines
_LINES = r"\begin{aligned}"

_OTHER_WAY = {
    "ref": "write {eq}`label` outside of the formula instead",
    "eqref": "write {eq}`label` outside of the formula instead",
    "label": "write the label behind the formula, as in `$$ … $$ (label)`",
}


def nesting_depth(tex: str) -> int:
    """Return an upper bound of the nesting of *tex*, in time proportional to its length.

    Each command of a cell counts as a level until the group around it ends, since its argument may
    be the next command.
    """
    deepest = level = base = 0
    outer: list[tuple[int, int]] = []
    for match in _TOKEN.finditer(tex):
        token = match[0]
        if token in ("{", r"\left", r"\begin"):
            outer.append((level, base))
            level += 1
            base = level
        elif token in ("}", r"\right", r"\end"):
            level, base = outer.pop() if outer else (level, base)
        elif token in ("&", r"\\"):
            level = base
        elif token[1:].isalpha():
            level += 1
        deepest = max(deepest, level)
    return deepest


def open_delimiters(tex: str) -> int:
    r"""Return the most unclosed ``\bigl`` and similar delimiters in a group or cell of *tex*."""
    largest, counts = 0, [0]
    for match in _TOKEN.finditer(tex):
        token = match[0]
        if token in ("{", r"\left", r"\begin"):
            counts.append(0)
        elif token in ("}", r"\right", r"\end"):
            largest = max(largest, counts.pop())
            counts = counts or [0]
        elif token in ("&", r"\\"):
            largest, counts[-1] = max(largest, counts[-1]), 0
        elif side := _BIG.fullmatch(token):
            counts[-1] = max(0, counts[-1] + (1 if side[1] == "l" else -1))
    return max(largest, *counts)


def to_mathml(tex: str, *, display: bool, macros: MacroSet | None = None) -> str:
    """Return *tex* as a ``math`` element; *display* for a formula on lines of its own.

    :raises ValueError: if it cannot be shown; the message says why.
    """
    _check_size(tex)
    inner, known, links = prepared(tex, display=display, macros=macros)
    math = _converted(inner, known, display=display)
    shown = [(url, _converted(text, known, display=False)) for url, text in links]
    math = with_links(math, shown)
    return math.replace("<math", f'<math alttext="{escape(tex.strip())}"', 1)


def prepared(
    tex: str, *, display: bool, macros: MacroSet | None = None
) -> tuple[str, MacroSet, list[tuple[str, str]]]:
    """Return *tex* as the libraries read it, the macros that it may use, and its links."""
    rest, own = split_definitions(tex)
    known = MacroSet(BUILT_IN, {}).replaced_by(macros or MacroSet({}, {})).replaced_by(own)
    rest, links = without_links(rewritten(rest))
    return normalised(rest) if display else rest, known, links


def _check_size(tex: str) -> None:
    if nesting_depth(tex) > _DEEPEST:
        raise ValueError("it is nested too deeply; remove some levels of its braces or commands")
    if open_delimiters(tex) > _MOST_OPEN:
        message = rf"more than {_MOST_OPEN} delimiters such as `\bigl(` are not closed"
        raise ValueError(rf"{message}; close them with `\bigr)`, or write `\big(`")


def _converted(tex: str, macros: MacroSet, *, display: bool) -> str:
    """Return *tex* as MathML, by the library that can read it.

    :raises ValueError: if none can.
    """
    if other := re.search(r"\\(ref|eqref|label)\s*\{[^{}]*\}", tex):
        raise ValueError(f"`{other[0]}` has no meaning here; {_OTHER_WAY[other[1]]}")
    try:
        return by_math_core(tex, macros, display=display)
    except TexError as error:
        try:
            return by_mathra(tex, macros, display=display)
        except TexError as second:
            reason = second if missing_library() == "math-core" else error
            raise ValueError(_explained(reason, tex)) from error


def _explained(error: TexError, tex: str) -> str:
    """Return what is wrong with *tex*, where, and how to correct it."""
    where = ""
    if error.macro:
        where = rf" in the definition of `\{error.macro}`"
    elif error.rest is not None:
        part = one_line(error.rest)
        if tex.startswith(_LINES):
            part = part.removesuffix(_LINES.replace("begin", "end"))
        where = f" at `{part[:_SHOWN]}{'…' * (len(part) > _SHOWN)}`" if part else " at its end"
    fix = "correct its LaTeX"
    if unknown := _UNKNOWN.search(str(error)):
        macros_there = f'mathjax3_config = {{"tex": {{"macros": {{"{unknown[1]}": r"…"}}}}}}'
        fix = f"correct it, or define it for all formulas in conf.py: `{macros_there}`"
    return f"{error}{where}; {fix}"
