"""With `numfig`, posts have numbers without a toctree, and refer to those of other posts."""

from __future__ import annotations

import re
import shutil

import pytest
from conftest import SETTINGS
from sample_builds import contents
from sample_site import PNG

TAG = re.compile(r"<[^>]+>")
RESULTS = """See {numref}`fig-one`, {numref}`Figure %s <fig-two>` and {eq}`loss`.

## Method

```{figure} pic.png
:name: fig-one
:alt: a dot

The first figure.
```

```{table} Losses
:name: tab-one

| a | b |
| - | - |
| 1 | 2 |
```

(sec-data)=
### Data

```{code-block} python
:name: code-one
:caption: Training

train()
```

## Outcome

```{figure} pic.png
:name: fig-two
:alt: a dot

The second figure.
```

$$
L = x^2
$$ (loss)

$$
M = y
$$ (mass)
"""
OTHER = """There, {numref}`fig-two`, {numref}`{name}, figure {number} <fig-two>`, {numref}`tab-one`.

And {numref}`code-one`, {numref}`sec-data`, {numref}`part %s <sec-data>`, {eq}`mass`.

## Only

Also {math:numref}`mass`, {numref}`fig-three`, {numref}`fig-page`, {numref}`sec-page`.

Of a title, {numref}`sec-deep`; by another label, {numref}`sec-below` and {numref}`sec-page`.

```{figure} pic.png
:name: fig-three
:alt: a dot

Another figure.
```
"""


TITLES = """By {ref}`sec-data`, {doc}`other`, [](#sec-deep), [](other.md), [](results.md#method),
[](#mass), {ref}`words <sec-data>` and [text](other.md).
"""


def write_thesis(made):
    """Write the sources, and return the blog."""
    for folder in ("posts", "book"):
        made.write(f"{folder}/pic.png", PNG)
    made.post("results", RESULTS)
    made.post("other", OTHER, date="2026-01-30")
    made.post("titles", TITLES, date="2026-01-29")
    made.write("book/index.md", "# Book\n\n```{toctree}\n:numbered:\n\none\ntwo\n```\n")
    figure = "\n```{figure} pic.png\n:name: %s\n:alt: a dot\n\nOf the book.\n```\n"
    made.write("book/one.md", "# Basics\n" + figure % "fig-base")
    deep = "(sec-deep)=\n# Deep\n\n(sec-below)=\n(sec-page)=\n## Below\n"
    made.write("book/two.md", deep + figure % "fig-page")
    toctree = "```{toctree}\n:hidden:\n\nbook/index\n```"
    made.write("index.md", f"# Home\n\n{toctree}\n\n## News\n\nNone.\n")
    return made


@pytest.fixture(scope="module")
def thesis(shared_blog):
    return write_thesis(shared_blog(numfig=True)).build()


def text(page):
    """Return the words of the text of a page."""
    article = re.search(r"<main.*?</main>", page, re.DOTALL)[0]
    return " ".join(TAG.sub("", article.replace(">#</a>", "></a>")).split())


def test_a_post_is_numbered_from_one(thesis):
    assert thesis.warnings == []
    shown = text(thesis.page("posts/results.html"))
    assert "See Fig. 1, Figure 2 and (1)." in shown
    assert "1. Method Fig. 1 The first figure. Table 1 Losses" in shown
    assert "1.1. Data Listing 1 Training" in shown
    assert "2. Outcome Fig. 2 The second figure." in shown
    assert re.search(r"\(1\).*\(2\)", shown)
    assert "<h1>Post results<" in thesis.page("posts/results.html")


def test_another_post_refers_to_the_numbers(thesis):
    shown = text(thesis.page("posts/other.html"))
    assert "There, Fig. 2, The second figure., figure 2, Table 1. And Listing 1," in shown
    assert "Section 1.1, part 1.1, (2). 1. Only Also (2), Fig. 1, Fig. 2.1, Section 2.1." in shown
    assert "Of a title, Section 2; by another label, Section 2.1 and Section 2.1." in shown
    assert 'href="results.html#fig-two"' in thesis.page("posts/other.html")


def test_a_numbered_toctree_keeps_the_numbers_of_sphinx(thesis):
    assert "1. Basics Fig. 1.1 Of" in text(thesis.page("book/one.html"))
    assert "2. Deep 2.1. Below Fig. 2.1 Of" in text(thesis.page("book/two.html"))
    assert "<h2>News<" in thesis.page("index.html")
    assert "2. Deep" in thesis.page("book/index.html")


def test_excerpts_have_the_titles_that_the_text_refers_to(thesis):
    said = "By Data, Post other, Deep, Post other, Method, (2), words and text."
    assert said in thesis.page("blog.html")
    assert said in text(thesis.page("posts/titles.html"))


def test_titles_in_listings_and_feeds_have_no_numbers(thesis):
    listing = thesis.page("blog.html")
    assert "1.1" not in listing.replace("Section 1.1", "")
    assert "See Fig. 1, Figure 2 and (1)." in listing
    assert "There, Fig. 2, The second figure., figure 2, Table 1." in listing
    feed = thesis.page("blog/atom.xml")
    assert ">Post results</title>" in feed
    assert f'href="{SETTINGS["html_baseurl"]}posts/results.html#fig-two"' in feed


def test_stored_references_do_not_keep_documents(thesis):
    stored = thesis.env.get_domain("blink-number-marks").references["posts/results"]
    assert {part.document for reference in stored for part in reference.findall()} == {None}


def test_each_change_equals_a_clean_build(blog):
    made = write_thesis(blog(numfig=True)).build()
    figure = "```{figure} pic.png\n:name: fig-new\n:alt: a dot\n\nNew.\n```\n\n"
    results = made.folder / "posts/results.md"
    results.write_text(
        results.read_text().replace("## Method\n", f"## Before\n\n{figure}## Method\n")
    )
    made.build()
    assert "There, Fig. 3," in text(made.page("posts/other.html"))
    assert "There, Fig. 3," in text(made.page("blog.html"))
    assert "Section 2.1, part 2.1," in text(made.page("posts/other.html"))
    index = made.folder / "book/index.md"
    index.write_text(index.read_text().replace("one\ntwo", "two\none"))
    made.build()
    assert "Fig. 1.1, Section 1.1." in text(made.page("posts/other.html"))
    index.write_text(index.read_text().replace(":numbered:", ":hidden:"))
    results.write_text(results.read_text().replace("### Data", "### Files"))
    made.post("other", "Words.\n", date="2026-01-30")
    made.build()
    assert "Deep Below Fig. 1 Of" in text(made.page("book/two.html"))
    assert "By Files, Post other," in made.page("blog.html")
    assert made.warnings == []
    incremental = contents(made.out)
    shutil.rmtree(made.folder / "_build")
    assert contents(made.build().out) == incremental


@pytest.mark.parametrize(
    ("settings", "shown"),
    [
        ({"language": "de"}, "1. Method Abb. 1 The first"),
        ({"blink_numbered_sections": False}, "Method Fig. 1 The first"),
        (
            {"numfig_secnum_depth": 2, "math_numsep": "-", "math_eqref_format": "Eq. {number}"},
            "See Fig. 1.1, Figure 2.1 and Eq. 2-1. 1. Method",
        ),
        ({"numfig_format": {"figure": "Picture %s"}}, "1. Method Picture 1 The first"),
    ],
)
def test_settings_of_sphinx(blog, settings, shown):
    made = blog(numfig=True, **settings)
    made.write("posts/pic.png", PNG)
    made.post("results", RESULTS)
    made.build()
    assert made.warnings == []
    assert shown in text(made.page("posts/results.html"))
