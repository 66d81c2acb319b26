"""What is captured is seen on the pages of entries, and nothing of it in the files of the site."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from blink.cli import main


@pytest.fixture(scope="module")
def site(shared_blog):
    """Return a site with an entry that was captured, one that was noted late, and a draft."""
    site = shared_blog()
    runs = {"logbook": "digits", "hypothesis": "Above 0.5."}
    site.post("first", "# First\n", **runs, status="planned")
    site.post("late", "# Late\n", **runs)
    site.post("unfinished", "# Unfinished\n", **runs, draft="true")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(site.folder)
        command = "echo '{\"acc\": 0.{seed}}' >results.json"
        assert main(["run", "first", "--seeds", "7-9", "--", command]) == 0
        assert main(["run", "unfinished", "--seeds", "7", "--", command]) == 0
        (site.folder / "log").mkdir()
        (site.folder / "log/results.csv").write_text("seed,acc\n1,0.6\n2,0.7\n")
        (site.folder / "log/run.json").write_text(
            json.dumps({
                "schema": "blink-run/1", "params": {"lr": 1}, "metrics": {"acc": 0.7},
                "from": "json", "started": "2020-01-01T10:00:00Z",
            })
        )  # fmt: skip
        assert main(["attach", "late", "--from", "log/run.json"]) == 0
        text = Path("posts/first.md").read_text().replace("done", "running")
        Path("posts/first.md").write_text(text)
        assert main(["note", "digits", "of <the> first"]) == 0
        Path("posts/first.md").write_text(text.replace("running", "done"))
        text = Path("posts/unfinished.md").read_text()
        Path("posts/unfinished.md").write_text(text.replace("done", "running"))
        assert main(["note", "digits", "of the draft"]) == 0
    site.post("late", "# Late\n", **runs, runs="runs/late/*")
    return site.build()


def test_it_builds_without_a_warning(site):
    assert site.warnings == []


def test_an_entry_shows_its_runs_and_when_its_hypothesis_was_recorded(site):
    page = site.page("posts/first.html")
    assert "n = 3" in page
    assert re.search(r"recorded \d\d:\d\d, first run \d\d:\d\d", page)
    assert "recorded after the first run, 2020-01-01 10:00" in site.page("posts/late.html")


def test_an_entry_shows_its_notes_but_a_draft_leaks_none(site):
    assert "of &lt;the&gt; first" in site.page("posts/first.html")
    assert site.holding("of the draft") == []
    assert site.holding("unfinished") == []


def test_the_schema_of_runs_is_in_the_site(site):
    schema = json.loads(site.page("blog/logbook/run.schema.json"))
    assert schema["properties"]["schema"] == {"const": "blink-run/1"}
    assert schema["$id"].endswith("/blog/logbook/run.schema.json")


def test_a_note_changes_the_page_of_its_entry_only(site, monkeypatch):
    monkeypatch.chdir(site.folder)
    text = Path("posts/unfinished.md").read_text()
    Path("posts/unfinished.md").write_text(text.replace("running", "abandoned"))
    before = {name: site.page(name) for name in ("posts/first.html", "posts/late.html")}
    assert main(["note", "digits", "another"]) == 0
    site.build()
    changed = [name for name, page in before.items() if site.page(name) != page]
    assert changed == ["posts/late.html"]
    with Path("posts/notes.jsonl").open("a") as file:
        file.write("<<<<<<< HEAD\n")
    assert "posts/notes.jsonl:4:" in site.build().warnings[0]
