"""Posts are grouped by term and year, and each collection has an address of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from blink.model import Post
from blink.posts.catalog import make_catalog, newest_first, page_names, spelling_variants


def post(name, day=1, **fields):
    date = datetime(2026, 1, day, tzinfo=UTC) if day else None
    return Post(f"posts/{name}", "", f"Post {name}", date, **fields)


def test_newest_first():
    old, new, undated = post("a"), post("b", 2), post("c", 0)
    later = replace(old, docname="posts/d", date=datetime(2026, 1, 1, 12, tzinfo=UTC))
    assert newest_first([old, undated, new, later]) == (undated, new, later, old)


@given(st.permutations([post(name, day) for name in "abc" for day in (0, 1, 2)]))
def test_the_order_of_posts_is_one(posts):
    assert newest_first(posts) == newest_first(reversed(posts))


NAMES = [
    "C",
    "c",
    "C++",
    "C#",
    "Ｃ",
    "Café",
    "cafe",
    "CAFÉ",
    "a b",
    "a-b",
    "A  B",
    "日本語",
    "日本 語",
]


@given(st.lists(st.sampled_from(NAMES) | st.text("aAbB-_ é+#", min_size=1, max_size=4)))
def test_no_two_names_share_a_file(names):
    files = page_names(names)
    assert files.keys() == set(names)
    assert len({file.casefold() for file in files.values()}) == len(files)


@given(st.lists(st.sampled_from(NAMES), min_size=2))
def test_no_name_takes_the_file_made_for_another(names):
    names = [*names, *page_names(names).values()]
    assert len(set(page_names(names).values())) == len(set(names))


def test_a_plain_name_keeps_its_plain_address():
    assert page_names(["C", "C++", "C#", "日本語"]) == {
        "C": "c", "C++": "c-plus-plus", "C#": "c-sharp", "日本語": "日本語",
    }  # fmt: skip
    files = page_names(["Café", "Cafe"])
    assert files["Cafe"] == "cafe"
    assert re.fullmatch("cafe-[0-9a-f]{6}", files["Café"])
    assert page_names(["Cafe", "Café", "tea"])["Café"] == files["Café"]


def test_make_catalog():
    a, b, c = post("a", 1, tags=("C", "D")), post("b", 2, tags=("C++", "C")), post("c", 0)
    d = replace(post("d", author=("me",)), date=datetime(2025, 12, 31, tzinfo=UTC))
    catalog = make_catalog([a, b, c, d], "blog", {"author": {"me": "Full Name"}})
    assert catalog.posts == (c, b, a, d)
    tags = catalog.collections["tags"]
    assert [(t.label, t.docname, t.posts) for t in tags] == [
        ("C", "blog/tag/c", (b, a)),
        ("C++", "blog/tag/c-plus-plus", (b,)),
        ("D", "blog/tag/d", (a,)),
    ]
    (me,) = catalog.collections["author"]
    assert (me.label, me.name, me.docname) == ("me", "Full Name", "blog/author/full-name")
    years = catalog.collections["archive"]
    assert [(y.name, y.posts) for y in years] == [("2026", (b, a)), ("2025", (d,))]


def test_spellings():
    posts = [post(str(n), tags=(tag,)) for n, tag in enumerate(["Python", "python", "Python", "C"])]
    pairs = spelling_variants(make_catalog(posts, "blog", {}).collections["tags"])
    assert [(rare.label, common.label) for rare, common in pairs] == [("python", "Python")]


def test_terms_that_differ_in_signs_are_two(shared_blog):
    blog = shared_blog()
    blog.post("one", tags="[C, C++, 'C#', Café, 日本語]")
    blog.post("two", tags="[Cafe, C++]")
    assert blog.build().warnings == []
    page = blog.page("blog/tag.html")
    rows = re.findall(
        r'<li><a href="(?:tag/)([^"]+)">([^<]+)</a> <span class="count">([^<]+)</span>', page
    )
    assert [(name, count) for _, name, count in rows] == [
        ("C", "1 post"), ("C#", "1 post"), ("C++", "2 posts"),
        ("Cafe", "1 post"), ("Café", "1 post"), ("日本語", "1 post"),
    ]  # fmt: skip
    assert len({href for href, _, _ in rows}) == 6
    assert "Post two" in blog.page("blog/tag/c-plus-plus.html")
    assert "Post two" not in blog.page("blog/tag/c.html")


def test_the_longest_term_has_a_page_or_is_told(blog):
    blog = blog()
    blog.post("long", tags=f"[{'日' * 100}]")  # 300 bytes of UTF-8; a file's name has 255
    blog.build()
    pages = {name for name in blog.files() if re.fullmatch(r"blog/tag/[^/]+\.html", name)}
    assert bool(blog.warnings) is not bool(pages)


def test_readers_in_parallel_find_the_same(blog):
    blogs = [blog(blink_search=True), blog()]
    for one in blogs:
        for n in range(12):
            more = "```{update} 2026-02-01\nMore.\n```\n\n{ref}`tag-a` {ref}`p1`\n\n$x$\n\n"
            one.post(
                f"p{n}", f"# P{n}\n\n{more}```mermaid\nflowchart LR\n  A-->B\n```\n",
                tags=f"[a, b{n}]", date=f"2026-01-{n + 1:02}", redirect=f"old{n}",
            )  # fmt: skip
    alone, parallel = blogs
    assert alone.build().warnings == []
    command = [sys.executable, "-m", "sphinx", "-j2", "-W", "-q"]
    command += ["-d", "_build/doctrees", ".", "_build/html"]
    path = os.pathsep.join(p for p in sys.path if p)
    run = subprocess.run(
        command, cwd=parallel.folder, env={**os.environ, "PYTHONPATH": path},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert alone.files() == parallel.files()
    for name in sorted(alone.files() - {"objects.inv"}):
        texts = [(blog.out / name).read_bytes() for blog in blogs]
        assert texts[0] == texts[1], name
