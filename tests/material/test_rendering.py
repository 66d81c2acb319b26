"""Each construct of the guide's table is rendered here as Material renders it.

Material's side is Python-Markdown with the extensions that Material's manual names; its emoji are
pictures there, so that theirs are by name. Words are compared in their order, then code, links,
pictures and what holds them.
"""

from __future__ import annotations

import re
from copy import deepcopy
from urllib.parse import urlsplit

import lxml.html
import markdown
import pytest
from material.test_material import rows
from material_help import MKDOCS, PNG, Mkdocs

from blink.material.site import safe_yaml

PUBLIC = {"html_baseurl": "https://new.example/", "blink_authority": "new.example"}

#: Rows of which the words differ, and why that is right
OTHER_WORDS = {
    "Diagram": "a picture here, drawn while the site is built, the source of one there",
    "Emoji": "the sign itself here, a picture there",
    "Icon": "a picture in both, of a name that is only known with Material's own index",
    "Words in angle brackets": "shown here; there a browser takes them for an element",
}


def extensions():
    """Return the extensions of the settings that the guide's rows are converted with."""
    data, _ = safe_yaml.read(MKDOCS)
    found = []
    options = {
        "pymdownx.tabbed": {"alternate_style": True},
        "pymdownx.critic": {"mode": "view"},
        "pymdownx.arithmatex": {"generic": True},
        "pymdownx.snippets": {"base_path": ["."], "check_paths": False},
    }
    for one in data["markdown_extensions"]:
        name = one if isinstance(one, str) else next(iter(one))
        if name != "pymdownx.emoji":
            found.append(name)
    return found, options


@pytest.fixture(scope="module")
def pages(shared_blog, tmp_path_factory):
    """Return, by the number of a row, Material's text and ours, as trees."""
    source = Mkdocs(tmp_path_factory.mktemp("mkdocs") / "old")
    names, options = extensions()
    source.post("other", "# Other\n\n## The costs\n", slug="other")
    source.write("docs/blog/posts/clock.png", PNG)
    source.write("part.md", "Words of a *file*.\n")
    options["pymdownx.snippets"]["base_path"] = [str(source.folder)]
    theirs = {}
    for number, row in enumerate(rows()):
        source.post(f"row{number}", f"# Title {number}\n\n{row.values[0]}\n")
        made = markdown.markdown(row.values[0], extensions=names, extension_configs=options)
        theirs[number] = lxml.html.fromstring(f"<div>{made}</div>")
    blog = shared_blog(**PUBLIC)
    source.bring(blog.folder)
    blog.build()
    ours = {}
    for number in theirs:
        tree = lxml.html.fromstring(blog.page(f"posts/2024/row{number}.html"))
        (ours[number],) = tree.cssselect("article.post")
        for own in ours[number].cssselect(
            "h1, .post-kicker, .post-lead, .post-meta, .post-foot, data"
        ):
            own.drop_tree()
    return theirs, ours


#: What has no words of the author: numbers of lines and notes, formulas, which are TeX there
APART = """.headerlink, .footnote-backref, .footnote-ref, .footnote-reference, .backrefs,
    .fn-bracket, .label, .linenos, .arithmatex, math, script, style"""


def words(tree):
    tree = deepcopy(tree)
    for gone in tree.cssselect(APART):
        gone.drop_tree()
    for tabs in tree.cssselect(".tabbed-set"):  # all labels stand first there
        labels, blocks = tabs.cssselect(".tabbed-labels label"), tabs.cssselect(".tabbed-block")
        for label, block in zip(labels, blocks, strict=True):
            block.insert(0, label)
    return re.findall(r"[^\W_]+", " ".join(tree.itertext()).casefold())


@pytest.mark.parametrize(
    "number",
    [pytest.param(n, id=row.id) for n, row in enumerate(rows()) if row.id not in OTHER_WORDS],
)
def test_words_are_those_of_material(pages, number):
    theirs, ours = pages
    assert words(ours[number]) == words(theirs[number])


def code(tree):
    """Return the blocks of code, as they are copied."""
    found = []
    for block in tree.cssselect("pre"):
        for number in block.cssselect(".linenos"):
            number.drop_tree()
        found.append("\n".join(line.rstrip() for line in block.text_content().strip().split("\n")))
    return [text for text in found if not re.fullmatch(r"[\s\d]*", text)]


def links(tree):
    """Return the addresses on other sites that are linked to, and how many links lead elsewhere."""
    apart = {a for gone in tree.cssselect(APART) for a in gone.iter("a")}
    found = [a.get("href") for a in tree.cssselect("a[href]") if a not in apart]
    whole = sorted(one for one in found if urlsplit(one).scheme)
    return whole, len(found) - len(whole)


def shape(tree):
    """Return how much there is of what holds words."""
    count = {
        "tables": [len(row) for row in tree.cssselect("table:not(.highlighttable) tr")],
        "items": len(tree.cssselect("li")) - len(tree.cssselect(".footnote li")),
        "terms": len(tree.cssselect("dt")),
        "meanings": len(tree.cssselect("dd")),
        "boxes": len(tree.cssselect("input[type=checkbox]")),
        "quotes": len(tree.cssselect("blockquote")),
        "folded": len(tree.cssselect("details")),
        "keys": len(tree.cssselect("kbd")),
        "marked": len(tree.cssselect("mark, ins, del, s, sub")),
        "captions": len(tree.cssselect("figcaption")),
        "headings": len(tree.cssselect("h2, h3, h4, h5, h6")),
    }
    return {name: number for name, number in count.items() if number}


#: Rows of which code, links, pictures or what holds them differ, and why that is right
OTHER_CODE = {
    "Diagram": OTHER_WORDS["Diagram"],
}
OTHER_LINKS = {
    "Link without a scheme": "it has one here",
    "Link to nothing": "it leads where it led before, by its whole address",
}
OTHER_PICTURES = {"Diagram": OTHER_WORDS["Diagram"]}
OTHER_SHAPE = {
    "Cards": "cards are a list in Material's source, and elements of a grid here",
    "GitHub alert": "Material shows a quote without the extension; here it is an admonition",
}


def numbers(apart):
    return [pytest.param(n, id=row.id) for n, row in enumerate(rows()) if row.id not in apart]


@pytest.mark.parametrize("number", numbers(OTHER_CODE))
def test_code_is_that_of_material(pages, number):
    theirs, ours = pages
    assert code(ours[number]) == code(theirs[number])


@pytest.mark.parametrize("number", numbers(OTHER_LINKS))
def test_links_are_those_of_material(pages, number):
    theirs, ours = pages
    assert links(ours[number]) == links(theirs[number])


@pytest.mark.parametrize("number", numbers(OTHER_PICTURES))
def test_pictures_are_those_of_material(pages, number):
    theirs, ours = pages
    assert len(ours[number].cssselect("img")) == len(theirs[number].cssselect("img"))


@pytest.mark.parametrize("number", numbers(OTHER_SHAPE))
def test_what_holds_the_words_is_that_of_material(pages, number):
    theirs, ours = pages
    assert shape(ours[number]) == shape(theirs[number])
