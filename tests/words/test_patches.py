"""Sphinx looks as the patches of its translations expect."""

from __future__ import annotations

from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from types import SimpleNamespace

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from sphinx import locale
from sphinx.errors import ExtensionError

from blink.words.patches import exchange_translators, use_translator


def words(**texts):
    catalogue, file = Catalog("de"), BytesIO()
    for text, translation in texts.items():
        catalogue.add(text, translation)
    write_mo(file, catalogue)
    file.seek(0)
    return GNUTranslations(file)


@pytest.fixture(autouse=True)
def table(monkeypatch):
    """Give each test a table of Sphinx's translators of its own."""
    monkeypatch.setattr(locale, "translators", {})
    return locale.translators


def test_use_translator(table):
    table["general", "sphinx"] = sphinxs = words(Note="Bemerkung", Menu="Speisekarte")
    app = SimpleNamespace(translator=sphinxs)
    use_translator(app, [])
    assert app.translator is sphinxs
    use_translator(app, [words(Close="Zu"), words(Menu="Menü", Close="Schließen")])
    texts = [app.translator.gettext(text) for text in ("Close", "Menu", "Note", "Other")]
    assert texts == ["Zu", "Menü", "Bemerkung", "Other"]
    assert sphinxs.gettext("Menu") == "Speisekarte"
    assert sphinxs.gettext("Close") == "Zu"
    assert sphinxs.gettext("Other") == "Other"


def test_exchange_translators(table):
    table["console", "sphinx"] = console = NullTranslations()
    table["general", "sphinx"] = first = words(Note="Bemerkung")
    former = exchange_translators({})
    assert former == {("general", "sphinx"): first}
    assert table == {("console", "sphinx"): console}
    exchange_translators(former)
    assert table == {("console", "sphinx"): console, ("general", "sphinx"): first}


def test_sphinx_keeps_the_first_language_of_a_process(table):
    """If this fails, the patch is no longer needed."""
    folder = locale._LOCALE_DIR
    for language in ("de", "fr"):
        translator, _ = locale.init([folder], language)
    assert translator.gettext("Search") == "Suche"


def test_another_table_and_another_attribute_are_refused(table):
    table["sphinx"] = NullTranslations()
    with pytest.raises(ExtensionError, match=r"`sphinx.locale.translators` has changed"):
        exchange_translators({})
    with pytest.raises(ExtensionError, match=r"no longer has its translations"):
        use_translator(SimpleNamespace(), [words()])
