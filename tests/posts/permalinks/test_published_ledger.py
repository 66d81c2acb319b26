"""The ledger of published addresses: its file, what a build would lose, what a publish records."""

from __future__ import annotations

import json
import subprocess
from datetime import date

import pytest
from browsers import needs_chromium, served
from conftest import ROOT

from blink.addresses.hosting import flattened
from blink.checks.permalinks import STATE
from blink.cli import main
from blink.commands import publish
from blink.commands.publishing.published_pages import changes, merged_pages, update_ledger
from blink.posts.permalinks.published_ledger import (
    LEDGER,
    PublishedPage,
    probable_successor,
    read,
    similarity,
    word_hashes,
    write,
)

PUBLIC = {"html_baseurl": "https://h.example/", "blink_authority": "h.example"}
DAY = date(2026, 5, 4)

# -- Plain functions ---------------------------------------------------------------


def test_lines_are_sorted_and_read_again():
    notes = [
        PublishedPage("b.html", "post", "tag:x", "2026-01-01", "B", "b.md", ("x",), "d", ("w",))
    ]
    notes.append(PublishedPage("a.html"))
    text = write(notes)
    assert text.splitlines()[0] == '{"address": "a.html", "kind": "page"}'
    found, problems = read(text)
    assert ([one for _, one in found.values()], problems) == (notes[::-1], [])


@pytest.mark.parametrize("line", ["<<<<<<< HEAD", "{", "[1]", '{"kind": "post"}', "7"])
def test_a_line_that_says_nothing_is_told_and_the_others_count(line):
    found, problems = read(f'{{"address": "a.html"}}\n{line}\n')
    assert list(found) == ["a.html"]
    assert [(one.line, one.kind) for one in problems] == [(2, "line")]


def test_texts_with_the_same_words_are_alike():
    text = " ".join(f"word{n % 40} other{n % 17}" for n in range(200))
    assert similarity(word_hashes(text), word_hashes(text.replace("word3 ", "changed "))) > 0.6
    assert (
        similarity(word_hashes(text), word_hashes("something else entirely, of other words")) == 0
    )
    assert word_hashes("") == ()


@pytest.mark.parametrize(
    ("lost", "why"),
    [
        ({"id": "tag:1"}, "id"), ({"source": "old.md"}, "renamed"),
        ({"words": word_hashes("a b c d e f")}, "most of its words"),
        ({"title": "New"}, "title"), ({}, ""),
    ],
)  # fmt: skip
def test_where_a_lost_post_probably_is(lost, why):
    now = PublishedPage(
        "n.html", "post", "tag:1", "", "New", "new.md", words=word_hashes("a b c d e f")
    )
    found = probable_successor(
        PublishedPage("o.html", "post", **lost), {"n.html": now}, {"old.md": "new.md"}
    )
    assert found[0] == now if why else found is None
    assert not why or why in found[1]


def test_redirects_are_flat_and_circles_are_found():
    assert flattened({"a": "b", "b": "c", "x": "y"}) == ({"a": "c", "b": "c", "x": "y"}, [])
    assert flattened({"a": "b", "b": "a", "c": "c"}) == ({}, ["a", "b", "c"])


def test_what_changes_is_told_and_nothing_is_forgotten():
    def post(address, name, digest="d"):
        return PublishedPage(
            address, "post", name, "2026-01-01", address, digest=digest, anchors=("x",)
        )

    known = {one.address: one for one in (post("a", "1"), post("b", "2"), post("c", "3"))}
    after = [
        post("a", "1", "e"),
        post("moved", "2"),
        post("new", "4"),
        PublishedPage("f", "feed"),
    ]
    now = {one.address: one for one in after}
    assert changes(known, now) == [
        "changed  a  a", "moved    b → moved", "new      new  new", "removed  c  c",
        "other    1 new page or feed", "feeds    1 new entry",
    ]  # fmt: skip
    after = merged_pages(known, now, "2026-05-04")
    assert set(after) == {"a", "b", "c", "moved", "new", "f"}
    assert after["c"].gone == "2026-05-04"
    assert not [line for line in changes(after, now) if line.startswith("gone")]
    now = {"a": PublishedPage("a", "post", anchors=("y",))}
    assert merged_pages({"a": known["a"]}, now, "")["a"] == PublishedPage(
        "a", "post", "1", "2026-01-01", anchors=("x", "y")
    )


def test_a_moved_post_keeps_the_anchors_that_it_had():
    known = {"a": PublishedPage("a", "post", "1", anchors=("x",))}
    after = merged_pages(known, {"b": PublishedPage("b", "post", "1", anchors=("y",))}, "")
    assert set(after["b"].anchors) == {"x", "y"}


def test_lines_of_two_branches_are_one():
    one = PublishedPage("a", "post", "1", "2026-02-01", anchors=("x",))
    other = PublishedPage("a", "post", "1", "2026-01-01", anchors=("y",))
    found, problems = read(write([one]) + write([other]))
    assert problems == []
    assert found["a"][1].anchors == ("x", "y")
    assert found["a"][1].first == "2026-01-01"
    _, problems = read(write([one]) + write([PublishedPage("a", "post", "2")]))
    assert "has another id in line 1" in problems[0].message


