"""The metadata of pages, as browsers, crawlers and other sites read it."""

from __future__ import annotations

import json

import html5lib
import mf2py
import pytest

from blink.discovery.head import described, script, shortened

HTML = "{http://www.w3.org/1999/xhtml}"
BASE = "https://blink.example.org/"
HOSTILE = '"></script><script>alert(1)</script><!-- & \u2028'
#: The same as a title: with the quotes and dashes of the page
SHOWN = "“></script><script>alert(1)</script><!– &"
SETTINGS = {
    "blog_authors": {"ann": ("Ann & <b>Co</b>", "/about.html"), "bob": ("Bob", None)},
    "blog_default_author": "ann",
    "blink_timezone": "Europe/Paris",
    "blink_page_size": 3,
}


def test_a_description_ends_with_a_word():
    assert shortened("one two three", 13) == "one two three"
    assert shortened("one two three", 12) == "one two…"
    assert shortened("x" * 20, 10) == "x" * 9 + "…"


def test_no_value_ends_a_script():
    text = script({"headline": HOSTILE})
    assert "<" not in text
    assert json.loads(text) == {"headline": HOSTILE}


def test_a_listing_is_described():
    assert described("Vision", "Category", 1, 1, "B") == "Category Vision: 1 post in B."
    assert described("All posts", "", 30, 2, "B") == "All posts: 30 posts in B, page 2."


def written(blog):
    blog.write(
        "about.md", "---\nmyst:\n  html_meta:\n    description: Mine.\n---\n\n# About\n\nMe.\n"
    )
    blog.post(
        "full", "# Full\n\nWords.\n\n## Part\n\nMore.\n", description="'Said & \"done\"'",
        author="[ann, bob]", tags="[x, 'y & z']", category="[C, D]", date="2026-01-31 23:30",
        updated="2026-07-01T10:00:00+09:00", language=None,
    )  # fmt: skip
    quoted = json.dumps(HOSTILE.replace("\u2028", ""))
    blog.post("hostile", "Words.\n", title=quoted, description=quoted, tags=f"[{quoted}]")
    blog.post("moved", canonical_link="https://first.example/a?b=c&d=e")
    blog.post("leads", external_link="https://other.example/there", date="2026-02-20")
    blog.post("two-titles", "# One\n\nWords.\n\n# Two\n\nWords.\n")
    blog.post("secret", draft="true")
    blog.write(
        "many.md", "# Many\n\n## Part\n\n```{post} 2026-01-01\n```\n\nWords.\n\n## P\n\n"
        "```{post} 2026-01-02\n:category: C\n```\n",
    )  # fmt: skip
    return blog


@pytest.fixture(scope="module")
def made(shared_blog):
    blog = written(shared_blog(**SETTINGS)).build()
    assert blog.warnings == []
    return blog


class Head:
    """What the head of a page holds."""

    def __init__(self, text):
        tree = html5lib.parse(text)
        head = tree.find(f"{HTML}head")
        self.canonical = [
            e.get("href") for e in head.iter(f"{HTML}link") if e.get("rel") == "canonical"
        ]
        self.properties, self.names = {}, {}
        for meta in head.iter(f"{HTML}meta"):
            for kind, found in (("property", self.properties), ("name", self.names)):
                if meta.get(kind):
                    found.setdefault(meta.get(kind), []).append(meta.get("content"))
        self.data = [
            json.loads(e.text)
            for e in head.iter(f"{HTML}script")
            if e.get("type") == "application/ld+json"
        ]
        self.scripts = [e for e in tree.iter(f"{HTML}script") if not e.get("src")]


def head(blog, name):
    return Head(blog.page(f"{name}.html"))


def test_a_post_says_all_of_itself(made):
    page = head(made, "posts/full")
    url = f"{BASE}posts/full.html"
    assert page.canonical == [url]
    assert page.names["description"] == ["Said & “done”"]
    assert page.names["author"] == ["Ann & <b>Co</b>", "Bob"]
    assert page.names["twitter:card"] == ["summary_large_image"]
    assert page.properties == {
        "og:type": ["article"],
        "og:site_name": ["Blink"],
        "og:title": ["Full"],
        "og:url": [url],
        "og:description": ["Said & “done”"],
        "og:locale": ["en"],
        "og:image": [f"{BASE}_cards/posts/full.png"],
        "og:image:width": ["1200"],
        "og:image:height": ["630"],
        "og:image:alt": ["Full"],
        "article:published_time": ["2026-01-31T23:30:00+01:00"],
        "article:modified_time": ["2026-07-01T03:00:00+02:00"],
        "article:author": [f"{BASE}blog/author/{n}.html" for n in ("ann-bcob", "bob")],
        "article:section": ["C"],
        "article:tag": ["x", "y & z"],
    }
    assert (made.out / "_cards/posts/full.png").is_file()
    assert all(
        (made.out / p.removeprefix(BASE)).is_file() for p in page.properties["article:author"]
    )


