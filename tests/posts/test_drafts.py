"""Drafts never leak: no byte of them, whichever way a build changes their state."""

from __future__ import annotations

import pytest

MARKER = "xyzzyplugh"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763"
    "f8cfc000000301010018dd8db00000000049454e44ae426082"
)

#: What keeps a post out of the site
REASONS = {
    "flag": {"draft": "true"},
    "undated": {"date": None},
    "scheduled": {"date": "2999-01-01 10:00"},
}


def plant(blog, name, **fields):
    """Write a draft that says the marker in every place a post can say something."""
    word = f"{MARKER}{name.rpartition('/')[2]}"
    blog.write(f"posts/{word}.png", PNG)
    body = (
        f"# Title {word}\n\n({word}-target)=\n## Part {word}\n\n![{word}]({word}.png)\n\n{word}\n"
    )
    fields = {"tags": f"[{word}-tag]", "category": f"{word}-category", **fields}
    return blog.post(
        name, body, description=word, redirect=f"old-{word}", image=f"{word}.png", **fields
    )


@pytest.fixture(scope="module")
def planted(shared_blog):
    blog = shared_blog(html_copy_source=True)
    blog.post("seen", tags="[shared]")
    for reason, fields in REASONS.items():
        plant(blog, reason, **fields)
    plant(blog, f"half{MARKER}", draft="true", nonsense="x", updated="never")
    blog.write(
        "posts/directive.md", f"# {MARKER}\n\n```{{post}} 2999-01-01\n:tags: {MARKER}\n```\n"
    )
    blog.write(
        "posts/old.rst",
        f":draft: true\n:date: 2026-01-31\n:tags: {MARKER}\n\n{MARKER}\n===\n\n{MARKER}\n",
    )
    blog.write(
        "posts/late.rst", f"{MARKER}\n==========\n\n:draft:\n:date: 2026-01-31\n\n{MARKER}\n"
    )
    blog.write(f"page{MARKER}.md", f"---\nblogpost: true\n---\n\n# {MARKER}\n")
    return blog.build()


def test_no_byte_of_a_hidden_post_is_in_the_site(planted):
    assert planted.warnings == []
    assert planted.holding(MARKER) == []
    assert "posts/seen.html" in planted.files()


def test_the_build_says_how_many_posts_there_are(planted):
    assert (
        "posts: 1 published, 6 hidden, 2 scheduled (next: 2999-01-01 00:00 UTC)" in planted.status
    )


def test_only_published_posts_have_pages(blog):
    blog = blog().copy("states").build()
    assert blog.warnings == []
    posts = {name for name in blog.files() if name.startswith(("posts/", "blog/tag/", "old/"))}
    feeds = {"blog/tag/shared/atom.xml", "blog/tag/shared/feed.json"}
    assert posts == {"posts/published.html", "blog/tag/shared.html", *feeds}
    assert "1 published, 1 hidden, 1 scheduled (next: 2999-12-31 18:00 UTC)" in blog.status
    blog.build(blink_drafts=True)
    assert {"posts/draft.html", "posts/scheduled.html", "old/draft.html"} <= blog.files()
    assert "1 published, 1 shown as drafts, 1 scheduled" in blog.status


@pytest.mark.parametrize("reason", REASONS)
def test_from_draft_to_published_and_back(blog, reason):
    blog = blog()
    blog.post("seen")
    plant(blog, "turn", **REASONS[reason])
    assert blog.build().holding(MARKER) == []
    plant(blog, "turn")
    blog.build()
    assert blog.warnings == []
    assert {"posts/turn.html", f"blog/tag/{MARKER}turn-tag.html"} <= blog.files()
    assert f"Title {MARKER}turn" in blog.page("index.html")
    assert "posts/turn.html" in blog.holding(MARKER)
    assert "turn.html" in blog.page("posts/seen.html")
    plant(blog, "turn", **REASONS[reason])
    assert blog.build().holding(MARKER) == []


def test_shown_drafts_are_marked_and_not_indexed(blog):
    blog = blog(blink_drafts=True)
    blog.post("seen")
    for reason, fields in REASONS.items():
        plant(blog, reason, **fields)
    blog.build()
    assert blog.warnings == []
    for reason in REASONS:
        page = blog.page(f"posts/{reason}.html")
        mark = "Scheduled for 1 January 2999" if reason == "scheduled" else "Draft"
        assert f'<span class="post-mark">{mark}</span>' in page
        assert 'name="robots" content="noindex"' in page
        assert f"Title {MARKER}{reason}" in blog.page("blog/drafts.html")
    assert "blog/atom.xml" not in blog.files()
    assert 'name="robots"' not in blog.build(blink_drafts=False).page("posts/seen.html")
    assert blog.holding(MARKER) == []


