"""Each diagram is drawn once, as a picture, and deleted when no page has it any more."""

from __future__ import annotations

import re

import pytest

from blink.elements.mermaid import draw

FLOW = "flowchart LR\n  A[Write] --> B[Publish]\n"


@pytest.mark.parametrize(
    ("source", "word"),
    [
        (FLOW, "Publish"),
        ("sequenceDiagram\n  Alice->>Bob: Hello\n", "Hello"),
        ("flowchart LR\n  A[日本語] --> B\n", "日本語"),
    ],
)
def test_draw(source, word):
    svg = draw(source)
    assert svg.startswith("<svg")
    assert word in svg


def test_what_is_no_diagram():
    with pytest.raises(ValueError, match=r"."):
        draw("nonsense")


@pytest.mark.parametrize(
    "source",
    [
        "flowchart LR\n  a" + "(" * 20_000 + "x" + ")" * 20_000,
        "flowchart LR\n  " + "-->".join(f"a{number}" for number in range(4_000)),
        "flowchart LR\n  a & b" + " & c" * 400 + " --> d" + " & e" * 400,
    ],
)
def test_a_diagram_that_takes_too_long_is_refused(source):
    words = "it takes more than 0.5 seconds; divide it into smaller diagrams"
    with pytest.raises(ValueError, match=words):
        draw(source, limit=0.5)


def test_a_diagram_whose_process_dies_is_refused(monkeypatch):
    monkeypatch.setattr("blink.elements.mermaid._PROGRAM", "import os\nos.abort()")
    with pytest.raises(ValueError, match="too large or nested too deeply; divide it into smaller"):
        draw(FLOW)


def pictures(blog):
    return {name for name in blog.files() if name.startswith("_images/mermaid-")}


def shown(blog, page):
    return re.findall(r'<img [^>]*src="\.\./(_images/mermaid-[^"]*)"', blog.page(page))


def test_a_diagram_from_first_to_last(blog, monkeypatch):
    drawn = []
    monkeypatch.setattr(
        "blink.elements.mermaid.draw", lambda source: drawn.append(source) or draw(source)
    )
    blog = blog()
    fence = f"```mermaid\n{FLOW}```\n"
    blog.post("one", f"# One\n\n{fence}\nAgain:\n\n{fence}")
    blog.post(
        "two",
        "# Two\n\n```{mermaid}\n:caption: The *way*\n:alt: A to B\n:name: way\n\n"
        f"{FLOW}```\n\nSee {{ref}}`way`.\n",
    )
    assert blog.build().warnings == []
    (picture,) = pictures(blog)
    assert len(drawn) == 1
    assert shown(blog, "posts/one.html") == [picture, picture]
    assert shown(blog, "posts/two.html") == [picture]
    assert "Publish" in blog.page(picture)
    page = blog.page("posts/two.html")
    assert 'alt="A to B"' in page
    assert "The <em>way</em>" in page
    assert '<figure class="align-default" id="way">' in page
    assert "<script" not in blog.page(picture)

    blog.post("one", f"# One\n\n{fence.replace('Publish', 'Wait')}")
    assert blog.build().warnings == []
    (new,) = pictures(blog) - {picture}
    assert shown(blog, "posts/one.html") == [new]
    assert picture in pictures(blog)

    blog.post("two", "# Two\n\nWords.\n")
    assert blog.build().warnings == []
    assert pictures(blog) == {new}
    blog.post("one", "# One\n\nWords.\n")
    assert pictures(blog.build()) == set()


def test_diagrams_of_the_extension_are_drawn_without_its_script(blog):
    made = blog()
    conf = (made.folder / "conf.py").read_text()
    made.write("conf.py", f'{conf}extensions += ["sphinxcontrib.mermaid"]\n')
    made.write("posts/way.mmd", FLOW)
    made.post(
        "one",
        f"# One\n\n```mermaid\n{FLOW}```\n\n"
        "```{mermaid} way.mmd\n:caption: The way\n:align: center\n:name: way\n```\n\n"
        "```{autoclasstree} sphinx.errors\n:alt: Errors\n```\n\nSee {ref}`way`.\n",
    )
    assert made.build().warnings == []
    flow, way, tree = shown(made, "posts/one.html")
    assert flow == way
    assert "ExtensionError" in made.page(tree)
    page = made.page("posts/one.html")
    assert '<figure class="align-center" id="way">' in page
    assert 'alt="The way"' in page
    assert 'alt="Errors"' in page
    assert made.holding("jsdelivr") == []
    made.post("one", "# One\n\n```{mermaid}\nnonsense\n```\n")
    (told,) = made.build().warnings
    assert told.startswith("posts/one.md:")
    assert "this diagram cannot be drawn" in told
    assert made.build(mermaid_use_local="m.mjs").warnings == []
    assert 'class="mermaid"' in made.page("posts/one.html")
