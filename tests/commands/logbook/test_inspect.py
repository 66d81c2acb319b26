"""``blink logbook show`` and ``declare`` read the sources as they are now."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from blink.cli import main


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Stand in a blog with a logbook of three entries, of which one is a draft."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BLINK_LOGBOOK", raising=False)
    Path("conf.py").write_text("blink_timezone = 'UTC'\n")
    write("base", "date: 2026-01-01\nstatus: done\nruns: base/*\nnext: [prune]")
    write("half", "date: 2026-01-02\nstatus: done\nruns: half/*\nbaseline: base\nfollows: base#1")
    write("plan", "status: planned\nhypothesis: It helps.\ndraft: true")
    for name, first in (("base", 0.8), ("half", 0.9)):
        for seed in range(3):
            path = Path("posts", name, f"{seed}.json")
            path.parent.mkdir(exist_ok=True)
            path.write_text(json.dumps({"seed": seed, "acc": first + seed / 100, "lr": 0.1}))
    return tmp_path


def write(name, header, logbook="logbook: Key words"):
    Path("posts").mkdir(exist_ok=True)
    Path(f"posts/{name}.md").write_text(f"---\n{logbook}\n{header}\n---\n\n# Entry {name}\n")


def test_show_prints_the_state_with_drafts(folder, capsys):
    write("rep", "date: 2026-01-03", "report: Key words")
    introduction = Path("blog/logbook/key-words.md")
    introduction.parent.mkdir(parents=True)
    introduction.write_text("---\nmetrics:\n  acc: {better: higher, primary: true}\n---\n\n# K\n")
    assert main(["logbook", "show"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.startswith(
        "Key words: 3 entries (2 done, 1 planned; 1 is a draft); 2026-01-01 to 2026-01-02"
    )
    best = "acc (higher is better): half, 0.910 ± 0.010, n = 3, 95 % interval 0.885 to 0.935\n"
    assert best in out
    assert "  planned  plan (draft): It helps.\n" in out
    assert "  2026-01-03  not frozen  rep: Entry rep\n" in out
    assert main(["logbook", "show", "key-words", "--json"]) == 0
    state = json.loads(capsys.readouterr().out)
    assert state["best"][0]["entry"] == "half"
    assert state["problems"] == []
    assert not Path("_build").exists()


def test_declare_prints_a_header_to_paste(folder, capsys):
    assert main(["logbook", "declare"]) == 0
    out, err = capsys.readouterr()
    assert yaml.safe_load(out)["metrics"]["acc"] == {
        "unit": "%", "times": 100, "digits": 1, "better": "higher", "primary": True
    }  # fmt: skip
    assert err.startswith("paste this into the front matter of blog/logbook/key-words.md, and")
    introduction = Path("blog/logbook/key-words.md")
    introduction.parent.mkdir(parents=True)
    introduction.write_text(f"---\n{out}---\n\n# K\n")
    assert main(["logbook", "declare"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "blog/logbook/key-words.md declares every metric of `Key words`\n"


def test_a_damaged_run_is_named_and_the_rest_is_shown(folder, capsys):
    Path("posts/half/1.json").write_text("{")
    assert main(["logbook", "show"]) == 1
    out, err = capsys.readouterr()
    assert out.startswith("Key words: 3 entries")
    assert err.startswith("posts/half.md:5: runs: `half/1.json` cannot be read: ")


@pytest.mark.parametrize("action", ["show", "declare"])
def test_a_logbook_that_is_not_there(folder, capsys, action):
    write("other", "date: 2026-01-01", "logbook: Digits")
    for name, message in (
        ("key wrds", "there is no logbook `key wrds`; did you mean `Key words`?\n"),
        ("xyz", "there is no logbook `xyz`; the logbooks are `Digits`, `Key words`\n"),
        ("", "name a logbook: `Digits`, `Key words`\n"),
    ):
        assert main(["logbook", action, name]) == 2
        assert capsys.readouterr() == ("", message)


def test_without_metrics_there_is_nothing_to_declare(folder, capsys):
    write("other", "date: 2026-01-01", "logbook: Digits")
    assert main(["logbook", "declare", "digits"]) == 1
    assert capsys.readouterr().err == "no entry of `Digits` has a metric; run an experiment first\n"
