"""Convert formulas from TeX to MathML (MathML Core) while the site is built.

Browsers show it without a script or a font of their own; the TeX stays in ``alttext``.

Warnings: ``mathml.tex``, a formula that cannot be read.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING, Any

from docutils import nodes
from math_core import LatexError, LatexToMathML
from sphinx.util import logging

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)

_ENVIRONMENT = re.compile(r"\\begin\{([a-z]+\*?)\}(?:(?!\\begin\{).)*?\\end\{\1\}", re.DOTALL)

#: What math-core says of the outermost table, where it is so anyway; MathML 3 has it not there
_LEVEL = re.compile(r'(<mtable\b[^>]*?) scriptlevel="0"')

_TAG = re.compile(r"<[^>]*>|\s")

#: What opens or closes a level of a formula, ends a cell, or is a command
_LEVELS = re.compile(r"\\\\|\\[A-Za-z]+|\\.|[{}&]", re.DOTALL)

#: Levels beyond which no formula is read: math-core calls itself for each, and a stack that is
#: full ends the process without a word
_DEEPEST = 1000

#: Delimiters such as ``\bigl(`` without ``\bigr)`` beyond which no formula is read: math-core takes
#: twice as long with each
_MOST_OPEN = 16
_BIG = re.compile(r"\\[bB]igg?([lr])(?![A-Za-z])")

#: Characters that a phone of 320 px shows beside each other
_ROOM = 24


def normal(tex: str) -> str:
    """Return *tex* in the words of math-core, its lines in an environment.

    A blank line separates formulas (Sphinx, "math" directive), ``split`` is ``aligned``
    without a number, and Sphinx numbers formulas itself.
    """
    tex = re.sub(r"\n[ \t]*\n\s*", r" \\\\ ", tex.strip())
    tex = re.sub(r"\\\\\s*\[[^\]]*\]", r"\\\\", tex)  # the height of a line is the browser's
    tex = re.sub(r"\\(begin|end)\{split\}", r"\\\1{aligned}", tex)
    tex = re.sub(r"\\(begin|end)\{(align|gather|equation)\}", r"\\\1{\2*}", tex)
    outside, count = tex, 1
    while count:
        outside, count = _ENVIRONMENT.subn("", outside)
    return rf"\begin{{aligned}}{tex}\end{{aligned}}" if r"\\" in outside else tex


def depth(tex: str) -> int:
    """Return how deeply *tex* may be nested, in time that grows with its length.

    Each command of a cell counts as a level until the group around it ends, since its argument may
    be the next command.
    """
    deepest = level = base = 0
    outer: list[tuple[int, int]] = []
    for found in _LEVELS.finditer(tex):
        token = found[0]
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
    r"""Return the most ``\bigl`` and the like of a group or cell that no ``\bigr`` there closes."""
    most, counts = 0, [0]
    for found in _LEVELS.finditer(tex):
        token = found[0]
        if token in ("{", r"\left", r"\begin"):
            counts.append(0)
        elif token in ("}", r"\right", r"\end"):
            most = max(most, counts.pop())
            counts = counts or [0]
        elif token in ("&", r"\\"):
            most, counts[-1] = max(most, counts[-1]), 0
        elif side := _BIG.fullmatch(token):
            counts[-1] = max(0, counts[-1] + (1 if side[1] == "l" else -1))
    return max(most, *counts)


def to_mathml(tex: str, *, display: bool) -> str:
    """Return *tex* as a ``math`` element; *display* for a formula on lines of its own.

    :raises ValueError: if it is not TeX that can be shown; the text says why.
    """
    if depth(tex) > _DEEPEST:
        raise ValueError("it is nested too deeply; take out some levels of its braces or commands")
    if open_delimiters(tex) > _MOST_OPEN:
        wrong = rf"more than {_MOST_OPEN} delimiters such as `\bigl(` are not closed"
        raise ValueError(rf"{wrong}; close them with `\bigr)`, or write `\big(`")
    inner = normal(tex) if display else tex
    converter = LatexToMathML(fancy_error=False)
    try:
        math = converter.convert_with_local_state(inner, displaystyle=display)
    except LatexError as error:
        raise ValueError(str(error)) from error
    math = _LEVEL.sub(r"\1", math)
    return math.replace("<math", f'<math alttext="{escape(tex.strip())}"', 1)


def is_wide(math: str) -> bool:
    """Return whether *math*, a ``math`` element, may be wider than a phone."""
    return len(unescape(_TAG.sub("", math))) > _ROOM


# -- Sphinx ------------------------------------------------------------------


def _write(translator: HTML5Translator, node: nodes.Element, *, display: bool) -> str:
    try:
        return to_mathml(node.astext(), display=display)
    except ValueError as error:
        said = re.sub(r"\s+", " ", str(error)).strip()
        logger.warning(
            "this formula cannot be shown: %s", said, location=node, type="mathml", subtype="tex"
        )
        return f"<code>{escape(node.astext())}</code>"


def write_inline(translator: HTML5Translator, node: nodes.math) -> None:
    """Write a formula in a line of text; a long one scrolls inside itself."""
    math = _write(translator, node, display=False)
    wide = ' class="math wide" tabindex="0"' if is_wide(math) else ' class="math"'
    translator.body.append(f"<span{wide}>{math}</span>")
    raise nodes.SkipNode


def write_block(translator: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula on lines of its own, with its number and link if it has them."""
    tag = "span" if isinstance(node.parent, nodes.TextElement) else "div"  # $$x$$ in a line
    math = _write(translator, node, display=True)
    attributes: dict[str, Any] = {"CLASS": "math"} | ({"tabindex": "0"} if is_wide(math) else {})
    translator.body.append(translator.starttag(node, tag, "", **attributes))
    if node["number"]:
        translator.body.append(f'<span class="eqno">({escape(str(node["number"]))})')
        translator.add_permalink_ref(node, "Link to this equation")
        translator.body.append("</span>")
    translator.body.append(f"{math}</{tag}>")
    raise nodes.SkipNode


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_html_math_renderer("mathml", (write_inline, None), (write_block, None))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