def test_a_post_is_a_blog_posting(made):
    (data,) = head(made, "posts/full").data
    url = f"{BASE}posts/full.html"
    assert data == {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "@id": url,
        "headline": "Full",
        "description": "Said & “done”",
        "datePublished": "2026-01-31T23:30:00+01:00",
        "dateModified": "2026-07-01T03:00:00+02:00",
        "author": [
            {"@type": "Person", "name": "Ann & <b>Co</b>", "url": f"{BASE}about.html"},
            {"@type": "Person", "name": "Bob"},
        ],
        "publisher": {"@type": "Organization", "name": "Blink", "url": BASE},
        "url": url,
        "mainEntityOfPage": url,
        "image": f"{BASE}_cards/posts/full.png",
        "keywords": ["x", "y & z"],
        "articleSection": ["C", "D"],
        "inLanguage": "en",
        "isPartOf": {"@type": "Blog", "@id": f"{BASE}#blog"},
    }


def test_a_hostile_title_stays_a_title(made):
    page, title, tag = head(made, "posts/hostile"), SHOWN, HOSTILE.strip()
    assert page.properties["og:title"] == [title]
    assert page.properties["article:tag"] == [tag]
    assert page.names["description"] == [title]
    assert page.data[0]["headline"] == title
    assert page.data[0]["keywords"] == [tag]
    for name in ("posts/hostile", "index", "blog", "posts/full"):
        assert "alert(1)</script>" not in made.page(f"{name}.html")
        assert len(head(made, name).scripts) <= 2  # the colour scheme, JSON-LD


def test_the_original_is_the_canonical_one(made):
    page = head(made, "posts/moved")
    assert page.canonical == page.properties["og:url"] == ["https://first.example/a?b=c&d=e"]
    assert page.data[0]["mainEntityOfPage"] == page.canonical[0]
    assert page.data[0]["url"] == f"{BASE}posts/moved.html"
    assert parsed(made, "posts/moved")[0]["properties"]["url"] == [f"{BASE}posts/moved.html"]
    assert head(made, "posts/leads").canonical == [f"{BASE}posts/leads.html"]


def test_home_is_a_site_and_a_blog(made):
    page = head(made, "index")
    assert page.properties["og:type"] == ["website"]
    assert page.properties["og:title"] == ["Blink"]
    assert page.properties["og:image"] == [f"{BASE}_cards/index.png"]
    assert page.names["description"] == ["Notes on engineering and research"]
    (data,) = page.data
    assert [one["@type"] for one in data["@graph"]] == ["WebSite", "Blog"]
    assert all(one["url"] == BASE and one["name"] == "Blink" for one in data["@graph"])


def test_listings_say_what_they_list(made):
    assert head(made, "blog/page/2").names["description"] == [
        "All posts: 7 posts in Blink, page 2."
    ]
    assert head(made, "blog/category/c").names["description"] == ["Category C: 2 posts in Blink."]
    assert head(made, "blog/category").names["description"] == ["Categories – Blink"]
    assert head(made, "blog").data == []


def test_what_a_document_says_of_itself_wins(made):
    assert head(made, "about").names["description"] == ["Mine."]


def test_each_post_of_a_document_is_one(made):
    (data,) = head(made, "many").data
    found = {one["headline"]: one for one in data["@graph"]}
    assert found["Part"]["url"] == f"{BASE}many.html#part"
    assert found["P"]["datePublished"] == "2026-01-02T00:00:00+01:00"
    for one in found.values():
        assert one["mainEntityOfPage"] == f"{BASE}many.html"
        path = one["image"].removeprefix(BASE).replace("%23", "#")
        assert (made.out / path).is_file()


def test_nothing_is_absolute_without_an_address(blog):
    plain = written(blog(**SETTINGS, html_baseurl="")).build()
    page = head(plain, "posts/full")
    assert (page.canonical, page.properties, page.data) == ([], {}, [])
    assert page.names["description"] == ["Said & “done”"]
    assert not {"sitemap.xml", "robots.txt"} & plain.files()
    assert not [name for name in plain.files() if name.startswith("_cards")]


