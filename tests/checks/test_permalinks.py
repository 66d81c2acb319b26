"""A build reports published addresses that it would lose, and the fix that it suggests works."""

from __future__ import annotations

import json
import subprocess
from datetime import date

import pytest

from blink.checks.permalinks import STATE
from blink.commands.publishing.published_pages import update_ledger
from blink.model import Post
from blink.posts.permalinks.published_ledger import LEDGER, read
from blink.posts.permalinks.redirect_map import redirect_map

DAY = date(2026, 5, 4)
PUBLIC = {"html_baseurl": "https://h.example/", "blink_authority": "h.example"}
FIRST = "## First\n\n```{post} 2026-01-01\n```\n\nWords.\n\n"
WORDS = "Of the weights that a network has, half may go, and nobody will miss any of them.\n"


def note(blog):
    """Note what the last build of *blog* published."""
    state = json.loads((blog.folder / "_build/doctrees" / STATE).read_text())
    return update_ledger(state, blog.out, blog.folder / LEDGER, DAY)[0]


@pytest.fixture
def published(blog):
    blog = blog(**PUBLIC)
    blog.post("a", f"# A\n\n{WORDS}\n## Setup\n\nWords.\n", tags="[Foo, Rest]")
    blog.post("b", "# B\n\n## Setup\n\nOther words.\n")
    blog.write("posts/m.md", f"# M\n\n{FIRST}## Second\n\n```{{post}} 2026-01-02\n```\n\nMore.\n")
    assert blog.build().warnings == []
    note(blog)
    return blog


def told(blog, **settings):
    """Build, and return the kinds of what is told, and all of it."""
    said = blog.build(**settings).warnings
    return sorted(line.rpartition("[")[2].rstrip("]") for line in said), "\n".join(said)


def move(blog, old, new, *changes):
    """Move a post, with some changes to its text."""
    path = blog.folder / f"posts/{old}.md"
    text = path.read_text()
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    path.unlink()
    (blog.folder / f"posts/{new}.md").write_text(text)


@pytest.mark.parametrize("ending", [".html", ".htm"])
def test_the_ledger_has_the_files_of_pages(blog, ending):
    blog = blog(**PUBLIC, html_file_suffix=ending, html_link_suffix="")
    blog.post("a", f"# A\n\n{WORDS}\n## Setup\n\nWords.\n", tags="[Foo]")
    assert blog.build().warnings == []
    note(blog)
    known, _ = read((blog.folder / LEDGER).read_text())
    assert known[f"posts/a{ending}"][1].kind == "post"
    assert {f"blog{ending}", f"blog/tag/foo{ending}"} <= known.keys()
    assert not {f"search{ending}", f"404{ending}"} & known.keys()
    assert told(blog) == ([], "")
    assert told(blog, html_link_suffix=ending) == ([], "")
    move(blog, "a", "b", ("## Setup", "## Start"))
    kinds, words = told(blog)
    assert kinds == ["published.address"]
    assert "redirect: posts/a`" in words
    move(blog, "b", "b", ("date:", "redirect: posts/a\ndate:"))
    assert told(blog)[0] == ["published.anchor"]


def entries(blog, file="blog/feed.json"):
    """Return the ids in a feed."""
    return {one["id"] for one in json.loads(blog.page(file))["items"]}


# -- Listings and their feeds ------------------------------------------------------


def test_a_tag_that_got_another_name_leads_on_with_its_feeds(published):
    move(published, "a", "a", ("[Foo,", "[Bar,"))
    kinds, said = told(published)
    assert kinds == ["published.address"]  # and not one for each feed
    assert "blog/tag/foo.html" in said
    kinds, said = told(published, blink_moved={"blog/tag/foo": "blog/tag/bar"})
    assert kinds == [], said
    for file in ("atom.xml", "feed.json"):
        assert published.page(f"blog/tag/foo/{file}") == published.page(f"blog/tag/bar/{file}")
    assert "/blog/tag/foo/atom.xml /blog/tag/bar/atom.xml 301\n" in published.page("_redirects")


