"""Options get values of the right types, and each mistake says what to write instead."""

from __future__ import annotations

import pytest
from sphinx.locale import get_translation

from blink.settings.theme_options.declared import OPTIONS
from blink.settings.theme_options.reader import OptionReader

#: The defaults as text, as the theme has them
DEFAULTS = {o.name: ",".join(o.default) if o.is_region else str(o.default) for o in OPTIONS}
DEFAULTS["templates_skip_empty_check"] = "sidebar-nav-bs.html, navbar-nav.html"
DEFAULTS |= dict.fromkeys(("logo", "icon_links", "external_links", "switcher", "analytics"), "")
GITHUB = {"github_user": "ann", "github_repo": "blog", "github_version": "main"}
VERSIONS = {"json_url": "/versions.json", "version_match": "2"}


def problem_of(name):
    return f"no {name!r}" if name.startswith("none") else ""


def read(options, **settings):
    """Return the values of all options, and the mistakes."""
    reader = OptionReader({"html_theme_options": options, **settings}, problem_of)
    return reader.options(DEFAULTS), reader.mistakes


def test_options_that_conf_py_does_not_have_get_their_defaults():
    values, mistakes = read({})
    assert mistakes == []
    assert values["show_prev_next"] is True
    assert values["use_edit_page_button"] is False
    assert values["navigation_depth"] == 4
    assert values["external_links"] == []
    assert values["logo"] == {}
    assert values["footer_end"] == ["footer-links.html", "icon-links.html"]
    assert values["navbar_end"] == [
        "theme-switcher.html", "navbar-icon-links.html", "subscribe-link.html",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("show_prev_next", "False", False),
        ("show_prev_next", "true", True),
        ("show_toc_level", "3", 3),
        ("show_nav_level", 0, 0),
        ("navbar_end", "a, ablog/b.html", ["a.html", "ablog/b.html"]),
        ("navbar_end", ("a", "b.jinja"), ["a.html", "b.jinja"]),
        ("secondary_sidebar_items", {"**": ["a"], "b/*": []}, {"**": ["a.html"], "b/*": []}),
        ("secondary_sidebar_items", {"**": "a, b"}, {"**": ["a.html", "b.html"]}),
        ("announcement", "<b>Closed</b>", "<b>Closed</b>"),
        ("external_links", [{"name": "A", "url": "/a"}], [{"name": "A", "url": "/a"}]),
        ("logo", {"text": "Notes"}, {"text": "Notes"}),
        ("logo", "", {}),
        ("switcher", VERSIONS, VERSIONS),
        ("switcher", None, {}),
        ("github_url", "https://github.com/ann", "https://github.com/ann"),
        ("templates_skip_empty_check", ["none-nav.html"], ["none-nav.html"]),
        ("globaltoc_maxdepth", 2, "2"),
        ("analytics", {}, {}),
        ("analytics", None, {}),
        ("body_max_width", "800", "800"),
        ("pygments_dark_style", "monokai", "monokai"),
        ("navbar_align", "left", "left"),
    ],
)
def test_a_value_gets_the_type_of_its_default(name, given, value):
    values, mistakes = read({name: given})
    assert mistakes == []
    assert values[name] == value
    assert type(values[name]) is type(value)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("show_prev_next", "maybe", "must be True or False, not 'maybe'"),
        ("show_prev_next", 2, "must be True or False, not 2"),
        ("show_toc_level", 0, "must be a whole number of at least 1, not 0"),
        ("show_nav_level", True, "must be a whole number of at least 0, not True"),
        ("navigation_depth", "x", "must be a whole number of at least 1, not 'x'"),
        ("navbar_align", "centre", "must be 'content', 'left' or 'right', not 'centre'"),
        ("search_bar_text", ["a"], "must be text, not ['a']"),
        ("github_url", "github.com/ann", "must be a URL such as 'https://github.com/ann'"),
        ("announcement", "https://a.example/b.html", "which each page would have to load; write"),
        ("announcement", 5, "must be text, not 5"),
        ("pygments_light_style", "dusk", "is not a Pygments style; write a name that"),
        ("pygments_light_style", 5, "is not a Pygments style; write a name that"),
        ("external_links", {"a": "b"}, 'must be a list such as [{"name": '),
        ("external_links", ["b"], "must have a name and a URL, as in"),
        ("icon_links", "a", 'must be a list such as [{"name": '),
        ("logo", "a.svg", "must be a mapping such as"),
        ("logo", {"image": "a.svg"}, "unknown key 'image'; write one of text, image_light"),
        ("logo", {"text": ["a"]}, "['text'] must be text, not ['a']"),
        ("logo", {"image_dark": "https://a.example/b.svg"}, "copy the image into `_static`"),
        ("switcher", {"json_url": "a.json"}, "must have two entries, as in"),
        ("switcher", {"json_url": 1, "version_match": "2"}, "['json_url'] must be text, not 1"),
        ("switcher", {**VERSIONS, "json_url": "https://a.example/b"}, "no page loads a file from"),
        ("use_edit_page_button", True, 'write html_context = {"github_user": "ann", '),
        ("use_edit_page_button", "perhaps", "must be True or False"),
        ("navbar_end", {"a": []}, "must be a list of components such as"),
        ("navbar_end", [1], "must be a list of components such as"),
        ("secondary_sidebar_items", {"**": 1}, "must be a list of components such as"),
        ("globaltoc_maxdepth", [1], "must be text, not [1]"),
        ("analytics", {"google_analytics_id": "G-1"}, "does not work in the theme `blink`: no pag"),
        ("sidebarwidth", "300", "does not work in the theme `blink`: it has no effect"),
        ("serach_bar_text", "x", "there is no such option; did you mean 'search_bar_text'?"),
        ("zzz", 1, "guide/theme.html lists all; correct it or delete it"),
        ("favicons", [], "Blink makes the icons from `html_favicon`"),
        ("github_user", "ann", 'this belongs in html_context; write html_context = {"github_us'),
        ("html_logo", "a.svg", "is a setting of its own, not an option; write html_logo = … ins"),
    ],
)
def test_a_wrong_option_is_reported_and_has_its_default(name, value, words):
    values, [(message, keys)] = read({name: value})
    assert message.startswith(f"html_theme_options[{name!r}]")
    assert words in message
    assert keys[:2] == ("html_theme_options", name)
    assert values == read({})[0]


