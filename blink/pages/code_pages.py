"""Make the pages of ``sphinx.ext.viewcode`` valid: it writes ``div`` elements into ``pre``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from blink.stages import Stage

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

_DIV, _SPAN = '<div class="viewcode-block"', '<span class="viewcode-block"'


def valid_code(body: str) -> str:
    """Return the *body* of a page of code with ``span`` elements for the blocks in the code.

    The end of a block that is the last of the module is after the code.

    >>> valid_code('<pre><div class="viewcode-block">a</pre></div>')
    '<pre><span class="viewcode-block">a</span></pre>'
    """
    start, end = body.find("<pre"), body.rfind("</pre>")
    if _DIV not in body[start:end]:
        return body
    code = body[start:end]
    missing = code.count(_DIV) - code.count("</div>")
    code = code.replace(_DIV, _SPAN).replace("</div>", "</span>")
    return f"{body[:start]}{code}{'</span>' * missing}{body[end:].replace('</div>', '', missing)}"


# -- Sphinx ------------------------------------------------------------------


def correct_code(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Make the body of a page of code valid."""
    if pagename.startswith("_modules/") and "body" in context:
        context["body"] = valid_code(context["body"])


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("html-page-context", correct_code, priority=Stage.BODY)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
