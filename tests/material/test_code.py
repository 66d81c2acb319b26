"""Code of a source is the same, byte by byte, in the imported post and in the page.

What is code is what Python-Markdown and SuperFences take for it: each text is first shown as
Material shows it, so that a text in which they see something else fails here.
"""

from __future__ import annotations

import io
from itertools import product

import lxml.html
import markdown
import pytest
from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.utils import new_document
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from material_help import Mkdocs, at_once
from myst_parser.sphinx_ import Parser as MystParser
from sphinx.testing.util import SphinxTestApp
from sphinx.util.docutils import LoggingReporter, sphinx_domains

PUBLIC = {"html_baseurl": "https://new.example/", "blink_authority": "new.example"}
MYST = """myst_enable_extensions = ["attrs_inline", "strikethrough", "attrs_block", "deflist",
"html_image", "fieldlist", "dollarmath", "colon_fence", "tasklist"]"""
EXTENSIONS = [
    "abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc",
    "pymdownx.blocks.details", "pymdownx.details", "pymdownx.highlight", "pymdownx.superfences",
    "pymdownx.tabbed",
]  # fmt: skip
OPTIONS = {
    "pymdownx.tabbed": {"alternate_style": True},
    "pymdownx.highlight": {"linenums_style": "pymdownx-inline", "stripnl": False},
}

#: Lines that something else than a fence may take for markup
CODE = {
    "python": ["def f():", "", "    return 1", "", "", "# not a heading", "x = 1  # (1)!"],
    "tags": ["<div>", "  </div>", "", "</details>", "<!-- more -->", "</summary>", "&lt; &amp;"],
    "lists": ["a:", "- b", "  - c", "", "1. d", "* e", "+ f"],
    "marks": ["> quote", ":::", ":::{note}", "!!! note", '=== "A"', "??? tip", "---", "///"],
    "blank": ["", "", "first", "", "", "last"],
    "spaces": [
        "trailing  ",
        "    deep   ",
        "$x$ ${{ y }} {% raw %}",
        "[a](b.md) :smile: --> (c)",
    ],
    "defined": ["[^1]: x", "*[HTML]: x", "[a]: https://a.example.org", ": x", "| a | b |"],
    "options": [":caption: x", ":linenos:", "", "{.a #b}", "%%", "\\"],
    "fences": ["~~~", "```python", "x", "```", "  ~~~"],
}


def indented(lines, by="    "):
    return [by + line if line else line for line in lines]


#: How a block stands in a post: the lines of one → the lines of a text
CONTAINERS = {
    "alone": lambda lines: lines,
    "after words": lambda lines: ["Words", *lines, "words."],
    "quote": lambda lines: [f"> {line}" for line in ["Words.", "", *lines, "", "Words."]],
    "tight quote": lambda lines: [f">{line}" for line in lines],
    "quote in a quote": lambda lines: [f"> > {line}" for line in lines],
    "item": lambda lines: ["- Words.", "", *indented(lines), "", "    Words.", "", "- Words."],
    "tight item": lambda lines: ["1. Words:", *indented(lines, "   "), "2. Words."],
    "item of an item": lambda lines: ["- Words.", "    - Words.", "", *indented(lines, " " * 8)],
    "admonition": lambda lines: ["!!! note", "", "    Words.", "", *indented(lines)],
    "details": lambda lines: ['???+ tip "Title"', *indented(lines)],
    "tabs": lambda lines: ['=== "A"', "", *indented(lines), "", '=== "B"', "", "    Words."],
    "slashes": lambda lines: ["/// details | Title", "", *lines, "", "///"],
    "definition": lambda lines: ["Word", ":   Words.", "", *indented(lines)],
    "note": lambda lines: ["Words.[^n]", "", "[^n]: Words.", "", *indented(lines)],
    "HTML": lambda lines: ['<div title="x">', "", *lines, "", "</div>"],
    "tight HTML": lambda lines: ["<div>", *lines, "</div>"],
    "HTML in HTML": lambda lines: [
        "<section>", '  <div class="x">', "", *indented(lines, "  "), "", "  <p>Words.</p>",
        "  </div>", "</section>",
    ],
    "HTML of details": lambda lines: [
        "<details>", "<summary>More</summary>", "", *lines, "", "</details>",
    ],
    "HTML of a table": lambda lines: ["<table><tr><td>", "", *lines, "", "</td></tr></table>"],
    "HTML of a list": lambda lines: ["<ul>", "<li>Words", "", *lines, "", "</li>", "</ul>"],
    "HTML in an item": lambda lines: [
        "- Words.", "", *indented(["<details>", "", *lines, "", "</details>"]), "", "- Words.",
    ],
    "HTML with Markdown": lambda lines: ['<div class="x" markdown>', "", *lines, "", "</div>"],
    "details with Markdown": lambda lines: [
        '<details markdown="1">', "<summary>More</summary>", "", *lines, "", "</details>",
    ],
    "figure": lambda lines: [
        "<figure markdown>", *lines, "<figcaption>Words</figcaption>", "</figure>",
    ],
}  # fmt: skip
#: How a line of code is written: its lines → the lines of a block
WRITTEN = {
    "backticks": lambda lines: ["````python", *lines, "````"],
    "tildes": lambda lines: ["~~~~", *lines, "~~~~"],
    "title": lambda lines: ['```` yaml title="a.yml" linenums="3" hl_lines="1"', *lines, "````"],
    "attributes": lambda lines: ["````{.text .x}", *lines, "````"],
}
#: Where Python-Markdown takes code that is indented by four for code
INDENTED = ("alone", "quote", "item", "admonition", "tabs", "HTML with Markdown")


