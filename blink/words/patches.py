"""What Blink changes of Sphinx's translations, which has no public hook."""

from __future__ import annotations

from copy import copy
from gettext import NullTranslations
from typing import TYPE_CHECKING

from sphinx import locale

from blink.upstream import expect

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from gettext import GNUTranslations

    from sphinx.application import Sphinx

#: Namespace and catalogue of a translator
Key = tuple[str, str]
Translators = dict[Key, NullTranslations]

#: The part of Sphinx's table that follows ``language``; the other follows the terminal's
_NAMESPACE = "general"


def use_translator(app: Sphinx, translations: Sequence[GNUTranslations]) -> None:
    """Let templates, and all that ask *app*, use *translations* before Sphinx's words.

    Sphinx itself uses them for words that its own catalogue lacks. Seen in Sphinx 9.0.4: its
    builders give ``app.translator`` to the templates, and there is no hook for more words in
    templates, or in Sphinx, than those of the catalogue ``sphinx``.
    """
    holds = isinstance(getattr(app, "translator", None), NullTranslations)
    expect(holds, "Sphinx", "`Sphinx.translator` no longer has its translations")
    if translations:
        own = locale.get_translator()
        for one in [copy(one) for one in translations]:  # a fallback has its own fallbacks
            own.add_fallback(one)
        first, *others = translations
        for other in (*others, own):
            first.add_fallback(other)
        app.translator = first


def exchange_translators(translators: Mapping[Key, NullTranslations]) -> Translators:
    """Let Sphinx use *translators* for the texts of a site; return those that it has used.

    Seen in Sphinx 9.0.4: ``sphinx.locale.translators`` keeps the first language of a process, to
    which later applications only add fallbacks.
    """
    table = locale.translators
    holds = all(isinstance(key, tuple) and len(key) == 2 for key in table)
    expect(holds, "Sphinx", "the table `sphinx.locale.translators` has changed")
    former = {key: table.pop(key) for key in [*table] if key[0] == _NAMESPACE}
    table.update(translators)
    return former
