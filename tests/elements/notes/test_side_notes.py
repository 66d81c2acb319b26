"""Footnotes beside the text: the pages, and what Chromium shows of them."""

from __future__ import annotations

import lxml.html
import pytest
from browsers import needs_chromium, served, violations

WORDS = "Weights are many and few of them matter, as a table after pruning shows. " * 4
COLUMNS = 14
POST = f"""\
# Notes

{WORDS}[^a] {WORDS} And another.[^b] And a third.[^c] {WORDS}

```python
x = "{"a line that is wider than the text " * 4}"
```

{WORDS} A long one.[^long] {WORDS}

- an item[^item]
- another, which refers to an earlier one.[^b]

:::{{note}}
In a box.[^box]
:::

{WORDS} {WORDS}

{WORDS} {WORDS}

{WORDS} {WORDS}

{"| name " * COLUMNS}|
{"| --- " * COLUMNS}|
{"| thousands " * COLUMNS}|

{WORDS} With code in it.[^code] {WORDS}

{WORDS} Last.[^last]

[^a]: A note of a few words.
[^b]: A second note with *emphasis* and a [link](https://example.org/), which takes some lines.
[^c]: A third note, of the same paragraph.
[^long]: {WORDS * 3}
[^item]: A note of a list.
[^box]: A note of a box.
[^code]: A note with code:

    ```
    x
    ```
[^last]: The last note.
"""
BESIDE = ["a", "b", "c", "item", "last"]
AT_THE_END = ["long", "box", "code"]

#: Whether two of the given boxes overlap
OVERLAPS = """selector => {
  const boxes = [...document.querySelectorAll(selector)].map(one => one.getBoundingClientRect());
  return boxes.some((a, i) => boxes.some((b, j) => i < j && a.left < b.right - 1
    && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1));
}"""
TOP = "one => one.getBoundingClientRect().top + scrollY"


@pytest.fixture(scope="module")
def site(shared_blog):
    made = shared_blog()
    made.post("notes", POST)
    made.post("plain", "# Plain\n\nWords.\n")
    return made.build()


@pytest.fixture(scope="module")
def address(site):
    with served(site.out) as address:
        yield f"{address}posts/notes.html"


def test_short_notes_may_stand_beside_the_text_and_the_others_are_at_its_end(site):
    assert site.warnings == []
    page = lxml.html.fromstring(site.page("posts/notes.html"))
    notes = {one.get("id"): one for one in page.cssselect("aside.footnote")}
    assert sorted(notes) == sorted(BESIDE + AT_THE_END)
    assert {name for name in notes if "side-note" in notes[name].classes} == set(BESIDE)
    assert len(page.cssselect("[role='doc-noteref']")) == 9  # nothing is there twice


def test_only_pages_with_such_notes_have_rules_for_them(site):
    assert "--anchor:" in site.page("posts/notes.html")
    assert "--anchor:" not in site.page("posts/plain.html")
    assert "--anchor:" not in site.page("blog/atom.xml")


def test_an_incremental_build_writes_the_same(site):
    before = site.page("posts/notes.html")
    (site.out / "posts/notes.html").unlink()
    assert site.build().page("posts/notes.html") == before


@needs_chromium
def test_on_a_wide_screen_a_note_stands_level_with_its_mark(address, opened):
    page = opened(address, viewport={"width": 1440, "height": 900})
    text = page.locator(".e-content > p").first.bounding_box()
    for name in BESIDE:
        note = page.locator(f"#{name}")
        assert note.bounding_box()["x"] > text["x"] + text["width"]
        mark = page.locator(f"[href='#{name}']").first
        assert -40 < note.evaluate(TOP) - mark.evaluate(TOP) < 140, name
    for name in AT_THE_END:
        assert page.locator(f"#{name}").bounding_box()["x"] == pytest.approx(text["x"], abs=1)
    assert not page.evaluate(OVERLAPS, "aside.footnote, .e-content > *, .e-content section > *")
    # a table that is far from notes has the room that they do not need
    assert page.locator(".pst-scrollable-table-container").bounding_box()["width"] > text["width"]
    page.locator("[href='#a']").hover()
    colour = "one => getComputedStyle(one).borderTopColor"
    assert page.locator("#a").evaluate(colour) != page.locator("#b").evaluate(colour)
    assert violations(page) == []


@needs_chromium
def test_on_a_narrow_screen_all_notes_are_at_the_end(address, opened):
    page = opened(address, viewport={"width": 800, "height": 900})
    tops = [page.locator(f"#{one}").evaluate(TOP) for one in ("a", "long", "last")]
    assert tops == sorted(tops)
    assert tops[0] > page.locator("[href='#last']").evaluate(TOP)


@needs_chromium
def test_paper_has_all_notes_at_the_end(address, opened):
    page = opened(address, viewport={"width": 1440, "height": 900})
    page.emulate_media(media="print")
    assert page.locator("#a").evaluate(TOP) > page.locator("[href='#last']").evaluate(TOP)


@needs_chromium
def test_in_a_blog_that_is_written_from_right_to_left_notes_are_at_the_left(blog, opened):
    made = blog(language="he")
    made.post("notes", POST)
    made.build()
    with served(made.out) as base:
        page = opened(f"{base}posts/notes.html", viewport={"width": 1440, "height": 900})
        note, text = page.locator("#a").bounding_box(), page.locator(".e-content > p").first
        assert note["x"] + note["width"] < text.bounding_box()["x"]
