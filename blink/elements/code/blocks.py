"""Write blocks of code as HTML: with the name of their language, and long lines wrapped or not.

Pages show the name, and a button that copies the code, see ``theme/static/blink.js``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator

from blink.addresses.hosting import SITE_BUILDERS

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

#: The classes of a block whose long lines are wrapped, and of one whose lines are not
WRAP, NO_WRAP = "wrap", "nowrap"

#: What is not a language, or says nothing to readers
_NO_LANGUAGE = frozenset(
    {"default", "guess", "ipythontb", "myst-ansi", "none", "output", "plain", "plaintext", "text"}
)
#: Names of languages that readers know better by another one
_READABLE = {
    "cpp": "c++", "csharp": "c#", "docker": "dockerfile", "doctest": "python", "golang": "go",
    "ipython": "python", "ipython2": "python", "ipython3": "python", "ipythonconsole": "python",
    "js": "javascript", "md": "markdown", "myst": "markdown", "ps1": "powershell", "py": "python",
    "py3": "python", "pycon": "python", "pycon3": "python", "python3": "python", "rb": "ruby",
    "rs": "rust", "sh": "shell", "shell-session": "console", "tex": "latex", "ts": "typescript",
    "yml": "yaml",
}  # fmt: skip


def language_label(language: str) -> str:
    """Return the name that pages show for a *language* of Pygments; ``""`` if they show none.

    >>> language_label("ipython3"), language_label("none")
    ('python', '')
    """
    name = language.lower()
    return "" if name in _NO_LANGUAGE else _READABLE.get(name, name)


# -- Sphinx ------------------------------------------------------------------


def visit_literal_block(translator: HTML5Translator, node: nodes.literal_block) -> None:
    """Write a block of code as Sphinx does, with the name of its language as an attribute."""
    builder = translator.builder
    if builder.config.blink_code_wrap and not {WRAP, NO_WRAP} & {*node["classes"]}:
        node["classes"].append(WRAP)
    try:
        HTML5Translator.visit_literal_block(translator, node)
    except nodes.SkipNode:
        label = language_label(node.get("language", "default"))
        if label and builder.name in SITE_BUILDERS:
            start = f'<div data-language="{translator.attval(label)}" '
            translator.body[-1] = translator.body[-1].replace("<div ", start, 1)
        raise


def depart_literal_block(translator: HTML5Translator, node: nodes.literal_block) -> None:
    """End a block that is not highlighted."""
    HTML5Translator.depart_literal_block(translator, node)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_node(
        nodes.literal_block, override=True, html=(visit_literal_block, depart_literal_block)
    )
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
