"""The ledgers of two branches are merged by git, without a person, and healed by the next run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from blink.commands.logbook.record import record_logbooks
from blink.commands.publishing.published_pages import update_ledger
from blink.ledger_lines import ATTRIBUTES, conflict_message, merge_by_lines, values_in
from blink.logbooks import history
from blink.logbooks.analysis import LogEntry
from blink.model import EntryFields
from blink.posts.permalinks import published_ledger
from blink.posts.permalinks.published_ledger import PublishedPage
from blink.scaffold import FILES

DAY = date(2026, 5, 4)
LEDGERS = [published_ledger.LEDGER, history.LEDGER]
PAGE = "<html><body><article><section id={0}><h1>{0}</h1><p>{1}</p></section></article>"
ENTRY = LogEntry("m", "posts/m", "M", "2026-01-01", (), EntryFields(logbook="Pruning"))
ME = ["-c", "user.name=Ann", "-c", "user.email=ann@h.example", "-c", "init.defaultBranch=main"]


class Team:
    """A repository with the ledgers of a blog, and the sites that its branches build."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "posts").mkdir()
        self.git("init", "-q")
        self.pages = {"m": "Words."}
        self.entries = [ENTRY]
        self.run()
        self.commit()

    def git(self, *command: str, check: bool = True) -> str:
        done = subprocess.run(
            ["git", *ME, *command], cwd=self.folder, check=check, capture_output=True, text=True,
            env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_EDITOR": "true"},
        )  # fmt: skip
        return done.stdout + done.stderr

    def run(self, day: date = DAY) -> None:
        """Publish the pages and record the entries, as of *day*."""
        site = self.folder / ".git/site"
        shutil.rmtree(site, ignore_errors=True)
        for name, words in self.pages.items():
            (site / "posts").mkdir(parents=True, exist_ok=True)
            (site / f"posts/{name}.html").write_text(PAGE.format(name, words))
        posts = [[f"posts/{n}.html", f"id:{n}", n, f"posts/{n}.md"] for n in self.pages]
        update_ledger({"posts": posts}, site, self.folder / LEDGERS[0], day)
        state = self.folder / ".git/state.json"
        entries = [history.entry_to_data(entry) for entry in self.entries]
        reports = {"r": {entry.label: history.entry_digest(entry) for entry in self.entries}}
        state.write_text(json.dumps({"drafts": False, "entries": entries, "reports": reports}))
        assert record_logbooks(state, day) == 0

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "-q", "-m", "one")

    def branch(self, name: str, page: str, words: str, day: date = DAY) -> None:
        """On a branch, publish a page and an entry, both *page*, and other *words* of the first."""
        self.git("checkout", "-q", "-b", name, "main")
        self.pages = {"m": words, page: "Words."}
        changed = replace(ENTRY, fields=replace(ENTRY.fields, outcome=words))
        self.entries = [changed, replace(ENTRY, label=page, docname=f"posts/{page}")]
        self.run(day)
        self.commit()

    def texts(self) -> list[str]:
        return [(self.folder / name).read_text() for name in LEDGERS]


