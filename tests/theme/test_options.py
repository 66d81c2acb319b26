"""Options of the theme reach its templates, and each mistake is reported at its line."""

from __future__ import annotations

import json

import pytest

from blink.settings.theme_options.regions import COMPONENTS
from blink.theme.options import ComponentFiles

CASE = """
html_theme_options |= {"announcement": "Closed for the winter",
    "analytics": {"plausible_analytics_domain": "ann.example",
                  "plausible_analytics_url": "https://plausible.example/js/script.js"},
    "use_edit_page_button": True,
    "logo": {"text": "Ann's notes"}, "footer_start": ["copyright"]}
html_context = {"github_user": "ann", "github_repo": "notes", "github_version": "main"}
html_sidebars = {
    "posts/**": ["ablog/postcard.html", "ablog/recentposts.html"]}
"""

#: A template that shows what the layout is given
SHOWN = """{% extends "!page.html" %}
{% block body %}<pre>{{ NAMES }}</pre>{{ super() }}{% endblock %}
"""


#: What each page is given besides
LOGO = {"image_relative": {}}


def add(blog, lines):
    """Add *lines* to conf.py, and return the number of its last line before."""
    conf = blog.folder / "conf.py"
    text = conf.read_text()
    conf.write_text(text + lines)
    return text.count("\n")


def show(blog, *names):
    """Let each page show the values of *names* in its context."""
    values = ", ".join(f"{name} | tojson" for name in names)
    blog.write("_templates/page.html", SHOWN.replace("NAMES", f"[{values}] | join('@')"))


def shown(blog, page="posts/one.html"):
    text = blog.page(page).partition("<pre>")[2].partition("</pre>")[0]
    return [json.loads(value.replace("&#34;", '"')) for value in text.split("@")]


def test_options_of_the_pydata_theme_have_values_of_the_right_types(blog):
    blog = blog()
    blog.post("one")
    start = add(blog, CASE)
    show(
        blog, "theme_announcement", "theme_logo", "theme_footer_start", "theme_footer_end",
        "theme_use_edit_page_button", "theme_navigation_depth", "theme_show_prev_next",
        "theme_analytics", "theme_icon_links", "sidebars",
    )  # fmt: skip
    (warning,) = blog.build().warnings
    assert warning.startswith(f"conf.py:{start + 3}: WARNING: html_theme_options['analytics']")
    assert warning.endswith("[theme.option]")
    assert "does not work in the theme `blink`" in warning
    assert shown(blog) == [
        "Closed for the winter", LOGO | {"text": "Ann's notes"}, ["copyright.html"],
        ["footer-links.html", "icon-links.html"], True, 4, True, {}, [],
        ["ablog/postcard.html", "ablog/recentposts.html"],
    ]  # fmt: skip


def test_no_page_has_the_script_of_a_service_that_counts_readers(blog):
    blog = blog()
    add(blog, CASE + "html_theme_options['analytics']['google_analytics_id'] = 'G-123'\n")
    blog.build()
    assert blog.holding("plausible") == []
    assert blog.holding("googletagmanager") == []


