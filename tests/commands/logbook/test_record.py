"""``make record`` adds what the last build listed to the ledger of logbooks."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from logbooks.test_analysis import make_entry

from blink.cli import main
from blink.commands.logbook.record import record_logbooks
from blink.logbooks.history import LEDGER, entry_to_data

STATE = Path("_build/cache/html/logbooks.json")
ENTRY = make_entry("a", "12.3", status="done", outcome="supported")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Stand in an empty blog."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "posts").mkdir()
    (tmp_path / "conf.py").write_text("blink_timezone = 'UTC'\n")
    STATE.parent.mkdir(parents=True)
    return tmp_path


def list_entries(*entries, drafts=False):
    data = {"drafts": drafts, "entries": [entry_to_data(one) for one in entries], "reports": {}}
    STATE.write_text(json.dumps(data))


def test_only_what_is_new_is_recorded(folder, capsys):
    list_entries(ENTRY)
    assert record_logbooks(STATE, date(2026, 1, 1)) == 0
    assert capsys.readouterr().out == (
        f"a: new entry\nrecorded in {LEDGER}; commit it with the posts\n"
    )
    text = Path(LEDGER).read_text()
    assert '"2026-01-01"' in text
    assert record_logbooks(STATE, date(2026, 1, 2)) == 0
    assert capsys.readouterr().out == "the logbooks have nothing new to record\n"
    assert Path(LEDGER).read_text() == text
    list_entries(replace(ENTRY, fields=replace(ENTRY.fields, outcome="refuted")))
    assert record_logbooks(STATE, date(2026, 1, 2)) == 0
    assert Path(LEDGER).read_text().startswith(text)
    assert [path.name for path in Path("posts").iterdir()] == ["logbooks.jsonl"]


def test_the_command_reads_the_list_of_the_last_build(folder):
    list_entries(ENTRY)
    assert main(["record"]) == 0
    assert Path(LEDGER).exists()


def test_nothing_is_recorded_without_a_published_site(folder, capsys):
    assert main(["record", "none.json"]) == 1
    assert "none.json" in capsys.readouterr().err
    list_entries(ENTRY, drafts=True)
    assert main(["record"]) == 1
    assert "includes drafts" in capsys.readouterr().err
    assert not Path(LEDGER).exists()


def test_a_ledger_with_a_wrong_line_is_left_alone(folder, capsys):
    list_entries(ENTRY)
    Path(LEDGER).write_text("<<<<<<< HEAD\n")
    assert main(["record"]) == 1
    assert f"{LEDGER}:1:" in capsys.readouterr().err
    assert Path(LEDGER).read_text() == "<<<<<<< HEAD\n"


def test_a_wrong_setting_is_an_error_without_a_traceback(folder, capsys):
    list_entries(ENTRY)
    Path("conf.py").write_text("blink_timezone = 'Mars/Base'\n")
    assert main(["record"]) == 2
    assert capsys.readouterr().err.startswith("conf.py:1: blink_timezone ")
