"""The catalogues of the words of the interface: complete, and like the words in the sources."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
import sphinx
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from blink.discovery.search_words import plural_texts, search_words, texts_of_script
from blink.words import ENGLISH
from blink.words.catalogues import (
    DOMAIN,
    FOLDER,
    SPHINX_LACKS,
    catalogue_files,
    fallbacks,
    read_catalogue,
    remove_unusable,
    translations,
)
from blink.words.extraction import catalogues, extracted, updated, written

LANGUAGES = ("de", "es", "fr", "ja", "pt", "zh")
#: Narrow no-break space, which French has inside of guillemets and before some marks
NNBSP = "\u202f"


def catalogue(language):
    path = FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    return read_po(BytesIO(path.read_bytes()), language, abort_invalid=True)


def pairs(language):
    """Yield each text of a catalogue with its translation."""
    for message in catalogue(language):
        if isinstance(message.id, tuple):
            yield from ((message.id[-1], text) for text in message.string)
        elif message.id:
            yield message.id, message.string


def test_the_catalogues_have_the_words_of_the_sources():
    different = [str(path) for path, content in catalogues() if path.read_bytes() != content]
    assert different == [], "run `make catalogues`"
    assert {path.name for path in FOLDER.iterdir()} == {*LANGUAGES, f"{DOMAIN}.pot"}


def test_a_new_word_is_added_without_a_translation_and_a_former_one_is_removed(tmp_path):
    path = tmp_path / "fr/LC_MESSAGES/blink.po"
    path.parent.mkdir(parents=True)
    old, template = Catalog("fr"), Catalog()
    old.add("Kept", "Gardé")
    old.add("Former", "Ancien")
    path.write_bytes(written(old))
    template.add("Kept")
    template.add("New", locations=[("blink/x.py", 7)])
    content = updated(path, template)
    assert b'msgid "Kept"\nmsgstr "Gard\xc3\xa9"' in content
    assert b'#: blink/x.py\nmsgid "New"\nmsgstr ""' in content
    assert b"Former" not in content
    assert not re.search(rb"Date|\d\d:\d\d", content)


def test_words_of_templates_scripts_and_modules_are_found():
    texts = {
        message.id if isinstance(message.id, str) else message.id[0] for message in extracted()
    }
    assert {"Skip to main content", "No results for “%(words)s”", "All posts", "done"} <= texts
    assert {text for text, _ in texts_of_script()} <= texts
    sources = {file for message in extracted() for file, _ in message.locations}
    assert "blink/theme/static/search.js" in sources


def test_words_that_sphinx_lacks_are_those_of_sphinx():
    path = Path(sphinx.__file__).parent / "locale/ja/LC_MESSAGES/sphinx.po"
    found = read_catalogue(path)
    assert {text: found[text].string for text in SPHINX_LACKS} == dict.fromkeys(SPHINX_LACKS, "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_is_complete_and_its_placeholders_and_tags_are_right(language):
    found = catalogue(language)
    assert not found.obsolete
    assert [m.id for m in found if m.fuzzy and m.id] == []
    assert [m.id for m in found if m.id and not (m.string if isinstance(m.string, str)
            else all(m.string) and len(m.string) == found.num_plurals)] == []  # fmt: skip
    assert list(found.check()) == []
    for text, translation in pairs(language):
        for kind in (r"%\(\w+\)s", r"<[^>]*>", "`[^`]*`"):
            assert sorted(re.findall(kind, text)) == sorted(re.findall(kind, translation)), text
        assert text[:1].isspace() == translation[:1].isspace()
        assert "  " not in translation


def test_french_has_narrow_spaces_before_its_marks_and_in_quotation_marks():
    for _, text in pairs("fr"):
        plain = re.sub(r"<[^>]*>|%\(\w+\)s", "x", text)
        assert not re.search(rf"[^{NNBSP}][:;!?»]|«[^{NNBSP}]|'", plain), text


@pytest.mark.parametrize("language", ["zh", "ja"])
def test_chinese_and_japanese_have_full_width_marks_without_spaces(language):
    for _, text in pairs(language):
        plain = re.sub(r"<[^>]*>|%\(\w+\)s|`[^`]*`", "x", text)
        assert not re.search(
            r"[,:;!?()]|[，。、：；！？（）「」] | [，。、：；！？（）「」]", plain
        ), text
        assert not re.search(r"[^\W\dA-Za-z] [^\W\dA-Za-z]", plain), text


def test_a_language_falls_back_to_one_in_the_same_script():
    assert fallbacks("de_AT") == ("de_AT", "de")
    assert fallbacks("pt-BR") == ("pt_BR", "pt")
    assert fallbacks("zh_CN") == ("zh_CN", "zh")
    assert fallbacks("zh_Hans") == ("zh_Hans", "zh")
    assert fallbacks("zh_TW") == ("zh_TW",)
    assert fallbacks("zh_HK") == ("zh_HK",)
    assert fallbacks("sr@latin") == ("sr@latin",)
    assert fallbacks("en_GB") == ("en_GB", "en")
    assert fallbacks("xx") == ("xx",)


@pytest.mark.parametrize("language", ["pt_PT", "pt_BR", "zh_CN", "ja", "fr_CA"])
def test_sphinx_s_names_of_languages_have_a_catalogue(language):
    assert len([*catalogue_files(language, [FOLDER])]) == 1


def test_translations_that_would_fail_are_left_out(tmp_path):
    path = tmp_path / "blink.po"
    path.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "%(count)s min"\nmsgstr "%(n)s Min."\n\nmsgid "Menu"\nmsgstr "Menü"\n\n'
        'msgid "Best %(name)s"\nmsgstr "%(name)"\n\n'
        '#, fuzzy\nmsgid "Close"\nmsgstr "Zu?"\n',
        encoding="utf-8",
    )
    found = read_catalogue(path)
    assert list(remove_unusable(found)) == [(4, "%(count)s min"), (10, "Best %(name)s")]
    words = translations(found)
    assert words.gettext("%(count)s min") == "%(count)s min"
    assert words.gettext("Menu") == "Menü"
    assert words.gettext("Close") == "Close"


def test_the_script_of_the_search_has_a_text_for_each_plural_category():
    from babel import Locale

    one, other = "%(count)s result for “%(words)s”", "%(count)s results for “%(words)s”"
    assert plural_texts(ENGLISH, one, other, Locale("en")) == {"one": one, "other": other}
    words = translations(catalogue("de"))
    forms = plural_texts(words, one, other, Locale("de"))
    assert {name: text.split()[1] for name, text in forms.items()} == {
        "one": "Ergebnis", "other": "Ergebnisse",
    }  # fmt: skip
    assert '"All": "Alle"' in search_words(words, "de").decode()
    assert '"language": "en"' in search_words(words, "xx-unknown").decode()
