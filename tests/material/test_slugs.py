"""Addresses of posts and anchors of headings are those that Material gave them.

Material's side is its own code: the slugs of PyMdown Extensions and the anchors of Python-Markdown.
"""

from __future__ import annotations

import random
import re
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import lxml.html
import markdown
import pytest
from markdown.extensions.toc import slugify as toc_slugify
from markdown.extensions.toc import slugify_unicode
from material_help import MKDOCS
from pymdownx.slugs import slugify

from blink.material import convert, paths, titles
from blink.material.index import ImportIndex
from blink.material.myst import slugs
from blink.material.myst.context import PostContext
from blink.material.site import safe_yaml
from blink.material.site.dialect import dialect
from blink.material.site.project import BlogPlugin, Project
from blink.material.site.safe_yaml import Tagged
from blink.material.site.sources import PostSource

#: What titles are made of
PARTS = [
    "Reading", "[a paper](https://b.example.org/c)", "&mdash;", "&amp;", "&", "—", "–", "`code()`",
    "*so*", "**bold**", "__init__", "_it_", "<b>tag</b>", "<br>", "C++", "C#", "#1", "'quoted'",
    '"quoted"', "“curly”", "it's", ":smile:", "🎉", "Über", "naïve", "Straße", "İstanbul", "日本語",
    "Привет", "한국어", "x²", "½", "1.2.3", "a/b", "a\\b", "a_b", "a-b", "a--b", "100%", "$5",
    "$x$",
    "{{ y }}", "{ #id .class }", "![alt](a.png)", "==mark==", "H~2~O", "x^2^", "~~gone~~", "...",
    "(c)", "-->", "@user", "e.g.", "?", "!", ",", ";", "  ", "\u00a0", "\u200b", "e\u0301", "ﬁ",
    "Ⅷ", "№", "İ", "ẞ", "#", "##", "\\#", "\\_x\\_", "<https://a.example.org/x>",
    "https://a.example.org/x?y=1", "[ref][1]", "[^1]", "TL;DR", "A|B", "+", "=", "~", "^", "%20",
]  # fmt: skip


def random_titles(count, seed):
    chance = random.Random(seed)
    for _ in range(count):
        parts = chance.choices(PARTS, k=chance.randint(1, 6))
        yield chance.choice(["", " "]).join(parts) if chance.random() < 0.2 else " ".join(parts)


def title_in_mkdocs(source):
    """Return the title as ``mkdocs.utils.get_markdown_title`` (BSD) and ``Page.title`` find it."""
    lines = source.split("\n")
    while lines:
        line = lines.pop(0).strip()
        if not line.strip():
            continue
        if not line.startswith("# "):
            break
        return line.lstrip("# ")
    return "One"  # from the name of the file


NOWHERE = Path("/nowhere/at/all")
DATA, _ = safe_yaml.read(MKDOCS)
PROJECT = Project(
    NOWHERE,
    NOWHERE / "docs",
    (BlogPlugin(),),
    dialect(DATA["markdown_extensions"]),
    DATA,
    {},
    NOWHERE,
)


def parsed(body, name="one.md"):
    text = f"---\ndate: 2024-01-31\n---\n{body}"
    source = PostSource(NOWHERE / name, f"blog/posts/{name}", BlogPlugin(), text)
    return convert.parse(source, PROJECT, ZoneInfo("UTC"))


def former_url(document, day=None, **settings):
    return paths.former_url(
        PROJECT,
        BlogPlugin(settings=settings),
        document.source,
        title=titles.former_title(document),
        given="",
        day=day or document.fields.date,
        categories=[],
    )


def test_addresses_of_2000_titles_are_those_of_material():
    slug_of = slugify(case="lower")
    for title in random_titles(2000, seed=1):
        body = f"# {title}\n\nWords.\n"
        slug = slug_of(title_in_mkdocs(body), "-")
        expected = f"blog/2024/01/31/{slug}/" if slug else "blog/2024/01/31/"
        assert former_url(parsed(body)) == expected, title


