"""Logbooks in the site: their pages, the cards of entries, and mistakes in entries."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from blink.logbooks.plots import figure

if TYPE_CHECKING:
    from conftest import Blog

PUBLIC = {"html_baseurl": "https://h.example/", "blink_authority": "h.example"}
BOOK = "blog/logbook/pruning.html"
UPDATE = "```{update} 2026-03-01\nThe seed was *wrong*. See {entry}`one`.\n```\n"


def entry(blog: Blog, name: str, body: str = "Words.\n", **fields: str) -> None:
    blog.post(name, f"# Entry {name}\n\n{body}", **{"logbook": "Pruning", **fields})


def write(blog: Blog) -> Blog:
    """Write a logbook of four entries, one of them a draft, and a post of no logbook."""
    entry(
        blog, "one", date="2026-01-01", status="done", next="[prune, quantise]",
        metrics="\n  loss: {value: 2.5, spread: 0.1, better: lower}\n  size: 90 kB",
        question="Does it fit?", command="make all", artifacts="\n  weights: https://x.example/w",
    )  # fmt: skip
    entry(
        blog, "two", UPDATE, date="2026-01-02", outcome="refuted", hypothesis="Half is enough.",
        baseline="one", follows="one#1", metrics="two.json",
    )  # fmt: skip
    blog.write("posts/two.json", '{"loss": 2.2, "size": 45}')
    entry(blog, "three", date="2026-01-03", follows="two", supersedes="two", metrics="\n  loss: 2")
    entry(blog, "secret", date="2026-01-04", draft="true", metrics="\n  loss: 1")
    blog.post("other", "# Other\n\nOf something else.\n")
    return blog


@pytest.fixture(scope="module")
def built(shared_blog):
    blog = write(shared_blog(**PUBLIC)).build()
    assert blog.warnings == []
    return blog


def main(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_an_amendment_names_what_it_cites(built):
    for page in ("posts/two.html", BOOK):
        assert "The seed was wrong. See Entry one." in words(built.page(page))


def test_the_page_of_a_logbook_shows_its_analysis(built):
    page = main(built.page(BOOK))
    text = words(page)
    for part in ("Does it fit?", "3 entries, 1 January 2026 to 3 January 2026", "1 refuted",
                 "★ 2", "size (kB)", "−50.0 %", "amended 1 March 2026 : The seed was wrong.",
                 "Open next steps quantise"):  # fmt: skip
        assert part in text
    assert [re.sub("<.*?>", "", heading) for heading in re.findall("<h2.*?</h2>", page)] == [
        "Results", "Timeline", "Open next steps",
    ]  # fmt: skip
    assert page.count("<svg ") == 2
    assert 'src="../../_logbooks/graph-' in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_a_draft_is_on_no_page(built):
    assert built.holding("secret") == []


def test_the_logbook_has_feeds_and_a_place_in_the_site(built):
    feed = json.loads(built.page("blog/logbook/pruning/feed.json"))
    assert [item["title"] for item in feed["items"]] == ["Entry three", "Entry two", "Entry one"]
    assert "This entry" not in feed["items"][0]["content_html"]
    assert "Half is enough." in feed["items"][1]["content_html"]
    assert "blog/logbook/pruning.html</loc>" in built.page("sitemap.xml")
    assert "Logbooks" in built.page("blog/subscribe.html")
    assert 'href="blog/logbook.html"' in built.page("index.html")
    assert "Pruning: 3 entries in Blink." in built.page(BOOK)


RST_ENTRIES = {
    "one": """:date: 2026-01-01
:status: done
:next:
    - prune
    - quantise
:metrics:
    :loss:
        :value: 2.5
        :spread: 0.1
        :better: lower
    :size: 90 kB
:question: Does it fit?
:command: make all
:artifacts:
    :weights: https://x.example/w
""",
    "two": """:date: 2026-01-02
