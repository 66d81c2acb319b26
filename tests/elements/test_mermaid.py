"""Each diagram is drawn once, as a picture, and deleted when no page has it any more."""

from __future__ import annotations

import re
import sys

import pytest

from blink.elements.diagrams import drawing
from blink.elements.diagrams.drawing import draw
from blink.elements.diagrams.mistakes import find_mistake

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
    monkeypatch.setattr("blink.elements.diagrams.drawing.PROGRAM", "import os\nos.abort()")
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


#: a diagram with a mistake → its line, and what the message has
MISTAKES = {
    "flowchart LR\n  A[One --> B\n": (2, "has no end: unterminated node label (missing `]`)"),
    "flowchart LR\n  A --> --> B\n": (2, "expected node identifier"),
    "flowchart LR\n  subgraph S\n  A-->B\n": (2, "what `subgraph S` begins has no end"),
    "flowchart LR\n\n  A --> B\n  end\n": (4, "`end`: unexpected end; a line of such a diagram is"),
    "sequenceDiagram\n  A->>B: x\n  A->>B Hi\n": (3, "`A->>B Hi`: unexpected statement separator;"),
    "sequenceDiagram\n  A->>B: x\n  loop Q\n  B->>A: y\n": (3, "what `loop Q` begins has no end"),
    "classDiagram\n  class A {\n    +int a\n": (2, "what `class A {` begins has no end"),
    "classDiagram\n  A <|~ B\n": (2, "expected line, dotted line"),
    "stateDiagram-v2\n  [*] -> A\n": (2, "is like `A --> B: words`"),
    "erDiagram\n  A ||--o{ B : x\n  C ||--o{ O\n": (3, "expected style separator, colon"),
    "gantt\n  A : foo, bar, baz\n": (2, "is like `Task : 2026-01-31, 3d`"),
    'pie\n  "A" : 1\n  B 10\n': (3, "`B 10`: unexpected pie statement"),
    "gitGraph\n  commit\n  comit\n": (3, "unknown statement: comit"),
    "quadrantChart\n  A: [3, x]\n": (2, "invalid point coordinate"),
    "xychart-beta\n  bar [a, b]\n": (2, "invalid number"),
    "requirementDiagram\n  requirement r {\n    id: 1\n": (2, "has no end"),
    "sankey-beta\n\nA,B\n": (3, "expected ','"),
    "block-beta\n  columns x\n": (2, "expected integer"),
    'C4Context\n  Persn(a, "b")\n': (2, 'is like `Person(alias, "Name")`'),
    "packet-beta\nfoo\n": (2, "unexpected packet statement"),
    "architecture-beta\n  service s(server[S]\n": (2, "is like `service a(server)[Words]`"),
    "radar-beta\n  curve x{a}\n": (2, "expected entry number"),
    "\nflowhart LR\n A-->B\n": (2, "`flowhart` is no type of diagram; did you mean `flowchart`?"),
    "nonsense\n": (1, "begin with `flowchart LR`"),
    "": (1, "it is empty"),
}  # fmt: skip


@pytest.mark.parametrize("source", MISTAKES)
def test_a_mistake_is_told_at_its_line(source):
    line, words = MISTAKES[source]
    mistake = find_mistake(source)
    assert mistake.line == line
    assert words in mistake.message


def test_what_is_not_searched(monkeypatch):
    assert find_mistake(FLOW) is None
    assert find_mistake("wardley-beta\ntitle x\nfoo [\n") is None
    monkeypatch.setattr(drawing, "_SEARCH", "import os\nos.abort()")
    assert find_mistake("nonsense") is None
    monkeypatch.setattr(drawing, "_SEARCH", "import time\ntime.sleep(9)")
    assert drawing.search("nonsense", limit=0.1) is None


def test_what_one_backend_cannot_draw_the_other_does():
    source = 'stateDiagram-v2\n  state "A" as a\n  a --> b\n'
    assert find_mistake(source) is None
    assert draw('treemap-beta\n"A"\n    "B": 10\n').startswith("<svg")


def test_the_line_of_a_mistake_in_a_document(blog):
    blog = blog()
    wrong = "flowchart LR\n  A --> B\n\n  B --> --> C\n"
    quoted = "".join(f"> {line}\n" for line in f"```mermaid\n{wrong}```\n".split("\n")[:-1])
    blog.post("a", f"```{{mermaid}}\n:caption: C\n\n{wrong}```\n\n{quoted}")
    text = "".join(f"   {line}\n" for line in wrong.split("\n"))
    blog.write("posts/r.rst", f":date: 2026-01-31\n\nR\n=\n\n.. mermaid::\n\n{text}\n")
    places = [warning.partition(": WARNING: this diagram cannot be drawn: `B --> --> C`: ")[0]
              for warning in blog.build().warnings]  # fmt: skip
    assert sorted(places) == ["posts/a.md:13", "posts/a.md:20", "posts/r.rst:11"]


@pytest.mark.parametrize("has_script", [True, False])
def test_without_the_renderer_diagrams_are_for_a_script_or_code(blog, monkeypatch, has_script):
    monkeypatch.setitem(sys.modules, "mmdr", None)
    blog = blog()
    blog.post(
        "one", f"```{{mermaid}}\n:caption: The way\n:name: way\n\n{FLOW}```\n\n{{ref}}`way`\n"
    )
    blog.post("two")
    if has_script:
        blog.write("_static/mermaid.min.js", "window.drawn = 1\n")
    assert blog.build().warnings == []
    (note,) = [line for line in blog.status.splitlines() if "mmdr" in line]
    assert note.startswith("note: the package mmdr cannot be imported, so diagrams are not drawn")
    page = blog.page("posts/one.html")
    assert re.search(
        r'<pre class="[^"]*\bmermaid\b[^"]*"[^>]*>flowchart LR\n  A\[Write\] --&gt; B', page
    )
    loaded = re.findall(r'<script [^>]*src="[^"]*mermaid.min.js[^"]*"', page)
    assert len(loaded) == has_script
    assert "mermaid.min.js" not in blog.page("posts/two.html")
    assert "A[Write]" in blog.page("blog/atom.xml")
    monkeypatch.undo()
    assert "mermaid.min.js" not in blog.build().page("posts/one.html")
    assert 'class="diagram"' in blog.page("posts/one.html")
    assert "mmdr" not in blog.status
