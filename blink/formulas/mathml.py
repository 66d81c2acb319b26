"""Convert TeX to MathML (MathML Core), which browsers show without a script or a special font.

The TeX is kept in ``alttext``.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from math_core import LatexError, LatexToMathML

if TYPE_CHECKING:
    from blink.formulas.macros import MacroSet

_ENVIRONMENT = re.compile(r"\\begin\{([a-z]+\*?)\}(?:(?!\\begin\{).)*?\\end\{\1\}", re.DOTALL)

#: An attribute that math-core writes on the outermost table, where it has no effect and MathML 3
#: does not allow it
_SCRIPT_LEVEL = re.compile(r'(<mtable\b[^>]*?) scriptlevel="0"')

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


def normalised(tex: str) -> str:
    """Return *tex* with only commands of math-core; several lines are put into an environment.

    A blank line separates formulas (Sphinx, "math" directive), ``split`` is ``aligned``
    without a number, and Sphinx numbers formulas itself.
    """
    tex = re.sub(r"\n[ \t]*\n\s*", r" \\\\ ", tex.strip())
    tex = re.sub(r"\\\\\s*\[[^\]]*\]", r"\\\\", tex)  # the browser sets the height of lines
    tex = re.sub(r"\\(begin|end)\{split\}", r"\\\1{aligned}", tex)
    tex = re.sub(r"\\(begin|end)\{(align|gather|equation)\}", r"\\\1{\2*}", tex)
    outside, count = tex, 1
    while count:
        outside, count = _ENVIRONMENT.subn("", outside)
    return rf"\begin{{aligned}}{tex}\end{{aligned}}" if r"\\" in outside else tex


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
    if nesting_depth(tex) > _DEEPEST:
        raise ValueError("it is nested too deeply; remove some levels of its braces or commands")
    if open_delimiters(tex) > _MOST_OPEN:
        message = rf"more than {_MOST_OPEN} delimiters such as `\bigl(` are not closed"
        raise ValueError(rf"{message}; close them with `\bigr)`, or write `\big(`")
    inner = normalised(tex) if display else tex
    inner = macros.prepared(inner) if macros else inner
    converter = LatexToMathML(fancy_error=False, macros=macros.expanded() if macros else None)
    try:
        math = converter.convert_with_local_state(inner, displaystyle=display)
    except LatexError as error:
        place, _, reason = str(error).partition(": ")
        where = f" at its character {int(place) + 1}" if place.isdecimal() else ""
        fix = "correct its LaTeX"
        if unknown := _UNKNOWN.search(reason):
            macros_there = f'mathjax3_config = {{"tex": {{"macros": {{"{unknown[1]}": r"…"}}}}}}'
            fix = f"correct it, or define it for all formulas in conf.py: `{macros_there}`"
        raise ValueError(f"{reason.rstrip('.') or place}{where}; {fix}") from error
    math = _SCRIPT_LEVEL.sub(r"\1", math)
    return math.replace("<math", f'<math alttext="{escape(tex.strip())}"', 1)
