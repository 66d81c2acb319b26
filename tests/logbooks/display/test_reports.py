"""Reports: directives and roles in a post, entries as they were recorded, and newer entries."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from logbooks.display.test_pages import contents, entry, main, words, write

from blink.commands.logbook.record import record_logbooks
from blink.logbooks import history
from blink.logbooks.display.roles import citation_mark, fill_marks, parse_citation
from blink.logbooks.entries import text_digests

PUBLIC = {"html_baseurl": "https://h.example/", "blink_authority": "h.example"}
BODY = """# Advancement

From {metric}`one:loss` to {metric}`three:loss` in {entry}`three`.

## All

```{logbook-summary}
```

```{logbook-table}
```

```{logbook-plot} loss
```

```{logbook-timeline}
```

```{logbook-graph}
```

```{logbook-next}
```
"""


def report(blog, body=BODY, **fields):
    blog.post("rep", body, **{"date": "2026-01-31", "report": "Pruning", **fields})


def shown(blog, name="posts/rep.html"):
    """Return the words of a report, without the note below it."""
    page = main(blog.page(name))
    page = page[page.index('<div class="e-content">') : page.index("</article>")]
    return words(page.partition('<aside class="log-card" aria-labelledby')[0])


def note_below(blog, name="posts/rep.html"):
    page = main(blog.page(name))
    return words(page[page.index('aria-labelledby="log-since"') :].partition("</aside>")[0])


def record(blog, monkeypatch):
    monkeypatch.chdir(blog.folder)
    state = blog.folder / "_build" / "doctrees" / history.STATE
    assert record_logbooks(state, date(2026, 2, 1)) == 0


def test_what_a_report_shows(blog):
    blog = write(blog(**PUBLIC))
    report(blog)
    assert blog.build().warnings == []
    shown_text = shown(blog)
    assert "From 2.5 ± 0.1 to 2 in Entry three ." in shown_text
    for part in ("Does it fit?", "3 entries, 1 January 2026 to 3 January 2026", "★ 2",
                 "Half is enough.", "quantise"):  # fmt: skip
        assert part in shown_text
    page = main(blog.page("posts/rep.html"))
    assert page.count("<svg ") == 1
    assert '<a class="reference internal" href="three.html">' in page
    assert "_logbooks/graph-" in page
    assert "logbook.js" in blog.page("posts/rep.html")
    assert "@techreport{" in page
    (item,) = [
        item for item in json.loads(blog.page("blog/logbook/pruning/feed.json"))["items"]
        if item["title"] == "Advancement"
    ]  # fmt: skip
    assert "From" in item["summary"]
    assert "2.5 ± 0.1 to 2 in Entry three" in item["summary"]
    assert "/drawing-" in item["content_html"]
    assert "Advancement" in words(main(blog.page("blog/logbook/pruning.html")))


def test_directives_select_by_date_status_tag_and_logbook(blog):
    blog = write(blog())
    entry(blog, "elsewhere", logbook="Other", date="2026-01-02", tags="[x]", status="done")
    body = """# R

## A

```{logbook-timeline}
:since: 2026-01-02
:until: 2026-01-02
```

## B

```{logbook-timeline}
:status: done
:logbook: Other, Pruning
```

## C

```{logbook-timeline}
:tag: x
```

## D