@pytest.mark.parametrize("address", ['["x"]', "null", '""', f'"{"x" * 5000}"', "3"])
def test_an_address_that_is_none_is_told(address):
    found, problems = read(f'{{"address": {address}}}\n')
    assert found == {}
    assert len(problems) == 1


# -- Builds ------------------------------------------------------------------------


def note(blog):
    """Note what the last build of *blog* published."""
    state = json.loads((blog.folder / "_build/doctrees" / STATE).read_text())
    return update_ledger(state, blog.out, blog.folder / LEDGER, DAY)[0]


@pytest.fixture
def published(blog):
    blog = blog(**PUBLIC)
    text = "Of the weights that a network has, half may go, and nobody will miss any of them.\n"
    blog.post("one", f"# One\n\n{text}\n## The cost\n\nWords.\n", tags="[Pruning]")
    blog.post("two", "# Two\n\nSomething else.\n")
    assert blog.build().warnings == []
    note(blog)
    return blog


def test_a_publish_notes_all_and_then_nothing(published):
    lines = (published.folder / LEDGER).read_text().splitlines()
    found = {one["address"]: one for one in map(json.loads, lines)}
    post = found["posts/one.html"]
    assert post["anchors"] == ["one", "the-cost"]
    assert post["id"] == "tag:h.example,2026-01-31:posts/one"
    assert (post["first"], post["source"]) == ("2026-05-04", "posts/one.md")
    assert {"blog/tag/pruning.html", "blog/tag/pruning/atom.xml", "index.html"} <= found.keys()
    assert "404.html" not in found
    assert published.build().warnings == []
    assert note(published) == []
    assert (published.folder / LEDGER).read_text().splitlines() == lines


def test_a_lost_post_is_told_with_where_it_probably_is_and_the_line_that_mends_it(published):
    (published.folder / "posts/one.md").rename(published.folder / "posts/uno.md")
    told = [line for line in published.build().warnings if "published.address" in line]
    (said,) = told
    assert said.startswith("posts/published.jsonl:")
    assert "the post 'One'" in said
    assert "posts/uno.md" in said
    assert "`redirect: posts/one`" in said
    source = published.folder / "posts/uno.md"
    source.write_text(source.read_text().replace("date:", "redirect: posts/one\ndate:"))
    assert published.build().warnings == []
    assert "posts/uno.html" in published.page("posts/one.html")
    assert "tag:h.example,2026-01-31:posts/one<" in published.page("blog/atom.xml")
    assert note(published)[0] == "moved    posts/one.html → posts/uno.html"


def test_a_post_keeps_its_id_whatever_its_date_becomes(published):
    published.post("two", "# Two\n\nSomething else.\n", date="2026-02-01")
    assert published.build().warnings == []
    assert "tag:h.example,2026-01-31:posts/two<" in published.page("blog/atom.xml")


def test_what_is_gone_says_why(published):
    (published.folder / "posts/two.md").unlink()
    published.build(blink_gone={"posts/two": "It was <b>wrong</b>."})
    assert published.warnings == []
    page = published.page("posts/two.html")
    assert "It was &lt;b&gt;wrong&lt;/b&gt;." in page
    assert "noindex" in page
    assert "posts/two" not in published.page("sitemap.xml")


def test_a_listing_that_would_be_lost_is_led_on(published):
    post = published.folder / "posts/one.md"
    post.write_text(post.read_text().replace("[Pruning]", "[Sparsity]"))
    said = " ".join(published.build().warnings)
    assert (
        "links to `blog/tag/pruning.html` would find nothing: it is no longer in the site" in said
    )
    assert "blink_moved" in said
    published.build(blink_moved={"blog/tag/pruning": "blog/tag/sparsity"})
    assert not any("pruning.html" in line for line in published.warnings)
    assert 'href="sparsity.html"' in published.page("blog/tag/pruning.html")
    assert "/blog/tag/pruning.html /blog/tag/sparsity.html 301\n" in published.page("_redirects")
    assert json.loads(published.page("redirects.json"))[0]["type"] == "page"


def test_an_anchor_that_would_be_lost_is_told_in_its_post(published):
    post = published.folder / "posts/one.md"
    text = post.read_text()
    post.write_text(text.replace("## The cost", "## The costs"))
    (said,) = published.build().warnings
    assert "posts/one.md" in said
    assert "links to `#the-cost` would find nothing: this page no longer has it" in said
    assert "`#the-costs`" in said
    post.write_text(text.replace("## The cost", "(the-cost)=\n## The costs"))
    assert published.build().warnings == []