def test_links_to_a_draft_say_so(blog):
    blog = blog()
    blog.post("hidden", "# H\n\n(there)=\n## There\n", draft="true")
    links = "[a](hidden.md) {doc}`hidden` {ref}`there` {ref}`hidden` [b](#there)"
    for number, link in enumerate(links.split()):
        blog.post(f"link{number}", f"# L\n\n{link}\n")
    blog.post("offers", "# O\n\n{download}`hidden.md`\n\n```{literalinclude} hidden.md\n```\n")
    blog.build()
    links = [w for w in blog.warnings if "this link leads to a draft, 'posts/hidden'" in w]
    assert [w.split(":")[:2] for w in links] == [[f"posts/link{n}.md", "7"] for n in range(5)]
    offers = [w for w in blog.warnings if w not in links]
    assert offers
    assert all(
        "this page includes the source of 'posts/hidden', which is not published" in w
        for w in offers
    )
    blog.post("hidden", "# H\n\n(there)=\n## There\n")
    blog.post("offers")
    assert blog.build().warnings == []
    assert 'href="hidden.html#there"' in blog.page("posts/link2.html")


HIDDEN = """\
# H

:::{figure} p.svg
:name: fig-hidden
:alt: A

C
:::

```{math}
:label: eq-hidden
x
```

$$y$$ (eq-other)

:::{glossary}
Hidden term
  SECRETWORD
:::
"""


