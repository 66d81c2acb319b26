"""Make the file of the words that the script of the search shows, unless they are those in it.

``_static/search-words.json`` has the language of the words, and for each text of ``search.js`` its
translation; for one with a plural, a text for each plural category of the language (Unicode,
"Language Plural Rules").
"""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError

from blink.languages import of_blog
from blink.settings.theme import HOME, uses_blink
from blink.stages import Stage
from blink.words.catalogues import used_catalogues

if TYPE_CHECKING:
    from collections.abc import Iterator
    from gettext import NullTranslations

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

FILE = "search-words.json"

_SCRIPT = HOME / "static/search.js"
#: A call of ``gettext`` or ``ngettext`` in the script: the text, or singular and plural
_CALL = re.compile(r'\bn?gettext\(\s*"([^"\\]*)"(?:,\s*"([^"\\]*)")?')
#: A number of each plural category, for all languages, is below this one
_NUMBERS = 201


def texts_of_script() -> list[tuple[str, str]]:
    """Return the texts of the script; the second of each is its plural, or ``""``."""
    return list(dict.fromkeys(_CALL.findall(_SCRIPT.read_text(encoding="utf-8"))))


def plural_texts(
    words: NullTranslations, singular: str, plural: str, locale: Locale
) -> dict[str, str]:
    """Return the translation for each plural category of whole numbers in *locale*."""
    texts: dict[str, str] = {}
    for number in range(_NUMBERS):
        category = str(locale.plural_form(number))
        if category not in texts:
            texts[category] = words.ngettext(singular, plural, number)
    return texts


def search_words(words: NullTranslations, language: str) -> bytes:
    """Return the file of the words of the script, for a site in *language*, a BCP 47 tag."""
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        language, locale = "en", Locale("en")
    texts = {
        text: plural_texts(words, text, plural, locale) if plural else words.gettext(text)
        for text, plural in texts_of_script()
    }
    return json.dumps({"language": language, "texts": texts}, ensure_ascii=False).encode()


# -- Sphinx ------------------------------------------------------------------


def words_file(app: Sphinx) -> bytes:
    """Return the content of the file, or nothing if the script has the words itself."""
    if not uses_blink(app) or not used_catalogues(app):
        return b""
    return search_words(app.translator, of_blog(app.config))


def version_of_words(app: Sphinx) -> str:
    """Return what the URL of the script ends in, so that it loads the file: ``&words=…``."""
    content = words_file(app)
    return f"&words={sha256(content).hexdigest()[:8]}" if content else ""


def make_file(app: Sphinx) -> Iterator[tuple[str, bytes]]:
    """Yield the file, if the site needs it."""
    if content := words_file(app):
        yield f"_static/{FILE}", content


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.builder.outputs")
    app.connect("site-files", make_file, priority=Stage.FILES)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
