"""An imported blog builds strictly at once, whatever is wrong with its links and pictures."""

from __future__ import annotations

import re
from pathlib import Path

import lxml.html
import pytest
from material_help import MKDOCS, PNG, Mkdocs

from blink.checks import unchecked

SETTINGS = MKDOCS.replace("https://ann.example.org/", "https://ann.example.org/notes/")
SETTINGS = SETTINGS.replace("  - pymdownx.arithmatex\n", "")
#: The new site is at the address of the old one, so that links to the old one are links to itself
SAME = {"html_baseurl": "https://ann.example.org/notes/", "blink_authority": "ann.example.org"}

POSTS = {
    "links": """\
# Links

<https://ann.example.org/notes/blog/2024/01/31/other/#the-costs> and
https://ann.example.org/notes/blog/2024/01/31/other/ and
<a href="https://ann.example.org/notes/blog/2024/01/31/other/">other</a> and
<a href="/notes/blog/2024/01/31/other/">rooted</a> and
<https://ann.example.org/notes/> and [home](/notes/blog/) and <a href="/notes/guide/">guide</a>
and <https://ann.example.org/notes/nowhere/> and [by its file](https://ann.example.org/notes/x/named/).
""",
    "loading": """\
# Loading

![x](https://file%2B.vscode.example.org/home/ann/a.png) ![ü](https://bücher.example.org/a.png)

<iframe src="https://www.example.org/embed" title="A player"></iframe>

<script>
s = document.createElement("script"); s.src = "https://scripts.example.org/a.js"
</script>

Words <script>s = document.createElement("script"); s.src = "https://more.example.org/b.js"</script>.
""",
    "named": "# A post by another name\n",
    "other": "# Other\n\n## The costs\n\n[[Word]](https://a.example.org) costs.\n",
    "pictures": """\
# Pictures

![Remote](https://ann.example.org/notes/assets/chart.png) and
<img src="https://ann.example.org/notes/assets/chart2.png" alt="Remote, too">.

<p class="x"><img src="https://ann.example.org/notes/assets/chart3.png" alt="In HTML"></p>

<img src="../../../../../images/built.png" alt="From the page"> and
<img src="../../images/built.png" alt="From the source">.

<div style="background-image: url('../../../../../images/built.png'); color: red">Styled</div>

<style>.x { background: url(../../../../../images/built.png) }</style>

<figure markdown>
  ![#one](../../images/built.png)
  <figcaption>#one #two</figcaption>
</figure>

![Of [a link](https://a.example.org)](../../images/built.png)
""",
    "faults": """\
# Faults

[a](hhttps://a.example.org) and [b](http://localhost:8000/) and
<a href="[c](https://c.example.org)">c</a> and [d]() and <a class="x" href="">e</a> and
[f](file:///home/x) and <a href="http://127.0.0.1:8000/">g</a> and [h](../gone.md) and
<a href="gone/">i</a> and [j](https:/j.example.org).

<div>Never <b>closed
""",
    "cards": """\
# Cards

<div class="grid cards" markdown>

-   __One__

    ---

    Words that cost $5 or $6, [${{ a }}](https://a.example.org) and [${{ b }}](https://b.example.org).

-   __Two__

    ---

    More words, at 7/8.

</div>
""",
    "annotated": """\
# Annotated

```yaml
a: b # (1)!
```

1.  A note.

```yaml
c: d # (1)!
```
""",
    "targets": """\
# Targets

```js {#app_index title="app/index.js"}
x = 1
```

<div id="gamma1994"></div>

Words with an id.
{ #words }

- ```py {#in-item}
  y = 2
  ```

See [the code](#app_index), [the book](#gamma1994), [words](#words) and [the item](#in-item).
{>>A comment on a line of its own.<<}
""",
    "to-targets": """\
# To targets

[The code](targets.md#app_index), [the book](targets.md#gamma1994), [words](targets.md#words).
""",
    "files": "# Files\n\n[Play](../../games/index.html) and <a href='../../games/'>play</a>.\n",
    "diagram": """\
# Diagram

```mermaid
sequenceDiagram
    participant A
    rect rgb(200, 150, 255)
    A->>B: Words
    end
```
""",
}
GAME = """\
<!doctype html><title>Game</title><link rel="stylesheet" href="css/a.css">
<script src="game.js"></script><style>body { background: url(../images/built.png) }</style>
<p><a href="/notes/">Home</a> <a href="../blog/posts/other.md#the-costs">Other</a>
<a href="gone.html">Gone</a> <img src="pic.png" alt="A"> <a href="second.html">Second</a>
"""