def test_a_tag_that_moved_and_is_gone_then_is_gone_at_both(published):
    move(published, "a", "a", ("[Foo,", "[Bar,"))
    moved = {"blog/tag/foo": "blog/tag/bar"}
    assert told(published, blink_moved=moved)[0] == []
    note(published)
    move(published, "a", "a", ("[Bar, Rest]", "[Rest]"))
    kinds, said = told(published, blink_moved=moved, blink_gone={"blog/tag/bar": "Too small."})
    assert kinds == [], said
    assert "Too small." in published.page("blog/tag/foo.html")
    assert json.loads(published.page("blog/tag/foo/feed.json"))["items"] == []


def test_a_tag_that_is_gone_leaves_a_feed_that_says_so(published):
    move(published, "a", "a", ("[Foo, Rest]", "[Rest]"))
    kinds, said = told(published, blink_gone={"blog/tag/foo": "Nobody <b>read</b> it."})
    assert kinds == [], said
    assert json.loads(published.page("blog/tag/foo/feed.json"))["items"] == []
    assert "Nobody &amp;lt;b&amp;gt;read" in published.page("blog/tag/foo/atom.xml")


def test_without_an_address_the_cause_is_named_once(published):
    kinds, said = told(published, html_baseurl="", blink_authority="h.example")
    assert kinds == ["published.address"], said
    assert "would lose 10 feeds, because html_baseurl is not set" in said


def test_another_authority_is_told_at_its_line_in_each_build(published, monkeypatch):
    text = (published.folder / "conf.py").read_text()
    line = text[: text.index("\nblink_authority")].count("\n") + 2
    kinds, said = told(published, blink_authority="new.example")
    assert kinds == ["published.authority"]
    assert said.startswith(f"conf.py:{line}: WARNING: blink_authority was `h.example` at the last")
    assert told(published, blink_authority="new.example", blink_drafts=True)[0] == []
    monkeypatch.setenv("BLINK_MOVED", "1")
    assert told(published, blink_authority="new.example")[0] == []


# -- Anchors ---------------------------------------------------------------------------


def test_the_mend_for_an_anchor_works_in_every_post(published):
    for name in ("a", "b"):
        move(published, name, name, ("## Setup", "## Before"))
    kinds, said = told(published)
    assert kinds == ["published.anchor"] * 2
    assert 'write `<a id="setup"></a>` above' in said
    for name in ("a", "b"):
        move(published, name, name, ("## Before", '<a id="setup"></a>\n\n## Before'))
    assert told(published)[0] == []


def test_a_moved_post_answers_for_its_anchors(published):
    change = (("date:", "redirect: posts/a\ndate:"), ("## Setup", "## Before"))
    move(published, "a", "z", *change)
    kinds, said = told(published)
    assert kinds == ["published.anchor"]
    assert said.startswith("posts/z.md")
    note(published)
    assert "setup" in read((published.folder / LEDGER).read_text())[0]["posts/z.html"][1].anchors


def test_a_post_of_several_does_not_vanish(published):
    move(published, "m", "m", (FIRST, ""))
    kinds, said = told(published)
    assert "published.address" in kinds
    assert "`posts/m.html#first` (the post 'First')" in said
    assert '<a id="first"></a>' in said


# -- Posts -----------------------------------------------------------------------------


def test_a_post_that_conf_py_moves_keeps_its_id(published):
    before = entries(published)
    move(published, "a", "other")
    assert told(published, blink_moved={"posts/a": "posts/other"})[0] == []
    assert entries(published) == before
    assert note(published) == ["moved    posts/a.html → posts/other.html"]


def test_another_id_of_a_published_post_is_told(published):
    move(published, "a", "a", ("date:", "feed_id: tag:h.example,2026:x\ndate:"))
    kinds, said = told(published)
    assert kinds == ["published.id"]
    assert "write `feed_id: tag:h.example,2026-01-31:posts/a`" in said


def test_a_name_that_differs_in_case_is_to_be_the_old_one(published):
    move(published, "a", "A")
    assert "rename posts/A.md back to posts/a.md" in told(published)[1]


