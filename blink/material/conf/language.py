"""Convert the name of the language of the old site to that of Sphinx."""

from __future__ import annotations

import re

from babel import Locale, UnknownLocaleError

#: Languages of Material whose names Sphinx does not know
_LANGUAGES = {
    "zh": "zh_CN", "zh_hans": "zh_CN", "zh_hant": "zh_TW", "nb": "nb_NO", "sr": "sr_RS",
    "uk": "uk_UA",
}  # fmt: skip


def language_of(name: object) -> str:
    """Return the name in Sphinx of the language that Material calls *name*, or ``""``."""
    if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z]{2,3}(?:[-_]\w+)?", name):
        return ""
    first, _, rest = name.replace("-", "_").partition("_")
    plain = f"{first.lower()}_{rest}" if rest else first.lower()
    known = _LANGUAGES.get(plain.lower(), plain)
    try:
        Locale.parse(known)
    except (UnknownLocaleError, ValueError):
        return ""
    return known
