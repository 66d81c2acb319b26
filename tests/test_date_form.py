"""Dates are shown as the language of the blog writes them, or by the author's format."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from blink.date_form import LONG, SHORT, DateForm

DATE = datetime(2026, 2, 1, 0, 30, tzinfo=timezone(timedelta(hours=2)))


@pytest.mark.parametrize(
    ("language", "long", "short"),
    [
        ("en", "1 February 2026", "1 February"),
        ("en_GB", "1 February 2026", "1 February"),
        ("en-US", "February 1, 2026", "February 1"),
        ("de", "1. Februar 2026", "1. Februar"),
        ("fr", "1er février 2026", "1er février"),
        ("es", "1 de febrero de 2026", "1 de febrero"),
        ("pt_BR", "1 de fevereiro de 2026", "1 de fevereiro"),
        ("zh_CN", "2026年2月1日", "2月1日"),
        ("zh-TW", "2026年2月1日", "2月1日"),
        ("ja", "2026年2月1日", "2月1日"),
        ("no such language", "1 February 2026", "1 February"),
    ],
)
def test_dates_without_a_format_are_those_of_the_language(language, long, short):
    assert DateForm(LONG, language).shown(DATE) == long
    assert DateForm(SHORT, language).shown(DATE) == short


@pytest.mark.parametrize(
    ("form", "language", "shown"),
    [
        ("%Y-%m-%d", "fr", "2026-02-01"),
        ("%d %B %Y %%B", "en", "01 February 2026 %B"),
        ("%B %d, %Y", "en", "February 01, 2026"),
        ("%a %-d %b", "fr", "dim. 1 févr."),
        ("%A, %d. %B", "de", "Sonntag, 01. Februar"),
        ("%Y-%m-%d %H:%M %z", "de", "2026-02-01 00:30 +0200"),
        ("%I:%M %p", "en", "12:30 AM"),
    ],
)
def test_names_in_a_format_are_in_the_language(form, language, shown):
    assert DateForm(form, language).shown(DATE) == shown


def test_each_place_shows_dates_in_the_language_of_the_blog(blog):
    blog = blog(language="fr")
    update = "\n```{update} 2026-03-05\nPlus.\n```\n"
    blog.post("one", f"Mots.\n{update}", date="2026-01-31")
    blog.write("lists.md", '# Listes\n\n```{postlist}\n:format: "{date} · {title}"\n```\n')
    assert blog.build().warnings == []
    page = blog.page("posts/one.html")
    assert 'datetime="2026-01-31T00:00:00+00:00">31 janvier 2026</time>' in page
    assert 'datetime="2026-03-05T00:00:00+00:00">5 mars 2026</time>' in page
    assert "5 mars 2026</p>" in page  # the title of the update
    assert "31 janvier · " in blog.page("lists.html")
    assert "31 janvier 2026</time>" in blog.page("index.html")
    form = "%d %B %Y"  # ABlog's default
    assert blog.build(post_date_format=form, post_date_format_short="%d %B").warnings == []
    assert ">31 janvier 2026</time>" in blog.page("posts/one.html")
    assert "31 janvier · " in blog.page("lists.html")
    assert blog.build(post_date_format="%d %b %Y").warnings == []
    assert ">31 janv. 2026</time>" in blog.page("posts/one.html")
    assert "05 mars 2026</p>" in blog.page("posts/one.html")
