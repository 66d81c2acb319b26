"""Set titles and descriptions of front matter as Sphinx sets the text of a page.

Quotes and dashes are those of ``smartquotes``, and formulas are text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils.utils import normalize_language_tag, smartquotes

from blink.formulas.dollars import split_formulas
from blink.formulas.macros import macros_of
from blink.formulas.plain_text import readable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx


def with_quotes(parts: Iterable[tuple[str, str]], action: str, language: str) -> str:
    """Return *parts* in one, with the quotes and dashes of *language* where their kind is "plain".

    *action* is that of ``smartquotes_action``.
    """
    return "".join(smartquotes.educate_tokens(parts, action, language))


# -- Sphinx ------------------------------------------------------------------


def typeset(app: Sphinx, text: str, *, formulas: bool) -> str:
    """Return *text* as a page shows it, without markup; *formulas* are between dollars."""
    parts = split_formulas(text) if formulas and "$" in text else [text]
    macros = macros_of(app.config) if len(parts) > 1 else None
    tokens = [
        ("literal", readable(part, macros)) if number % 2 else ("plain", part)
        for number, part in enumerate(parts)
    ]
    language = _language_of_quotes(app)
    if not language:
        return "".join(part for _, part in tokens)
    return with_quotes(tokens, app.config.smartquotes_action, language)


def _language_of_quotes(app: Sphinx) -> str:
    """Return the language of quotes, or ``""`` where Sphinx leaves them as they are."""
    config, excludes = app.config, app.config.smartquotes_excludes
    is_off = (
        not config.smartquotes
        or app.builder.name in excludes.get("builders", ())
        or config.language in excludes.get("languages", ())
    )
    tags = [] if is_off else normalize_language_tag(config.language or "en")
    return next((tag for tag in tags if tag in smartquotes.smartchars.quotes), "")