def test_a_preview_is_not_to_be_found(blog):
    preview = written(blog(**SETTINGS, blink_drafts=True)).build()
    page = head(preview, "posts/full")
    assert page.canonical == [f"{BASE}posts/full.html"]
    assert page.names["robots"] == ["noindex"]
    assert (page.properties, page.data) == ({}, [])
    made_for_others = {"sitemap.xml", "robots.txt", "site.webmanifest"}
    assert not made_for_others & preview.files()
    assert "404.html" in preview.files()
    assert "site.webmanifest" not in preview.page("posts/full.html")
    assert not [name for name in preview.files() if name.startswith("_cards")]


# -- microformats2 ---------------------------------------------------------------


def parsed(blog, name):
    return mf2py.parse(doc=blog.page(f"{name}.html"), url=f"{BASE}{name}.html")["items"]


def test_a_post_is_an_entry(made):
    (entry,) = parsed(made, "posts/full")
    assert entry["type"] == ["h-entry"]
    said = entry["properties"]
    assert said["name"] == ["Full"]
    assert said["url"] == said["uid"] == [f"{BASE}posts/full.html"]
    assert said["published"] == ["2026-01-31T23:30:00+0100"]
    assert said["updated"] == ["2026-07-01T03:00:00+0200"]
    assert said["summary"] == ["Said & “done”"]
    assert said["category"] == ["C", "D", "x", "y & z"]
    assert [a["type"] for a in said["author"]] == [["h-card"], ["h-card"]]
    assert [a["properties"]["name"] for a in said["author"]] == [["Ann & <b>Co</b>"], ["Bob"]]
    (content,) = said["content"]
    assert content["value"].split() == ["Words.", "Part#", "More."]


def test_a_hostile_title_is_a_name(made):
    assert parsed(made, "posts/hostile")[0]["properties"]["name"] == [SHOWN]


def test_a_page_with_two_titles_is_whole(made):
    tree = html5lib.HTMLParser(strict=True).parse(made.page("posts/two-titles.html"))
    assert [e.text for e in tree.iter(f"{HTML}h1")] == ["One", "Two"]
    assert parsed(made, "posts/two-titles")[0]["properties"]["name"] == ["One"]


@pytest.mark.parametrize(
    ("name", "heading", "count"), [("blog", "All posts", 3), ("index", "Latest posts", 7)]
)
def test_a_listing_is_a_feed_of_entries(made, name, heading, count):
    (feed,) = parsed(made, name)
    assert feed["type"] == ["h-feed"]
    assert feed["properties"]["name"] == [heading]
    entries = {e["properties"]["name"][0]: e["properties"] for e in feed["children"]}
    assert len(entries) == count
    assert all(len(e["published"]) == len(e["url"]) == 1 for e in entries.values())
    if name == "index":
        assert entries["Post leads"]["url"] == [f"{BASE}posts/leads.html"]
        assert entries["Part"]["url"] == [f"{BASE}many.html#part"]
        assert entries["Full"]["summary"] == ["Said & “done”"]
        assert entries["P"]["category"] == ["C"]


MYST_META = """---
date: 2026-01-31
description: Ours.
author: ann
myst:
  html_meta:
    "description lang=en": Theirs.
    author: Eve
    keywords: a, b
    "property=og:locale": en_GB
    "property=og:image": https://blink.example.org/x.png
    theme-color: "#123456"
    "http-equiv=Content-Language": en
---

# T

Words.
"""
RST_META = """:date: 2026-01-31

R
=

.. meta::
   :description: First.
   :description: Theirs.
   :keywords lang=en: a
   :keywords lang=fr: b
   :twitter:card: summary
   :robots: noarchive

Words.
"""


