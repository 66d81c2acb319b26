"""The words that readers see around the texts of an author, in the language of the site.

What comes in is ``language`` of conf.py and the catalogues of that language; what goes out is
``app.translator``, which templates use as ``_("…")`` and ``{% trans %}``, and Python as
``app.translator.gettext("…")``. Read ``catalogues`` first. Messages to authors stay English.
"""

from __future__ import annotations

from gettext import NullTranslations

#: The words as templates and modules have them
ENGLISH = NullTranslations()


def gettext_noop(text: str) -> str:
    """Return *text*; the catalogues have it, since a template or a function translates it later."""
    return text