@pytest.fixture
def team(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Team(tmp_path)


@pytest.mark.parametrize("command", ["merge", "rebase"])
def test_two_branches_that_publish_and_record_are_merged_without_a_person(team, command):
    assert merge_by_lines(Path(), LEDGERS)
    team.commit()
    team.branch("ann", "a", "Of Ann.", date(2026, 5, 5))
    team.branch("bob", "b", "Of Bob.", date(2026, 5, 6))
    team.git(command, *["--no-edit"][: command == "merge"], "ann")
    assert not team.git("status", "--porcelain", "--untracked-files=no")
    published, recorded = team.texts()
    assert "<<<<" not in published + recorded
    pages, problems = published_ledger.read(published)
    assert problems == []
    assert sorted(pages) == ["posts/a.html", "posts/b.html", "posts/m.html"]
    ledger, problems = history.read_ledger(recorded)
    assert problems == []
    assert [(v.number, v.entry.fields.outcome) for v in ledger.entries["m"]] in (
        [(1, ""), (2, "Of Ann."), (2, "Of Bob.")], [(1, ""), (2, "Of Bob."), (2, "Of Ann.")],
    )  # fmt: skip
    assert len(published.splitlines()) == 4  # the changed line of either branch
    # The next publication, of what both have, sorts the lines and has each once.
    team.pages = {"a": "Words.", "b": "Words.", "m": "Of Bob."}
    fields = replace(ENTRY.fields, outcome="Of Bob.")
    names = [replace(ENTRY, label=name, docname=f"posts/{name}") for name in "ab"]
    team.entries = [replace(ENTRY, fields=fields), *names]
    team.run(date(2026, 5, 7))
    published, recorded = team.texts()
    lines = [json.loads(line) for line in published.splitlines()]
    assert [line["address"] for line in lines] == ["posts/a.html", "posts/b.html", "posts/m.html"]
    assert [line["first"] for line in lines] == ["2026-05-05", "2026-05-06", "2026-05-04"]
    assert recorded.splitlines() == sorted(set(recorded.splitlines()))
    ledger, _ = history.read_ledger(recorded)
    assert {name: len(versions) for name, versions in ledger.entries.items()} == {
        "a": 1, "b": 1, "m": 3,
    }  # fmt: skip
    assert [v.day for v in ledger.entries["a"]] == ["2026-05-05"]


def test_a_rebase_with_conflicts_is_told_at_each_line(team):
    Path(ATTRIBUTES).write_text("*.jsonl merge\n")  # as if git was not told
    team.commit()
    team.branch("ann", "a", "Of Ann.")
    team.branch("bob", "b", "Of Bob.")
    assert "CONFLICT" in team.git("rebase", "ann", check=False)
    for text, read in zip(team.texts(), (published_ledger.read, history.read_ledger), strict=True):
        rows = enumerate(text.split("\n"), 1)
        marks = [n for n, row in rows if row.startswith(("<<<<", "====", ">>>>"))]
        assert len(marks) >= 3
        _, problems = read(text)
        assert [problem.line for problem in problems] == marks
        assert all("is left from a merge; delete it" in problem.message for problem in problems)
    for name in LEDGERS:  # as the messages say
        path = Path(name)
        rows = path.read_text().splitlines(keepends=True)
        path.write_text("".join(row for row in rows if not conflict_message(row)))
        read = published_ledger.read if name == LEDGERS[0] else history.read_ledger
        assert read(path.read_text())[1] == []


@pytest.mark.parametrize(
    "mark", ["<<<<<<< HEAD", "||||||| 1a2b", "=======", ">>>>>>> b", "=======\r"]
)
def test_marks_of_conflicts_are_known(mark):
    assert "is left from a merge" in conflict_message(mark)
    assert conflict_message(f"{mark}x{mark}" if "=" in mark else mark[1:]) == ""


# -- Lines of both branches ------------------------------------------------------------


def test_lines_of_two_branches_give_the_same_record_in_any_order():
    pages = [
        PublishedPage("a", "post", "1", "2026-02-01", "A", "a.md", ("x",), "d1"),
        PublishedPage("a", "post", "1", "2026-01-01", "B", "a.md", ("y",), "d2", gone="2026-03-01"),
        PublishedPage("a", "post", "", "2026-03-01", "C", "a.md", ("x", "z"), "d3"),
    ]
    found = {published_ledger.read(published_ledger.write(pair))[0]["a"][1]
             for pair in permutations(pages[:2])}  # fmt: skip
    assert len(found) == 1
    for order in permutations(pages):
        text = "".join(published_ledger.write([it]) for it in order)
        record = published_ledger.read(text)[0]["a"][1]
        assert (record.id, record.first) == ("1", "2026-01-01")
        assert {*record.anchors} == {"x", "y", "z"}


def test_versions_and_reports_of_two_branches_are_the_same_in_any_order():
    rows = []
    for day, covers in (("2026-01-02", {"m": "1"}), ("2026-01-01", {"m": "2", "a": "1"})):
        ledger = history.Ledger()
        history.add_new(ledger, [ENTRY], {"r": covers}, day)
        rows += history.ledger_text(ledger).splitlines()
    found = {history.ledger_text(history.read_ledger("\n".join(order))[0])
             for order in permutations(rows)}  # fmt: skip
    assert len(found) == 1
    ledger, problems = history.read_ledger(found.pop())
    assert problems == []
    assert [version.day for version in ledger.entries["m"]] == ["2026-01-01"]
    assert ledger.reports["r"].keys() == {"m", "a"}


def test_an_entry_that_equals_the_version_of_one_branch_is_not_recorded_again():
    ledger = history.Ledger()
    versions = [replace(ENTRY, fields=replace(ENTRY.fields, outcome=it)) for it in ("", "x", "y")]
    texts = []
    for latest in versions[1:]:
        ledger = history.Ledger()
        for number, entry in enumerate((versions[0], latest)):
            history.add_new(ledger, [entry], {}, f"2026-01-0{number + 1}")
        texts.append(history.ledger_text(ledger))
    for entry in versions[1:]:
        ledger, _ = history.read_ledger("".join(texts))
        assert history.add_new(ledger, [entry], {}, "2026-02-01") == []
        assert history.latest(ledger.entries["m"], entry).entry == entry
    assert history.add_new(ledger, [versions[0]], {}, "2026-02-01") == [
        "m: changed entry, version 3"
    ]


def test_lines_that_a_merge_joined_are_read():
    text = published_ledger.write([PublishedPage("a"), PublishedPage("b")])
    found, problems = published_ledger.read(text.replace("\n", " "))
    assert (list(found), problems) == (["a", "b"], [])
    assert list(values_in('{"a": 1}{"b": 2} \r')) == [{"a": 1}, {"b": 2}]
    with pytest.raises(ValueError, match="Expecting value"):
        list(values_in('{"a": 1} x'))


# -- .gitattributes --------------------------------------------------------------------


def test_git_is_told_once_and_what_the_author_wrote_stays(team):
    path = Path(ATTRIBUTES)
    path.write_text("*.png binary")
    assert merge_by_lines(Path(), LEDGERS)
    assert not merge_by_lines(Path(), LEDGERS)
    lines = path.read_text().splitlines()
    assert lines[0] == "*.png binary"
    assert lines[2:] == [f"{name} text eol=lf merge=union" for name in LEDGERS]
    path.write_text("*.jsonl merge=binary\n")
    assert not merge_by_lines(Path(), LEDGERS)
    team.git("rm", "-q", "--force", ATTRIBUTES)
    Path(".gitignore").write_text(".*\n")
    assert not merge_by_lines(Path(), LEDGERS)
    assert not path.exists()


def test_without_a_repository_nothing_is_written(tmp_path):
    assert not merge_by_lines(tmp_path, LEDGERS)
    assert list(tmp_path.iterdir()) == []


def test_the_file_of_a_new_blog_says_the_same(team):
    Path(ATTRIBUTES).write_text((FILES / "dot_gitattributes").read_text())
    assert not merge_by_lines(Path(), LEDGERS)
    told = team.git("check-attr", "eol", "merge", "--", *LEDGERS, "Makefile")
    assert told.count("merge: union") == 2
    assert told.count("eol: lf") == 3
