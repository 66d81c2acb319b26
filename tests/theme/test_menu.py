"""The navigation of a section, breadcrumbs and the menu follow the options of the theme."""

from __future__ import annotations

import pytest
from lxml import html

from blink.pages.frame.navigation import Navigation, NavLink, Toctree
from blink.pages.frame.section_menu import SectionMenu, Shape

TREE = {
    "index.md": "# Home\n\n```{toctree}\n:hidden:\nguide/index\nOut <https://x.example/>\n```\n",
    "guide/index.md": "# Guide\n\n```{toctree}\n:caption: First\none\ntwo\n```\n\n"
    "```{toctree}\n:caption: Next\n:hidden:\ndeep/index\n```\n",
    "guide/one.md": "# One\n",
    "guide/two.md": "---\nhtml_theme.show_nav_level: 2\n---\n\n# Two\n",
    "guide/deep/index.md": "# Deep\n\n```{toctree}\n:caption: Below\na\n```\n\n"
    "```{toctree}\nb\n```\n",
    "guide/deep/a.md": "# A\n\n```{toctree}\nend\n```\n",
    "guide/deep/b.md": "# B\n",
    "guide/deep/end.md": "# End\n",
}


@pytest.fixture
def documented(blog):
    """Return a maker of sites with documentation, whose theme has the options."""

    def make(files=None, **options):
        made = blog(html_theme_options=options)
        for name, text in {**TREE, **(files or {})}.items():
            made.write(name, text)
        assert made.build().warnings == []
        return made

    return make


def tree(blog, name):
    return html.fromstring(blog.page(name))


def texts(found):
    return [" ".join(element.text_content().split()) for element in found]


def section(blog, name):
    """Return the titles of the links of the navigation of a section."""
    return texts(tree(blog, name).xpath("//*[@class='bd-toc-item']//a"))


# -- The navigation of a section -------------------------------------------------


def test_the_branch_of_the_page_is_shown_without_buttons(documented):
    blog = documented()
    assert section(blog, "guide/one.html") == ["One", "Two", "Deep"]
    assert section(blog, "guide/deep/b.html") == ["One", "Two", "Deep", "A", "B"]
    page = tree(blog, "guide/deep/b.html")
    assert page.xpath("//nav[contains(@class,'bd-links')]//details") == []


def test_collapse_navigation_false_has_a_button_for_each_branch(documented):
    blog = documented(collapse_navigation=False)
    page = tree(blog, "guide/one.html")
    assert section(blog, "guide/one.html") == ["One", "Two", "Deep", "A", "End", "B"]
    labels = page.xpath("//nav[contains(@class,'bd-links')]//summary/@aria-label")
    assert labels == ["Pages below Deep", "Pages below A"]
    assert page.xpath("//nav[contains(@class,'bd-links')]//details[@open]") == []
    opened = tree(blog, "guide/deep/b.html").xpath("//details[@open]/summary/@aria-label")
    assert opened == ["Pages below Deep"]


def test_show_nav_level_opens_levels_also_for_a_single_page(documented):
    blog = documented()
    assert section(blog, "guide/two.html") == ["One", "Two", "Deep", "A", "B"]
    blog = documented(show_nav_level=3)
    assert section(blog, "guide/one.html") == ["One", "Two", "Deep", "A", "End", "B"]
    blog = documented(show_nav_level=2, collapse_navigation=False)
    opened = tree(blog, "guide/one.html").xpath("//details[@open]/summary/@aria-label")
    assert opened == ["Pages below Deep"]


def test_show_nav_level_0_folds_captions(documented):
    blog = documented(show_nav_level=0)
    parts = tree(blog, "guide/deep/b.html").xpath("//details[@class='toctree-part']")
    assert texts(part.find("summary") for part in parts) == ["First", "Next"]
    assert [part.get("open") is not None for part in parts] == [False, True]


