"""The tables of the guide list all keys and settings that are declared."""

from __future__ import annotations

from blink.logbooks.keys import LOGBOOK_KEYS
from blink.settings.declared import SETTINGS
from blink.source.front_matter.keys import Keys
from blink.source.front_matter.post_keys import POST_KEYS


def test_the_table_of_keys_has_every_key(blog):
    blog = blog()
    blog.post("guide", "# G\n\n```{blog-keys}\nsee [the manual](https://m.example)\n```\n")
    assert blog.build().warnings == []
    page = blog.page("posts/guide.html")
    for name in Keys(POST_KEYS, LOGBOOK_KEYS).names:
        assert f'<span class="pre">{name}</span>' in page
    assert 'href="https://m.example"' in page


def test_a_package_has_a_table_of_its_own(blog):
    blog = blog()
    blog.post("guide", "# G\n\n```{blog-keys} logbooks\n```\n")
    assert blog.build().warnings == []
    page = blog.page("posts/guide.html")
    assert page.count("<tr") < len(LOGBOOK_KEYS.keys)  # keys with one meaning share a row
    assert all(f'<span class="pre">{key.name}</span>' in page for key in LOGBOOK_KEYS.keys)
    assert '<span class="pre">tags</span>' not in page


def test_a_table_of_unknown_keys_is_reported(blog):
    blog = blog()
    blog.post("guide", "# G\n\n```{blog-keys} diary\n```\n")
    (warning,) = blog.build().warnings
    assert "write one of posts, logbooks" in warning


def test_the_table_of_settings_has_every_setting_and_its_default(blog):
    blog = blog()
    blog.post("guide", "# G\n\n```{blog-settings}\n```\n")
    assert blog.build().warnings == []
    page = blog.page("posts/guide.html")
    assert page.count("<tr") == len(SETTINGS) + 1
    assert all(f'<span class="pre">{setting.name}</span>' in page for setting in SETTINGS)
    assert '<span class="pre">20</span>' in page
