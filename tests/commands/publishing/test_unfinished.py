"""Posts without a text, and the texts of a new blog, are found before they are published."""

from __future__ import annotations

import json
import shutil
from datetime import date

import pytest

from blink.checks.permalinks import STATE
from blink.commands.check import check_unfinished
from blink.commands.publishing.check_results import BuiltSite
from blink.commands.publishing.published_pages import update_ledger
from blink.commands.publishing.unfinished import draft_problem
from blink.posts.permalinks.published_ledger import LEDGER
from blink.scaffold import new_files

WITHOUT_TEXT = {
    "title": "# A\n",
    "sections": "# A\n\n## B\n\n### C\n",
    "comment": "# A\n\n<!-- Write this. -->\n\n% and this\n",
    "label": "(here)=\n# A\n\n```{post}\n```\n",
}
WITH_TEXT = {
    "words": "# A\n\nWords.\n",
    "picture": "# A\n\n![A picture](p.svg)\n",
    "code": "# A\n\n```python\nprint(1)\n```\n",
    "formula": "# A\n\n$$x$$\n",
    "html": "# A\n\n<video src='a.mp4' controls></video>\n",
    "list": "# A\n\n```{postlist} 3\n```\n",
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9"/></svg>'
VALUES = {
    "title": '"Notes"', "title_text": "Notes", "author": '"Ann"', "copyright": '"Ann"',
    "url": '"https://h.example/"', "authority": '"h.example"', "timezone": '"UTC"',
    "short_author": '"ann"', "year": "2026", "date": "2026-01-31",
}  # fmt: skip


@pytest.fixture(scope="module")
def built(shared_blog):
    """Return a site with empty and other posts, and with the pages of a new blog."""
    blog = shared_blog(html_baseurl="https://h.example/", nitpicky=False)
    for name, text in (WITHOUT_TEXT | WITH_TEXT).items():
        blog.write(f"posts/{name}.md", f"---\ndate: 2026-01-31\n---\n\n{text}")
    blog.write("posts/p.svg", SVG)
    blog.write("posts/a.mp4", b"\0")
    blog.write("posts/rest.rst", ":date: 2026-01-31\n\nA\n=\n\n.. A comment.\n")
    blog.post("link", "# A\n", external_link="https://o.example/")
    blog.post("planned", "# P\n", logbook="Pruning", status="planned", question="How many?")
    blog.post("run", "# R\n", logbook="Pruning", status="done", outcome="refuted")
    blog.write("posts/many.md", "# M\n\n## F\n\n```{post} 2026-01-01\n```\n\nWords.\n\n## S\n\n"
               "```{post} 2026-01-02\n```\n")  # fmt: skip
    for name, text in new_files(VALUES):
        if name.endswith(".md"):
            blog.write(name, text)
    blog.build()
    state = blog.folder / "_build/cache/html" / STATE
    state.parent.mkdir(parents=True)
    shutil.copy(blog.folder / "_build/doctrees" / STATE, state)
    return BuiltSite(blog.folder, blog.out, settings={"root_doc": "index"})


def told(messages, built):
    return {line.removeprefix(f"{built.source}/").partition(": ")[0] for line in messages}


def test_posts_without_a_text_are_errors_at_their_places(built):
    errors = check_unfinished(built).errors
    assert told(errors, built) == {
        "posts/title.md:1", "posts/sections.md:1", "posts/comment.md:1", "posts/label.md:8",
        "posts/planned.md:1", "posts/rest.rst:1", "posts/many.md:12",
    }  # fmt: skip
    assert all("write its text, or write `draft: true`" in line for line in errors)


def test_the_texts_of_a_new_blog_are_told_and_errors_when_it_is_published(built):
    checked = check_unfinished(built)
    places = {"index.md:7", "about.md:3", "posts/2026/welcome.md:10"}
    assert told(checked.notes, built) == places
    assert not places & told(checked.errors, built)
    publishing = BuiltSite(built.source, built.site, (), built.settings, publishing=True)
    assert places < told(check_unfinished(publishing).errors, built)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("index.md", "One or two sentences on what you write about.", "I write on pruning."),
        ("about.md", "Say in a few sentences", "I write"),
        ("posts/2026/welcome.md", "Change it", "Read it"),
    ],
)
def test_a_text_of_ones_own_is_not_told(built, name, old, new):
    path = built.source / name
    text = path.read_text()
    assert old in text
    try:
        path.write_text(text.replace(old, new))
        assert not [line for line in check_unfinished(built).notes if name in line]
        path.write_text(text.replace("sentences ", "sentences\n"))  # lines broken elsewhere
        assert [line for line in check_unfinished(built).notes if name in line]
    finally:
        path.write_text(text)


def test_a_post_that_readers_have_seen_without_a_text_is_no_error(built):
    ledger = built.source / LEDGER
    try:
        update_ledger(built.state, built.site, ledger, date(2026, 5, 4))
        assert check_unfinished(built).errors == ()
        records = [json.loads(line) for line in ledger.read_text().splitlines()]
        for record in records:  # they had one
            record["digest"] = "0"
        ledger.write_text("".join(f"{json.dumps(record)}\n" for record in records))
        assert len(check_unfinished(built).errors) == 7
    finally:
        ledger.unlink(missing_ok=True)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ndraft: true\n---\n", 1),
        ("\n---\ndraft: true\n---\n\n# A\n\n## B\n<!-- c\nd -->\n", 2),
        ("", 0),
        ("---\ndraft: true\n---\n# A\n\nWords.\n", 0),
        ("---\ndraft: true\nlogbook: a\n---\n", 0),
        ("---\ndraft: true\nexternal_link: https://a.example\n---\n# A\n", 0),
    ],
)
def test_a_draft_without_a_text_is_told_before_it_is_dated(tmp_path, text, line):
    path = tmp_path / "a.md"
    path.write_text(text)
    message = draft_problem(path)
    assert message == (f"{path}:{line}: this draft has no text; write it first" if line else "")