```{logbook-next}
:until: 2026-01-01
```
"""
    report(blog, body)
    assert blog.build().warnings == []
    shown_text = f" {shown(blog)}"
    a, b, c, d = (shown_text.partition(f" {name} ")[2] for name in "ABCD")
    assert ("Entry two" in a.partition(" B ")[0], "Entry one" in a.partition(" B ")[0]) == (
        True, True,
    )  # fmt: skip
    assert a.partition(" B ")[0].count("January 2026") == 1
    assert "Other 2 January 2026 Entry elsewhere" in b
    assert "Pruning 1 January 2026 Entry one" in b
    assert "There are no matching entries." in c.partition(" D ")[0]
    assert "quantise" in d


def test_later_entries_are_listed_below_the_report(blog):
    blog = write(blog())
    report(blog, date="2026-01-02")
    assert blog.build().warnings == []
    assert "Entry three" not in shown(blog).replace("in Entry three .", "")
    assert "2 entries" in shown(blog)
    note = note_below(blog)
    assert "covers 2 entries of Pruning , up to 2 January 2026" in note
    assert "3 January 2026 Entry three" in note
    assert "1 March 2026 Entry two , amended: The seed was wrong." in note


def test_a_recorded_report_shows_its_entries_as_they_were(blog, monkeypatch):
    blog = write(blog(**PUBLIC))
    report(blog)
    blog.build()
    before = shown(blog)
    record(blog, monkeypatch)
    assert blog.build().warnings == []
    assert shown(blog) == before

    amended = "```{update} 2026-05-01\nMeasured anew.\n```\n"
    entry(blog, "one", amended, date="2026-01-01", status="done", next="[prune, quantise]",
          metrics="\n  loss: {value: 3.5, spread: 0.1, better: lower}\n  size: 90 kB",
          question="Does it fit?")  # fmt: skip
    entry(blog, "late", date="2026-01-20", metrics="\n  loss: 1")
    assert blog.build().warnings == []
    assert shown(blog) == before
    note = note_below(blog)
    assert "20 January 2026 Entry late" in note
    assert "1 May 2026 Entry one , amended: Measured anew." in note
    assert "3.5" in main(blog.page("blog/logbook/pruning.html"))
    record(blog, monkeypatch)
    assert blog.build().warnings == []
    assert shown(blog) == before

    (blog.folder / "posts/three.md").unlink()
    blog.build()
    link = "Entry three "  # a link without a target now
    assert shown(blog) == before.replace(link + ".", "Entry three.").replace(
        link + ",", "Entry three,"
    )


def test_since_last_report_leaves_out_what_the_last_report_covers(blog):
    blog = write(blog())
    blog.post("first", "# First\n\nWords.\n", date="2026-01-02", report="Pruning")
    body = "# R\n\n```{logbook-timeline}\n:since-last-report:\n```\n"
    report(blog, body)
    assert blog.build().warnings == []
    assert shown(blog).count("January 2026") == 1
    assert "Entry three" in shown(blog)


def test_a_published_entry_cannot_be_rewritten_without_a_reason(blog, monkeypatch):
    blog = write(blog())
    assert blog.build().warnings == []
    record(blog, monkeypatch)
    path = blog.folder / "posts/one.md"
    text = path.read_text()
    path.write_text(text.replace("2.5", "2.4").replace("Words.", "Other words."))
    for _ in range(2):  # the warning is repeated until it is corrected
        (line,) = blog.build().warnings
        assert line.startswith(
            "posts/one.md:7: WARNING: this entry was changed after `make record`"
        )
        assert "`loss` was 2.5 ± 0.1 and is now 2.4 ± 0.1, words in the text were changed" in line
        assert line.endswith("[ledger.rewritten]")
    path.write_text(text.replace("Words.", "*Words*\n."))
    assert blog.build().warnings == []
    path.write_text(text.replace("Words.", "Wrods.").replace("logbook:", "fix: a word\nlogbook:"))
    assert blog.build().warnings == []
    path.write_text(text.replace("2.5", "2.4") + "\n```{update} 2026-02-01\nA slip.\n```\n")
    assert blog.build().warnings == []


def test_a_merge_conflict_in_the_ledger_is_a_warning(blog):
    blog = write(blog())
    blog.write(history.LEDGER, "<<<<<<< HEAD\n")
    (line,) = blog.build().warnings
    assert line.startswith("posts/logbooks.jsonl:1: WARNING:")
    assert "`<<<<<<< HEAD` is left from a merge; delete it, and keep the lines of both" in line


WRONG = {
    "{metric}`one:lss`": "`one` has no metric `lss`; did you mean `loss`?",
    "{metric}`oen:loss`": "did you mean `one`?",
    "{entry}`secret`": "`secret` is not a published logbook entry",
    "{entry}`other`": "`other` is not a published logbook entry",
    "```{logbook-plot} lss\n```": "the logbook has no metric `lss`; did you mean `loss`?",
    "```{logbook-table}\n:logbook: Prunin\n```": "did you mean `Pruning`?",
    "```{logbook-table}\n:since: yesterday\n```": "since: `yesterday` is not a date",
    "```{logbook-table}\n:status: doen\n```": "status: must be one of planned, running, done,",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_citation_or_request_is_a_warning_at_its_line(blog, text):
    blog = write(blog())
    blog.post("rep", f"# R\n\nWords.\n\n{text}\n", report="Pruning")
    (line,) = blog.build().warnings
    assert line.startswith("posts/rep.md:10: WARNING:")
    assert WRONG[text] in line


def test_outside_of_a_report_a_directive_must_name_its_logbook(blog):
    blog = write(blog())
    blog.write("about.md", "# About\n\n```{logbook-summary}\n```\n")
    (line,) = blog.build().warnings
    assert "no logbook is named; add the option `:logbook: NAME`" in line
    blog.write("about.md", "# About\n\n```{logbook-summary}\n:logbook: Pruning\n```\n")
    assert blog.build().warnings == []
    assert "3 entries" in words(main(blog.page("about.html")))


def test_a_heading_cannot_contain_a_citation(blog):
    blog = write(blog())
    blog.post("rep", "# R\n\n## Of {entry}`one`\n\nWords.\n", report="Pruning")
    (line,) = blog.build().warnings
    assert "[cited.title]" in line


def edit(blog):
    path = blog.folder / "posts/three.md"
    path.write_text(path.read_text().replace("loss: 2", "loss: 1.9"))


def test_a_changed_metric_is_updated_on_all_pages_that_show_it(blog):
    old, fresh = write(blog(**PUBLIC)), write(blog(**PUBLIC))
    for site in (old, fresh):
        report(site)
    old.build()
    before = contents(old)
    for site in (old, fresh):
        edit(site)
        assert site.build().warnings == []
    after, expected = contents(old), contents(fresh)
    apart = {"objects.inv"}
    assert {
        n for n in after.keys() | expected.keys() if after.get(n) != expected.get(n)
    } - apart == set()
    pages = {n for n in after if n.endswith(".html") and after[n] != before[n]}
    assert {"posts/three.html", "posts/rep.html", "blog/logbook/pruning.html"} <= pages
    assert "to 1.9 in Entry three" in blog_summary(old)
    assert pages.isdisjoint({"posts/one.html", "posts/other.html", "blog/tag.html"})


def blog_summary(blog):
    return words(main(blog.page("blog.html")))


def test_a_mark_in_a_text_becomes_its_citation():
    cited = parse_citation("metric", " posts/2026/A.md : top 1 ")
    assert cited == ("a", "top 1", 0, "metric", "")
    assert parse_citation("entry", "a:b") == ("a:b", "", 0, "entry", "")
    changed = parse_citation("delta", "a-b - posts/C.md: p@5")
    assert changed == ("a-b", "p@5", 0, "delta", "c")
    assert parse_citation("delta", "a-b:x - y") == ("a-b", "x - y", 0, "delta", "")
    marked = [cited, parse_citation("entry", "b:c"), changed]
    text = f"x {citation_mark(marked[0])} y {citation_mark(marked[1])}{citation_mark(changed)}"
    shown = []
    assert (
        fill_marks(text, lambda one: shown.append(one) or f"<{one.label}>") == "x <a> y <b:c><a-b>"
    )
    assert shown == marked
    assert text_digests(citation_mark(cited)) == text_digests("a: top 1")  # as the ledger has it
    assert text_digests(citation_mark(marked[1])) == text_digests("b:c:")


def test_the_link_checker_accepts_the_directives(blog):
    blog = write(blog())
    report(blog)
    assert blog.build("linkcheck", linkcheck_ignore=[".*"]).warnings == []
    assert Path(blog.folder / "_build").is_dir()
