"""Find and read the catalogues of the words of the interface: Blink's own and the author's.

A catalogue is a file ``<locale>/LC_MESSAGES/blink.po`` (or ``.mo``) of gettext. Those in the
folders of ``locale_dirs`` come before Blink's, and Sphinx's own words come last. They are read at
each build; none has to be compiled.

Warnings: ``words.catalogue``, a catalogue of the author that cannot be read, or a translation in it
that cannot be used.
"""

from __future__ import annotations

import re
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from sphinx.util import logging

from blink.addresses.guide import guide_url
from blink.settings.conf_lines import place_of
from blink.stages import Stage
from blink.words import gettext_noop
from blink.words.patches import Translators, exchange_translators, use_translator

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from babel.messages.catalog import Catalog
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

#: The name of the catalogues, and the folder of Blink's own
DOMAIN, FOLDER = "blink", Path(__file__).parent / "locale"
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
#: Words of Sphinx that its own catalogues of some languages lack, such as German and Japanese
SPHINX_LACKS = (
    gettext_noop("Link to this heading"), gettext_noop("Link to this definition"),
    gettext_noop("Link to this term"), gettext_noop("Link to this table"),
    gettext_noop("Link to this code"), gettext_noop("Link to this image"),
    gettext_noop("Link to this toctree"),
)  # fmt: skip
#: The language of the words in templates and modules
SOURCE_LANGUAGE = "en"


def fallbacks(language: str) -> tuple[str, ...]:
    """Return *language* and the locales whose words its readers can read too, the nearest first.

    A language that is written in another script by default is not among them.

    >>> fallbacks("pt_BR"), fallbacks("zh_CN"), fallbacks("zh_TW")
    (('pt_BR', 'pt'), ('zh_CN', 'zh'), ('zh_TW',))
    """
    name = language.replace("-", "_")
    try:
        locale = Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        return (name,)
    subtags = get_global("likely_subtags").get(locale.language, "").split("_")
    is_same_script = "@" not in name and (not locale.script or locale.script in subtags)
    return tuple(dict.fromkeys([name, locale.language] if is_same_script else [name]))


def catalogue_files(language: str, folders: Iterable[Path]) -> Iterator[Path]:
    """Yield the catalogues in *folders* for *language*, those that take precedence first."""
    for folder in folders:
        for locale in fallbacks(language):
            paths = (folder / locale / "LC_MESSAGES" / f"{DOMAIN}{end}" for end in (".po", ".mo"))
            yield from [path for path in paths if path.is_file()][:1]


def read_catalogue(path: Path, locale: str = "") -> Catalog:
    """Return the catalogue in a file.

    :raises Exception: whatever Babel raises if it cannot be read; `PoFileError` has a ``lineno``.
    """
    from babel.messages.mofile import read_mo  # noqa: PLC0415  # not for a site in English
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with path.open("rb") as file:
        if path.suffix == ".mo":
            return read_mo(file)
        return read_po(file, locale or None, abort_invalid=True)


def translations(catalogue: Catalog) -> GNUTranslations:
    """Return *catalogue* in the form in which words are looked up; doubtful entries are left out.

    These are those that are marked as fuzzy.
    """
    from babel.messages.mofile import write_mo  # noqa: PLC0415

    file = BytesIO()
    write_mo(file, catalogue)
    file.seek(0)
    return GNUTranslations(file)


def remove_unusable(catalogue: Catalog) -> Iterator[tuple[int, str]]:
    """Remove translations that placeholders cannot be filled into; yield line and text of each."""
    for message in list(catalogue):
        texts = (message.id,) if isinstance(message.id, str) else message.id
        filled = message.string if isinstance(message.string, (tuple, list)) else [message.string]
        values = dict.fromkeys(_PLACEHOLDER.findall(" ".join(texts)), "")
        try:
            for text in filled if values else ():
                _ = (text or "") % values  # as templates do
        except (KeyError, TypeError, ValueError):
            yield message.lineno or 0, texts[0]
            catalogue.delete(message.id, message.context)


# -- Sphinx ------------------------------------------------------------------


def author_folders(app: Sphinx) -> list[Path]:
    """Return the folders of ``locale_dirs``."""
    return [Path(app.srcdir, folder) for folder in app.config.locale_dirs]


def used_catalogues(app: Sphinx) -> list[Path]:
    """Return the catalogues whose words the site has."""
    return [*catalogue_files(app.config.language, [*author_folders(app), FOLDER])]


def _authors_translations(path: Path) -> GNUTranslations | None:
    """Return the translations in a catalogue of the author; what is wrong with it is reported."""
    try:
        catalogue = read_catalogue(path)
        wrong = list(remove_unusable(catalogue))
        words = translations(catalogue)
    except Exception as error:  # noqa: BLE001  # Babel raises many for a damaged file
        line = getattr(error, "lineno", -1) + 1
        logger.warning(
            "the catalogue cannot be read, so its words are not used: %s; correct it",
            str(error).removesuffix(f" on {line - 1}"),
            location=f"{path}:{line}" if line else str(path), type="words", subtype="catalogue",
        )  # fmt: skip
        return None
    for line, text in wrong:
        logger.warning(
            "the translation of %r is not used; write its placeholders, such as `%%(count)s`, as"
            " they are there", text,
            location=f"{path}:{line}" if line else str(path), type="words", subtype="catalogue",
        )  # fmt: skip
    return words


class SphinxTranslators:
    """Sphinx's translators of one application, used while that is made and while it builds.

    Sphinx has them in a table of the process, in which sites of other languages would find them.
    """

    def __init__(self, app: Sphinx) -> None:
        self._own: Translators = {}
        app.connect("builder-inited", self.take, priority=Stage.WORDS_KEPT)
        app.connect("env-get-outdated", self.put, priority=Stage.WORDS_USED)
        app.connect("build-finished", self.take, priority=Stage.WORDS_FORGOTTEN)

    def take(self, app: Sphinx, *_: Any) -> None:
        """Take the translators of the application out of the table."""
        self._own |= exchange_translators({})

    def put(self, app: Sphinx, *_: Any) -> tuple[()]:
        """Put them back."""
        exchange_translators(self._own)
        return ()


def set_translator(app: Sphinx, config: Config) -> None:
    """Give the application the words in the language of the site; note if there are none."""
    files = used_catalogues(app)
    translators = [
        translations(read_catalogue(path))
        if path.is_relative_to(FOLDER)
        else _authors_translations(path)
        for path in files
    ]
    use_translator(app, [translator for translator in translators if translator])
    if not files and fallbacks(config.language)[-1] != SOURCE_LANGUAGE:
        logger.info(
            "%s: Blink has no words in the language %r, so those of the interface are English; to"
            " translate them, add a catalogue as in %s",
            place_of(Path(app.confdir, "conf.py"), "language"), config.language,
            guide_url("customizing", "language"),
        )  # fmt: skip


def setup(app: Sphinx) -> ExtensionMetadata:
    SphinxTranslators(app)
    app.connect("config-inited", set_translator, priority=Stage.WORDS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