@pytest.fixture(scope="module")
def imported(shared_blog, tmp_path_factory):
    """Return a blog that was imported and built, with what the import reported."""
    source = Mkdocs(tmp_path_factory.mktemp("mkdocs") / "old", SETTINGS)
    for name, text in POSTS.items():
        source.post(name, text)
    source.write("docs/guide.md", "# Guide\n")
    source.write("docs/images/built.png", PNG)
    source.write("docs/games/index.html", GAME)
    source.write("docs/games/second.html", "<!doctype html><title>2</title><p>Two")
    source.write("docs/games/css/a.css", '@import "b.css"; p { background: url("../pic.png") }')
    source.write("docs/games/css/b.css", "p { color: red }")
    source.write("docs/games/game.js", 'load("sprite.png"); load("gone.png")')
    source.write("docs/games/pic.png", PNG)
    source.write("docs/games/sprite.png", PNG)
    blog = shared_blog(**SAME)
    source.bring(blog.folder)
    blog.report = (blog.folder / "import-report.md").read_text()
    blog.build()
    return blog


def post(blog, name):
    tree = lxml.html.fromstring(blog.page(f"posts/2024/{name}.html"))
    (article,) = tree.cssselect("article.post")
    return article


def links(blog, name):
    return {a.text_content(): a.get("href") for a in post(blog, name).cssselect("p a[href]")}


def test_it_builds_without_a_warning(imported):
    assert imported.warnings == []


def test_links_to_the_old_site_lead_to_what_came_along(imported):
    found = links(imported, "links")
    address = "https://ann.example.org/notes/blog/2024/01/31/other/"
    assert found[f"{address}#the-costs"] == "other.html#the-costs"
    assert found[address] == found["other"] == found["rooted"] == "other.html"
    assert found["https://ann.example.org/notes/"] == found["home"] == "../../index.html"
    assert found["by its file"] == "named.html"
    # pages that did not come along, and what the project does not have
    assert found["guide"] == "https://ann.example.org/notes/guide/"
    assert found["https://ann.example.org/notes/nowhere/"].endswith("/nowhere/")
    assert links(imported, "other")["[Word]"] == "https://a.example.org"


def test_pictures_of_the_own_domain_stay_remote(imported):
    sources = [img.get("src") for img in post(imported, "pictures").cssselect("img")]
    remote = [source for source in sources if source.startswith("https:")]
    assert remote == [f"https://ann.example.org/notes/assets/chart{n}.png" for n in ("", 2, 3)]


def test_pictures_in_html_are_found_from_the_page_and_in_styles(imported):
    article = post(imported, "pictures")
    by_alt = {img.get("alt"): img.get("src") for img in article.cssselect("img")}
    assert by_alt["From the page"] == by_alt["From the source"] == by_alt["Of a link"]
    (style,) = (div.get("style") for div in article.cssselect("div[style]"))
    assert (
        style == "background-image: url('../../_static/posts/2024/pictures/built.png'); color: red"
    )
    assert "url(../../_static/posts/2024/pictures/built.png)" in imported.page(
        "posts/2024/pictures.html"
    )


