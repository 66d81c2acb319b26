r"""Rewrite TeX so that the libraries read what MathJax and KaTeX read.

Commands that stand for others are macros, links are taken out of the formula, and environments that
number their lines do not, because Sphinx numbers formulas.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from blink.formulas.definitions import closing_brace

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENVIRONMENT = re.compile(r"\\begin\{([a-z]+\*?)\}(?:(?!\\begin\{).)*?\\end\{\1\}", re.DOTALL)

#: Command → what it stands for, where a library does not have it
BUILT_IN = {
    "mathds": r"\mathbb{#1}", "mathbbm": r"\mathbb{#1}", "mathup": r"\mathrm{#1}",
    "mathnormal": "{#1}", "symup": r"\mathrm{#1}", "symit": "{#1}", "symbf": r"\mathbf{#1}",
    "symbfit": r"\boldsymbol{#1}", "mathbfit": r"\boldsymbol{#1}", "pmb": r"\boldsymbol{#1}",
    "mathbfcal": r"\boldsymbol{\mathcal{#1}}", "mathbfscr": r"\boldsymbol{\mathscr{#1}}",
    "mathbffrak": r"\boldsymbol{\mathfrak{#1}}",
    "allowbreak": "", "nobreak": "", "strut": "", "intop": r"\int\limits",
    "sdot": r"\cdot", "overlinesegment": r"\overline{#1}", "underlinesegment": r"\underline{#1}",
    "varlimsup": r"\overline{\lim}", "varliminf": r"\underline{\lim}",
    "varinjlim": r"\underrightarrow{\lim}", "varprojlim": r"\underleftarrow{\lim}",
    "mathparagraph": r"\P", "mathsection": r"\S", "and": r"\land", "or": r"\lor",
    "overunderset": r"\overset{#1}{\underset{#2}{#3}}",
    "underoverset": r"\underset{#1}{\overset{#2}{#3}}", "stackbin": r"\overset{#1}{#2}",
    "flatfrac": "{#1}/{#2}", "splitfrac": r"\genfrac{}{}{0pt}{}{#1}{#2}",
    "qq": r"\quad\text{#1}\quad", "enclose": r"\boxed{#2}",
    "mathtip": "#1", "texttip": "#1", "class": "#2", "cssId": "#2", "style": "#2",
    "htmlClass": "#2", "htmlId": "#2", "htmlStyle": "#2", "htmlData": "#2",
}  # fmt: skip

#: The same for commands that only math-core has
FOR_MATHRA = {
    "bold": r"\mathbf{#1}", "frak": r"\mathfrak{#1}", "lparen": "(", "rparen": ")",
    "lBrace": r"\{", "rBrace": r"\}", "vcentcolon": ":", "Bra": r"\bra{#1}", "Ket": r"\ket{#1}",
    "Braket": r"\braket{#1}", "operatornamewithlimits": r"\operatorname*{#1}",
    "injlim": r"\operatorname*{inj\,lim}", "projlim": r"\operatorname*{proj\,lim}",
    "xtwoheadrightarrow": r"\xrightarrow{#1}", "xhookleftarrow": r"\xleftarrow{#1}",
    "xrightharpoonup": r"\xrightarrow{#1}",
} | {
    f"var{name}": rf"\mathit{{\{name}}}"
    for name in (
        "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega",
    )
}  # fmt: skip

#: Pattern → what replaces it; first what only tells MathJax which extension to load
_REWRITTEN = (
    (re.compile(r"\\require\s*\{[^{}]*\}"), ""),
    (re.compile(r"\\(begin|end)\{(?:alignat|flalign)(\*?)\}(?:\s*\{\d+\})?"), r"\\\1{align\2}"),
    (re.compile(r"\\(begin|end)\{alignedat\}(?:\s*\{\d+\})?"), r"\\\1{aligned}"),
    (re.compile(r"\\begin\{eqnarray\*?\}"), r"\\begin{array}{rcl}"),
    (re.compile(r"\\end\{eqnarray\*?\}"), r"\\end{array}"),
    (re.compile(r"\\bbox\s*(?:\[[^\]]*\])?(?=\s*\{)"), ""),
    (re.compile(r"\\root\s+([^\\{}]+?)\s*\\of(?![A-Za-z])"), r"\\sqrt[\1]"),
    (
        re.compile(r"\\buildrel\s*(.+?)\s*\\over\s*(\\[A-Za-z]+|[^\s\\{}])", re.DOTALL),
        r"\\overset{\1}{\2}",
    ),
)

#: Units of siunitx that have a short name, and the short names of prefixes
_UNITS = {
    "m": "metre", "g": "gram", "s": "second", "A": "ampere", "K": "kelvin", "mol": "mole",
    "Hz": "hertz", "N": "newton", "Pa": "pascal", "J": "joule", "W": "watt", "V": "volt",
    "eV": "electronvolt", "F": "farad", "ohm": "ohm", "H": "henry", "C": "coulomb", "T": "tesla",
    "L": "litre", "l": "litre", "dB": "decibel", "min": "minute", "h": "hour",
}  # fmt: skip
_PREFIXES = {
    "": "", "k": r"\kilo", "M": r"\mega", "G": r"\giga", "T": r"\tera", "m": r"\milli",
    "u": r"\micro", "n": r"\nano", "p": r"\pico", "f": r"\femto", "c": r"\centi", "d": r"\deci",
}  # fmt: skip
_SHORT_UNITS = {
    prefix + unit: rf"{name}\{full}"
    for prefix, name in _PREFIXES.items()
    for unit, full in _UNITS.items()
}
_WITH_UNITS = re.compile(r"\\(?:SI|si|qty|unit|SIrange|qtyrange)(?![A-Za-z])[^\\{]*")
_COMMAND = re.compile(r"\\([A-Za-z]+)")

_LINK = re.compile(r"\\(href|url)\s*\{")
#: What stands for a link in a formula, and how both libraries write it
_MARK = "BLINKLINK{}X"
_WRITTEN_MARK = re.compile(r"<mtext>BLINKLINK(\d+)X</mtext>")
_SCHEMES = frozenset({"", "http", "https", "mailto"})


def normalised(tex: str) -> str:
    """Return *tex* with only commands of math-core; several lines are put into an environment.

    A blank line separates formulas (Sphinx, "math" directive), ``split`` is ``aligned``
    without a number, and Sphinx numbers formulas itself.
    """
    tex = re.sub(r"\n[ \t]*\n\s*", r" \\\\ ", tex.strip())
    tex = re.sub(r"\\\\\s*\[[^\]]*\]", r"\\\\", tex)  # the browser sets the height of lines
    tex = re.sub(r"\\(begin|end)\{split\}", r"\\\1{aligned}", tex)
    tex = re.sub(r"\\(begin|end)\{(align|gather|equation|multline)\}", r"\\\1{\2*}", tex)
    outside, count = tex, 1
    while count:
        outside, count = _ENVIRONMENT.subn("", outside)
    return rf"\begin{{aligned}}{tex}\end{{aligned}}" if r"\\" in outside else tex


def rewritten(tex: str) -> str:
    r"""Return *tex* without what has another form, such as ``\root 3 \of x`` and short units.

    >>> rewritten(r"\root 3 \of x"), rewritten(r"\qty{3}{\km\per\h}")
    ('\\sqrt[3] x', '\\qty{3}{\\kilo\\metre\\per\\hour}')
    """
    for pattern, replacement in _REWRITTEN:
        tex = pattern.sub(replacement, tex)
    kept, end = "", 0
    for match in _WITH_UNITS.finditer(tex):
        start = match.end()
        while start < len(tex) and tex[start] == "{":
            last = closing_brace(tex, start)
            if last < 0:
                break
            kept += tex[end:start] + _COMMAND.sub(_full_unit, tex[start : last + 1])
            start = end = last + 1
    return kept + tex[end:]


def _full_unit(match: re.Match[str]) -> str:
    return _SHORT_UNITS.get(match[1], match[0])


def without_links(tex: str) -> tuple[str, list[tuple[str, str]]]:
    r"""Return *tex* with a mark for each ``\href`` and ``\url``, and their addresses and TeX.

    :raises ValueError: if an address is not one of the web.
    """
    links: list[tuple[str, str]] = []
    kept, end = "", 0
    for start, last, address, shown in _links(tex):
        if urlsplit(address).scheme.lower() not in _SCHEMES:
            raise ValueError(f"`{address}` is not a URL; write it like https://example.org/page")
        kept += tex[end:start] + rf"\text{{{_MARK.format(len(links))}}}"
        links.append((address, shown))
        end = last + 1
    return kept + tex[end:], links


def _links(tex: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield where each link begins and ends, its address, and its TeX."""
    place = 0
    while match := _LINK.search(tex, place):
        place = match.end()
        last = closing_brace(tex, place - 1)
        address = re.sub(r"\\([%#&_~])", r"\1", tex[place:last].strip())
        shown = rf"\text{{{address}}}"
        if match[1] == "href":
            start = re.compile(r"\s*").match(tex, last + 1).end()  # type: ignore[union-attr]
            end = closing_brace(tex, start) if tex[start : start + 1] == "{" else -1
            shown, last = tex[start + 1 : end], end if last >= 0 else -1
        if last < 0:
            return
        yield match.start(), last, address, shown
        place = last + 1


def with_links(math: str, links: list[tuple[str, str]]) -> str:
    """Return the MathML *math* with *links*, pairs of an address and MathML, at their marks."""

    def link(match: re.Match[str]) -> str:
        address, shown = links[int(match[1])]
        return f'<mtext><a href="{escape(address)}">{shown}</a></mtext>'

    return _WRITTEN_MARK.sub(link, math) if links else math


def with_their_tex(tex: str, links: list[tuple[str, str]]) -> str:
    """Return *tex* with the TeX of *links* at their marks."""
    for number, (_, shown) in enumerate(links):
        tex = tex.replace(rf"\text{{{_MARK.format(number)}}}", f"{{{shown}}}")
    return tex
