"""``make entry`` and ``make report`` create drafts that continue a logbook."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from blink.cli import main
from blink.commands.logbook.drafts import sources
from blink.commands.logbook.entry import entry_source
from blink.commands.logbook.report import report_source

POSTS = Path("posts")


@pytest.fixture
def start(tmp_path, monkeypatch):
    """Stand in an empty blog, and return what runs the command there."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "conf.py").write_text("blink_timezone = 'UTC'\n")
    POSTS.mkdir()

    def start(kind, logbook, title=""):
        monkeypatch.setenv("BLINK_LOGBOOK", logbook)
        monkeypatch.setenv("BLINK_TITLE", title)
        return main([kind])

    return start


def write(name, **fields):
    header = "".join(f"{key}: {value}\n" for key, value in fields.items())
    (POSTS / f"{name}.md").write_text(f"---\n{header}---\n\n# T\n")


def made():
    (path,) = POSTS.rglob("20*/*.md")
    text = path.read_text(encoding="utf-8")
    return yaml.safe_load(text.split("---\n")[1]), text


def test_the_first_entry(start):
    assert start("entry", "Key words", "A: first try") == 0
    header, text = made()
    assert header["title"] == "A: first try"
    assert header["logbook"] == "Key words"
    assert (header["status"], header["draft"]) == ("planned", True)
    assert header["metrics"] is header["follows"] is header["baseline"] is None
    assert not re.search(r"[ \t]$", text, re.MULTILINE)


def test_an_entry_goes_on_from_the_last(start):
    write("one", date="2026-01-01", logbook="Key words", question="Why?", command="make all",
          metrics="{WER: {value: 12, unit: '%', better: lower}, size: 3 kB}")  # fmt: skip
    write("two", date="2026-01-02", logbook="Key words", baseline="one", metrics="r.json")
    (POSTS / "r.json").write_text('{"WER": 11, "size": 2}')
    write("three", date="2026-01-03", logbook="Key words", status="abandoned", metrics="{x: 1}")
    write("four", date="2026-01-04", logbook="Key words", draft="true", metrics="{y: 1}")
    write("other", date="2026-01-05", logbook="Other", metrics="{z: 1}")
    assert start("entry", "key-words", "Next") == 0
    header, _ = made()
    assert header["logbook"] == "Key words"
    assert (header["baseline"], header["follows"]) == ("one", "two")
    assert header["metrics"] == {
        "WER": {"value": None, "unit": "%", "better": "lower"},
        "size": {"value": None, "unit": "kB"},
    }


def test_a_report(start):
    write("one", date="2026-01-01", logbook="Key words", metrics="{WER: 12, size: 3 kB}")
    assert start("report", "key words") == 0
    header, text = made()
    assert header["report"] == "Key words"
    assert header["title"].startswith("Key words: report of 20")
    for kind in ("summary", "timeline", "table", "plot} WER", "plot} size", "graph", "next"):
        assert f"{{logbook-{kind}" in text
    assert "since-last-report" not in text
    assert "\n## What we believe now, and how sure\n" in text


def test_a_report_names_what_is_best_and_what_failed(start):
    metrics = "{WER: {value: %s, better: lower}}"
    write("one", date="2026-01-01", logbook="Key words", metrics=metrics % 12)
    write("two", date="2026-01-02", logbook="Key words", metrics=metrics % 11, baseline="one")
    write("three", date="2026-01-03", logbook="Key words", status="abandoned")
    write("four", date="2026-01-04", logbook="Key words", draft="true", metrics=metrics % 1)
    assert start("report", "key words") == 0
    _, text = made()
    best = "- {entry}`two` is best by WER: {metric}`two:WER`, {delta}`two:WER` from {entry}`one`.\n"
    assert f"\n{best}\n## What was done" in text
    assert "\n- {entry}`three`: abandoned.\n\n## What is next" in text


def test_a_second_report_tells_what_came_since(start):
    write("one", date="2026-01-01", logbook="Key words")
    write("old", date="2026-01-02", report="Key words")
    assert start("report", "key words", "Second") == 0
    assert ":since-last-report:" in made()[1]


def test_another_logbook_does_not_begin_by_mistake(start, capsys):
    write("one", date="2026-01-01", logbook="Key words")
    for kind in ("entry", "report"):
        assert start(kind, "key word", "Next") == 2
        err = capsys.readouterr().err
        assert err == (
            "there is no logbook `key word`; did you mean `Key words`? NEW=1 (`--new`) begins a"
            " new one\n"
        )
        assert start(kind, "pruning", "Next") == 2
        assert "there is no logbook `pruning`; did you mean `Key words`?" in capsys.readouterr().err
    assert [path.name for path in POSTS.rglob("*.md")] == ["one.md"]
    assert main(["entry", "--new", "pruning", "First"]) == 0
    assert made()[0]["logbook"] == "pruning"


def test_an_entry_has_the_time_at_which_it_was_started(start):
    assert start("entry", "Key words", "A") == 0
    date, day = made()[0]["date"], datetime.now(UTC)
    assert date in (f"{day:%Y-%m-%d %H:%M}", f"{day - timedelta(minutes=1):%Y-%m-%d %H:%M}")


def test_where_runs_are_kept_nothing_of_them_is_typed(start):
    write("one", date="2026-01-01", logbook="Key words", runs="runs/*", command="make all")
    assert start("entry", "Key words", "Next") == 0
    header, _ = made()
    assert list(header) == [
        "title", "date", "draft", "tags", "description", "logbook", "status", "question",
        "hypothesis", "method", "outcome", "baseline", "follows", "next",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "logbook", "title", "code"),
    [
        ("entry", "", "T", 2),
        ("entry", "…", "T", 2),
        ("entry", "a\nb", "T", 2),
        ("entry", "a", "", 2),
        ("entry", "a", "…", 2),
        ("entry", "a", "There", 1),
        ("report", "", "", 2),
        ("report", "a", "There", 1),
    ],
)
def test_what_cannot_be(start, capsys, kind, logbook, title, code):
    write("there", date="2026-01-01")
    assert start(kind, logbook, title) == code
    assert re.fullmatch(r"[^\n]+\n", "".join(capsys.readouterr()))
    assert [path.name for path in POSTS.rglob("*.md")] == ["there.md"]


def test_what_is_made_builds(start, blog, tmp_path):
    site = blog()
    site.post("one", "# One\n", date="2026-01-01", logbook="Key words",
              metrics="\n  WER: {value: 12, unit: '%', better: lower}")  # fmt: skip
    site.post("two", "# Two\n", date="2026-01-02", logbook="Key words", metrics="\n  WER: 11")
    known = sources(site.folder / "posts", "key-words", {})
    day = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    for name, source in (("e", entry_source), ("r", report_source)):
        text = source(name.upper(), day, "Key words", known)
        site.write(f"posts/{name}.md", text.replace("draft: true\n", ""))
    assert site.build().warnings == []
    assert "12" in site.page("posts/r.html")
    # its author sees it as it will be, before it is published
    for dated in ("date: 2026-03-01\n", ""):
        text = report_source("R", day, "Key words", known)
        assert "date: 2026-03-01\n" in text
        site.write("posts/r.md", text.replace("date: 2026-03-01\n", dated))
        assert site.build(blink_drafts=True).warnings == []
        assert "12" in site.page("posts/r.html")
    assert site.build().warnings == []
    assert "posts/r.html" not in site.page("blog/logbook/key-words.html")