def test_the_entry_that_is_wrong_is_named():
    options = {
        "logo": {"text": "a", "link": 1},
        "external_links": [{"name": "A", "url": "/a"}, {"name": "B"}],
        "navbar_end": ["a", "none"],
        "navbar_start": "none, a",
        "secondary_sidebar_items": {"**": ["a", "none"]},
    }
    values, mistakes = read(options)
    assert [keys[1:] for _, keys in mistakes] == [
        ("logo", "link"),
        ("external_links", 1),
        ("navbar_end", 1),
        ("navbar_start",),
        ("secondary_sidebar_items", "**", 1),
    ]
    assert mistakes[4].message == ("html_theme_options['secondary_sidebar_items']['**']: no 'none'")
    assert values["navbar_end"] == values["navbar_start"] == ["a.html"]
    assert values["secondary_sidebar_items"] == {"**": ["a.html"]}


def test_a_former_name_is_used_unless_the_present_one_is_given():
    values, [(message, _)] = read({"pygment_dark_style": "monokai"})
    assert message.endswith("the name of this option is now 'pygments_dark_style'")
    assert values["pygments_dark_style"] == "monokai"
    options = {"pygment_dark_style": "monokai", "pygments_dark_style": "tango"}
    assert read(options)[0]["pygments_dark_style"] == "tango"


def test_options_of_a_theme_that_inherits_the_theme_are_its_own():
    reader = OptionReader({"html_theme_options": {"mine": [1]}}, problem_of)
    assert reader.options({"mine": "a", "yours": "b"}) == {"mine": [1], "yours": "b"}
    assert reader.mistakes == []


@pytest.mark.parametrize(
    "context", [GITHUB, {"edit_page_url_template": "https://a.example/{{ file_name }}"}]
)
def test_a_link_to_edit_needs_the_place_of_the_sources(context):
    values, mistakes = read({"use_edit_page_button": True}, html_context=context)
    assert mistakes == []
    assert values["use_edit_page_button"] is True


def test_the_file_of_versions_may_be_on_the_host_of_the_site():
    switcher = {**VERSIONS, "json_url": "https://a.example/latest/v.json"}
    base = "https://a.example/2.0/"
    assert read({"switcher": switcher}, html_baseurl=base)[1] == []


def test_wrong_entries_of_the_context_are_left_out():
    context = {
        "default_mode": "drak",
        "github_user": 5,
        "edit_page_url_template": "https://a.example/",
        "mine": [1],
    }
    reader = OptionReader({"html_context": context}, problem_of)
    assert reader.context() == {"mine": [1]}
    assert {keys for _, keys in reader.mistakes} == {
        ("html_context", name) for name in context if name != "mine"
    }
    assert any("must be 'auto', 'light'" in message for message, _ in reader.mistakes)


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("html_theme_options", ["a"], "html_theme_options must be a mapping such as"),
        ("html_context", "a", "html_context must be a mapping such as"),
        ("html_sidebars", [1], "html_sidebars must be a mapping such as"),
        ("html_sidebars", {"**": None}, "html_sidebars['**'] must be a list of components such as"),
        ("html_sidebars", {"**": [1]}, "html_sidebars['**'] must be a list of components such as"),
    ],
)
def test_a_setting_that_is_no_mapping_is_reported(setting, value, words):
    reader = OptionReader({setting: value}, problem_of)
    assert reader.options(DEFAULTS) == read({})[0]
    assert reader.context() == reader.sidebars() == {}
    [(message, keys)] = reader.mistakes
    assert message.startswith(words)
    assert keys[0] == setting


def test_a_word_to_translate_is_text():
    values, mistakes = read({"search_bar_text": get_translation("mine")("Search")})
    assert mistakes == []
    assert values["search_bar_text"] == "Search"
    assert type(values["search_bar_text"]) is str


def test_unknown_components_are_left_out_of_sidebars():
    sidebars = {"posts/**": ["a", "none.html"], "index": []}
    reader = OptionReader({"html_sidebars": sidebars}, problem_of)
    assert reader.sidebars() == {"posts/**": ["a"], "index": []}
    [(message, keys)] = reader.mistakes
    assert message == "html_sidebars['posts/**']: no 'none.html'"
    assert keys == ("html_sidebars", "posts/**", 1)