:outcome: refuted
:hypothesis: Half is enough.
:baseline: one
:follows: one#1
:metrics: two.json
""",
    "three": ":date: 2026-01-03\n:follows: two\n:supersedes: two\n:metrics:\n    :loss: 2\n",
}


def test_entries_in_restructuredtext_equal_those_in_markdown(built, blog):
    rst = blog(**PUBLIC)
    for name, fields in RST_ENTRIES.items():
        wrong = "The seed was *wrong*. See :entry:`one`."
        update = f".. update:: 2026-03-01\n\n   {wrong}\n" * (name == "two")
        heading = f"Entry {name}"
        body = f"{heading}\n{'=' * len(heading)}\n\n{update or 'Words.'}\n"
        rst.write(f"posts/{name}.rst", f"{fields}:logbook: Pruning\n\n{body}")
    rst.write("posts/two.json", '{"loss": 2.2, "size": 45}')
    assert rst.build().warnings == []
    for export in ("json", "csv"):
        path = f"blog/logbook/pruning/logbook.{export}"
        assert rst.page(path) == built.page(path)
    assert main(rst.page(BOOK)) == main(built.page(BOOK))


def test_an_entry_shows_its_card_and_its_position(built):
    page = main(built.page("posts/two.html"))
    text = words(page)
    for part in ("Pruning , entry 2 of 3", "Previous: Entry one", "Next: Entry three",
                 "Followed by Entry three", "Superseded by Entry three",
                 "Amended 1 March 2026 : The seed was wrong.", "Hypothesis Half is enough.",
                 "2.2 2.5 ± 0.1 −0.3", "45 kB 90 kB −45 kB (−50.0 %)"):  # fmt: skip
        assert part in text
    assert "entry 1 of 3 · Next" in words(built.page("posts/one.html"))
    assert "log-" not in built.page("posts/other.html")


def test_a_metric_that_the_baseline_has_not_has_a_dash(blog):
    blog = blog()
    entry(blog, "a", date="2026-01-01", metrics="{loss: 1}")
    entry(blog, "b", date="2026-01-02", metrics="{loss: 2, size: 3}", baseline="a")
    assert blog.build().warnings == []
    assert '<span title="The baseline has no value of this metric.">—</span></td>' in blog.page(
        "posts/b.html"
    )


def test_the_script_is_loaded_where_there_is_a_table(built):
    assert "logbook.js" in built.page(BOOK)
    assert "logbook.js" not in built.page("posts/two.html")
    assert "<script" not in main(built.page(BOOK))


def test_a_logbook_is_exported_as_json_and_csv(built):
    data = json.loads(built.page("blog/logbook/pruning/logbook.json"))
    schema = json.loads(built.page("blog/logbook/logbook.schema.json"))
    assert data["$schema"] == schema["$id"] == "https://h.example/blog/logbook/logbook.schema.json"
    one, two, three = data["entries"]
    assert one["metrics"]["loss"] == {"value": 2.5, "spread": 0.1, "better": "lower"}
    assert two["metrics"]["size"] == {"value": 45, "unit": "kB"}
    assert (three["url"], three["supersedes"]) == ("https://h.example/posts/three.html", ["two"])
    known = schema["properties"]["entries"]["items"]["properties"]
    assert one.keys() | two.keys() | three.keys() <= known.keys()
    rows = built.page("blog/logbook/pruning/logbook.csv").splitlines()
    columns = [f"loss {name}" for name in ("spread", "n", "sd", "delta", "interval low")]
    assert (
        ",".join(["seed", "loss", *columns, "loss interval high,loss verdict,size (kB)"]) in rows[0]
    )
    assert ",2.2,,,,-0.2999999999999998,,,," in rows[2]
    assert rows[2].endswith(",45,,,,-45.0,,,")


def test_a_logbook_follows_its_introduction(blog):
    blog = write(blog(**PUBLIC))
    blog.write("blog/logbook/pruning.md", "# How much can go\n\nWe ask this.\n")
    assert blog.build().warnings == []
    page = main(blog.page(BOOK))
    assert words(page).index("We ask this.") < page.index("log-summary")
    assert "data-sortable" in page
    assert 'href="pruning/atom.xml"' in page
    blog.write("posts/two.json", '{"loss": 2.1}')
    blog.build()
    assert "2.1" in main(blog.page(BOOK))


MISTAKES = {
    "baseline: one\nfollows: [one, tow]": [(6, "entry", "did you mean `two`?")],
    "follows:\n  - one\n  - one#3": [
        (7, "entry", "`one` has no next step 3; write a number from 1 to 2")
    ],
    "follows: two#1": [(5, "entry", "`two` has no next steps")],
    "metrics: {speed: 3}\nbaseline: one": [
        (6, "baseline", "`one` has none of the metrics of this entry, `speed`, so nothing is")
    ],
    "metrics: {speed: {value: 3, better: higher}, size: 3 kB}\nbaseline: one": [
        (6, "baseline", "`one` has none of the metrics of this entry, `speed`, so nothing is")
    ],
    "baseline: odd": [(5, "entry", "this entry itself")],
    "replicates: other": [(5, "entry", "is not a published logbook entry")],
    "supersedes: secret": [(5, "entry", "is not a published logbook entry")],
    "metrics:\n  size: 45 MB": [(6, "scale", "`MB`")],
    "metrics: no.json": [(5, "metrics", "cannot be read")],
    "metrics: ../../x.json": [(5, "", "outside the project")],
    "outcome: none": [(5, "type", "supported")],
}


@pytest.mark.parametrize("lines", MISTAKES)
def test_a_mistake_is_a_warning_at_its_line(blog, lines):
    blog = write(blog())
    text = (
        f"---\ndate: 2026-02-01\n# a comment\nlogbook: Pruning\n{lines}\n---\n\n# Odd\n\nWords.\n"
    )
    blog.write("posts/odd.md", text)
    warnings = [line.partition("posts/odd.md:")[2] for line in blog.build().warnings]
    assert len(warnings) == len(MISTAKES[lines]), warnings
    for line, (number, kind, word) in zip(warnings, MISTAKES[lines], strict=True):
        assert line.startswith(f"{number}: {'WARNING' if kind not in ('', 'scale') else 'ERROR'}: ")
        assert word in line
        assert line.endswith(f".{kind}]" if kind else "conf.py")


def test_entries_cannot_follow_each_other(blog):
    blog = blog()
    entry(blog, "a", follows="b")
    entry(blog, "b", follows="a")
    warnings = blog.build().warnings
    assert len(warnings) == 2
    assert all("follows itself" in line for line in warnings)


def test_an_entry_must_be_the_only_post_of_its_file(blog):
    blog = blog()
    body = "## A\n\n```{post} 2026-01-01\n```\n\nX.\n\n## B\n\n```{post} 2026-01-02\n```\n\nY.\n"
    blog.write("posts/many.md", f"---\nlogbook: Pruning\n---\n\n# Many\n\n{body}")
    assert all("this file holds several posts" in line for line in blog.build().warnings)


def test_an_entry_in_restructuredtext(blog):
    blog = blog()
    blog.write(
        "posts/r.rst", ":date: 2026-01-01\n:logbook: Pruning\n:status: done\n:metrics: r.csv\n\n"
        "R\n=\n\nWords.\n",
    )  # fmt: skip
    blog.write("posts/r.csv", "name,value,unit\nt,2.5,s\n")
    assert blog.build().warnings == []
    assert "2.5 s" in blog.page("posts/r.html")


def test_a_preview_shows_the_card_of_a_draft(blog):
    blog = write(blog(blink_drafts=True)).build()
    assert "log-card" in blog.page("posts/secret.html")
    assert "entry" not in words(blog.page("posts/secret.html")).partition("Pruning")[2][:12]
    assert "3 entries" in words(blog.page(BOOK))


# -- Incremental builds ----------------------------------------------------------


def contents(blog: Blog) -> dict[str, bytes]:
    return {name: (blog.out / name).read_bytes() for name in blog.files()}


def edit_metric(blog: Blog) -> None:
    blog.write("posts/two.json", '{"loss": 2.1, "size": 45}')


def edit_outcome(blog: Blog) -> None:
    path = blog.folder / "posts/two.md"
    path.write_text(path.read_text().replace("refuted", "supported"))


def drop_results(blog: Blog) -> None:
    (blog.folder / "posts/two.json").write_text('{"size": 45}')


def add_entry(blog: Blog) -> None:
    entry(blog, "four", date="2026-02-01", follows="one#2", metrics="\n  loss: 1.9")


def remove_entry(blog: Blog) -> None:
    (blog.folder / "posts/three.md").unlink()


def remove_all(blog: Blog) -> None:
    for name in ("one", "two", "three", "secret"):
        (blog.folder / f"posts/{name}.md").unlink()


CHANGES = {
    edit_metric: {"posts/two.html", BOOK},
    edit_outcome: {"posts/two.html", BOOK, "blog/logbook.html", "index.html"},
    drop_results: {"posts/two.html", BOOK},
    add_entry: None,
    remove_entry: None,
    remove_all: None,
}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_an_incremental_build_equals_a_clean_build(blog, change):
    old, fresh = write(blog(**PUBLIC)).build(), write(blog(**PUBLIC))
    before = contents(old)
    for site in (old, fresh):
        change(site)
        assert site.build().warnings == []
    after = contents(old)
    assert after.keys() == (expected := contents(fresh)).keys()
    apart = {"objects.inv"}
    assert {n for n in after if after[n] != expected[n]} - apart == set()
    changed = {name for name in after if after[name] != before.get(name)} - apart
    if CHANGES[change]:
        pages = {name for name in changed if name.endswith(".html")}
        assert pages == CHANGES[change]


def test_a_plot_is_drawn_again_only_when_it_changes(blog, monkeypatch):
    drawn = []
    real = figure.draw
    monkeypatch.setattr(figure, "draw", lambda *args: drawn.append(args) or real(*args))
    blog = write(blog()).build()
    assert len(drawn) == 2
    entry(blog, "four", date="2026-02-01")
    blog.build()
    assert len(drawn) == 2
    edit_metric(blog)
    blog.build()
    assert [plot.label for plot, _ in drawn[2:]] == ["loss"]