def in_material(text):
    """Return the code that Material shows, with the spaces that it shows for tabs."""
    html = markdown.markdown(text, extensions=EXTENSIONS, extension_configs=OPTIONS)
    tree = lxml.html.fromstring(f"<div>{html}</div>")
    for number in tree.cssselect(".linenos"):
        number.drop_tree()
    return [shown(block.text_content()) for block in tree.iter("pre")]


def shown(code):
    """Return *code* as it is compared with that of Material, which has no blanks in empty lines."""
    return "\n".join(line if line.strip() else "" for line in code.split("\n")).strip("\n")


def combinations():
    """Return name, text and code of each way to write code in a post."""
    for (place, wrap), (way, write), (name, lines) in product(
        CONTAINERS.items(), WRITTEN.items(), CODE.items()
    ):
        if (list(CODE).index(name) + list(WRITTEN).index(way)) % 3 == 0:  # a third of all
            yield place, "\n".join(wrap(write(lines))), "\n".join(lines)
    for place in INDENTED:
        lines = CODE["python"][:3]
        yield (
            place,
            "\n".join(CONTAINERS[place](["Words:", "", *indented(lines)])),
            "\n".join(lines),
        )


@pytest.fixture
def code_of(tmp_path):
    """Return a function that returns the code in a post, as MyST reads it."""
    folder = tmp_path / "myst"
    folder.mkdir()
    (folder / "conf.py").write_text(f"extensions = ['myst_parser', 'sphinx_design']\n{MYST}\n")
    (folder / "index.md").write_text("# Title\n")
    app = SphinxTestApp("html", srcdir=folder, warning=io.StringIO())
    app.env.prepare_settings("index")
    settings = get_default_settings(MystParser)
    vars(settings).update(app.env.settings, env=app.env)

    def code_of(text):
        document = new_document("index.md", settings)
        document.reporter = LoggingReporter.from_reporter(document.reporter)
        with sphinx_domains(app.env):
            MystParser().parse(text, document)
        blocks = document.findall(nodes.literal_block)
        return [block.astext().removesuffix("\n") for block in blocks]

    yield code_of
    app.cleanup()


def around(text):
    return f"# Title\n\nStart.\n\n{text}\n\nEnd.\n"


def test_code_in_each_place_stays_as_it_is(code_of):
    for place, text, code in combinations():
        assert in_material(around(text)) == [shown(code)], place
        assert code_of(at_once(around(text)).text) == [code], (place, text)


@pytest.fixture(scope="module")
def site(shared_blog, tmp_path_factory):
    """Return, by the place in a post, the code of its page, and the code of its source."""
    source = Mkdocs(tmp_path_factory.mktemp("mkdocs") / "old")
    expected = {}
    for number, (place, text, code) in enumerate(combinations()):
        expected.setdefault(place, []).append((text.replace("[^n]", f"[^n{number}]"), code))
    for number, blocks in enumerate(expected.values()):
        text = "\n\nWords between them.\n\n".join(text for text, _ in blocks)
        # Windows' line ends in every other post
        source.post(f"post{number}", around(text).replace("\n", "\r\n" if number % 2 else "\n"))
    blog = shared_blog(**PUBLIC)
    source.bring(blog.folder)
    blog.build()
    found = {}
    for number, place in enumerate(expected):
        tree = lxml.html.fromstring(blog.page(f"posts/2024/post{number}.html"))
        for other in tree.cssselect(".linenos, .post-foot"):
            other.drop_tree()
        (post,) = tree.cssselect("article.post")
        found[place] = [block.text_content().strip("\n") for block in post.iter("pre")]
    # Pygments leaves out blank lines around code, as it does in Material
    whole = {place: [code.strip("\n") for _, code in all_] for place, all_ in expected.items()}
    return found, whole


def test_pages_show_the_code_of_the_source(site):
    found, expected = site
    for place in CONTAINERS:
        assert found[place] == expected[place], place


LINES = st.lists(st.sampled_from(sorted({line for lines in CODE.values() for line in lines})))
PLACES = st.sampled_from(sorted(CONTAINERS.keys() - {"note", "tight item", "figure", "slashes"}))


def test_code_in_nested_places_stays_as_it_is(code_of):
    @given(LINES, LINES, PLACES, PLACES, st.sampled_from(sorted(WRITTEN)))
    @hypothesis_settings(deadline=None, max_examples=60)
    def check(first, second, outer, inner, way):
        blocks = [["x", *lines, "x"] for lines in (first, second)]
        texts = [CONTAINERS[inner](WRITTEN[way](lines)) for lines in blocks]
        text = "\n".join(CONTAINERS[outer]([*texts[0], "", "Words between.", "", *texts[1]]))
        if in_material(around(text)) == [shown("\n".join(b)) for b in blocks]:
            assert code_of(at_once(around(text)).text) == ["\n".join(lines) for lines in blocks]

    check()
