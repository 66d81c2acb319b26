"""The settings of the head of the home page, and of authors."""

from __future__ import annotations

import pytest

from blink.settings.conf_py import mistakes

AUTHORS = {"blog_authors": {"ann": ("Ann Example", None)}}


@pytest.mark.parametrize(
    "settings",
    [
        {"blink_hero": None},
        {"blink_hero": {}},
        {"blink_hero": {"title": "T", "tagline": "", "picture": None, "links": ()}},
        {"blink_authors": {"ann": {}}},
        {"blink_authors": {"ann": {"links": [["Mail", "mailto:ann@example.org"]]}}},
        {"blink_listing": "list"},
    ],
)
def test_what_is_right(settings):
    assert [*mistakes({**AUTHORS, **settings})] == []


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"blink_hero": {"titel": "T"}}, "blink_hero: unknown key 'titel'; did you mean 'title'?"),
        (
            {"blink_hero": {"x": "T"}},
            "blink_hero: unknown key 'x'; use 'title', 'tagline', 'picture', 'links'",
        ),
        (
            {"blink_hero": {"title": 1}},
            "blink_hero['title'] must be a text such as 'Notes of Ann', not 1",
        ),
        (
            {"blink_hero": {"links": ["blog"]}},
            (
                "blink_hero['links'] must be a list of pairs of a name and an address, such as"
                " [('All posts', 'blog'), ('About', 'about')], not ['blog']"
            ),
        ),
        (
            {"blink_authors": []},
            (
                "blink_authors must map short names of authors to what pages say of them, such as"
                " {'ann': {'bio': 'Ann builds compilers.'}}"
            ),
        ),
        (
            {"blink_authors": {"bo": {}}},
            "blink_authors: 'bo' is not in blog_authors; add it there, or correct it",
        ),
        (
            {"blink_authors": {"ann": "Bio"}},
            (
                "blink_authors['ann'] must be a mapping such as {'bio': 'Ann builds compilers.'},"
                " not 'Bio'"
            ),
        ),
        (
            {"blink_authors": {"ann": {"image": "a.jpg"}}},
            "blink_authors['ann']: unknown key 'image'; use 'avatar', 'bio', 'links'",
        ),
        (
            {"blink_authors": {"ann": {"links": [("Code", "code.example")]}}},
            (
                "blink_authors['ann']['links']: 'code.example' is not a URL such as"
                " 'https://example.org/ann' or 'mailto:ann@example.org'"
            ),
        ),
        (
            {"blink_hero": "My title"},
            (
                "blink_hero must be a mapping such as {'title': 'Notes of Ann'}, or None for no"
                " head, not 'My title'"
            ),
        ),
        (
            {"blink_chart_libraries": ["plotly.js"]},
            (
                "blink_chart_libraries must map kinds of charts to files, such as"
                " {'plotly': 'plotly.min.js'}"
            ),
        ),
        (
            {"blink_listing": "cards"},
            (
                "blink_listing must be 'grid' (cards with pictures) or 'list' (one below the"
                " other), not 'cards'"
            ),
        ),
    ],
)
def test_what_is_wrong_is_named_with_what_to_write(settings, message):
    assert [*mistakes({**AUTHORS, **settings})] == [message]
