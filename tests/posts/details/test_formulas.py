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
MACROS = {"tex": {"macros": {"RR": r"\mathbb{R}"}}}


@pytest.fixture(scope="module")
def site(shared_blog):
    made = shared_blog(blink_search=False, mathjax3_config=MACROS)
    made.write("posts/pic.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>')
    made.post("math", POST)
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


def test_a_macro_that_changed_is_read_again(site):
    site.build(mathjax3_config={"tex": {"macros": {"RR": r"\mathbb{Q}"}}})
    assert "½ of ℚⁿ with" in site.page("blog.html")
