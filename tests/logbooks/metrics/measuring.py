"""Make measured entries for tests, also of the study whose values are in ``raw``."""

from __future__ import annotations

import json
from pathlib import Path

from blink.logbooks.analysis import LogEntry, measured_entries
from blink.logbooks.metrics.scales import Scale
from blink.model import EntryFields, EntryRun

RAW = Path(__file__).parents[1] / "raw"
ACCURACY = Scale(
    "test_acc", "%", "higher", times=100, digits=2, primary=True, margin=0.5, declared=True
)


def entry_of(label, day="2026-01-01", tags=(), **fields):
    date = f"{day}T00:00:00+00:00"
    return LogEntry(label, f"posts/{label}", label.upper(), date, tags, EntryFields("P", **fields))


def measured(*metrics, **fields):
    """Return what an entry with *metrics* measured for the first of them."""
    (entry,) = measured_entries([entry_of("a", metrics=metrics, **fields)], {})
    return entry.metric(metrics[0].name)


def runs(values, name="m", first=0, **facts):
    """Return a run for each of *values*, with seeds from *first* on."""
    return tuple(
        EntryRun(f"runs/{seed}", seed=str(seed), metrics=((name, value),), **facts)
        for seed, value in enumerate(values, first)
    )


def of_study(*labels, declared=(ACCURACY,), **fields):
    """Return measured entries of the study in ``raw``; *fields* are those of each by its label."""
    entries = []
    for label in labels:
        study = json.loads((RAW / f"{label}.json").read_text())
        first = 5 if label == "lr10b" else 0
        config = tuple((name, str(value)) for name, value in study["cfg"].items())
        own = tuple(
            EntryRun(f"runs/{seed}", seed=str(seed), params=config, metrics=tuple(values.items()))
            for seed, values in enumerate(study["seeds"], first)
        )
        entries.append(entry_of(label, runs=own, **fields.get(label, {})))
    return measured_entries(entries, {scale.name: scale for scale in declared})
