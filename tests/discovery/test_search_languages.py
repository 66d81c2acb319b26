"""Texts in Chinese, Japanese and Thai are found by the words in them."""

from __future__ import annotations

import pytest
from browsers import needs_chromium, served
from playwright.sync_api import expect

from blink.discovery import search_languages

CHINESE = (
    "# 机器学习笔记\n\n我们今天训练神经网络，剪枝之后效果很好。\n`self.getUserName()`是一个函数。\n"
    "\nIn C 20 script in 的 inference。\n"
)
JAPANESE = "# 音声認識モデルの量子化\n\nモデルを小さくする方法を説明します。GPU上で測定した。\n"


def fill(blog):
    blog.post("zh", CHINESE, language="zh_CN")
    blog.post("ja", JAPANESE, language="ja")
    blog.post("en", "# Pruned networks\n\nWords.\n", language="en")
    text = "The method `__init__` in C++20 initialises inference, as `<script>alert(1)</script>`.\n"
    blog.post("signs", f"# Signs\n\n{text}", language="en")
    return blog


@pytest.fixture(scope="module")
def library(shared_blog):
    """Return a function that serves the same posts in a blog of a language."""
    blogs = {
        language: fill(shared_blog(blink_search=True, language=language))
        for language in ("en", "zh_CN")
    }
    for blog in blogs.values():
        assert blog.build().warnings == []
    with served(blogs["en"].out) as english, served(blogs["zh_CN"].out) as chinese:
        yield {"en": english, "zh_CN": chinese}


def titles(page, words):
    """Return what the page of the search finds for *words*."""
    page.locator("input[type=search]").fill(words)
    expect(page.locator("[role=status]:not(.visually-hidden)")).to_contain_text(words)
    return page.locator(".search-results a").all_inner_texts()


@needs_chromium
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_words_are_found_in_texts_without_spaces(opened, library, language):
    page = opened(library[language] + "search.html")
    for words in ("神经网络", "网络", "效果", "剪枝"):
        assert titles(page, words) == ["机器学习笔记"]
    assert titles(page, "getUserName") == ["机器学习笔记"]
    assert "self.getUserName()是一个函数" in page.locator(".search-results li").first.inner_text()
    for words in ("量子化", "方法", "GPU"):
        assert titles(page, words) == ["音声認識モデルの量子化"]
    assert titles(page, "networks") == ["Pruned networks"]
    assert titles(page, "测量") == []


@needs_chromium
def test_words_of_the_blogs_language_are_found_by_their_stem(opened, library):
    page = opened(library["en"] + "search.html")
    assert titles(page, "pruning network") == ["Pruned networks"]


@needs_chromium
def test_pages_of_other_languages_have_the_words_and_not_only_their_start(opened, library):
    page = opened(library["en"] + "search.html")
    for words in ("__init__", "C++20", "<script>alert(1)</script>", "initialises", "method script"):
        assert titles(page, words) == ["Signs"]
    assert sorted(titles(page, "inference")) == ["Signs", "机器学习笔记"]


def test_the_extended_build_is_asked_for_where_it_is_needed(blog, monkeypatch):
    blog = blog(blink_search=True)
    blog.post("en")
    monkeypatch.setattr(search_languages, "has_extended", lambda: False)
    assert blog.build().warnings == []
    fill(blog)
    (warning,) = blog.build().warnings
    assert warning == (
        "WARNING: the search finds no words in texts in `ja` or `zh`, which are written without"
        " spaces; install Pagefind's extended build with `make add PACKAGE='blink-blog[cjk]'`"
        " [search.language]"
    )
    assert blog.build(suppress_warnings=["search.language"]).warnings == []


def test_the_index_follows_the_language_of_a_post(blog):
    blog = blog(blink_search=True)
    blog.post("one", CHINESE)
    languages = []
    for language in ("en", "zh_CN", "en"):
        blog.post("one", CHINESE, language=language)
        assert blog.build().warnings == []
        languages.append(
            {path.name.split(".")[1].split("_")[0] for path in blog.out.glob("pagefind/*.pf_meta")}
        )
        assert '<html lang="en"' in blog.page("posts/one.html")
    assert languages == [{"en"}, {"en", "zh-cn"}, {"en"}]
