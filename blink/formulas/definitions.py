r"""Read the macros that a formula defines: ``\newcommand``, ``\def``, ``\DeclareMathOperator``.

MathJax keeps them for the formulas below on the same page, and so does Blink.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from blink.formulas.macro_set import MacroSet

_NAME = r"\\([A-Za-z]+)"
#: What begins a definition, up to its body in braces
_HEAD = re.compile(
    rf"""
    \\(?P<new>newcommand|renewcommand|providecommand)\*?\s*
        (?:\{{\s*{_NAME}\s*\}}|{_NAME})\s*(?:\[\s*(?P<count>[1-9])\s*\]\s*)?
        (?:\[(?P<default>[^\[\]]*)\]\s*)?(?=\{{)
    | \\(?P<def>[gex]?def)\s*{_NAME}\s*(?P<arguments>(?:\#[1-9])*)\s*(?=\{{)
    | \\DeclareMathOperator(?P<limits>\*?)\s*(?:\{{\s*{_NAME}\s*\}}|{_NAME})\s*(?=\{{)
    """,
    re.VERBOSE,
)
_LET = re.compile(rf"\\let\s*{_NAME}\s*=?\s*(\\[A-Za-z]+|\\[^A-Za-z]|[^\s\\{{}}])")


class SplitFormula(NamedTuple):
    """A formula without its definitions, and what they define."""

    tex: str
    macros: MacroSet


def closing_brace(tex: str, start: int) -> int:
    r"""Return the index of the brace that closes the one at *start*, or -1 if none does.

    >>> closing_brace(r"{a{b}\}}c", 0)
    7
    """
    level = 0
    for match in re.compile(r"\\.|[{}]", re.DOTALL).finditer(tex, start):
        level += {"{": 1, "}": -1}.get(match[0], 0)
        if level == 0:
            return match.start()
    return -1


def split_definitions(tex: str) -> SplitFormula:
    r"""Return *tex* without the definitions in it, and the macros that they define.

    What is no complete definition stays in the formula, where it is reported.

    >>> split_definitions(r"\newcommand{\R}{\mathbb{R}} \R^n")
    SplitFormula(tex='\\R^n', macros=MacroSet(bodies={'R': '\\mathbb{R}'}, defaults={}))
    """
    macros, kept, end = MacroSet({}, {}), "", 0
    while head := _HEAD.search(tex, end):
        last = closing_brace(tex, head.end())
        if last < 0:
            break
        kept, body = kept + tex[end : head.start()], tex[head.end() + 1 : last]
        name = next(group for group in head.group(2, 3, 7, 10, 11) if group)
        if head["limits"] is not None:
            body = rf"\operatorname{head['limits']}{{{body}}}"
        if head["new"] != "providecommand" or name not in macros.bodies:
            macros.bodies[name] = body
            macros.defaults.pop(name, None)
            if head["default"] is not None:
                macros.defaults[name] = head["default"]
        end = last + 1
    kept += tex[end:]
    for name, meaning in _LET.findall(kept):
        macros.bodies[name] = meaning
    return SplitFormula(_LET.sub("", kept).strip() if macros.bodies else tex, macros)
