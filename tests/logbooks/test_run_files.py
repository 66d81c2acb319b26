"""The runs that entries name: their files, contradictions, and builds after a change."""

from __future__ import annotations

import json
import os

import pytest

from blink.logbooks.run_files import entry_runs, run_mistakes
from blink.model import EntryRun


def write_run(blog, path, seed, **values):
    data = {"schema": "blink-run/1", "seed": seed, "params": {"lr": 0.3}, "metrics": values}
    blog.write(f"posts/{path}/run.json", json.dumps(data))


def test_an_entry_is_read_again_only_if_its_runs_change(blog):
    blog = blog()
    blog.post("a", "# A\n", logbook="B", runs="a/*", status="done")
    blog.post("b", "# B\n", logbook="B", metrics="{m: 1}")
    write_run(blog, "a/0", 0, m=1.0)
    write_run(blog, "a/1", 1, m=2.0)
    assert blog.build().warnings == []
    assert "1.50 ± 0.71" in blog.page("posts/a.html")
    assert "0 added, 0 changed" in blog.build().status
    write_run(blog, "a/2", 2, m=3.0)
    assert "0 added, 1 changed" in blog.build().status
    assert "2.0 ± 1.0" in blog.page("posts/a.html")
    write_run(blog, "a/2", 2, m=4.0)
    assert "0 added, 1 changed" in blog.build().status
    assert "n = 3" in blog.page("posts/a.html")
    (blog.folder / "posts/a/2/run.json").unlink()
    (blog.folder / "posts/a/2").rmdir()
    assert "0 added, 1 changed" in blog.build().status
    assert "1.50 ± 0.71" in blog.page("posts/a.html")


def test_what_is_no_file_does_not_stop_the_build(blog):
    blog = blog()
    blog.post("a", "# A\n", logbook="B", runs="a/*", status="done")
    blog.post("b", "# B\n", logbook="B", runs="b.csv", status="done")
    write_run(blog, "a/0", 0, m=1.0)
    os.mkfifo(blog.folder / "posts/a/0/pipe")
    os.mkfifo(blog.folder / "posts/a/1.json")
    (blog.folder / "posts/b.csv").write_text("m\n" + "1\n" * 1001)
    warnings = "\n".join(blog.build().warnings)
    assert warnings.count("`runs: 1.json` is a named pipe, not a regular file") == 1
    assert warnings.count("`b.csv` has more than 1,000 runs") == 1
    assert warnings.count("runs: ") == 2


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("runs: none/*", "5: WARNING: runs: there is no `none/*`; write a file"),
        ("runs: /etc/passwd", "5: WARNING: runs: `/etc/passwd` is not beside this post"),
        ("runs: ../secret", "5: WARNING: runs: `../secret` is not beside this post"),
        ("runs: bad", "5: WARNING: runs: `bad/run.json` cannot be read: line 1 is not valid JSON"),
        ("runs: [a/*, b/0]", "5: WARNING: runs: `a/0` and `b/0` both have the seed 0; name one"),
        ("runs: a/*\nparams: {lr: 0.1}", "6: WARNING: params: `lr` is `0.1` here, but `0.3` in"),
        ("runs: a/*\nmetrics: {m: 1}", "6: WARNING: metrics: the runs have `m` too; delete it"),
        ("runs: a/*\ncurves: [loss]", "6: WARNING: curves: no run has a curve `loss`"),
        ("metrics: {m: 1}\nspread_is: se", "6: WARNING: spread_is: must be one of sd, sem, ci95"),
    ],
)
def test_a_mistake_has_a_message_at_its_line(blog, lines, message):
    blog = blog()
    write_run(blog, "a/0", 0, m=1.0)
    write_run(blog, "b/0", 0, m=1.0)
    blog.write("posts/bad/run.json", "{")
    blog.write(
        "posts/e.md", f"---\ndate: 2026-01-01\nstatus: done\nlogbook: B\n{lines}\n---\n# E\n\nX\n"
    )
    (warning,) = blog.build().warnings
    assert message in warning


def test_a_planned_entry_may_name_runs_that_are_not_there(blog):
    blog = blog()
    blog.post("a", "# A\n", logbook="B", runs="a/*", status="planned")
    assert blog.build().warnings == []


def test_a_typed_parameter_may_repeat_that_of_a_run():
    runs = (EntryRun("r", params=(("lr", "0.30"), ("name", "x"))),)
    assert list(run_mistakes(runs, [("lr", "0.3"), ("name", "x"), ("own", "1")], (), ())) == []


def test_runs_without_the_primary_metric_are_an_error(blog):
    blog = blog()
    write_run(blog, "a/0", 0, accuracy=0.9)
    blog.post("a", "# A\n", logbook="B", runs="a/*", status="done")
    header = "metrics:\n  acc: {unit: '%', times: 100, better: higher, primary: true}"
    blog.write("blog/logbook/b.md", f"---\n{header}\n---\n# B\n")
    (warning,) = blog.build().warnings
    assert "ERROR: runs: no run has the primary metric `acc`; the runs report `accuracy`" in warning
    assert blog.status_code == 1
    blog.write(
        "blog/logbook/b.md", f"---\n{header.replace('times', 'from: accuracy, times')}\n---\n# B\n"
    )
    assert blog.build().warnings == []
    assert "90 %" in blog.page("posts/a.html")


def test_every_fact_of_a_run_counts_for_its_digest(tmp_path):
    data = {
        "schema": "blink-run/1", "seed": 1, "metrics": {"m": 1.0}, "params": {},
        "host": {"cpu": "X"}, "git": {"patch": "run.patch"}, "seconds": 1.5,
    }  # fmt: skip

    def digest(patch="+1", spaces=None, **changes):
        text = json.dumps({**data, **changes}, indent=spaces)
        (tmp_path / "run.json").write_text(text, encoding="utf-8")
        (tmp_path / "run.patch").write_text(patch, encoding="utf-8")
        ((run,), mistakes) = entry_runs([tmp_path / "run.json"], tmp_path, ())
        assert mistakes == []
        return run.digest

    assert digest() == digest(spaces=2)
    others = [digest("+2"), digest(seconds=9), digest(host={"cpu": "Y"}), digest(inputs=[])]
    assert len({digest(), *others}) == 5