def test_each_kind_of_link_to_a_hidden_post_says_what_it_is(blog):
    blog = blog(exclude_patterns=["posts/excluded.md"], numfig=True)
    blog.post("hidden", HIDDEN, draft="true")
    blog.write("posts/p.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="8"/>')
    blog.post("later", date="2999-01-01")
    blog.write("posts/undated.md", "# U\n")
    blog.write("posts/excluded.md", "# E\n")
    names = {
        "hidden": "a draft", "later": "a post that is not published yet",
        "undated": "a post without a date",
    }  # fmt: skip
    links = ["{numref}`fig-hidden`", "{eq}`eq-hidden`", "{eq}`eq-other`", "{term}`hidden term`"]
    forms = ("{doc}`%s`", "[](%s.md)", "[x](/posts/%s.md)", "{any}`%s`")
    links += [form % name for name in names for form in forms]
    links += ["{doc}`excluded`", "[x](excluded.md)", "{download}`x <hidden.md>`"]
    blog.post("links", "\n\n".join(links) + "\n")
    told = {int(w.split(":")[1]): w for w in blog.build().warnings if w.startswith("posts/links")}
    assert len(told) == len(blog.warnings) == len(links)
    for number in range(4):
        assert "leads to a draft, 'posts/hidden'" in told[7 + 2 * number]
    for at, (name, words) in enumerate(names.items()):
        for number in range(4):
            assert f"leads to {words}, 'posts/{name}'" in told[15 + 8 * at + 2 * number]
    for line in (39, 41):
        assert "posts/excluded.md is not part of the site, because `exclude_patterns`" in told[line]
    assert "this page includes the source of 'posts/hidden'" in told[43]
    assert blog.holding("SECRETWORD") == []


def test_the_part_of_a_post_that_has_no_date_is_included_in_two_ways(blog):
    blog = blog(exclude_patterns=["drafts"])
    part = blog.write("posts/snippets/part.md", "My words, not my employer's.\n")
    blog.post("a/md", "```{include} ../snippets/part.md\n```\n")
    text = ":date: 2026-01-31\n\nR\n=\n\n.. include:: /posts/snippets/part.md\n"
    blog.write("posts/rst.rst", text)
    blog.post("offers", "{download}`snippets/part.md`\n")
    fix = (
        "this page includes the source of 'posts/snippets/part', which is not published because it"
        " has no date, or offers it for download; if the file is only a part of other pages, add"
        " 'posts/snippets/part.md' to `exclude_patterns` in conf.py, or rename it to end in `.txt`;"
        " if it is a post, give it a date or remove the include or download [leaks.include]"
    )
    places = ["posts/a/md.md:7", "posts/offers.md:7", "posts/rst.rst:6"]
    for _ in range(2):  # the second build reads none of them again
        assert blog.build().warnings == [f"{place}: WARNING: {fix}" for place in places]
    blog.build(exclude_patterns=["drafts", "posts/snippets/part.md"])
    assert blog.warnings == []
    assert all("employer" in blog.page(f"posts/{name}.html") for name in ("a/md", "rst"))
    part.rename(part.with_suffix(".txt"))
    blog.post("a/md", "```{include} ../snippets/part.txt\n```\n")
    blog.write("posts/rst.rst", text.replace("part.md", "part.txt"))
    blog.post("offers", "{download}`snippets/part.txt`\n")
    assert blog.build().warnings == []
    assert all("employer" in blog.page(f"posts/{name}.html") for name in ("a/md", "rst"))
    assert not any("snippets" in name for name in blog.files() if name.endswith(".html"))


def test_a_toctree_that_names_a_draft_says_so(blog):
    blog = blog()
    blog.post("2026/t")
    blog.post("2026/d", "# D\n\nWords.\n", draft="true")
    blog.post("2026/s", "# S\n\nWords.\n", date="2999-01-01")
    blog.post("2027/d", "# D\n\nWords.\n", draft="true")
    blog.write(
        "index.md",
        "# Home\n\n```{toctree}\n:caption: Posts\nposts/2026/t\nposts/2026/d.md\n"
        "A title <posts/2026/s>\nnone\n```\n",
    )
    blog.write("a.rst", "A\n=\n\n.. toctree::\n   :hidden:\n\n   posts/2026/d\n")
    blog.write("b.md", "# B\n\n```{toctree}\n:glob:\nposts/2026/*\nposts/2027/*\n```\n")
    told = sorted(blog.build().warnings)
    fix = "which is not in the published site; publish that post, or remove it from the toctree"
    later = "index.md:3: WARNING: this toctree names a post that is not published yet"
    missing = "index.md:8: WARNING: this toctree names `none`, which does not exist; correct the"
    assert told == sorted([
        f"a.rst:4: WARNING: this toctree names a draft, 'posts/2026/d', {fix} [leaks.toctree]",
        f"index.md:3: WARNING: this toctree names a draft, 'posts/2026/d', {fix} [leaks.toctree]",
        f"{later}, 'posts/2026/s', {fix} [leaks.toctree]",
        f"{missing} name, or delete the line [toc.not_readable]",
    ])  # fmt: skip
    assert len(blog.build().warnings) == 4
    assert [w for w in blog.build(blink_drafts=True).warnings if "none" not in w] == []
    assert 'href="posts/2026/d.html"' in blog.page("index.html")
    blog.post("2026/d", "# D\n\nWords.\n")
    blog.post("2026/s", "# S\n\nWords.\n")
    (told,) = blog.build().warnings
    assert "`none`" in told
    assert 'href="posts/2026/s.html"' in blog.page("index.html")
    assert 'href="posts/2026/d.html"' in blog.page("b.html")


def test_a_half_written_draft_is_told_when_it_is_shown(blog):
    blog = blog()
    blog.post(
        "half", "Words without a heading.\n", title=None, draft="true", colour="red", date="soon"
    )
    assert blog.build().warnings == []
    blog.build(blink_drafts=True)
    assert [w.rpartition("[")[2] for w in blog.warnings] == [
        "frontmatter.date]",
        "frontmatter.key]",
        "posts.title]",
    ]


LATE = {
    "nested.md": "# {0}\n\n:::{{note}}\n```{{post}} 2999-01-31\n```\n:::\n",
    "evalrst.md": "# {0}\n\n```{{eval-rst}}\n.. post:: 2999-01-31\n   :tags: {0}\n```\n",
    "inside.rst": "{0}\n==========\n\n.. note::\n\n   .. post:: 2999-01-31\n",
    "blanks.rst": "{0}\n==========\n\n..  Post:: 2999-01-31\n",
    "posts/comment.rst": "{0}\n==========\n\n.. post::2026-01-31\n",
    "page.md": "---\ndraft: true\n---\n\n# {0}\n",
}


@pytest.mark.parametrize("name", LATE)
def test_what_is_seen_late_is_told_and_left_out(blog, name):
    blog = blog(html_copy_source=True)
    blog.write(name, LATE[name].format(MARKER))
    (blog.folder / "posts").mkdir(exist_ok=True)  # it is a blog
    blog.build()
    assert blog.holding(MARKER) == []
    assert "posts: 0 published" in blog.status
    assert name.rpartition(".")[0] + ".html" not in blog.files()
    (kind,) = {warning.rpartition("[")[2] for warning in blog.warnings} or {"posts.late]"}
    assert kind == ("frontmatter.directive]" if "comment" in name else "posts.late]")
    assert blog.status_code == (1 if blog.warnings else 0)


def test_each_post_that_is_not_published_is_named_with_its_reason(blog):
    blog = blog()
    blog.post("said", draft="true")
    blog.post("forgotten", date=None)
    blog.post("later", date="2999-01-31 12:00")
    blog.post("shown")
    for _ in range(2):  # in a build without changes, too
        named = [line for line in blog.build().status.splitlines() if "not published: " in line]
        assert named == [
            "not published: posts/forgotten.md: it has no date",
            "not published: posts/later.md: its date, 2999-01-31 12:00 UTC, is in the future",
            "not published: posts/said.md: it is marked as a draft",
        ]


def test_an_undated_draft_may_have_updates(blog):
    blog = blog(blink_drafts=True)
    blog.post("undated", "# U\n\n```{update} 2026-02-01\nMore.\n```\n", date=None)
    assert blog.build().warnings == []
    assert "Updated on 1 February 2026" in blog.page("posts/undated.html")
