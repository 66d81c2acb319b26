"""The head of a post is below its title, and its content is marked, wherever the title is."""

from __future__ import annotations

import re

import pytest

RAW = "```{raw} html\n<section><h1>Raw</h1></section>\n```\n"

BODIES = {
    "one title": ("# T\n\nWords.\n\n## U\n\nMore.\n", 1),
    "a title in HTML too": (f"# T\n\n{RAW}\nWords.\n", 1),
    "two titles": ("# T\n\nWords.\n\n# U\n\nMore.\n", 0),
    "words before the title": ("Before.\n\n# T\n\nWords.\n", 1),
}


@pytest.fixture(scope="module")
def site(shared_blog):
    made = shared_blog()
    for name, (body, _) in BODIES.items():
        made.write(f"posts/{name.replace(' ', '-')}.md", f"---\ndate: 2026-01-31\n---\n\n{body}")
    return made.build(suppress_warnings=["myst.header", "toc.not_included"])


@pytest.mark.parametrize("name", BODIES)
def test_the_head_of_a_post_follows_its_title(site, name):
    page = site.page(f"posts/{name.replace(' ', '-')}.html")
    assert re.search(r'<h1>T<a [^>]*>[^<]*</a></h1>\s*<p class="post-meta', page)
    assert page.count('class="post-meta') == 1
    assert page.count('<div class="e-content">') == BODIES[name][1]


def test_content_ends_with_the_section_of_the_title(site):
    page = site.page("posts/a-title-in-HTML-too.html")
    content = page.partition('<div class="e-content">')[2]
    assert re.search(r"<p>Words\.</p>\s*</div>\s*</section>\s*<footer", content)


def test_a_page_names_its_viewport_once(site):
    for name in ("posts/one-title.html", "index.html"):
        assert site.page(name).count('name="viewport"') == 1


#: An extension in conf.py that changes the text of pages, as sphinx_codeautolink does
CHANGES = """
def _change(app, pagename, template, context, doctree):
    if doctree is not None:
        context["body"] = context["body"].replace("Words", "Changed<br/>words").replace(OLD, NEW)

def setup(app):
    app.connect("html-page-context", _change)
"""


@pytest.mark.parametrize(("old", "new"), [("none", ""), ("<section", "<section data-x"),
                                          ("</section>", "</section >")])  # fmt: skip
def test_what_an_extension_changes_in_the_text_of_a_post_is_kept(blog, old, new):
    made = blog()
    conf = (made.folder / "conf.py").read_text()
    made.write("conf.py", f"{conf}OLD, NEW = {old!r}, {new!r}\n{CHANGES}")
    made.post("one")
    assert made.build().warnings == []
    page = made.page("posts/one.html")
    assert re.search(r"<h1>Post one.*?</h1>.*?<p>Changed<br/>words\.</p>\s*</", page, re.DOTALL)
    assert page.count("<h1>") == page.count('<div class="e-content">') == 1
    assert page.count("<section") == page.count("</section")
    assert "Changed&lt;br&gt;words" in made.page("blog/atom.xml")