def test_a_damaged_line_is_told_and_the_others_hold(published):
    path = published.folder / LEDGER
    path.write_text("<<<<<<< HEAD\n" + path.read_text())
    (published.folder / "posts/two.md").unlink()
    said = published.build().warnings
    assert said[0].startswith("posts/published.jsonl:1: WARNING: ")
    assert any("posts/two.html" in line for line in said)
    with pytest.raises(ValueError, match=r"published\.jsonl:1: "):
        note(published)


@pytest.mark.parametrize("left", ["", None], ids=["emptied", "gone"])
def test_a_ledger_that_git_has_and_the_folder_has_not_is_told_with_the_way_back(published, left):
    for name in (LEDGER, "posts/logbooks.jsonl"):
        with (published.folder / name).open("a") as file:
            file.write("" if name == LEDGER else '{"report": "a", "covers": {"b": "1"}}\n')
    git = ["git", "-C", str(published.folder), "-c", "user.name=a", "-c", "user.email=a@h.example"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "posts"], check=True)
    subprocess.run([*git, "commit", "-qm", "one"], check=True)
    for name in (LEDGER, "posts/logbooks.jsonl"):
        (published.folder / name).unlink()
        if left is not None:
            (published.folder / name).write_text(left)
    said = published.build().warnings
    assert [line.rpartition("[")[2] for line in said] == ["published.ledger]", "ledger.ledger]"]
    assert "git checkout HEAD -- posts/published.jsonl" in said[0]
    subprocess.run([*git, "checkout", "-q", "HEAD", "--", LEDGER], check=True)
    said = published.build().warnings
    assert [line.rpartition("[")[2] for line in said] == ["ledger.ledger]"]


def test_drafts_are_not_noted_and_previews_tell_nothing(published):
    published.post("secret", "# Secret\n", draft="true")
    (published.folder / "posts/two.md").unlink()
    assert published.build(blink_drafts=True).warnings == []


# -- The command -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gates", "state", "code", "words"),
    [
        (1, {}, 1, "correct the errors"),
        (
            0,
            {"drafts": True, "public": True},
            1,
            "the site contains drafts; remove `blink_drafts` from conf.py",
        ),
        (0, {"drafts": False, "public": False}, 1, "html_baseurl"),
        (
            0,
            {"drafts": False, "public": True, "posts": []},
            0,
            "subscribers on this first publication; posts/published.jsonl was created:",
        ),
    ],
)
def test_the_command(tmp_path, monkeypatch, capsys, gates, state, code, words):
    monkeypatch.chdir(tmp_path)
    conf = (ROOT / "conf.py").read_text()
    (tmp_path / "conf.py").write_text(
        conf.replace("blink.example.org", "h.example").replace("Your Name", "Ann")
    )
    monkeypatch.setattr(publish.check, "report", lambda source, output, **purpose: gates)
    monkeypatch.setattr(publish, "record_logbooks", lambda state, day: 0)
    publish.DOCTREES.mkdir(parents=True)
    (tmp_path / "posts").mkdir()
    (publish.DOCTREES / STATE).write_text(json.dumps(state))
    assert main(["publish"]) == code
    said = capsys.readouterr()
    assert words in said.out + said.err


def test_the_command_with_no_post(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "conf.py").write_text("")
    monkeypatch.setenv("BLINK_POST", "posts/none.md")
    assert main(["publish"]) == 2
    assert "posts/none.md is not a .md or .rst file in posts/" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("conf", "named"),
    [
        ('blink_authority = "blog.example.org"', ["blink_authority"]),
        ('blink_authority = "ann@example.com"', ["blink_authority"]),
        ('html_baseurl = "https://example.net/blog/"', ["html_baseurl", "blink_authority"]),
        ('html_baseurl = "https://x.example.net/"; blink_authority = "a.dev"', ["html_baseurl"]),
        ('blink_authority = "a.dev"; author = "Your Name"', ["author"]),
    ],
)
def test_nothing_is_published_in_the_name_of_an_example(tmp_path, monkeypatch, capsys, conf, named):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "conf.py").write_text(conf)
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts/a.md").write_text("---\ndraft: true\n---\n# A\n")
    monkeypatch.setenv("BLINK_POST", "posts/a.md")
    assert main(["publish"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert [line.split()[1] for line in said] == named
    assert "draft: true" in (tmp_path / "posts/a.md").read_text()


def test_a_conf_py_that_cannot_be_run_is_one_word(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "conf.py").write_text("html_title = (\n")
    assert main(["publish"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("conf.py:1: '(' was never closed; ")
    assert said.count("\n") == 1


@needs_chromium
@pytest.mark.parametrize("script", [True, False])
def test_a_redirect_leads_on_and_keeps_the_place_in_the_page(blog, opened, script):
    blog = blog(**PUBLIC)
    blog.post("now", "# Now\n\n## Part\n\nWords.\n", redirect="old/place")
    assert blog.build().warnings == []
    with served(blog.out) as address:
        page = opened("about:blank", base_url=address, java_script_enabled=script)
        page.goto("old/place.html#part")
        page.wait_for_url(f"{address}posts/now.html{'#part' if script else ''}*")
