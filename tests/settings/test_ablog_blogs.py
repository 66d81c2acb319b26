"""Settings of a blog that was made for ABlog are used as far as they can be."""

from __future__ import annotations

import pytest

from blink.settings.ablog_blogs import consequence, is_error, is_made_for_ablog, repaired


@pytest.mark.parametrize(
    ("name", "value", "used"),
    [
        ("blog_baseurl", "old.example.net", "https://old.example.net/"),
        ("blog_baseurl", "//old.example.net/blog", "https://old.example.net/blog/"),
        ("html_baseurl", "localhost", ""),
        ("html_baseurl", None, ""),
        ("html_baseurl", "ftp://old.example.net", ""),
        ("blog_path", "/blog/", "blog"),
        ("blog_path", "../x", "the default"),
        ("blog_path", "", "the default"),
        ("post_auto_excerpt", None, 0),
        ("post_auto_excerpt", "2", "the default"),
        ("blog_feed_templates", {"a": {"title": "x", "id": "y"}, "b": 1}, {"a": {"title": "x"}}),
    ],
)
def test_a_wrong_value_is_replaced_by_one_near_it(name, value, used):
    assert repaired(name, value, "the default") == used


def test_only_urls_are_never_errors_elsewhere():
    assert not is_error("html_baseurl", made_for_ablog=False)
    assert is_error("post_auto_excerpt", made_for_ablog=False)
    assert not is_error("post_auto_excerpt", made_for_ablog=True)
    assert is_error("blink_timezone", made_for_ablog=True)
    assert is_error("blog_authors", made_for_ablog=True)  # ABlog refuses it


def test_a_blog_with_a_setting_of_blink_is_not_only_made_for_ablog():
    assert is_made_for_ablog(["project", "blog_path"], "furo")
    assert not is_made_for_ablog(["project", "blink_timezone"], "furo")
    assert not is_made_for_ablog(["project"], "blink")


def test_what_follows_is_said():
    assert consequence("html_baseurl", "") == "until then, the site has no URL, and no feeds"
    assert consequence("blog_path", "blog") == "until then, 'blog' is used"
