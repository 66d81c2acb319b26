"""Sites in several languages, the author's own catalogues, and other builders."""

from __future__ import annotations

from zipfile import ZipFile

import pytest
from sphinx import locale
from sphinx.testing.util import SphinxTestApp

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
PUBLIC = {"html_baseurl": "https://h.example/", "blink_authority": "h.example"}


def own(blog, language, *lines, name="blink"):
    """Write a catalogue of the author."""
    blog.write(f"locales/{language}/LC_MESSAGES/{name}.po", HEAD + "\n".join(lines) + "\n")


def test_the_author_changes_a_word_and_its_pages_are_written_again(blog):
    made = blog(language="fr", html_last_updated_fmt=None)
    made.write("index.md", "# Blog\n\n```{toctree}\n:hidden:\nblog/tag\n```\n")
    made.post("b", date="2026-03-01")
    made.post("a", "# A\n\n```{mermaid}\ngraph LR\n  x --> y\n```\n", tags="[x]")
    own(made, "fr", 'msgid "Latest posts"', 'msgstr "Derniers billets"')
    made.build()
    assert made.warnings == []
    assert "Derniers billets</h2>" in made.page("index.html")
    assert ">Étiquettes<" in made.page("index.html")
    assert 'alt="Schéma"' in made.page("posts/a.html")
    own(made, "fr", 'msgid "Tags"', 'msgstr "Mots-clés"', "", 'msgid "Diagram"', 'msgstr "Dessin"')
    made.build()
    assert made.warnings == []
    assert "Derniers articles</h2>" in made.page("index.html")
    assert ">Mots-clés<" in made.page("index.html")
    assert 'alt="Dessin"' in made.page("posts/a.html")
    assert "<h1>Mots-clés</h1>" in made.page("blog/tag.html")
    made.build(language="en")
    assert 'value="Latest posts"' in made.page("index.html")
    assert ">Tags<" in made.page("index.html")
    assert 'alt="Diagram"' in made.page("posts/a.html")
    assert not (made.out / "_static/search-words.json").exists()


def test_a_site_in_english_reads_no_catalogue_but_the_author_s(blog, monkeypatch):
    from blink.words import catalogues

    read = []
    original = catalogues.read_catalogue
    monkeypatch.setattr(
        catalogues, "read_catalogue", lambda path, *rest: read.append(path) or original(path, *rest)
    )
    made = blog()
    made.post("a", "# A\n\nWords.\n")
    made.build()
    assert read == []
    assert "Blink has no words" not in made.status
    own(made, "en", 'msgid "Latest posts"', 'msgstr "News"')
    made.build()
    assert 'value="News"' in made.page("index.html")
    assert len(read) == 1


@pytest.mark.parametrize("language", ["zh_TW", "nl"])
def test_a_language_without_a_catalogue_is_noted_once(blog, language):
    made = blog(language=language)
    made.post("a", "# A\n\nWords.\n")
    made.build()
    assert made.warnings == []
    note = f"Blink has no words in the language '{language}'"
    assert made.status.count(note) == 1
    assert "conf.py:" in next(line for line in made.status.splitlines() if note in line)
    assert 'value="Latest posts"' in made.page("index.html")
    assert f'lang="{language.replace("_", "-")}"' in made.page("index.html")


def test_what_is_wrong_with_a_catalogue_of_the_author_is_reported(blog):
    made = blog(language="nl")
    own(made, "nl", 'msgid "%(count)s min read"', 'msgstr "%(c)s min"', "", 'msgid "Menu"',
        'msgstr "Menuutje"')  # fmt: skip
    made.post("a", "# A\n\nWords.\n")
    made.build()
    (warning,) = made.warnings
    assert warning.startswith("locales/nl/LC_MESSAGES/blink.po:4: WARNING: ")
    assert "[words.catalogue]" in warning
    assert 'aria-label="Menuutje"' in made.page("index.html")
    assert "1 min read" in made.page("index.html")
    made.write("locales/nl/LC_MESSAGES/blink.po", 'msgid "Menu"\nmgstr "x"\n')
    made.build()
    (warning,) = made.warnings
    assert "cannot be read" in warning
    assert "[words.catalogue]" in warning
    assert made.build(suppress_warnings=["words.catalogue", "toc.not_included"]).warnings == []


def test_sites_of_different_languages_are_built_by_turns_in_one_process(blog):
    apps = {}
    try:
        for language in ("de", "en", "ja"):
            made = blog()
            made.write("index.md", "# Home\n\n```{note}\nWords.\n```\n")
            app = SphinxTestApp(
                "html", srcdir=made.folder, builddir=made.folder / "_build",
                confoverrides={**made.settings, "language": language},
            )  # fmt: skip
            apps[language] = (made, app)
        words = {
            "de": ("Bemerkung", "Menü", "Link zu dieser Überschrift"),
            "en": ("Note", "Menu", "Link to this heading"),
            "ja": ("注釈", "メニュー", "この見出しへのリンク"),
        }
        for _ in range(2):
            for language, (made, app) in apps.items():
                made.write("index.md", made.folder.joinpath("index.md").read_text() + "\nMore.\n")
                app.build()
                page = made.page("index.html")
                note, menu, heading = words[language]
                assert f'<p class="admonition-title">{note}</p>' in page
                assert f'aria-label="{menu}"' in page
                assert f'title="{heading}"' in page
                assert not any(space == "general" for space, _ in locale.translators)
    finally:
        for _, app in apps.values():
            app.cleanup()


def test_other_builders_have_the_words(blog):
    made = blog(language="fr", **PUBLIC)
    made.post(
        "a",
        "# A\n\n```{update} 2026-03-01\nWords.\n```\n\n```{logbook-summary}\n:logbook: B\n```\n",
    )
    made.post("e", "# E\n\nWords.\n", logbook="B")
    made.build("text")
    assert made.warnings == []
    text = (made.folder / "_build/text/posts/a.txt").read_text()
    assert "Mis à jour le 1er mars 2026" in text
    assert "Résumé du carnet de bord" in text
    assert "(sur le site)" in text
    made.build("epub")
    assert made.warnings == []
    (book,) = (made.folder / "_build/epub").glob("*.epub")
    with ZipFile(book) as file:
        page = file.read("posts/a.xhtml").decode()
    assert "Résumé du carnet de bord</a>" in page
    assert "(sur le site)</p>" in page
    assert "Updated on" not in page