def test_a_published_post_that_became_a_draft_is_called_one(published):
    move(published, "b", "b", ("date:", "draft: true\ndate:"))
    kinds, said = told(published)
    assert "posts/b.md is a draft or has a date in the future" in said
    kinds, said = told(published, blink_gone={"posts/b": "It was wrong."})
    assert kinds == []
    assert note(published)[0] == "removed  posts/b.html  B"
    assert note(published) == []


def test_the_id_tells_where_a_post_is_though_it_was_published_there(published):
    move(published, "a", "z", ("date:", "redirect: posts/a\ndate:"))
    published.build()
    note(published)
    move(published, "z", "z", ("redirect: posts/a\n", ""))
    assert "it may be posts/z.md now, because it has the same id" in told(published)[1]


def test_a_line_that_is_no_longer_there_is_told(published):
    git = ["git", "-C", str(published.folder), "-c", "user.name=a", "-c", "user.email=a@h.example"]
    for command in (["init", "-q"], ["add", "posts"], ["commit", "-qm", "one"]):
        subprocess.run([*git, *command], check=True)
    path = published.folder / LEDGER
    lines = [one for one in path.read_text().splitlines(keepends=True) if "posts/b.html" not in one]
    path.write_text("".join(lines))
    kinds, said = told(published)
    assert kinds == ["published.ledger"]
    assert "posts/published.jsonl no longer has the lines of `posts/b.html`" in said
    assert "run `git checkout HEAD -- posts/published.jsonl`" in said


def test_feeds_of_templates_are_noted(published):
    published.build(blog_feed_templates={"atom": {}, "social": {"content": "{{ title }}"}})
    note(published)
    assert '"blog/social.xml"' in (published.folder / LEDGER).read_text()


# -- Settings --------------------------------------------------------------------------


def post(docname, *former):
    return Post(docname, "", docname.title(), None, redirect=former)


@pytest.mark.parametrize(
    ("posts", "moved", "gone", "wrong"),
    [
        ([], {"blog": "x"}, {}, ["blink_moved blog is a listing"]),
        ([], {}, {"BLOG": "x"}, ["blink_gone BLOG is a listing"]),
        ([], {"blog/page/2": "x"}, {}, ["blink_moved blog/page/2 is an address of the second and"]),
        ([], {"a": "b"}, {"a": "x"}, ["blink_gone a is also in blink_moved"]),
        ([post("b", "a")], {"a": "c"}, {}, ["blink_moved a is also redirected by the post 'b'"]),
        ([post("b", "a")], {}, {"a": "x"}, ["blink_gone a is also redirected by the post 'b'"]),
        ([post("b", "a")], {"b": "a"}, {}, ["blink_moved b is a page"]),
        ([], {"x": "y", "y": "x"}, {}, ["blink_moved x redirects in a loop",
                                        "blink_moved y redirects in a loop"]),
    ],
)  # fmt: skip
def test_what_is_in_use_is_nobodys_former_address(posts, moved, gone, wrong):
    taken = {"blog": "a listing", **{one.docname: "a page" for one in posts}}
    found = redirect_map(posts, taken, moved, gone)
    said = [f"{setting} {address} {words}" for setting, address, words in found.setting_errors]
    assert len(said) == len(wrong)
    assert all(one.startswith(start) for one, start in zip(said, wrong, strict=True))
    assert not {*moved} & {*found.targets} - {"a"}


def test_ways_over_both_are_one():
    found = redirect_map([post("b", "a")], {"b": "a page"}, {"x": "a", "y": "z"}, {})
    assert found.targets["x"] == found.targets["a"] == ("b", "", "B")
    assert found.targets["y"] == ("z", "", "")


def test_what_conf_py_says_of_what_is_in_use_is_told_at_its_line(published):
    conf = published.folder / "conf.py"
    conf.write_text(conf.read_text() + 'x = 1\ny = {\n    "posts/a": "posts/b",\n}\n')
    line = conf.read_text().count("\n") - 1
    kinds, said = told(published, blink_moved={"posts/a": "posts/b"})
    assert kinds == ["redirects.taken"]
    assert said.startswith(f"conf.py:{line}: WARNING: blink_moved: `posts/a` is the page 'posts/a'")
