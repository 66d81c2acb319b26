"""Regions show the components that conf.py names, and each component shows what it is for."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from lxml import html

from blink.pages.frame.regions import matching, versions_url
from blink.settings.theme_options.regions import COMPONENTS, REGIONS

#: The element of each region
PLACES = {
    "navbar_start": "navbar-header-items__start",
    "navbar_center": "navbar-header-items__center",
    "navbar_end": "navbar-header-items__end",
    "navbar_persistent": "navbar-persistent",
    "article_header_start": "header-article-items__start",
    "article_header_end": "header-article-items__end",
    "article_footer_items": "bd-footer-article",
    "secondary_sidebar_items": "bd-sidebar-secondary",
    "primary_sidebar_end": "sidebar-primary-items__end",
    "content_footer_items": "bd-footer-content",
    "footer_start": "footer-items__start",
    "footer_center": "footer-items__center",
    "footer_end": "footer-items__end",
}
#: What the page of a section shows of each component
SHOWN = {
    "navbar-logo": "//a[contains(@class,'navbar-brand')]",
    "navbar-nav": "//ul[contains(@class,'navbar-nav')]/li",
    "navbar-icon-links": "//ul[@class='navbar-icon-links']//a",
    "icon-links": "//ul[@class='navbar-icon-links']//a",
    "theme-switcher": "//button[contains(@class,'theme-switch-button')]",
    "search-button": "//a[contains(@class,'search-button__button')]",
    "search-button-field": "//a[contains(@class,'search-button-field')]",
    "search-field": "//form[@role='search']//input[@name='q']",
    "subscribe-link": "//a[@href='../blog/subscribe.html']",
    "version-switcher": "//details[contains(@class,'version-switcher__container')]",
    "breadcrumbs": "//ul[@class='bd-breadcrumbs']/li",
    "sidebar-nav-bs": "//nav[contains(@class,'bd-docs-nav')]//a",
    "sidebar-collapse": "//button[@aria-controls='pst-primary-sidebar']",
    "indices": "//nav[@class='sidebar-indices-items']//a[@href='../genindex.html']",
    "page-toc": "//details[contains(@class,'page-toc')]//a",
    "edit-this-page": "//div[contains(@class,'editthispage')]/a",
    "sourcelink": "//div[contains(@class,'sourcelink')]/a",
    "prev-next": "//nav[contains(@class,'prev-next-area')]/a",
    "copyright": "//p[@class='copyright']",
    "licence": "//p[@class='licence']/a[@rel='license']",
    "footer-links": "//ul[@class='footer-links']//a[@href='../blog/subscribe.html']",
    "sphinx-version": "//p[@class='sphinx-version']",
    "theme-version": "//p[@class='theme-version']",
}
SETTINGS = {
    "blink_licence": "CC BY 4.0",
    "html_context": {"github_user": "ann", "github_repo": "notes", "github_version": "main"},
    "html_copy_source": True,
    "html_show_sphinx": True,
    "html_use_index": True,
    "html_last_updated_fmt": "%Y",
    "html_static_path": ["_static"],
}
OPTIONS = {
    "use_edit_page_button": True,
    "icon_links": [{"name": "GitHub", "url": "https://github.com/ann"}],
    "switcher": {"json_url": "_static/versions.json", "version_match": "1.0"},
    "announcement": "<b>Closed</b> & <a href='/about.html'>gone</a>",
    "show_version_warning_banner": True,
    "back_to_top_button": True,
    "navigation_with_keys": True,
}
COMPONENTS_THAT_WORK = [component.name for component in COMPONENTS if not component.fails]


def documented(blog, *, settings=(), **options):
    """Return a built site with documentation and a post, whose theme has the options."""
    made = blog(**{**SETTINGS, **dict(settings), "html_theme_options": {**OPTIONS, **options}})
    made.write("index.md", "# Home\n\n```{toctree}\n:hidden:\nguide/index\n```\n")
    made.write("guide/index.md", "# Guide\n\n```{toctree}\none\ntwo\n```\n")
    made.write("guide/one.md", "# One\n\n## A\n\nWords.\n\n### B\n\nWords.\n\n## C\n\n{ref}`x`\n")
    made.write("guide/two.md", "(x)=\n# Two\n\n:::{index} word\n:::\n\nWords.\n")
    made.write("about.md", "# About\n\nMe.\n")
    made.write("_static/versions.json", '[{"version": "1.0", "url": "/"}]')
    made.post("p", updated="2026-03-01")
    return made.build()


def tree(blog, name="guide/one.html"):
    return html.fromstring(blog.page(name))


def place(page, region):
    """Return the element of a region."""
    (element,) = page.find_class(PLACES[region])
    return element


def words(element):
    return " ".join(element.text_content().split())


def test_all_regions_and_components_are_tested():
    assert {option.name for option in REGIONS.options} == PLACES.keys()
    assert {*COMPONENTS_THAT_WORK} == {*SHOWN, "last-updated", "searchbox"}


def test_each_region_shows_an_authors_component(blog):
    blog = blog(html_theme_options={region: [f"in_{region}"] for region in PLACES})
    for region in PLACES:
        blog.write(f"_templates/in_{region}.html", f"<p>{region} of {{{{ pagename }}}}</p>")
    blog.write("index.md", "# Home\n\n## A\n")
    assert blog.build().warnings == []
    page = tree(blog, "index.html")
    for region in PLACES:
        assert words(place(page, region)) == f"{region} of index"
    phone = page.get_element_by_id("pst-primary-sidebar")
    for region in ("navbar_center", "navbar_end", "primary_sidebar_end"):
        assert f"{region} of index" in words(phone)


@pytest.mark.parametrize("region", ["navbar_end", "article_header_end", "footer_end", "sidebars"])
def test_each_component_is_shown_in_any_region(blog, region):
    """Also if it is shown twice; ids and names of landmarks stay unique."""
    names = [*COMPONENTS_THAT_WORK, "page-toc", "version-switcher", "navbar-nav", "indices"]
    if region == "sidebars":
        made = documented(blog, settings={"html_sidebars": {"**": names}})
        within = tree(made).get_element_by_id("pst-primary-sidebar")
    else:
        made = documented(blog, **{region: names})
        within = place(tree(made), region)
    assert made.warnings == []
    missing = [name for name, path in SHOWN.items() if not within.xpath(f".{path}")]
    assert missing == []
    page = tree(made)
    ids = Counter(page.xpath("//@id"))
    assert [name for name, number in ids.items() if number > 1] == []
    # the menu of phones has the components of the header again, which is then hidden
    for copy in page.find_class("sidebar-header-items"):
        copy.drop_tree()
    landmarks = Counter(
        (element.tag, element.get("aria-label")) for element in page.xpath("//nav | //aside")
    )
    assert [label for label, number in landmarks.items() if number > 1] == []


def test_a_page_without_a_date_of_its_last_change_shows_none(blog):
    made = documented(blog, footer_end=["last-updated"])
    (date,) = place(tree(made, "posts/p.html"), "footer_end").find_class("last-updated")
    assert words(date) == "Last updated on 2026."
    assert tree(made).find_class("last-updated") == []  # Git does not know it


def test_a_component_without_content_leaves_no_gap(blog):
    empty = ["icon-links", "breadcrumbs", "edit-this-page", "indices", "version-switcher", "empty"]
    empty.append("searchbox")
    blog = blog(html_theme_options={"footer_center": empty, "content_footer_items": empty})
    blog.write("_templates/empty.html", "{# nothing #}\n")
    assert blog.build().warnings == []
    page = tree(blog, "index.html")
    assert page.find_class("footer-item") == place(page, "footer_start").find_class("footer-item")
    assert page.find_class("bd-footer-content") == []


def test_components_of_a_section_are_not_on_other_pages(blog):
    names = ["sidebar-collapse", "sidebar-nav-bs"]
    made = documented(blog, settings={"html_sidebars": {"**": names}})
    assert len(tree(made).find_class("sidebar-primary-item")) == 2
    assert tree(made, "posts/p.html").find_class("sidebar-primary-item") == []


# -- The secondary sidebar -------------------------------------------------------


def test_the_name_of_a_page_comes_before_patterns_as_in_sphinx():
    named = {"posts/**": ["a"], "**": ["b"], "posts/one": ["c"]}
    assert matching("posts/one", named) == ["c"]
    assert matching("posts/two", named) == ["a"]
    assert matching("about", named) == ["b"]
    assert matching("about", {"posts/*": ["a"]}) == []
    assert matching("about", ["a"]) == ["a"]


def test_the_secondary_sidebar_can_be_removed_from_a_page(blog):
    items = {"**": ["page-toc", "sourcelink"], "guide/*": ["page-toc"], "guide/two": []}
    made = documented(blog, secondary_sidebar_items=items)
    assert len(tree(made).find_class("sidebar-secondary-item")) == 2  # the first pattern
    assert tree(made, "guide/two.html").find_class("bd-sidebar-secondary") == []
    made.write(
        "guide/one.md", "---\nhtml_theme.sidebar_secondary.remove: true\n---\n# One\n\n## A\n"
    )
    made.build()
    assert tree(made).find_class("bd-sidebar-secondary") == []


def test_show_toc_level_is_given_to_the_stylesheet(blog):
    made = documented(blog, show_toc_level=1)
    (contents,) = tree(made).find_class("page-toc")
    assert contents.get("data-levels") == "1"
    assert [words(link) for link in contents.findall(".//a")] == ["One", "A", "B", "C"]


# -- Header ----------------------------------------------------------------------


@pytest.mark.parametrize("align", ["left", "content", "right"])
def test_the_header_has_a_class_for_where_the_menu_stands(blog, align):
    made = blog(html_theme_options={"navbar_align": align}).build()
    assert len(tree(made, "index.html").find_class(f"navbar-align-{align}")) == 1


IMAGE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>'


@pytest.mark.parametrize(
    ("logo", "images", "text", "href"),
    [
        ({}, [("", None)], "Blink", "#"),
        ({"image_light": "art/a.svg"}, [("Blink - Home", "a.svg")], "", "#"),
        (
            {"image_light": "art/a.svg", "image_dark": "art/b.svg", "text": "A & B"},
            [("", "a.svg"), ("", "b.svg")],
            "A & B",
            "#",
        ),
        ({"image_light": "art/a.svg", "alt_text": "Mine"}, [("Mine", "a.svg")], "", "#"),
        ({"link": "about"}, [("", None)], "Blink", "about.html"),
        ({"link": "https://e.example/"}, [("", None)], "Blink", "https://e.example/"),
    ],
)
def test_the_logo_has_all_its_forms(blog, logo, images, text, href):
    blog = blog(html_theme_options={"logo": logo})
    blog.write("art/a.svg", IMAGE)
    blog.write("art/b.svg", IMAGE.replace("M0", "M1"))
    blog.write("about.md", "# About\n")
    assert blog.build().warnings == []
    (link,) = tree(blog, "index.html").find_class("navbar-brand")
    found = [
        (image.get("alt"), image.get("src").rpartition("/")[2]) for image in link.findall("img")
    ]
    assert [alt for alt, _ in found] == [alt for alt, _ in images]
    assert all(name in (None, shown) for (_, name), (_, shown) in zip(images, found, strict=True))
    assert words(link) == text
    assert link.get("href") == href
    if "image_dark" in logo:
        classes = [image.get("class") for image in link.findall("img")]
        assert classes == ["logo__image only-light", "logo__image only-dark"]


def test_logo_link_is_the_same_as_link_in_logo(blog):
    blog = blog(html_theme_options={"logo_link": "https://e.example/"})
    assert blog.build().warnings == []
    (link,) = tree(blog, "index.html").find_class("navbar-brand")
    assert link.get("href") == "https://e.example/"


# -- Banners ---------------------------------------------------------------------


def test_the_announcement_is_html(blog):
    made = documented(blog)
    (line,) = tree(made).find_class("bd-header-announcement__content")
    assert words(line) == "Closed & gone"
    assert [link.get("href") for link in line.iter("a")] == ["/about.html"]
    assert (
        tree(blog(html_theme_options={}).build(), "index.html").find_class(line.get("class")) == []
    )


def test_sticky_banners_are_in_an_element_that_stays(blog):
    made = documented(blog, sticky_banners=True)
    (sticky,) = tree(made).find_class("pst-sticky-header")
    assert sticky.find_class("bd-header-announcement")
    assert sticky.find_class("bd-header")


def test_only_pages_with_versions_load_their_script(blog):
    made = documented(blog)
    page = tree(made)
    (banner,) = page.xpath("//aside[@id='bd-header-version-warning']")
    assert banner.get("data-url") == "../_static/versions.json"
    assert banner.get("hidden") is not None
    assert made.page("guide/one.html").count("versions.js?") == 1
    made.build(html_theme_options={})
    assert "versions.js" not in made.page("guide/one.html")


def test_the_url_of_the_versions_is_relative_to_the_site_or_whole():
    def pathto(path, resource):
        return f"../{path}"

    assert versions_url({"json_url": "_static/v.json"}, pathto) == "../_static/v.json"
    for url in ("/v.json", "https://e.example/v.json"):
        assert versions_url({"json_url": url}, pathto) == url
    for nothing in ({}, None, "", {"json_url": ""}):
        assert versions_url(nothing, pathto) == ""


# -- Links to edit a page --------------------------------------------------------


@pytest.mark.parametrize(
    ("context", "text", "url"),
    [
        (
            {"github_user": "a", "github_repo": "r", "github_version": "main", "doc_path": "docs"},
            "Edit on GitHub",
            "https://github.com/a/r/edit/main/docs/guide/one.md",
        ),
        (
            {
                "github_url": "https://git.example",
                "github_user": "a",
                "github_repo": "r",
                "github_version": "main",
            },
            "Edit on GitHub",
            "https://git.example/a/r/edit/main/guide/one.md",
        ),
        (
            {"gitlab_user": "a", "gitlab_repo": "r", "gitlab_version": "v", "doc_path": "docs/"},
            "Edit on GitLab",
            "https://gitlab.com/a/r/-/edit/v/docs/guide/one.md",
        ),
        (
            {"bitbucket_user": "a", "bitbucket_repo": "r", "bitbucket_version": "v"},
            "Edit on Bitbucket",
            "https://bitbucket.org/a/r/src/v/guide/one.md?mode=edit",
        ),
        (
            {"edit_page_url_template": "{{ vcs }}{{ file_name }}?a&b", "vcs": "https://e.example/"},
            "Edit this page",
            "https://e.example/guide/one.md?a&b",
        ),
        (
            {
                "edit_page_url_template": "https://e.example/{{ file_name }}",
                "edit_page_provider_name": "A & B",
            },
            "Edit on A & B",
            "https://e.example/guide/one.md",
        ),
    ],
)
def test_a_page_links_to_where_its_source_is_edited(blog, context, text, url):
    made = documented(blog, settings={"html_context": context})
    assert made.warnings == []
    (link,) = tree(made).xpath("//div[contains(@class,'editthispage')]/a")
    assert (words(link), link.get("href")) == (text, url)
    assert "editthispage" not in made.page("blog.html")  # which has no source


def test_a_place_of_the_sources_that_is_incomplete_is_reported_once(blog):
    made = documented(blog, settings={"html_context": {"github_user": "ann"}})
    (warning,) = made.warnings
    assert "html_theme_options['use_edit_page_button'] needs the place of the sources" in warning
    assert "editthispage" not in made.page("guide/one.html")


def test_a_template_of_a_url_with_a_mistake_is_reported_once(blog):
    made = documented(blog, settings={"html_context": {"edit_page_url_template": "{{ file_name"}})
    assert len(made.warnings) == 1
    assert "edit_page_url_template" in made.warnings[0]


# -- The rest --------------------------------------------------------------------


def test_disable_search_leaves_no_way_to_the_search(blog):
    names = ["search-button", "search-button-field", "search-field"]
    made = documented(blog, disable_search=True, navbar_persistent=names, footer_end=names)
    page = made.page("guide/one.html").partition("<body")[2]
    assert "search.html" not in page
    assert "search-button" not in page


def test_the_words_of_the_search_are_those_of_conf_py(blog):
    names = ["search-button-field", "search-field"]
    made = documented(blog, search_bar_text="Look & find", footer_end=names)
    (footer,) = tree(made).find_class("footer-items__end")
    assert words(footer.find_class("search-button__default-text")[0]) == "Look & find"
    assert footer.xpath(".//input/@placeholder") == ["Look & find"]


def test_the_way_back_to_the_top_and_the_keys_are_on_if_conf_py_says_so(blog):
    made = documented(blog)
    assert tree(made).xpath("//a[@id='pst-back-to-top']")
    assert tree(made).xpath("//body/@data-navigation-keys") == ["true"]
    made.build(html_theme_options={})
    assert tree(made).xpath("//a[@id='pst-back-to-top']") == []
    assert tree(made).xpath("//body/@data-navigation-keys") == []


@pytest.mark.parametrize("mode", ["light", "dark", "auto"])
def test_the_first_colours_are_there_without_a_script(blog, mode):
    made = blog(html_context={"default_mode": mode}).build()
    found = re.search(r'<html[^>]* data-theme="(\w+)"', made.page("index.html"))
    assert (found[1] if found else "auto") == mode


def test_pages_before_and_after_are_linked_once(blog):
    made = documented(blog)
    assert len(tree(made).find_class("prev-next-area")) == 1
    made = documented(blog, article_footer_items=["prev-next"])
    assert len(tree(made).find_class("prev-next-area")) == 1
    made = documented(blog, show_prev_next=False)
    assert tree(made).find_class("prev-next-area") == []


def contents(*lines):
    return "\n".join(["", "```{toctree}", *lines, "```", ""])


@pytest.mark.parametrize(
    ("options", "pages"),
    [
        ({}, ["Guide", "One", "Two", "Other"]),
        ({"globaltoc_maxdepth": 1}, ["Guide", "Other"]),
        ({"globaltoc_collapse": False}, ["Guide", "One", "Two", "Other", "Below"]),
        ({"globaltoc_includehidden": True}, ["Guide", "One", "Two", "Hidden", "Other"]),
    ],
)
def test_the_contents_of_the_site_in_sphinxs_sidebar(blog, options, pages):
    defaults = {"globaltoc_includehidden": False}
    made = blog(
        html_theme_options={**defaults, **options}, html_sidebars={"**": ["globaltoc.html"]}
    )
    for name, text in {
        "index": contents("guide", "other"),
        "guide": contents("one", "two") + contents(":hidden:", "hidden"),
        "other": contents("below"),
        "one": "",
        "two": "",
        "below": "",
        "hidden": "",
    }.items():
        made.write(f"{name}.md", f"# {name.capitalize()}\n{text}")
    assert made.build().warnings == []
    (item,) = tree(made, "one.html").find_class("sidebar-primary-item")
    assert [link.text_content() for link in item.xpath("./ul//a")] == pages


def test_the_search_field_has_two_names(blog):
    made = documented(blog, footer_end=["searchfield"])
    assert place(tree(made), "footer_end").xpath(".//form[@role='search']//input[@name='q']")


@pytest.mark.parametrize("shown", [True, False])
def test_the_link_to_the_source_follows_the_setting_of_sphinx(blog, shown):
    made = documented(blog, settings={"html_show_sourcelink": shown})
    links = tree(made).xpath("//div[contains(@class,'sourcelink')]/a/@href")
    assert links == (["../_sources/guide/one.md.txt"] if shown else [])
