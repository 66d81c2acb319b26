"""Write formulas as MathML while the site is built.

Warnings: ``mathml.tex``, a formula that cannot be read.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

from blink.formulas.definitions import split_definitions
from blink.formulas.libraries import missing_library
from blink.formulas.macros import macros_of
from blink.formulas.mathml import to_mathml
from blink.posts.details.formulas import macros_for
from blink.words import ENGLISH

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)

_TAG = re.compile(r"<[^>]*>|\s")

#: Library that reads formulas → what a build does without it
_WITHOUT = {
    "math-core": "mathra reads all formulas",
    "mathra": "formulas may have only commands of math-core, and are text in feeds",
}

#: The most characters that fit on a line of a phone that is 320 px wide
_NARROW = 24


def is_wide(math: str) -> bool:
    """Return whether *math*, a ``math`` element, may be wider than a phone."""
    return len(unescape(_TAG.sub("", math))) > _NARROW


def only_defines(tex: str) -> bool:
    """Return whether *tex* defines macros for other formulas, and shows nothing."""
    rest, macros = split_definitions(tex)
    return bool(macros.bodies) and not rest


# -- Sphinx ------------------------------------------------------------------


def _write(translator: HTML5Translator, node: nodes.Element, *, display: bool) -> str:
    try:
        macros = macros_for(node, macros_of(translator.config))
        return to_mathml(node.astext(), display=display, macros=macros)
    except ValueError as error:
        reason = re.sub(r"\s+", " ", str(error)).strip()
        logger.warning(
            "this formula cannot be shown: %s", reason, location=node, type="mathml", subtype="tex"
        )
        return f"<code>{escape(node.astext())}</code>"


def write_inline(translator: HTML5Translator, node: nodes.math) -> None:
    """Write a formula in a line of text; a long one scrolls."""
    if only_defines(node.astext()):
        raise nodes.SkipNode
    math = _write(translator, node, display=False)
    wide = ' class="math wide" tabindex="0"' if is_wide(math) else ' class="math"'
    translator.body.append(f"<span{wide}>{math}</span>")
    raise nodes.SkipNode


def write_block(translator: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula on lines of its own, with its number and link if it has them."""
    if only_defines(node.astext()):
        raise nodes.SkipNode
    tag = "span" if isinstance(node.parent, nodes.TextElement) else "div"  # $$x$$ in a line
    math = _write(translator, node, display=True)
    attributes: dict[str, Any] = {"CLASS": "math"} | ({"tabindex": "0"} if is_wide(math) else {})
    translator.body.append(translator.starttag(node, tag, "", **attributes))
    if node.get("number"):
        number = escape(str(get_node_equation_number(translator, node)))
        translator.body.append(f'<span class="eqno">({number})')
        words = translator.builder._translator or ENGLISH  # noqa: SLF001  # of the application
        translator.add_permalink_ref(node, words.gettext("Link to this equation"))
        translator.body.append("</span>")
    translator.body.append(f"{math}</{tag}>")
    raise nodes.SkipNode


def setup(app: Sphinx) -> ExtensionMetadata:
    if name := missing_library():
        logger.info("note: %s is not installed: %s", name, _WITHOUT[name])
    app.add_html_math_renderer("mathml", (write_inline, None), (write_block, None))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
