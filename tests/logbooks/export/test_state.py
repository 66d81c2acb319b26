"""The state of a logbook on one screen, and the declaration that is proposed for it."""

from __future__ import annotations

import yaml
from logbooks.metrics.measuring import entry_of, of_study, runs

from blink.logbooks.analysis import measured_entries
from blink.logbooks.capture.notes import LogNote
from blink.logbooks.export.proposal import proposal_text, proposals
from blink.logbooks.export.state import MOST_LINES, ReportState, logbook_state, state_text
from blink.logbooks.metrics.declaration import read_declaration
from blink.model import EntryRun, Metric
from blink.source.front_matter.header import read_header

REPORT = ReportState("rep", "Half a year", "2026-02-01", draft=False, frozen=True)


def study():
    """Return a study in which lr10, replicated by lr10b, is best."""
    return of_study(
        "base", "lr03", "lr10", "lr10b",
        base={"status": "done", "next": ("a schedule",), "question": "Which settings matter?"},
        lr03={"status": "running", "hypothesis": "Faster is better."},
        lr10={"status": "done"}, lr10b={"status": "done", "replicates": ("lr10",)},
    )  # fmt: skip


def test_the_state_has_the_best_pooled_with_its_replications():
    state = logbook_state("Digits", study(), {"lr10b"}, [REPORT])
    (best,) = state["best"]
    assert (best["entry"], best["pooled_with"], best["n"]) == ("lr10", ["lr10b"], 10)
    assert best["text"] == "96.83 ± 1.50 %"
    low, high = best["interval"]
    assert round(low, 2), round(high, 2) == (95.76, 97.91)
    assert state["entries"]["total"] == 4
    assert state["entries"]["drafts"] == 1
    assert state["open"]["running"] == [
        {"entry": "lr03", "title": "LR03", "hypothesis": "Faster is better."}
    ]
    assert state["open"]["next"] == [{"entry": "base", "title": "BASE", "step": "a schedule"}]
    assert state["tried"]["lr"] == ["0.1", "0.3", "1.0"]
    assert state["tried"]["width"] == ["64"]


def test_the_text_fits_on_a_screen():
    note = LogNote("2026-01-02T09:00:00+00:00", "lr03", "Digits", "lr 3 diverges")
    text = state_text(logbook_state("Digits", study(), {"lr10b"}, [REPORT], {"lr03": [note]}))
    lines = text.split("\n")
    assert lines[:2] == [
        "Digits: 4 entries (3 done, 1 running; 1 is a draft); 2026-01-01 to 2026-01-01",
        "Which settings matter?",
    ]
    assert lines[4] == (
        "  test_acc (higher is better): lr10 with lr10b, 96.83 ± 1.50 %, n = 10,"
        " 95 % interval 95.8 to 97.9"
    )
    for line in ("  running  lr03: Faster is better.", "  next  a schedule (base)",
                 "  lr: 0.1, 0.3, 1.0", "  2026-01-02  lr 3 diverges (lr03)",
                 "  2026-02-01  frozen  rep: Half a year"):  # fmt: skip
        assert line in lines
    assert max(map(len, lines)) <= 100


def test_long_parts_are_cut_and_failed_runs_are_named():
    failed = runs([0.5] * 20, failed="`loss` is nan")
    entries = measured_entries([entry_of("a", runs=failed, status="abandoned")], {})
    state = logbook_state("P", entries, set(), [])
    assert len(state["failed"]["runs"]) == 20
    lines = state_text(state).split("\n")
    start = lines.index("Failed")
    assert lines[start + 1] == "  run  runs/0 of a: `loss` is nan"
    assert lines[start + MOST_LINES] == "  … 16 more; --json lists all"
    assert state["failed"]["dead_ends"] == [{"entry": "a", "title": "A", "why": "abandoned"}]


def test_an_entry_that_was_not_replicated_is_named_once():
    entries = [
        entry_of("a", outcome="supported"),
        entry_of("b", outcome="refuted", replicates=("a",)),
    ]
    state = logbook_state("P", entries, set(), [])
    assert [item["why"] for item in state["failed"]["dead_ends"]] == ["not replicated"]
    text = state_text(state)
    assert "  not replicated  a, by b" in text
    assert "dead end" not in text


def test_without_directions_nothing_is_best_and_the_text_says_what_to_do():
    entries = measured_entries([entry_of("a", runs=runs([0.5]))], {})
    text = state_text(logbook_state("Key words", entries, set(), []))
    assert 'run `blink logbook declare "Key words"`' in text
    assert "Best" not in state_text(
        logbook_state("P", measured_entries([entry_of("a")], {}), set(), [])
    )


def declared(text):
    scales, problems = read_declaration(read_header(f"---\n{text}\n---\n".encode(), markdown=True))
    assert problems == []
    return scales


def test_a_declaration_is_proposed_from_what_runs_report():
    found, left_out = proposals(entry.fields for entry in study())
    text = proposal_text(found, left_out)
    assert yaml.safe_load(text)["metrics"] == {
        "test_acc": {"unit": "%", "times": 100, "digits": 2, "better": "higher", "primary": True},
        "test_loss": {"digits": 3, "better": "lower"},
        "params": {"unit": "weights", "better": "lower", "role": "cost"},
        "seconds": {"unit": "s", "digits": 2, "role": "info"},
    }
    assert "primary: true}  # a guess: unit, times, better, primary" in text
    scales = declared(text)
    assert scales["test_acc"].primary
    assert scales["params"].role == "cost"


def test_names_of_several_tools_are_one_metric_and_settings_are_left_out():
    values = (("test/acc", 0.5), ("epoch", 20.0), ("Train/loss", 1.5), ("yes", 2.0))
    fields = [
        entry_of("a", runs=(EntryRun("r", metrics=values),)).fields,
        entry_of("b", runs=(EntryRun("r", metrics=(("test_accuracy", 0.6),)),)).fields,
        entry_of("c", metrics=(Metric("WER", "12.5", "%", better="lower"),)).fields,
    ]
    found, left_out = proposals(fields)
    text = proposal_text(found, left_out)
    metrics = yaml.safe_load(text)["metrics"]
    assert metrics["test_acc"]["from"] == ["test/acc", "test_accuracy"]
    assert metrics["train_loss"] == {"from": ["Train/loss"], "better": "lower"}
    assert metrics["WER"] == {"unit": "%", "better": "lower"}
    assert metrics["yes"] == {}
    assert text.endswith("# left out: epoch")
    assert declared(text)["test_acc"].sources == ("test/acc", "test_accuracy")


def test_the_same_values_of_another_spelling_are_read_by_the_declaration():
    run = EntryRun("r", seed="1", metrics=(("test/acc", 0.5),))
    (entry,) = measured_entries([entry_of("a", runs=(run,))], declared(
        proposal_text(*proposals([entry_of("a", runs=(run,)).fields]))))  # fmt: skip
    assert entry.metric("test_acc").sample.mean == 50