def test_only_the_toctrees_at_the_top_have_captions(documented):
    blog = documented(collapse_navigation=False)
    captions = tree(blog, "guide/deep/b.html").xpath("//*[@class='caption-text']")
    assert texts(captions) == ["First", "Next"]
    (below,) = tree(blog, "guide/deep/b.html").xpath("//li[starts-with(@class, 'toctree-l2')]/..")
    assert texts(below.xpath("li/a")) == ["A", "B"]


def test_navigation_depth_is_the_number_of_levels(documented):
    blog = documented(navigation_depth=1, collapse_navigation=False)
    assert section(blog, "guide/deep/b.html") == ["One", "Two", "Deep"]
    blog = documented(navigation_depth=2, collapse_navigation=False)
    assert section(blog, "guide/deep/b.html") == ["One", "Two", "Deep", "A", "B"]


def test_sidebar_includehidden_false_leaves_hidden_toctrees_out(documented):
    assert section(documented(sidebar_includehidden=False), "guide/one.html") == ["One", "Two"]


def test_breadcrumbs_name_the_pages_above(documented):
    blog = documented()
    crumbs = tree(blog, "guide/deep/end.html").find_class("breadcrumb-item")
    assert texts(crumbs) == ["", "Guide", "Deep", "A", "End"]
    assert tree(blog, "index.html").find_class("bd-breadcrumbs") == []


# -- The menu --------------------------------------------------------------------


def menu(blog, name="guide/one.html"):
    (header,) = tree(blog, name).find_class("bd-header")
    (shown,) = header.xpath(".//ul[contains(@class,'bd-navbar-elements')]")
    folded = shown.xpath(".//ul[@class='dropdown-menu']//a")
    return texts(shown.xpath("./li/a")), texts(folded)


def test_external_links_are_after_the_pages_in_the_menu(documented):
    links = [{"name": "A & B", "url": "https://b.example/?a&b"}]
    blog = documented(external_links=links)
    assert menu(blog)[0][-3:] == ["Guide", "Out", "A & B"]
    page = tree(blog, "guide/one.html")
    found = page.xpath("//header//a[contains(@class,'nav-external')]/@href")
    assert found == ["https://x.example/", "https://b.example/?a&b"]


def test_links_after_a_number_are_in_a_list_with_a_name_of_its_own(documented):
    blog = documented(
        header_links_before_dropdown=1,
        header_dropdown_text="Rest & more",
        external_links=[{"name": "Last", "url": "https://b.example/"}],
    )
    shown, folded = menu(blog)
    assert (shown, folded) == (["Guide"], ["Out", "Last"])
    page = tree(blog, "guide/one.html")
    assert texts(page.xpath("//header//summary")) == ["Rest & more"]
    phone = page.get_element_by_id("pst-primary-sidebar")
    assert texts(phone.find_class("nav-link")) == shown + folded
    assert phone.find_class("dropdown-toggle") == []


# -- The time that it takes ------------------------------------------------------


class Counted:
    """The macros of the template, which count the entries that they make."""

    made = 0

    def group(self, entries, *_):
        return entries

    def entry(self, *_):
        self.made += 1
        return "-"


@pytest.mark.parametrize("collapse", [True, False])
def test_the_entries_of_closed_branches_are_made_once_a_folder(collapse):
    names = [f"guide/{number}" for number in range(50)]
    pages = {"index": ["guide/index"], "guide/index": names, names[0]: ["guide/x", "guide/y"]}
    toctrees = {
        name: [Toctree("", tuple(NavLink(page, page) for page in below))]
        for name, below in pages.items()
    }
    titles = {name: name for name in [*pages, *names, "guide/x", "guide/y"]}
    parts = Counted()
    menus = SectionMenu(Navigation("index", toctrees, titles, set()), parts, str)
    for name in names:
        menus.html(name, str, Shape(0, collapse))
    branches = 2 * (1 if collapse else 2)  # x and y: open on their own page, and closed
    assert parts.made <= 50 + 50 + branches
