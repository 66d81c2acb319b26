"""The tables of the guide list all keys and settings that are declared."""

from __future__ import annotations

import html5lib

from blink.logbooks.keys import LOGBOOK_KEYS
from blink.settings.declared import SETTINGS
from blink.settings.theme_options.declared import GROUPS
from blink.settings.theme_options.regions import COMPONENTS
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


def test_the_tables_of_theme_options_have_every_option_and_its_status(blog):
    blog = blog()
    names = [*(group.name for group in GROUPS), "components"]
    tables = "".join(f"```{{theme-options}} {name}\n```\n\n" for name in names)
    blog.post("guide", f"# G\n\n{tables}")
    assert blog.build().warnings == []
    rows = html5lib.parse(blog.page("posts/guide.html"), namespaceHTMLElements=False).iter("tr")
    found = [["".join(cell.itertext()) for cell in row] for row in rows]
    options = [option for group in GROUPS for option in group.options]
    assert len(found) == len(options) + len(COMPONENTS) + len(names)
    statuses = {row[0]: row[2].split(":")[0] for row in found}
    for option in options:
        kind = "differs" if option.differs else "does not work" if option.fails else "works"
        assert statuses[option.name] == kind
    assert statuses["page-toc"] == "works"
    assert statuses["sidebar-ethical-ads"] == "does not work"
    assert ["footer_center", "the footer in the middle", "works"] in found
    assert any("default: navbar-logo" in row[1] for row in found)


def test_a_table_of_unknown_options_is_reported(blog):
    blog = blog()
    blog.post("guide", "# G\n\n```{theme-options} diary\n```\n")
    (warning,) = blog.build().warnings
    assert "no options of 'diary'; write one of regions, header" in warning