@pytest.mark.parametrize(
    ("name", "body", "slug"),
    [
        (
            "one.md",
            "# Reading [a paper](https://b.example.org/c)",
            "reading-a-paperhttpsbexampleorgc",
        ),
        ("one.md", "# One &mdash; two", "one-mdash-two"),
        ("a_File-name.md", "Words.\n\n# Not the first line", "a-file-name"),
        ("20240131_map-day.md", "<!-- a comment -->\n# **Map** day", "20240131-map-day"),
        ("a.md", "Title\n=====", "a"),
        ("a.md", "#Title", "a"),
        ("a.md", "## Title", "a"),
        ("two-words/index.md", "Words.", ""),
    ],
)
def test_titles_are_found_as_mkdocs_finds_them(name, body, slug):
    expected = f"blog/2024/01/31/{slug}/" if slug else "blog/2024/01/31/"
    assert former_url(parsed(body, name)) == expected


def test_the_title_of_the_front_matter_is_taken_as_it_is():
    text = "---\ndate: 2024-01-31\ntitle: 'A  *b* [c](d)'\n---\n# Other\n"
    source = PostSource(NOWHERE, "blog/posts/one.md", BlogPlugin(), text)
    document = convert.parse(source, PROJECT, ZoneInfo("UTC"))
    assert former_url(document) == "blog/2024/01/31/a--b-cd/"


@pytest.mark.parametrize(
    ("setting", "original"),
    [
        (Tagged("python/object/apply:pymdownx.slugs.slugify", {"kwds": {"case": "lower"}}),
         slugify(case="lower")),
        (Tagged("python/object/apply:pymdownx.slugs.slugify", {"kwds": {"case": "lower-ascii"}}),
         slugify(case="lower-ascii")),
        (Tagged("python/object/apply:pymdownx.slugs.slugify",
                {"kwds": {"case": "fold", "percent_encode": True, "normalize": "NFKD"}}),
         slugify(case="fold", percent_encode=True, normalize="NFKD")),
        (Tagged("python/name:markdown.extensions.toc.slugify", ""), toc_slugify),
        (Tagged("python/name:markdown.extensions.toc.slugify_unicode", ""), slugify_unicode),
    ],
)  # fmt: skip
def test_functions_that_settings_name_are_like_the_originals(setting, original):
    made = slugs.slug_function(setting, "_", str)
    for title in random_titles(300, seed=3):
        assert made(title) == original(title, "_"), title


@pytest.mark.parametrize(
    ("day", "form", "expected"),
    [
        (
            datetime(2024, 1, 1, 1, 0, tzinfo=timezone(timedelta(hours=2))),
            "yyyy/MM/dd",
            "2024/01/01",
        ),
        (datetime(2024, 1, 1, 23, 30), "yyyy/MM/dd/HH", "2024/01/01/23"),  # noqa: DTZ001
        (datetime(2024, 1, 1, 23, 30), "yyyy-'w'ww", "2024-w01"),  # noqa: DTZ001
    ],
)
def test_dates_in_addresses_are_those_of_material(day, form, expected):
    document = parsed("# A\n")
    assert former_url(document, day, post_url_date_format=form) == f"blog/{expected}/a/"


def test_anchors_of_headings_are_those_of_python_markdown():
    names = [
        name if isinstance(name, str) else next(iter(name)) for name in DATA["markdown_extensions"]
    ]
    names.remove("pymdownx.emoji")
    names.remove("pymdownx.snippets")
    for title in random_titles(400, seed=2):
        if re.search(r":smile:|ref|alt|№|\{ #id|README", title):
            continue
        body = f"# T\n\n## {title}\n\nWords.\n\n## {title}\n\nWords.\n"
        made = markdown.markdown(
            body, extensions=names, extension_configs={"pymdownx.arithmatex": {"generic": True}}
        )
        expected = [h.get("id") for h in lxml.html.fromstring(f"<div>{made}</div>").iter("h2")]
        document = parsed(body)
        anchors = PostContext(document, ImportIndex(PROJECT, date(2026, 1, 1))).anchors(document)
        if expected[0] != "_1":  # a heading without words has no anchor here
            assert list(anchors)[1:] == expected, title