def test_each_meta_is_there_once(blog):
    blog = blog(**SETTINGS, myst_html_meta={"description": "Of the site.", "property=og:type": "x"})
    blog.write("about.md", "# About\n")
    blog.write("posts/myst.md", MYST_META)
    blog.write("posts/rst.rst", RST_META)
    directive = "```{eval-rst}\n.. meta::\n   :description: Of the directive.\n```\n\nWords.\n"
    blog.post("directive", directive)
    blog.post("plain", "Words.\n")
    viewport = "myst:\n  html_meta:\n    viewport: width=500"
    blog.write("posts/wide.md", f"---\ndate: 2026-01-31\n{viewport}\n---\n\n# Wide\n\nWords.\n")
    blog.build()
    assert [w for w in blog.warnings if "x.png" not in w] == []

    def values(name, kind="name", page="myst"):
        head = html5lib.parse(blog.page(f"posts/{page}.html")).find(f"{HTML}head")
        return [meta.get("content") for meta in head if meta.get(kind) == name]

    assert values("description") == ["Ours."]
    assert values("author") == ["Ann & <b>Co</b>"]
    assert values("keywords") == ["a, b"]
    assert values("theme-color") == ["#123456"]
    assert values("Content-Language", "http-equiv") == ["en"]
    assert values("og:description", "property") == ["Ours."]
    assert values("og:locale", "property") == ["en_GB"]
    assert values("og:image", "property") == ["https://blink.example.org/x.png"]
    assert values("og:image:width", "property") == []
    assert values("og:type", "property") == ["x"]
    assert values("description", page="rst") == ["Theirs."]
    assert values("og:description", "property", page="rst") == ["Theirs."]
    assert values("keywords", page="rst") == ["a", "b"]
    assert values("twitter:card", page="rst") == ["summary"]
    assert values("robots", page="rst") == ["noarchive"]
    assert values("viewport", page="wide") == ["width=500"]
    assert len(values("viewport", page="rst")) == 1
    assert (
        json.loads(blog.page("posts/rst.html").partition('ld+json">')[2].partition("</")[0])[
            "description"
        ]
        == "Theirs."
    )
    assert values("description", page="directive") == ["Of the directive."]
    assert values("description", page="plain") == ["Of the site."]
    blog.build(blink_drafts=True)
    assert values("robots", page="rst") == ["noindex"]


OPENINGS = {
    "- First point\n- *Second*[^1].\n\n[^1]: A note.\n": "First point; Second.",
    "```python\nx = 1\n```\n": "{title} – Blink",
    "```python\nx = 1\n```\n\nWords after.\n": "Words after.",
    "![A cat](p.svg)\n": "A cat",
    ":::{figure} p.svg\n:alt: A cat\n\nOn a mat.\n:::\n": "A cat; On a mat.",
    "| a | b |\n|---|---|\n| one | two |\n": "a; b; one; two",
    "## Part one\n\n- x\n": "Part one; x",
    "> Said so.\n": "Said so.",
    ":::{note}\nWords of the note.\n:::\n": "Words of the note.",
    "Term\n: Its words.\n": "Term; Its words.",
    "::::{tab-set}\n:::{tab-item} A\nIn a tab.\n:::\n::::\n": "A; In a tab.",
    "```{mermaid}\n:caption: A graph\nflowchart LR\nA-->B\n```\n": "A graph",
    "$$\n\\frac{a}{b}\n$$\n": "a/b",
    "<div>In <b>HTML</b>.<script>x</script></div>\n": "In HTML.",
    "": "{title} – Blink",
    "- 人工智能。\n- 二\n": "人工智能。 二",
    "- " + "word " * 100 + "\n- more\n": "word " * 58 + "word…",
}


def test_a_post_without_running_text_is_described_by_its_other_words(blog):
    made = blog(**SETTINGS)
    made.write("about.md", "# About\n")
    made.write("posts/p.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="8"/>')
    for number, body in enumerate(OPENINGS):
        made.post(f"p{number}", body)
    cells = [{"cell_type": "markdown", "metadata": {}, "source": "# NB\n\n* In a list\n"},
             {"cell_type": "code", "metadata": {}, "source": "1", "outputs": [],
              "execution_count": 1}]  # fmt: skip
    header = {"date": "2026-01-31"}
    notebook = {"cells": cells, "metadata": header, "nbformat": 4, "nbformat_minor": 4}
    made.write("posts/nb.ipynb", json.dumps(notebook))
    made.post("own", "- x\n", description="Mine.")
    assert made.build().warnings == []
    found = {}
    for number, body in enumerate(OPENINGS):
        page = head(made, f"posts/p{number}")
        (found[body],) = page.names["description"]
        assert page.properties["og:description"] == [found[body]]
        assert page.data[0]["description"] == found[body]
    expected = {
        body: words.format(title=f"Post p{number}")
        for number, (body, words) in enumerate(OPENINGS.items())
    }
    assert found == expected
    assert head(made, "posts/nb").names["description"] == ["In a list"]
    assert head(made, "posts/own").names["description"] == ["Mine."]


def test_the_page_of_a_post_that_leads_elsewhere_is_its_address(made):
    own = '<a class="u-url u-uid" href="{}posts/leads.html"><time class="dt-published"'
    for name, up in (("blog", ""), ("blog/2026", "../"), ("index", "")):
        page = made.page(f"{name}.html")
        assert own.format(up) in page
        assert '<h2 class="p-name"><a href="https://other.example/there">' in page.replace(
            "h3", "h2"
        )
    archive = made.page("blog/archive.html")
    assert '<a href="../posts/leads.html"><time' in archive
    assert f'<data class="u-url u-uid" value="{BASE}posts/leads.html">' in made.page(
        "posts/leads.html"
    )
