"""Examples of the manuals of the PyData theme and ABlog are accepted, but for what cannot work."""

from __future__ import annotations

import pytest

from blink.settings.theme_options.declared import OPTIONS
from blink.settings.theme_options.reader import OptionReader

DEFAULTS = {option.name: option.default for option in OPTIONS}
SWITCHER = {"json_url": "https://mysite.org/en/latest/_static/switcher.json"}

#: The options of https://pydata-sphinx-theme.readthedocs.io/en/stable/user_guide/, in its order
OF_PYDATA = [
    {"navbar_start": ["navbar-logo"], "navbar_center": ["navbar-nav"]},
    {"navbar_end": ["navbar-icon-links"], "navbar_persistent": ["search-button"]},
    {"navbar_align": "right"},
    {"primary_sidebar_end": []},
    {"secondary_sidebar_items": ["page-toc", "edit-this-page", "sourcelink"]},
    {"secondary_sidebar_items": {"**": ["page-toc", "sourcelink"], "index": ["page-toc"]}},
    {"show_prev_next": False},
    {"content_footer_items": ["your-template.html"]},
    {"content_footer_items": ["last-updated"]},
    {"footer_start": ["copyright", "sphinx-version"], "footer_end": ["theme-version"]},
    {"navbar_start": ["navbar-logo", "version"]},
    {"external_links": [{"name": "link-one-name", "url": "https://<link-one>"}]},
    {"header_links_before_dropdown": 4},
    {"icon_links_label": "Quick Links", "icon_links": [{"name": "GitHub", "url": "https://x"}]},
    {"github_url": "https://github.com/<org>/<repo>", "twitter_url": "https://twitter.com/<me>"},
    {"show_nav_level": 0},
    {"navigation_depth": 2},
    {"collapse_navigation": True},
    {"show_toc_level": 2},
    {"announcement": "Here's a <a href='https://pydata.org'>PyData Announcement!</a>"},
    {"show_version_warning_banner": True, "sticky_banners": True},
    {"back_to_top_button": False},
    {"logo": {"image_light": "_static/light.png", "image_dark": "_static/dark.png"}},
    {"logo": {"link": "some/other-page"}},
    {"logo": {"link": "https://pydata.org", "alt_text": "PggPy - Home", "text": "PggPy"}},
    {"switcher": {**SWITCHER, "version_match": "2.1"}, "check_switcher": False},
    {"navbar_end": ["navbar-icon-links.html", "search-field.html"]},
    {"search_bar_text": "Your text here..."},
    {"search_as_you_type": True},
    {"disable_search": True},
    {"pygments_light_style": "tango", "pygments_dark_style": "monokai"},
    {"shorten_urls": False},
    {"surface_warnings": False},
]
CONTEXTS = [
    {"github_user": "<org>", "github_repo": "<repo>", "github_version": "main", "doc_path": "docs"},
    {"gitlab_user": "<org>", "gitlab_repo": "<repo>", "gitlab_version": "main", "doc_path": "docs"},
    {"bitbucket_user": "<o>", "bitbucket_repo": "<repo>", "bitbucket_version": "main"},
    {"edit_page_url_template": "{{ my_vcs_site }}{{ file_name }}{{ some_other_arg }}",
     "my_vcs_site": "https://example.com", "some_other_arg": "?some-other-arg",
     "edit_page_provider_name": "Provider"},
    {"default_mode": "light", "github_user": "a", "github_repo": "b", "github_version": "main"},
]  # fmt: skip


def mistakes_in(options, **settings):
    """Return the messages for *options*; every component exists."""
    settings = {"html_theme_options": options, "html_baseurl": "https://mysite.org/en/", **settings}
    reader = OptionReader(settings, lambda name: "")
    reader.options(DEFAULTS)
    reader.context()
    return [mistake.message for mistake in reader.mistakes]


@pytest.mark.parametrize("options", OF_PYDATA, ids=" ".join)
def test_an_example_is_accepted(options):
    assert mistakes_in(options) == []


@pytest.mark.parametrize("context", CONTEXTS, ids=lambda context: next(iter(context)))
def test_an_example_of_where_to_edit_a_page_is_accepted(context):
    assert mistakes_in({"use_edit_page_button": True}, html_context=context) == []


@pytest.mark.parametrize(
    "options",
    [
        {"analytics": {"google_analytics_id": "G-XXXXXXXXXX"}},
        {"announcement": "https://raw.githubusercontent.com/a/b/main/docs/template.html"},
        {"switcher": {"json_url": "https://other.org/switcher.json", "version_match": "2"}},
    ],
)
def test_an_example_that_would_load_a_file_of_another_site_is_reported(options):
    (message,) = mistakes_in(options)
    assert message.startswith(f"html_theme_options[{next(iter(options))!r}]")


def test_sidebars_of_the_manuals_are_accepted_in_a_build(blog):
    names = [
        "postcard", "recentposts", "tagcloud", "categories", "authors", "languages", "locations",
        "archives",
    ]  # fmt: skip
    sidebars = {
        "posts/**": [f"ablog/{name}.html" for name in names],
        "index": ["search-field.html", "sidebar-nav-bs.html"],
        "about": ["sidebar-collapse", "sidebar-nav-bs", "globaltoc.html", "searchbox.html"],
    }
    blog = blog(html_sidebars=sidebars)
    blog.post("one")
    assert blog.build().warnings == []
