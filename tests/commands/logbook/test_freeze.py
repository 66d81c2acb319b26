"""``make freeze`` records a report with its entries, and can be redone until it is pushed."""

from __future__ import annotations

import json
import os
import re
import subprocess
from datetime import date
from pathlib import Path

import pytest
from logbooks.display.test_pages import entry, words
from logbooks.display.test_reports import report, shown

from blink.cli import main
from blink.commands.logbook.freeze import freeze, report_label
from blink.commands.logbook.record import LedgerError, record_logbooks
from blink.git import pushed_lines
from blink.logbooks.history import LEDGER, STATE, ledger_text, read_ledger
from blink.logbooks.ledger.freezing import REDONE

DAY = date(2026, 2, 1)
BODY = "# Advancement\n\nThe best is {metric}`one:loss`.\n\n```{logbook-timeline}\n```\n"
ME = ["-c", "user.name=Ann", "-c", "user.email=ann@h.example", "-c", "init.defaultBranch=main"]


def git(*command):
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
    subprocess.run(["git", *ME, *command], check=True, capture_output=True, env=environment)


def commit():
    git("add", "posts")
    git("commit", "-q", "-m", "posts")


@pytest.fixture
def site(blog, monkeypatch):
    site = blog()
    entry(site, "one", date="2026-01-02", status="done", metrics="\n  loss: 2.5")
    entry(site, "two", date="2026-01-03", status="planned", hypothesis="Half is enough.")
    report(site, BODY)
    monkeypatch.chdir(site.folder)
    return site


def run(site, label="rep", *, redo=False):
    """Freeze a report as the command does, but with builds in this process."""

    def build():
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(REDONE, label if redo else "")
            return len(site.build().warnings)

    state = site.folder / "_build/doctrees" / STATE
    return freeze(label, DAY, build, redo=redo, state=state)


def ledger():
    return read_ledger(Path(LEDGER).read_text())[0]


def test_a_freeze_lists_the_entries_and_their_days(site, capsys):
    entry(site, "later", date="2026-02-02", status="done")
    assert run(site) == 0
    assert capsys.readouterr().out == (
        "Advancement covers 2 entries:\n"
        "  2026-01-02  one  Entry one\n  2026-01-03  two  Entry two (planned)\n"
        f"frozen in {LEDGER}; commit it with the posts\n"
    )
    frozen = ledger()
    assert set(frozen.reports["rep"]) == {"one", "two"}
    assert set(frozen.entries) == {"one", "two"}  # what it does not cover is not recorded
    ((number, day, text),) = frozen.texts["rep"]
    assert (number, day, text.logbooks) == (1, "2026-02-01", ("Pruning",))
    assert [scale["name"] for scale in text.scales["Pruning"]] == ["loss"]
    assert record_logbooks(site.folder / "_build/doctrees" / STATE, DAY) == 0
    assert capsys.readouterr().out.startswith("later: new entry\nrecorded in")
    before = Path(LEDGER).read_text()
    assert run(site) == 1
    out, err = capsys.readouterr()
    assert "2026-01-02  one  Entry one" in out
    assert "nothing was frozen: `rep` was frozen before, but not pushed; REDO=1" in err
    assert Path(LEDGER).read_text() == before


def rewrite(site, old, new):
    path = site.folder / "posts/rep.md"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_the_text_of_a_frozen_report_has_the_rules_of_an_entry(site):
    assert run(site) == 0
    rewrite(site, "The best is", "The very worst is")
    for _ in range(2):  # the warning is repeated until it is corrected
        (line,) = site.build().warnings
        assert line == (
            "posts/rep.md:1: WARNING: this report was changed after it was frozen: words in the"
            " text were changed; explain why in an `update` directive, or write another report"
            " [ledger.rewritten]"
        )
    rewrite(site, "report:", "fix: a word\nreport:")
    assert site.build().warnings == []
    rewrite(site, "The very", "The 2 very")
    assert "numbers in the text were changed" in site.build().warnings[0]
    rewrite(site, "# Advancement", "```{update} 2026-02-03\nIt was wrong.\n```\n\n# Advancement")
    rewrite(site, "date: 2026-01-31", "date: 2026-01-30")
    assert site.build().warnings == []
    assert record_logbooks(site.folder / "_build/doctrees" / STATE, DAY) == 0
    assert [version.number for version in ledger().texts["rep"]] == [1, 2]
    rewrite(site, "The 2 very", "The 3 very")
    (line,) = site.build().warnings
    assert "numbers in the text were changed" in line


def test_what_a_frozen_report_shows_is_not_its_text(site):
    assert run(site) == 0
    entry(site, "one", "```{update} 2026-02-03\nWrong.\n```\n", date="2026-01-02", status="done",
          tags="[other]", metrics="\n  loss: 9")  # fmt: skip
    rewrite(site, "# Advancement\n\nThe best is", "# Other title\n\n*The* best\nis")
    assert site.build().warnings == []
    assert "The best is 2.5" in shown(site)


