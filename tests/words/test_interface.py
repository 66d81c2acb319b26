"""The site in Chinese and in French: no word of the interface is left in English."""

from __future__ import annotations

import json
import re
from functools import cache
from io import BytesIO
from pathlib import Path

import pydata_sphinx_theme
import pytest
import sphinx
from babel.dates import get_month_names
from babel.messages.pofile import read_po
from lxml import html
from sphinx.domains.python import PythonModuleIndex

from blink.builder.templates import BLOG
from blink.feeds.style import SENTENCE
from blink.words.catalogues import FOLDER
from words.interface_site import SETTINGS, write

#: Names and notations that are the same in each language
NAMES = {
    "Atom", "JSON", "Feed", "CSV", "OPML", "RSS", "URL", "BibTeX", "JavaScript", "GitHub", "giscus",
    "Feeder", "FreshRSS", "NetNewsWire", "Thunderbird",
    "app", "er", "Sphinx", "PyData", "Theme", "Esc", "n", "x", "y", "m", "kB", "h", "example",
}  # fmt: skip
#: What is not shown: scripts, code, what other programs read; dates are not words of the interface
HIDDEN = (
    "//script | //style | //code | //kbd | //time | //math | //data | //head/meta | //svg//text"
)
SHOWN_ATTRIBUTES = ("aria-label", "title", "alt", "placeholder", "data-auto", "data-light",
                    "data-dark", "data-old", "data-unstable", "data-other", "data-stable",
                    "data-missing", "data-failed", "data-collapse", "data-expand")  # fmt: skip


def shown(page: str):
    """Yield the texts that a reader of the *page* may see or hear."""
    tree = html.fromstring(page)
    yield from tree.xpath("//meta[@name='description']/@content")
    for element in tree.xpath(HIDDEN):
        element.drop_tree()
    yield from (text.strip() for text in tree.itertext() if text.strip())
    for name in SHOWN_ATTRIBUTES:
        yield from tree.xpath(f"//@{name}")


@cache
def vocabulary(language: str) -> frozenset[str]:
    """Return the words of Latin letters in the catalogues of Blink, Sphinx and the PyData theme."""
    names = {"blink": FOLDER, "sphinx": Path(sphinx.__file__).parent / "locale"}
    names["pydata"] = Path(pydata_sphinx_theme.__file__).parent / "locale"
    found = set()
    for name, folder in names.items():
        domain = "blink" if name == "blink" else "sphinx"
        for path in folder.glob(f"{language}/LC_MESSAGES/{domain}.po"):
            for message in read_po(BytesIO(path.read_bytes())):
                texts = message.string if isinstance(message.string, tuple) else [message.string]
                for text in texts if message.id else ():
                    found |= {*words(re.sub(r"%\(\w+\)s|<[^>]*>", " ", text))}
    return frozenset(found | {*get_month_names(locale=language).values()})


def words(text: str) -> list[str]:
    """Return the words of Latin letters in *text*."""
    return re.findall(r"[A-Za-zÀ-ſ]+", re.sub(r"https?://\S+|\b[\w/-]+\.\w+\b", " ", text))


def foreign(blog, language: str) -> dict[str, str]:
    """Return words on pages that are neither names nor of *language*, each with its text."""
    known = vocabulary(language) | NAMES
    first = str(PythonModuleIndex.localname)  # in the language of the first site of the process
    found = {}
    for path in sorted(blog.out.rglob("*.html")):
        for text in shown(path.read_text(encoding="utf-8")):
            for word in words(text.replace(first, "")):
                if word not in known:
                    found.setdefault(word, f"{path.relative_to(blog.out)}: {text[:200]}")
    return found


@pytest.fixture(scope="module", params=["zh_CN", "fr"])
def site(request, shared_blog):
    """Return the published site in a language."""
    blog = write(shared_blog(**{**SETTINGS, "language": request.param}))
    blog.language = request.param.partition("_")[0]
    blog.build()
    assert blog.warnings == []
    return blog


def test_no_word_of_the_published_site_is_in_english(site):
    assert foreign(site, site.language) == {}
    for name in ("index", "blog", "blog/tag", "blog/tag/тег", "blog/archive", "blog/subscribe",
                 "blog/logbook/книга", "posts/one", "posts/e1", "posts/report", "posts/former",
                 "blog/old", "404", "search", "genindex", "py-modindex", "guide/a"):  # fmt: skip
        lang = {"zh": "zh-CN"}.get(site.language, site.language)
        assert f'<html lang="{lang}"' in site.page(f"{name}.html")
    texts = {text for path in site.out.rglob("*.html") for text in shown(path.read_text("utf-8"))}
    assert [text for text in texts if re.search(r"\w:(\s|$)", text)] == []  # as in English


def test_feeds_and_their_stylesheet_have_the_words(site):
    words = {"zh": ("这是一个订阅源", "标签：Тег"), "fr": ("Ceci est un flux", "Étiquette : Тег")}
    sentence, title = words[site.language]
    assert site.page("_static/feed-words.css").startswith('@charset "utf-8";\n@import "feed.css";')
    assert f'content: "{sentence}' in site.page("_static/feed-words.css")
    atom = site.page("blog/tag/тег/atom.xml")
    assert 'href="../../../_static/feed-words.css"' in atom
    assert f"<title>Блог – {title.replace(' :', chr(0x202F) + ':')}</title>" in atom
    assert sentence in json.loads(site.page("blog/feed.json"))["user_comment"]
    assert SENTENCE in (BLOG / "static/feed.css").read_text(encoding="utf-8")


def test_no_word_of_a_preview_is_in_english(site):
    site.build(blink_drafts=True)
    assert site.warnings == []
    assert foreign(site, site.language) == {}
    marks = {
        "zh": ("草稿", "定于2999年1月1日发布"),
        "fr": ("Brouillon", "Programmé pour le 1er janvier 2999"),
    }
    for mark in marks[site.language]:
        assert f'<span class="post-mark">{mark}</span>' in site.page("index.html")