def test_a_build_makes_no_request_for_the_list_of_versions(blog, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError

    monkeypatch.setattr("requests.get", refuse)
    url = "https://blink.example.org/versions.json"
    switcher = {"json_url": url, "version_match": "1"}
    blog = blog(
        html_theme_options={"switcher": switcher}, html_baseurl="https://blink.example.org/"
    )
    assert blog.build().warnings == []


@pytest.mark.parametrize(
    ("versions", "count"),
    [
        ('[{"version": "1", "url": "/"}]', 0),
        ('[{"version": "1"}]', 1),
        ("[1]", 1),
        ("{", 1),
        (None, 0),
    ],
)
def test_the_list_of_versions_in_the_project_is_checked(blog, versions, count):
    blog = blog()
    if versions:
        blog.write("_static/versions.json", versions)
    start = add(
        blog,
        "html_theme_options['switcher'] = {\n    'version_match': '1',\n"
        "    'json_url': '/_static/versions.json',\n}\n",
    )
    warnings = blog.build().warnings
    assert len(warnings) == count
    assert all(line.startswith(f"conf.py:{start + 3}: WARNING: ") for line in warnings)
    assert all("is not a list of versions, such as" in line for line in warnings)
    assert blog.build(html_theme_options={"check_switcher": False}).warnings == []


def test_all_mistakes_are_reported_once_in_the_order_of_their_lines(blog):
    blog = blog()
    blog.post("one")
    start = add(
        blog,
        """
html_theme_options = {
    "show_toc_level": "x",
    "navbar_end": [
        "search-button",
        "theme-swicher",
        "ablog/recentposts",
    ],
    "logo": {"image_dark": "_static/none.svg"},
}
html_theme_options["serach_bar_text"] = "Search"
html_sidebars = {
    "**": ["sidebar-ethical-ads.html", "globaltoc.html", "ablog/tagclod.html"],
}
html_context = {"default_mode": "drak"}
html_theme_options.update(navbar_start=["mottos"])
""",
    )
    blog.write("_templates/motto.html", "Be brief.")
    show(blog, "theme_logo", "theme_navbar_end", "theme_navbar_start", "theme_show_toc_level")
    expected = [
        (3, "html_theme_options['show_toc_level'] must be a whole number of at least 1, not 'x'"),
        (6, "did you mean 'theme-switcher' or 'version-switcher'?"),
        (9, "html_theme_options['logo']['image_dark']: there is no file '_static/none.svg'; "),
        (11, "did you mean 'search_bar_text'?"),
        (13, "html_sidebars['**']: 'sidebar-ethical-ads.html' does not work"),
        (13, "there is no component 'ablog/tagclod.html'; did you mean 'ablog/tagcloud'"),
        (15, "html_context['default_mode'] must be 'auto', 'light'"),
        (16, "there is no component 'mottos'; did you mean 'motto'"),
    ]
    warnings = blog.build().warnings
    assert len(warnings) == len(expected)
    for warning, (line, words) in zip(sorted(warnings, key=place), expected, strict=True):
        assert warning.startswith(f"conf.py:{start + line}: WARNING: ")
        assert words in warning
    assert warnings == sorted(warnings, key=lambda warning: place(warning)[0])
    ends = ["search-button.html", "ablog/recentposts.html"]
    assert shown(blog) == [LOGO, ends, [], 2]
    assert len(blog.build().warnings) == len(expected)  # also if nothing changed


def place(warning):
    _, line, words = warning.split(":", 2)
    return int(line), words


def test_warnings_can_be_turned_off(blog):
    blog = blog()
    add(blog, CASE)
    assert blog.build(suppress_warnings=["theme.option"]).warnings == []
    add(blog, "html_theme_options['surface_warnings'] = False\n")
    assert blog.build().warnings == []
    assert "analytics" in blog.status


def test_a_theme_that_inherits_the_theme_has_options_of_its_own(blog):
    blog = blog()
    blog.post("one")
    blog.write(
        "_themes/mine/theme.toml",
        '[theme]\ninherit = "blink"\n[options]\nmotto = "none"\nnavigation_depth = "7"\n',
    )
    start = add(
        blog,
        "html_theme = 'mine'\nhtml_theme_path = ['_themes']\n"
        "html_theme_options = {'motto': 'Be brief', 'mottto': 'x'}\n",
    )
    show(blog, "theme_motto", "theme_navigation_depth")
    (warning,) = blog.build().warnings
    assert warning.startswith(f"conf.py:{start + 3}: WARNING: ")
    assert "did you mean 'motto'?" in warning
    assert shown(blog) == ["Be brief", 7]


def test_options_of_another_theme_are_not_checked(blog):
    blog = blog()
    add(blog, "html_theme = 'classic'\nhtml_theme_options = {'rightsidebar': 'maybe'}\n")
    assert blog.build().warnings == []


def test_a_url_in_a_text_is_shortened_unless_the_option_is_off(blog):
    blog = blog()
    url = "https://github.com/ann/notes/pull/12"
    blog.post("one", f"See <{url}>, [the issue]({url}) and <https://github.com/>.\n")
    assert blog.build().warnings == []
    page = blog.page("posts/one.html")
    assert f'href="{url}">ann/notes#12</a>' in page
    assert f'href="{url}">the issue</a>' in page
    assert ">https://github.com/</a>" in page
    blog.build(html_theme_options={"shorten_urls": False})
    assert f">{url}</a>" in blog.page("posts/one.html")


def test_lists_of_conf_py_are_not_changed(blog):
    options = {"icon_links": [], "github_url": "https://github.com/ann"}
    blog(html_theme_options=options).build()
    assert options == {"icon_links": [], "github_url": "https://github.com/ann"}


def test_builders_without_a_theme_do_not_check_options(blog):
    blog = blog()
    add(blog, CASE)
    assert blog.build("gettext").warnings == []


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.name)
def test_a_component_is_accepted_unless_it_does_not_work(component):
    problem = ComponentFiles([]).problem(component.name)
    assert bool(problem) == bool(component.fails)
    assert component.fails in problem


def test_a_component_without_a_similar_name_is_reported_with_its_file(tmp_path):
    (tmp_path / "mine.html").touch()
    files = ComponentFiles([tmp_path])
    assert files.problem("mine") == files.problem("mine.html") == ""
    assert files.problem("zzzz") == (
        "there is no component 'zzzz'; add `zzzz.html` to `_templates`, or correct the name"
    )
