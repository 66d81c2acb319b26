"""Entries of a day are sorted by time, then by the entries that they follow, then by the ledger."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from commands.logbook.test_entry import made, start, write  # noqa: F401  # a fixture
from hypothesis import given
from hypothesis import strategies as st
from logbooks.display.test_pages import BOOK, entry, main, words
from logbooks.display.test_reports import note_below, record, report, shown

from blink.logbooks import history
from blink.logbooks.order import OrderFields, order_of

DAY = "2026-01-02"


def dated(label, time="", title="", after=()):
    return OrderFields(label, f"{DAY}T{time or '00:00'}:00+00:00", title or label, after)


def order(entries, first_days=()):
    shuffled = random.Random(1).sample(entries, len(entries))
    return [shuffled[place].label for place in order_of(shuffled, dict(first_days))]


@pytest.mark.parametrize(
    ("entries", "first_days", "expected"),
    [
        ([dated("z", "08:00"), dated("a", "09:00")], {}, "za"),
        ([dated("z"), dated("a", "09:00")], {}, "za"),
        ([dated("z", "08:00"), dated("a", after=("z#2",))], {}, "za"),
        ([dated("z", "10:00", after=("a",)), dated("a", "11:00")], {}, "za"),  # time wins
        ([dated("z"), dated("m", after=("z",)), dated("a", after=("m",))], {}, "zma"),
        ([dated("z"), dated("a")], {"z": "2026-01-02", "a": "2026-01-03"}, "za"),
        ([dated("z"), dated("a")], {"z": "2026-01-02"}, "za"),
        ([dated("z", title="Run 9"), dated("a", title="Run 10")], {}, "za"),
        ([dated("z", after=("a",)), dated("a")], {"z": "2026-01-01"}, "az"),
        ([dated("z", after=("a",)), dated("a", after=("z",))], {}, "az"),  # a warning reports it
        ([dated("y", "09:00"), dated("z", "10:00"), dated("a", after=("y",))], {}, "yaz"),
    ],
)
def test_entries_of_a_day_are_sorted(entries, first_days, expected):
    assert "".join(order(entries, first_days)) == expected


LABELS = "abcdef"
ENTRIES = st.lists(
    st.builds(
        dated, st.sampled_from(LABELS), st.sampled_from(["", "08:00", "09:00"]),
        st.sampled_from(["T", "U"]), st.lists(st.sampled_from(LABELS), max_size=2).map(tuple),
    ),
    unique_by=lambda entry: entry.label,
)  # fmt: skip


@given(ENTRIES, st.dictionaries(st.sampled_from(LABELS), st.sampled_from(["1", "2"])), st.randoms())
def test_the_order_does_not_depend_on_the_order_of_reading(entries, first_days, random):
    first = [entries[place].label for place in order_of(entries, first_days)]
    random.shuffle(entries)
    assert [entries[place].label for place in order_of(entries, first_days)] == first
    assert sorted(first) == sorted(entry.label for entry in entries)
    times = [
        entry.date for label in first for entry in entries if entry.label == label and entry.timed
    ]
    assert times == sorted(times)


def test_pages_reports_and_files_have_the_same_order(blog):
    blog = blog(html_baseurl="https://h.example/", blink_authority="h.example")
    metrics = "\n  loss: {value: %s, better: lower}"
    entry(blog, "zeta", date=f"{DAY} 09:00", metrics=metrics % 3)
    entry(blog, "mu", date=DAY, follows="zeta", metrics=metrics % 2)
    entry(blog, "alpha", date=DAY, follows="mu", metrics=metrics % 1)
    report(blog, date=DAY, body="# R\n\n```{logbook-timeline}\n```\n\n```{logbook-table}\n```\n")
    assert blog.build().warnings == []

    def places(text):
        return [text.index(f"Entry {name}") for name in ("zeta", "mu", "alpha")]

    page = main(blog.page(BOOK))
    table, timeline = page[page.index("<table") :], page[page.index("log-timeline") :]
    data = blog.page("blog/logbook/pruning/logbook.json")
    rows = blog.page("blog/logbook/pruning/logbook.csv")
    assert [item["id"] for item in json.loads(data)["entries"]] == ["zeta", "mu", "alpha"]
    for text in (table, timeline, rows, shown(blog)):
        assert places(text) == sorted(places(text))
    assert "entry 3 of 3" in words(blog.page("posts/alpha.html"))
    assert "★ 1" in words(page)


def test_listings_and_feeds_have_the_same_order_too(blog):
    blog = blog(
        html_baseurl="https://h.example/", blink_authority="h.example", blink_home_shows="all"
    )
    entry(blog, "zeta", date=DAY)
    entry(blog, "alpha", date=DAY, follows="zeta")
    assert blog.build().warnings == []
    feed = json.loads(blog.page("blog/logbook/pruning/feed.json"))
    assert [item["title"] for item in feed["items"]] == ["Entry alpha", "Entry zeta"]
    listing = main(blog.page("blog.html"))
    assert listing.index("Entry alpha") < listing.index("Entry zeta")


# -- reports ---------------------------------------------------------------------


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/New_York"])
def test_a_report_dated_by_its_day_covers_the_whole_day(blog, zone):
    blog = blog(blink_timezone=zone)
    entry(blog, "early", date="2026-01-02 00:30")
    entry(blog, "late", date="2026-01-02 23:45")
    entry(blog, "next", date="2026-01-03 00:15")
    report(blog, "# R\n\n```{logbook-timeline}\n```\n", date="2026-01-02")
    assert blog.build().warnings == []
    for name, there in (("early", True), ("late", True), ("next", False)):
        assert (f"Entry {name}" in shown(blog)) is there
    assert "covers 2 entries" in note_below(blog)


def test_a_report_with_a_time_covers_what_came_before_it(blog):
    blog = blog()
    entry(blog, "day", date="2026-01-02")
    entry(blog, "early", date="2026-01-02 09:00")
    entry(blog, "late", date="2026-01-02 23:45")
    report(blog, "# R\n\n```{logbook-timeline}\n```\n", date="2026-01-02 12:00")
    assert blog.build().warnings == []
    assert "Entry early" in shown(blog)
    assert "Entry day" in shown(blog)
    assert "Entry late" not in shown(blog)


def test_of_two_reports_of_a_day_the_recorded_one_is_the_earlier(blog, monkeypatch):
    blog = blog()
    body = "# {}\n\n```{{logbook-timeline}}\n:since-last-report:\n```\n"
    entry(blog, "one", date="2026-01-02 09:00")
    blog.post("zz", body.format("Z"), date="2026-01-02", report="Pruning")
    assert blog.build().warnings == []
    record(blog, monkeypatch)
    entry(blog, "two", date="2026-01-02 10:00")
    blog.post("aa", body.format("A"), date="2026-01-02", report="Pruning")
    assert blog.build().warnings == []
    assert "Entry one" in shown(blog, "posts/zz.html")
    assert "Entry two" not in shown(blog, "posts/zz.html")
    assert "Entry two" in note_below(blog, "posts/zz.html")
    assert "Entry two" in shown(blog, "posts/aa.html")
    assert "Entry one" not in shown(blog, "posts/aa.html")


def test_a_report_without_entries_is_an_error_and_is_not_recorded(blog, monkeypatch):
    blog = blog()
    entry(blog, "one", date="2026-01-02")
    report(blog, "# R\n", date="2026-01-01")
    blog.post("typo", "# T\n", date="2026-01-05", report="Prunning")
    blog.post("half", "# H\n", date="2026-01-05", report="[Pruning, Other]")
    blog.build()
    assert blog.status_code == 1
    none, kind = "report: the logbook `%s` has no published entries", "[logbooks.report]"
    late = "date: this report covers no entries, because the first entry is dated 2026-01-02"
    assert sorted(blog.warnings) == [
        f"posts/half.md:3: WARNING: {none % 'Other'}; write the name of another logbook {kind}",
        f"posts/rep.md:2: ERROR: {late}; date the report 2026-01-02 or later {kind}",
        f"posts/typo.md:3: ERROR: {none % 'Prunning'}; did you mean `Pruning`? {kind}",
    ]
    record(blog, monkeypatch)
    ledger, _ = history.read_ledger((blog.folder / history.LEDGER).read_text())
    assert set(ledger.reports) == {"half"}


def test_a_report_recorded_without_entries_is_recorded_again_after_its_line_is_deleted(
    blog, monkeypatch
):
    blog = blog()
    entry(blog, "one", date="2026-01-02 09:00")
    report(blog, "# R\n\n```{logbook-timeline}\n```\n", date="2026-01-02")
    path = blog.write(history.LEDGER, '{"report": "rep", "covers": {}}\n')
    (warning,) = blog.build().warnings
    assert warning.startswith(
        "posts/logbooks.jsonl:1: WARNING: the report `rep` was recorded without entries"
    )
    assert "delete this line and run `make record`" in warning
    assert warning.endswith("[ledger.empty]")
    assert "Entry one" in shown(blog)
    path.write_text("")
    assert blog.build().warnings == []
    record(blog, monkeypatch)
    assert set(history.read_ledger(path.read_text())[0].reports["rep"]) == {"one"}


# -- make entry --------------------------------------------------------------------


def test_a_new_entry_continues_the_last_entry_of_the_day(start):  # noqa: F811
    write("zeta", date="2026-01-02 09:00", logbook="Key words")
    write("mu", date="02/01/2026", logbook="Key words", follows="zeta")
    write("alpha", date="01/02/2025", logbook="Key words")
    Path("conf.py").write_text("blink_timezone = 'UTC'\npost_date_format = '%d/%m/%Y'\n")
    assert start("entry", "key-words", "Next") == 0
    assert made()[0]["follows"] == "mu"
