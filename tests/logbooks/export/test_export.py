"""The files of a logbook for programs: unrounded values, runs and differences, by the schema."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import jsonschema
import pytest
from logbooks.metrics.measuring import entry_of, of_study, runs

from blink.logbooks.analysis import measured_entries
from blink.logbooks.export.data import kept, logbook_json
from blink.logbooks.export.schema import schema_json
from blink.logbooks.export.table import logbook_csv
from blink.model import Amendment, EntryCurve, Metric

ABOUT = {
    "$schema": "https://h.example/s.json",
    "name": "Digits",
    "url": "https://h.example/digits.html",
    "reports": [{"id": "r", "url": "r.html", "title": "R", "date": "2026-01-01T00:00:00+00:00",
                 "covers": ["lr03"], "frozen": True}],
    "notes": [{"date": "2026-01-01T09:00:00+00:00", "entry": "lr03", "text": "lr 3 diverges"}],
}  # fmt: skip


def exported(entries, about=ABOUT):
    """Return the parsed JSON file of *entries*, which is valid by the schema."""
    by_label = {entry.label: entry for entry in entries}
    data = json.loads(logbook_json(about, entries, by_label, lambda docname: f"{docname}.html"))
    schema = json.loads(schema_json("https://h.example/s.json"))
    jsonschema.Draft202012Validator.check_schema(schema)
    checker = jsonschema.FormatChecker()
    jsonschema.Draft202012Validator(schema, format_checker=checker).validate(data)
    return data


def study():
    return of_study(
        "lr03", "lr10", lr10={"baseline": "lr03", "status": "done", "outcome": "supported"}
    )


def test_runs_seeds_params_and_differences_are_exported_unrounded():
    data = exported(study())
    assert data["version"] == 2
    assert data["metrics"] == [{
        "name": "test_acc", "unit": "%", "better": "higher", "times": 100, "digits": 2,
        "primary": True, "margin": 0.5, "declared": True,
    }]  # fmt: skip
    _, lr10 = data["entries"]
    assert lr10["seed"] == ["0", "1", "2", "3", "4"]
    assert lr10["params"]["lr"] == "1.0"
    metric = lr10["metrics"]["test_acc"]
    assert (metric["n"], metric["unit"], metric["better"]) == (5, "%", "higher")
    assert metric["value"] == pytest.approx(97.44, abs=0.005)
    assert metric["value"] != round(metric["value"], 6)
    assert metric["sd"] == pytest.approx(0.46, abs=0.005)
    assert metric["values"].keys() == {"0", "1", "2", "3", "4"}
    delta = lr10["deltas"]["test_acc"]
    assert (delta["baseline"], delta["method"], delta["pairs"]) == ("lr03", "paired", 5)
    assert delta["value"] == pytest.approx(1.04, abs=0.005)
    assert delta["interval"] == pytest.approx([0.48, 1.59], abs=0.006)
    assert delta["p"] == pytest.approx(0.007, abs=0.0005)
    assert delta["verdict"] == "better"
    first = lr10["runs"][0]
    assert (first["path"], first["seed"]) == ("runs/0", "0")
    assert first["metrics"]["test_acc"] == pytest.approx(metric["values"]["0"] / 100)


def test_each_field_of_an_entry_and_a_run_is_in_the_schema():
    (run,) = runs([0.5], failed="`loss` is nan", tool="wandb", command=("python", "a"),
                  cwd="study", commit="a" * 40, remote="https://h.example/r", dirty=True,
                  patch="run.patch", lock="l.txt", host="2 cores", seconds=4.5, digest="0" * 16,
                  started="2026-01-01T00:00:00Z", params=(("lr", "0.1"),),
                  curves=(EntryCurve("loss", (1.0,), (2.0,)),))  # fmt: skip
    metric = Metric("k", "2.50", "s", "0.1", 3, "lower")
    entry = entry_of(
        "a", runs=(replace(run, name="n"), *runs([0.5, 0.7], first=1)), outcome="refuted",
        status="done", question="Q?", hypothesis="H.", method="M.",
        metrics=(metric,), baseline="b", follows=("b",), supersedes=("b",), replicates=("b",),
        commit=("c",), command="x", seed=("1",), data=("d",), hardware=("h",), cost=("1 h",),
        artifacts=(("w", "https://h.example"),), next=("n",), fix=("f",), curves=("loss",),
        amendments=(Amendment("2026-01-02", "Wrong."),), params=(("p", "1"),), spread_is="sd",
    )  # fmt: skip
    other = replace(entry_of("b"), fields=replace(entry.fields, baseline="", runs=()))
    (first, _) = exported(measured_entries([entry, replace(other, label="b")], {}))["entries"]
    assert first["runs"][0].keys() == {
        "path", "name", "tool", "seed", "params", "metrics", "failed", "command", "cwd", "commit",
        "remote", "dirty", "patch", "lock", "host", "started", "seconds", "digest",
    }  # fmt: skip
    assert first["metrics"]["k"] == {
        "value": 2.5, "unit": "s", "spread": 0.1, "n": 3, "better": "lower", "sd": 0.1
    }  # fmt: skip
    assert first["metrics"]["m"]["failed"] == 1
    assert first["deltas"]["k"]["verdict"] == "cannot be told apart"


def test_numbers_that_json_has_not_are_left_out():
    failed = runs([float("inf"), float("nan")], failed="it diverged")
    (entry,) = exported(measured_entries([entry_of("a", runs=failed)], {}))["entries"]
    assert [run.get("metrics") for run in entry["runs"]] == [None, None]
    assert kept({"a": float("inf"), "b": (1.0, float("nan")), "c": 0.0, "d": False}) == {"c": 0.0}


def rows_of(entries):
    by_label = {entry.label: entry for entry in entries}
    text = logbook_csv(entries, by_label, lambda docname: docname).decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_the_table_has_params_and_differences():
    _, row = rows_of(study())
    assert row["param lr"] == "1.0"
    assert row["seed"] == "0 1 2 3 4"
    assert float(row["test_acc (%)"]) == pytest.approx(97.44, abs=0.005)
    assert len(row["test_acc (%)"]) > 8
    assert row["test_acc n"] == "5"
    assert float(row["test_acc sd"]) == pytest.approx(0.46, abs=0.005)
    assert float(row["test_acc delta"]) == pytest.approx(1.04, abs=0.005)
    assert float(row["test_acc interval low"]) == pytest.approx(0.48, abs=0.006)
    assert float(row["test_acc interval high"]) == pytest.approx(1.59, abs=0.006)
    assert row["test_acc verdict"] == "better"


def test_a_cell_cannot_be_a_formula():
    (entry,) = measured_entries([entry_of("a", params=(("x", "=1+1"),))], {})
    assert rows_of([entry])[0]["param x"] == "'=1+1"