def test_entries_of_other_logbooks_and_the_last_report_are_frozen_too(site, capsys):
    entry(site, "far", logbook="Other", date="2026-01-01", metrics="{loss: 7}")
    body = "{metric}`far:loss`\n\n```{logbook-table}\n:logbook: Other\n```\n"
    since = "\n```{logbook-timeline}\n:since-last-report:\n```\n"
    report(site, f"# R\n\n{body}{since}", date="2026-01-04")
    site.post("old", "# Old\n", report="Pruning", date="2026-01-02")
    assert run(site) == 0
    assert "covers 2 entries:" in (out := capsys.readouterr().out)
    assert "it also shows far\n" in out
    before = shown(site)
    assert "Entry one" not in before
    entry(site, "far", "```{update} 2026-02-03\nWrong.\n```\n", logbook="Other",
          date="2026-01-01", metrics="{loss: 8}")  # fmt: skip
    entry(site, "further", logbook="Other", date="2026-01-02", metrics="{loss: 5}")
    site.post("between", "# Between\n", report="Pruning", date="2026-01-03")
    assert site.build().warnings == []
    assert shown(site) == before
    assert "8" in words(site.page("blog/logbook/other.html"))


def test_a_report_that_was_recorded_without_its_text_is_not_checked_until_then(site, capsys):
    assert run(site) == 0
    text = ledger()
    text.texts.clear()
    Path(LEDGER).write_text(ledger_text(text))
    rewrite(site, "The best is", "The worst is")
    assert site.build().warnings == []
    capsys.readouterr()
    assert record_logbooks(site.folder / "_build/doctrees" / STATE, DAY) == 0
    assert "rep: its text is recorded now, as its entries were before" in capsys.readouterr().out
    rewrite(site, "The worst is", "The best is")
    assert "[ledger.rewritten]" in site.build().warnings[0]


def test_a_freeze_that_was_not_pushed_can_be_redone(site, capsys):
    git("init", "-q")
    git("init", "-q", "--bare", "remote.git")
    git("remote", "add", "origin", "remote.git")
    assert run(site) == 0
    commit()
    entry(site, "one", date="2026-01-02", status="done", metrics="\n  loss: 2.25")
    entry(site, "three", date="2026-01-04", status="done")
    rewrite(site, "The best is", "The best of all is")
    assert run(site, redo=True) == 0
    assert "covers 3 entries" in capsys.readouterr().out
    assert site.build().warnings == []
    assert "The best of all is 2.25" in shown(site)
    assert [v.number for v in ledger().entries["one"]] == [1]
    commit()
    git("push", "-q", "origin", "HEAD:main")
    text = Path(LEDGER).read_text()
    with pytest.raises(LedgerError, match="the freeze of `rep` was pushed, and what was published"):
        run(site, redo=True)
    assert Path(LEDGER).read_text() == text


def test_a_freeze_is_as_it_was_if_the_build_of_another_fails(site, capsys):
    assert run(site) == 0
    before = Path(LEDGER).read_text()
    rewrite(site, "one:loss", "one:los")
    assert run(site, redo=True) == 1
    assert "nothing was frozen: correct the errors" in capsys.readouterr().err
    assert Path(LEDGER).read_text() == before


def test_a_falsified_line_of_the_ledger_is_noticed(site):
    assert run(site) == 0
    path = Path(LEDGER)
    text = path.read_text()
    path.write_text(text.replace('"2.5"', '"2.4"'))
    (line,) = [line for line in site.build().warnings if "[ledger.version]" in line]
    assert line.startswith(
        f"{LEDGER}:3: WARNING: the report `rep` covers a version of `one` that this file does not"
    )
    path.write_text("".join(f"{row}\n" for row in text.splitlines() if '"entry"' in row))
    git("init", "-q")
    commit()
    git("update-ref", "refs/remotes/origin/main", "HEAD")
    entry(site, "one", date="2026-01-02", status="done", metrics="\n  loss: 2.4")
    path.write_text(path.read_text().replace('"2.5"', '"2.4"'))
    for done in (lambda: None, commit):  # a commit does not hide it
        done()
        (line,) = site.build().warnings
        assert line.startswith(
            f"{LEDGER}:1: WARNING: {LEDGER} no longer has `one, version 1` as it was pushed"
        )


