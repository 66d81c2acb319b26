"""What Blink changes of Sphinx's translations, which has no public hook."""

from __future__ import annotations

from gettext import NullTranslations
from typing import TYPE_CHECKING, Any

from sphinx import locale

from blink.stages import Stage
from blink.upstream import expect

if TYPE_CHECKING:
    from collections.abc import Sequence
    from gettext import GNUTranslations

    from sphinx.application import Sphinx

#: The part of Sphinx's table that follows ``language``; the other follows the terminal's
_NAMESPACE = "general"


def use_translator(app: Sphinx, translations: Sequence[GNUTranslations]) -> None:
    """Let templates, and all that ask *app*, use *translations* before Sphinx's words.

    Seen in Sphinx 9.0.4: its builders give ``app.translator`` to the templates, and there is no
    hook for more words in templates than those of the catalogue ``sphinx``.
    """
    holds = isinstance(getattr(app, "translator", None), NullTranslations)
    expect(holds, "Sphinx", "`Sphinx.translator` no longer has its translations")
    if translations:
        first, *others = translations
        for other in (*others, locale.get_translator()):
            first.add_fallback(other)
        app.translator = first


class SphinxTranslators:
    """Keeps the translators of one application, which Sphinx has in a table of the process.

    Seen in Sphinx 9.0.4: ``sphinx.locale.translators`` keeps the first language of a process, to
    which later applications only add fallbacks. Here the table has the translators of an
    application only while that is made, and while it builds.
    """

    def __init__(self, app: Sphinx) -> None:
        self._own: dict[tuple[str, str], NullTranslations] = {}
        holds = all(isinstance(key, tuple) and len(key) == 2 for key in locale.translators)
        expect(holds, "Sphinx", "the table `sphinx.locale.translators` has changed")
        app.connect("builder-inited", self.take, priority=Stage.WORDS_KEPT)
        app.connect("env-get-outdated", self.put, priority=Stage.WORDS_USED)
        app.connect("build-finished", self.take, priority=Stage.WORDS_FORGOTTEN)

    def take(self, app: Sphinx, *_: Any) -> None:
        """Take the translators of the application out of the table."""
        for key in [key for key in locale.translators if key[0] == _NAMESPACE]:
            self._own[key] = locale.translators.pop(key)

    def put(self, app: Sphinx, *_: Any) -> tuple[()]:
        """Put them back."""
        locale.translators.update(self._own)
        return ()
