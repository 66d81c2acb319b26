"""The words that scripts show, in Chromium."""

from __future__ import annotations

import re

import pytest
from browsers import PHONE, needs_chromium, served
from playwright.sync_api import expect

pytestmark = needs_chromium

WORDS = {
    "fr": {
        "one": "1 résultat pour «\u202fpoids\u202f»",
        "two": "2 résultats pour «\u202fmots\u202f»",
        "none": "Aucun résultat pour «\u202fzzz\u202f»",
        "label": "Recherche",
        "close": "Fermer",
        "scheme": "Thème\u202f: selon le système",
        "menu": "Menu",
    },
    "zh_CN": {
        "one": "找到 1 条与“poids”相关的结果",
        "two": "找到 2 条与“mots”相关的结果",
        "none": "没有与“zzz”相关的结果",
        "label": "搜索",
        "close": "关闭",
        "scheme": "配色方案：跟随系统",
        "menu": "菜单",
    },
}


@pytest.mark.parametrize("language", WORDS)
def test_the_search_and_the_switch_of_colours_speak_the_language(blog, opened, language):
    made, words = blog(language=language, blink_search=True), WORDS[language]
    made.post("a", "# Un\n\nmots poids\n", category="C")
    made.post("b", "# Deux\n\nmots\n")
    assert made.build().warnings == []
    with served(made.out) as url:
        page = opened(f"{url}search.html?q=poids", **PHONE)
        status = page.locator("#search-page [role=status]")
        expect(status).to_have_text(words["one"])
        for text, name in (("mots", "two"), ("zzz", "none")):
            page.locator("#search-page input").fill(text)
            expect(status).to_have_text(words[name])
        assert not re.search("Search|Category|result", page.locator("#search-page").inner_text())
        page.goto(f"{url}index.html")
        button = page.get_by_role("button", name=words["menu"], exact=True).first
        expect(button).to_be_visible()
        page.locator(".search-button__button").first.click()
        dialog = page.get_by_role("dialog", name=words["label"])
        expect(dialog.get_by_role("button", name=words["close"])).to_be_visible()
        page.keyboard.press("Escape")
        button.click()
        expect(page.locator(".theme-switch-button:visible")).to_have_attribute(
            "title", words["scheme"]
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