def test_the_versions_that_a_remote_has_stay(site):
    git("init", "-q")
    git("init", "-q", "--bare", "remote.git")
    git("remote", "add", "origin", "remote.git")
    site.build()
    assert record_logbooks(site.folder / "_build/doctrees" / STATE, DAY) == 0
    lines = Path(LEDGER).read_text().splitlines()
    Path(LEDGER).write_text("".join(f"{line}\n" for line in lines if '"entry"' in line))
    commit()
    git("push", "-q", "origin", "HEAD:main")
    assert pushed_lines(Path(), LEDGER) == frozenset(Path(LEDGER).read_text().splitlines())
    assert run(site) == 0
    entry(site, "one", date="2026-01-02", status="done", metrics="\n  loss: 2.25")
    assert run(site, redo=True) == 1, "the entry was published with another value"
    (warning,) = site.warnings
    assert "`loss` was 2.5 and is now 2.25" in warning


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "the name of the report is missing; write one, such as REPORT=half-a-year"),
        ("erp", "there is no report `erp` in posts; did you mean `rep`?"),
        ("xyz", "there is no report `xyz` in posts; the reports are `draft`, `late`, `rep`"),
        ("posts/one.md", "`one` is an entry, not a report; the reports are `draft`,"),
        ("draft", "`draft` is a draft; only a published report can be frozen: run `make publish"),
        ("late", "`late` is dated in the future, 2999-01-01; only a published report"),
    ],
)  # fmt: skip
def test_what_cannot_be_frozen(site, capsys, name, message):
    site.post("draft", "# D\n", report="Pruning", draft="true")
    site.post("late", "# L\n", report="Pruning", date="2999-01-01")
    assert main(["freeze", name]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"nothing was frozen: {message}")
    assert not Path(LEDGER).exists()


DECLARED = "---\nmetrics:\n  acc: {unit: '%%', times: 100, better: %s, margin: %s}\n---\n\n# P\n"


def test_a_frozen_report_keeps_its_scales_and_falsified_runs_are_noticed(site):
    for name, first in (("base", 0.5), ("new", 0.6)):
        for seed in range(3):
            acc = round(first + seed / 1000 + (seed == 1) / 2000, 4)
            data = {"seed": seed, "acc": acc, "lr": 0.1}
            site.write(f"posts/{name}/{seed}.json", json.dumps(data))
    entry(site, "base", date="2026-01-04", status="done", runs="base/*.json")
    entry(site, "new", date="2026-01-05", status="done", runs="new/*.json", baseline="base")
    site.write("blog/logbook/pruning.md", DECLARED % ("higher", 1))
    report(site, "# Advancement\n\nIt is {metric}`new:acc`.\n\n```{logbook-table}\n```\n")
    assert run(site) == 0
    assert site.warnings == []
    before = shown(site)
    assert "better" in before
    site.write("blog/logbook/pruning.md", DECLARED % ("lower", 40))
    assert site.build().warnings == []
    assert shown(site) == before
    assert "no difference that matters" in words(site.page("blog/logbook/pruning.html"))
    site.write("posts/new/1.json", json.dumps({"seed": 1, "acc": 0.9, "lr": 0.1}))
    (site.folder / "posts/base/2.json").unlink()
    lines = sorted(site.build().warnings)
    assert [line.partition(": WARNING")[0] for line in lines] == [
        "posts/base.md:5",
        "posts/new.md:5",
    ]
    assert "the run `base/2.json` of the seed 2 was removed" in lines[0]
    assert "the run `new/1.json` of the seed 1 had acc 0.6015 and has 0.9" in lines[1]
    assert shown(site) == before


def test_a_report_without_entries_cannot_be_frozen(site):
    rewrite(site, "date: 2026-01-31", "date: 2026-01-01")
    site.build()
    with pytest.raises(LedgerError, match="`rep` covers no entries"):
        freeze("rep", DAY, lambda: 0, redo=False, state=site.folder / "_build/doctrees" / STATE)
    assert not Path(LEDGER).exists()


def test_a_report_has_the_name_of_its_file():
    assert report_label("posts/2026/Half.md") == report_label(" half ") == "half"
    assert report_label("posts/half/index.md") == "half"


def test_a_falsified_line_is_noticed_after_it_was_committed_too(site):
    rewrite(site, "# Advancement", "```{update} 2026-02-01\nIt was 3.\n```\n\n# Advancement")
    assert run(site) == 0
    git("init", "-q")
    commit()
    git("update-ref", "refs/remotes/origin/main", "HEAD")
    path = Path(LEDGER)
    text = path.read_text()
    rewrite(site, "The best is", "The worst is")
    site.build()
    built = json.loads((site.folder / "_build/doctrees" / STATE).read_text())
    new, old = built["texts"]["rep"]["words"], ledger().texts["rep"][0].text.fields.words
    for falsified, name in (
        (text.replace(old, new), "rep, version 1"),
        (re.sub(r', "two": "[0-9a-f]{16}"', "", text), "rep"),
    ):
        assert falsified != text
        path.write_text(falsified)
        commit()
        (line,) = [line for line in site.build().warnings if "[ledger.ledger]" in line]
        assert f"{LEDGER} no longer has `{name}` as it was pushed" in line
    path.write_text("".join(f"{row}\n" for row in text.splitlines() if '"report"' not in row))
    commit()  # nobody needs these lines
    assert [line for line in site.build().warnings if "[ledger.ledger]" in line] == []
