"""``make note`` adds a dated line that the running entry shows."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from blink.cli import main
from blink.logbooks.capture.notes import NOTES, read_notes


@pytest.fixture
def note(tmp_path, monkeypatch):
    """Stand in a blog with a logbook of three entries, and return what adds a note."""
    monkeypatch.chdir(tmp_path)
    Path("conf.py").write_text("blink_timezone = 'Europe/Berlin'\n")
    Path("posts").mkdir()
    for number, status in enumerate(("done", "planned", "abandoned"), 1):
        write(f"e{number}", number, status)

    def note(text, logbook="digits"):
        monkeypatch.setenv("BLINK_LOGBOOK", logbook)
        monkeypatch.setenv("BLINK_TEXT", text)
        return main(["note"])

    return note


def write(name, day, status):
    header = f"date: 2026-01-0{day}\nlogbook: digits\nstatus: {status}\n"
    Path(f"posts/{name}.md").write_text(f"---\n{header}---\n\n# {name}\n")


def test_a_note_belongs_to_the_running_entry_or_the_last(note, capsys):
    assert note("lr  1e-3\ndiverges") == 0
    assert capsys.readouterr().out == f"noted in {NOTES}, for posts/e2.md\n"
    write("e1", 1, "running")
    assert note("“quoted”") == 0
    assert main(["note", "digits", "third"]) == 0
    write("e1", 1, "done")
    assert note("last") == 0
    notes, problems = read_notes(Path(NOTES).read_text(encoding="utf-8"))
    assert problems == []
    assert {label: [note.text for note in some] for label, some in notes.items()} == {
        "e2": ["lr 1e-3 diverges", "last"],
        "e1": ["“quoted”", "third"],
    }
    assert {note.logbook for some in notes.values() for note in some} == {"digits"}
    assert notes["e1"][0].time[-6:] in ("+01:00", "+02:00")


def test_what_cannot_be_noted(note, capsys):
    for text, logbook, message in (
        ("", "digits", "the text is missing"),
        ("x" * 501, "digits", "at most 500 characters"),
        ("a\0b".replace("\0", "\x07"), "digits", "control characters"),
        ("a", "digit", "did you mean `digits`?"),
        ("a", "", "the name of the logbook is missing"),
    ):
        assert note(text, logbook) == 2
        assert message in capsys.readouterr().err
    assert not Path(NOTES).exists()


def test_notes_of_two_branches_are_merged(note):
    def git(*words):
        config = ("-c", "user.name=n", "-c", "user.email=a@b")
        subprocess.run(["git", *config, *words], check=True, capture_output=True)

    git("init", "-q", "-b", "main", ".")
    assert note("first") == 0
    git("add", "-A")
    git("commit", "-qm", "first")
    git("checkout", "-qb", "other")
    assert note("of the branch") == 0
    git("commit", "-qam", "other")
    git("checkout", "-q", "main")
    assert note("of main") == 0
    git("commit", "-qam", "second")
    git("merge", "-q", "other")
    notes, problems = read_notes(Path(NOTES).read_text())
    assert problems == []
    assert {note.text for note in notes["e2"]} == {"first", "of the branch", "of main"}


def test_a_line_that_is_not_a_note_is_one_problem():
    good = '{"noted": "2026-01-01T10:00", "entry": "a", "logbook": "b", "text": "c"}'
    notes, problems = read_notes(f"{good}\n{good}{good}\n<<<<<<< HEAD\n[1]\n{{}}\n")
    assert [note.minute for note in notes["a"]] == ["2026-01-01 10:00"]
    assert [problem.line for problem in problems] == [3, 4, 5]
