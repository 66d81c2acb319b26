"""Titles and excerpts have formulas as text, wherever they are shown."""

from __future__ import annotations

import json
import re

import pytest

POST = r"""# Why $\alpha^2$ matters

We keep $\frac{1}{2}$ of $\RR^n$ with {abbr}`SGD (gradient descent)`, {kbd}`Ctrl+C`, H{sub}`2`O.

(of-part)=
## On $\beta_1$ and x{sup}`2`

```{figure} pic.svg
:name: of-figure
:alt: a dot

The $\gamma$ of it.
```
"""
OTHER = """{doc}`/posts/math`, {ref}`of-part`, {ref}`of-figure`, [](math.md#on-beta-1-and-x2),
[](math.md).
"""
HEADER = r"""---
date: 2026-01-29
title: 'On $\beta^2$ -- "it''s" *not* $5'
description: 'A -- "third" of $\RR$ in $HOME/$PATH'
---

```{math}
\newcommand{\LL}[2][n]{\mathcal{L}_{#1}(#2)}
\DeclareMathOperator{\Tr}{Tr}
```

Here, $\LL{x}$ and $\LL[m]{x}$ are $\Tr A$. $\let\a=\alpha$

$$
\LL{y} = \a
$$
"""
MACROS = {"tex": {"macros": {"RR": r"\mathbb{R}"}}}


@pytest.fixture(scope="module")
def site(shared_blog):
    made = shared_blog(blink_search=False, mathjax3_config=MACROS)
    made.write("posts/pic.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>')
    made.post("math", POST)
    made.write("posts/header.md", HEADER)
    made.post("other", OTHER, date="2026-01-30")
    return made.build()


EXCERPT = "We keep ½ of ℝⁿ with SGD, Ctrl+C, H₂O."


def test_metadata_of_the_page(site):
    assert site.warnings == []
    page = site.page("posts/math.html")
    assert "<title>Why α² matters · " in page
    for name in ("description", "og:description"):
        assert re.search(rf'<meta (name|property)="{name}" content="{re.escape(EXCERPT)}"/>', page)
    assert 'property="og:title" content="Why α² matters"' in page
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])
    assert (data["headline"], data["description"]) == ("Why α² matters", EXCERPT)


def test_listings_and_feeds(site):
    for name in ("blog.html", "index.html", "blog/atom.xml"):
        assert EXCERPT in site.page(name)
        assert "Why α² matters" in site.page(name)
    feed = json.loads(site.page("blog/feed.json"))
    assert [feed["items"][0]["title"], feed["items"][0]["summary"]] == ["Why α² matters", EXCERPT]


def test_links_show_the_title_as_text(site):
    body = site.page("posts/other.html").partition('<div class="e-content">')[2]
    links = re.findall(
        r'<a class="reference internal" [^>]*>(.*?)</a>', body.partition("</div>")[0]
    )
    assert [re.sub("<.*?>", "", link) for link in links] == [
        "Why α² matters", "On β₁ and x²", "The γ of it.", "On β₁ and x²", "Why α² matters",
    ]  # fmt: skip


TITLE, DESCRIPTION = "On β² – “it’s” *not* $5", "A – “third” of ℝ in $HOME/$PATH"


def test_a_title_and_a_description_in_front_matter(site):
    page = site.page("posts/header.html")
    assert f"<title>{TITLE} · " in page
    heading = (
        r"<h1>On <span class=\"math\"><math alttext=\"\\beta\^2\">.*?</span> – “it’s” \*not\* \$5<"
    )
    assert re.search(heading, page)
    for name, text in {
        "og:title": TITLE,
        "description": DESCRIPTION,
        "og:description": DESCRIPTION,
    }.items():
        assert re.search(rf'<meta (name|property)="{name}" content="{re.escape(text)}"/>', page)
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])
    assert (data["headline"], data["description"]) == (TITLE, DESCRIPTION)
    feed = json.loads(site.page("blog/feed.json"))
    assert [feed["items"][2]["title"], feed["items"][2]["summary"]] == [TITLE, DESCRIPTION]
    assert f"<title>{TITLE}</title>" in site.page("blog/atom.xml")
    assert TITLE in site.page("blog.html")
    assert r"title = {{On $\beta^2$ – “it’s” *not* \$5}}" in page
    assert r"title = {{Why $\alpha^2$ matters}}" in site.page("posts/math.html")


def test_definitions_count_for_the_formulas_below(site):
    body = site.page("posts/header.html").partition('<div class="e-content">')[2]
    formulas = re.findall(r'<math alttext="(.*?)".*?>(.*?)</math>', body.partition("</article>")[0])
    assert [tex for tex, _ in formulas] == [r"\LL{x}", r"\LL[m]{x}", r"\Tr A", r"\LL{y} = \a"]
    assert "<mi>n</mi>" in formulas[0][1]
    assert "<mi>m</mi>" in formulas[1][1]
    assert formulas[3][1].endswith("<mo>=</mo><mi>α</mi>")
    assert "newcommand" not in body


def test_a_macro_that_changed_is_read_again(site):
    site.build(mathjax3_config={"tex": {"macros": {"RR": r"\mathbb{Q}"}}})
    assert "½ of ℚⁿ with" in site.page("blog.html")
