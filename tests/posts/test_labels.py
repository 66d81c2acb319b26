"""Posts have labels, the names of their files; one that two posts share is a mistake where used."""

from __future__ import annotations

LINKS = {
    "a.md": "See {ref}`year-in-review`.",
    "b.md": "See [](#year-in-review).",
    "c.md": "See {any}`the review <year-in-review>`.",
    "d.rst": "See :ref:`Year-in-review`.",
    "e.md": "See {ref}`trip`.",
    "f.md": "See {ref}`setup`, {doc}`/posts/2025/year-in-review`, [](2026/year-in-review.md).",
    "g.md": "## Year in review\n\nSee [](#year-in-review).",
}


def test_posts_with_the_same_file_name(blog):
    blog = blog()
    for year in (2025, 2026):
        for name in ("year-in-review", "trip/index", "setup"):
            blog.post(f"{year}/{name}", f"# {name} of {year}\n\nWords.\n")
    assert blog.build().warnings == []
    pages = {f"posts/{year}/{name}.html" for year in (2025, 2026) for name in ("setup",
             "year-in-review", "trip/index")}  # fmt: skip
    assert blog.files() >= pages

    blog.write("guide.md", "# Guide\n\n(setup)=\n## Set it up\n\nWords.\n")
    for name, words in LINKS.items():
        if name.endswith(".md"):
            blog.post(name[:-3], words)
        else:
            blog.write(f"posts/{name}", f":date: 2026-01-31\n\nPost d\n======\n\n{words}\n")
    told = sorted(blog.build().warnings)
    assert [warning.partition(" WARNING: ")[0] for warning in told] == [
        "posts/a.md:7:", "posts/b.md:7:", "posts/c.md:7:", "posts/d.rst:6:", "posts/e.md:7:",
    ]  # fmt: skip
    assert told[0].endswith(
        "the label `year-in-review` is the file name of 2 posts; write {doc}"
        "`/posts/2025/year-in-review` or {doc}`/posts/2026/year-in-review` [addresses.label]"
    )
    assert ":doc:`/posts/2025/year-in-review` or :doc:" in told[3]
    assert "{doc}`/posts/2025/trip/index`" in told[4]
    assert "../guide.html#setup" in blog.page("posts/f.html")


def test_a_new_post_with_the_same_file_name_is_reported_where_the_label_is_used(blog):
    blog = blog()
    blog.post("2025/review")
    blog.post("link", "See {ref}`review`.")
    assert blog.build().warnings == []
    added = blog.post("2026/review")
    (warning,) = blog.build().warnings
    assert warning.startswith("posts/link.md:7: WARNING: the label `review` is")
    added.unlink()
    assert blog.build().warnings == []


def test_a_reference_to_a_post_beside_it_is_not_ambiguous(blog):
    blog = blog()
    blog.post("a/one")
    blog.post("a/two", "{any}`one`, {any}`two`, {any}`words <one>`, [x](one), [](#two), [](two)\n")
    blog.write("posts/a/three.rst", ":date: 2026-01-31\n\nC\n=\n\n:any:`one` and :any:`three`\n")
    assert blog.build().warnings == []
    assert blog.page("posts/a/two.html").count('href="one.html"') >= 3
    assert 'href="one.html"' in blog.page("posts/a/three.html")
    blog.post("b/one")
    (told, rst) = sorted({w.partition(": WARNING")[0] for w in blog.build().warnings})[::-1]
    assert (told, rst) == ("posts/a/two.md:7", "posts/a/three.rst:6")
    assert all("{doc}`/posts/a/one` or" in w or ":doc:" in w for w in blog.warnings)
