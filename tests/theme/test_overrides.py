"""Templates of the author replace or extend those of the theme, and may be in several folders."""

from __future__ import annotations

import pytest
from lxml import html

#: The blocks of `layout.html` that Sphinx and the PyData theme document
BLOCKS = (
    "doctype", "htmltitle", "css", "fonts", "scripts", "linktags", "extrahead", "header",
    "relbar1", "content", "search_dialog", "docs_navbar", "docs_sidebar", "docs_main", "docs_body",
    "docs_toc", "scripts_end", "relbar2", "footer",
)  # fmt: skip
#: Where Sphinx and the PyData theme have these blocks
IN_HEAD = {"htmltitle", "css", "fonts", "scripts", "linktags", "extrahead"}
IN_MAIN = {"docs_main", "docs_body", "docs_toc"}


@pytest.fixture
def overridden(blog):
    """Return a maker of sites of documentation with templates of the author."""

    def make(templates, **settings):
        made = blog(**settings)
        made.write("index.md", "# Home\n\n```{toctree}\n:hidden:\nguide/index\n```\n")
        made.write("guide/index.md", "# Guide\n\n```{toctree}\none\n```\n")
        made.write("guide/one.md", "# One\n\n## A\n\nWords.\n")
        made.post("p")
        for name, text in templates.items():
            made.write(name, text)
        return made.build()

    return make


def mark(block, text):
    return f"{{% block {block} %}}{{{{ super() }}}}{text}{{% endblock %}}\n"


def test_each_block_of_the_layout_can_be_extended(overridden):
    marks = {name: f"<!--in {name}-->" for name in BLOCKS}
    text = "".join(mark(name, words) for name, words in marks.items())
    made = overridden({"_templates/layout.html": '{% extends "!layout.html" %}\n' + text})
    assert made.warnings == []
    for page in map(made.page, ("guide/one.html", "posts/p.html", "blog.html")):
        head, body = page.split("</head>")
        main = body.partition("<main")[2].partition("</main>")[0]
        for name, words in marks.items():
            assert page.count(words) == 1
            place = head if name in IN_HEAD else main if name in IN_MAIN else page
            assert words in place


def test_the_tag_of_the_body_and_whole_regions_can_be_replaced(overridden):
    layout = '{% extends "!layout.html" %}\n{% block body_tag %}<body class="mine">{% endblock %}'
    for block in ("docs_navbar", "docs_sidebar", "docs_toc", "footer"):
        layout += f"{{% block {block} %}}<p>my {block}</p>{{% endblock %}}\n"
    made = overridden({"_templates/layout.html": layout})
    page = html.fromstring(made.page("guide/one.html"))
    assert page.xpath("//body/@class") == ["mine"]
    replaced = ("bd-header", "bd-sidebar-primary", "bd-sidebar-secondary", "bd-footer")
    assert [name for name in replaced if page.find_class(name)] == []
    assert [p.text for p in page.xpath("//p[starts-with(text(), 'my ')]")] == [
        "my docs_navbar", "my docs_sidebar", "my docs_toc", "my footer",
    ]  # fmt: skip


def test_components_and_sections_are_replaced_and_extended(overridden):
    """The first is in the manual of the PyData theme ("Source Buttons")."""
    templates = {
        "_templates/edit-this-page.html": '{% extends "!components/edit-this-page.html" %}'
        "{% block edit_this_page_text %}Improve it{% endblock %}",
        "_templates/navbar-icon-links.html": '{% extends "!navbar-icon-links.html" %}'
        + mark("icon_links", "<i>more icons</i>"),
        "_templates/breadcrumbs.html": '{% extends "!breadcrumbs.html" %}'
        + mark("breadcrumbs", "<i>more crumbs</i>"),
        "_templates/navbar-logo.html": "<b>Mine:</b> {% include '!navbar-logo.html' %}",
        "other/sections/announcement.html": "<p id='sent'>{{ pagename }}</p>",
        "other/motto.html": "<p id='motto'>{{ theme_show_toc_level }}</p>",
        "other/ablog/tagcloud.html": "<p id='cloud'>mine</p>",
    }
    made = overridden(
        templates,
        templates_path=["_templates", "other"],
        html_theme_options={
            "use_edit_page_button": True,
            "footer_center": ["motto", "ablog/tagcloud.html"],
        },
        html_context={"edit_page_url_template": "https://e.example/{{ file_name }}"},
    )
    assert made.warnings == []
    page = html.fromstring(made.page("guide/one.html"))
    (edit,) = page.xpath("//a[@href='https://e.example/guide/one.md']")
    assert edit.text_content().split() == ["Improve", "it"]
    assert [i.text for i in page.xpath("//header//i")] == ["more icons"]
    assert [i.text for i in page.xpath("//main//i")] == ["more crumbs"]
    (logo,) = page.xpath("//b[text()='Mine:']/following-sibling::a")
    assert "navbar-brand" in logo.get("class")
    assert page.get_element_by_id("sent").text == "guide/one"
    assert page.get_element_by_id("motto").text == "2"
    assert page.get_element_by_id("cloud").text == "mine"


def test_the_first_folder_of_templates_takes_precedence(overridden):
    templates = {
        "_templates/copyright.html": "<p id='c'>first</p>",
        "other/copyright.html": "<p id='c'>second</p>",
    }
    made = overridden(templates, templates_path=["_templates", "other"])
    assert html.fromstring(made.page("index.html")).get_element_by_id("c").text == "first"


def test_a_template_calls_the_functions_of_the_pydata_theme(overridden):
    text = """<div id="mine">
    <ul>{{ generate_header_nav_html(n_links_before_dropdown=1, dropdown_text="Rest") }}</ul>
    <nav>{{ generate_toctree_html("sidebar", show_nav_level=1, maxdepth=2, collapse=False,
        includehidden=True, titles_only=True) }}</nav>
    <nav>{{ generate_toctree_html("sidebar", startdepth=0, maxdepth=2, titles_only=True) }}</nav>
    {{ generate_toc_html() }}
    <p>{{ suppress_sidebar_toctree(includehidden=True) }} {{ navbar_align_class() | join(" ") }}
    {{ unique_html_id("a") }} {{ unique_html_id("a") }}</p></div>"""
    made = overridden(
        {"_templates/mine.html": text}, html_theme_options={"article_footer_items": ["mine"]}
    )
    assert made.warnings == []
    mine = html.fromstring(made.page("guide/one.html")).get_element_by_id("mine")
    header, section, site, contents = mine.findall("./*")[:4]
    assert "Guide" in header.text_content()
    assert [a.text for a in section.iter("a")] == ["One"]
    assert [a.text for a in site.iter("a")] == ["Guide", "One"]
    assert [a.text for a in contents.iter("a")] == ["One", "A"]
    words = mine.find("p").text_content().split()
    assert (words[0], words[-2:]) == ("False", ["a", "a-2"])