def test_only_names_of_hosts_are_loaded_from(imported):
    text = (imported.folder / "posts/2024/loading.md").read_text()
    (line,) = re.findall(r"^loads: (.*)$", text, re.MULTILINE)
    assert line == (
        "[more.example.org, scripts.example.org, www.example.org, xn--bcher-kva.example.org]"
    )
    assert "![ü](https://xn--bcher-kva.example.org/a.png)" in text


def test_a_caption_of_hashtags_is_text(imported):
    (caption,) = post(imported, "pictures").cssselect("figcaption .caption-text")
    assert caption.text_content().strip() == "#one #two"
    assert [img.get("alt") for img in post(imported, "pictures").cssselect("figure img")] == [
        "#one"
    ]


def test_faults_of_the_source_are_reported_at_their_lines(imported):
    found = re.findall(r"blog/posts/faults\.md:(\d+): (.*)", imported.report)
    lines = {(int(line), message.partition("`; ")[0].partition(";")[0]) for line, message in found}
    assert lines == {
        (6, "the link `hhttps://a.example.org` is not a URL"),
        (6, "the link `http://localhost:8000/` leads to the computer of the reader"),
        (7, "the link `[c](https://c.example.org)` is Markdown and not a URL"),
        (7, "the URL of a link is empty"),
        (8, "the link `file:///home/x` leads to a file on the computer of its author"),
        (8, "the link `http://127.0.0.1:8000/` leads to the computer of the reader"),
        (8, "`../gone.md` does not exist"),
        (9, "`gone/`, which an HTML tag names, does not exist"),
        (9, "the link `https:/j.example.org` is not a URL"),
        (11, "`<div>` is not closed, so that all that follows is in it, as in Material"),
    }  # fmt: skip


def test_make_check_lists_what_is_not_checked(imported):
    pages = (path.relative_to(imported.out).as_posix() for path in imported.out.rglob("*.html"))
    notes = unchecked.notes(imported.folder, sorted(pages))
    places = [Path(note.split(": ", 1)[0]).name for note in notes]
    assert [place for place in places if place.startswith("faults")] == [
        "faults.md:8", "faults.md:8", "faults.md:9", "faults.md:9", "faults.md:9", "faults.md:10",
        "faults.md:11",
    ]  # fmt: skip
    assert len([place for place in places if place.startswith("pictures")]) == 3


def test_an_html_file_comes_with_what_it_needs(imported):
    folder = imported.out / "_static/imported"
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert names == {
        "games/index.html", "games/second.html", "games/css/a.css", "games/css/b.css",
        "games/game.js", "games/pic.png", "games/sprite.png", "images/built.png",
    }  # fmt: skip
    game = (folder / "games/index.html").read_text()
    assert '<a href="../../../index.html">Home</a>' in game
    assert '<a href="../../../posts/2024/other.html#the-costs">Other</a>' in game
    assert '<a href="gone.html" class="unchecked">Gone</a>' in game
    found = links(imported, "files")
    assert found["Play"] == found["play"] == "../../_static/imported/games/index.html"


def test_links_lead_to_ids_of_code_of_paragraphs_and_in_html(imported):
    found = links(imported, "targets")
    ids = {element.get("id") for element in post(imported, "targets").cssselect("[id]")}
    for words in ("the code", "the book", "words", "the item"):
        assert found[words].startswith("#")
        assert found[words][1:] in ids
    from_other = links(imported, "to-targets")
    for words in ("The code", "the book", "words"):
        assert from_other[words] == f"targets.html{found[words.lower()]}"
    assert "A comment on a line of its own." in post(imported, "targets").text_content()


def test_text_of_cards_is_no_formula(imported):
    text = " ".join(post(imported, "cards").text_content().split())
    assert "cost $5 or $6, ${{ a }} and ${{ b }}." in text
    assert "at ⅞." in text
    assert len(post(imported, "cards").cssselect(".sd-card-header")) == 2


def test_a_diagram_whose_participants_are_not_declared_is_drawn(imported):
    assert post(imported, "diagram").cssselect("img.diagram")
