"""The macros of the parts of logbooks."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader

import blink

THEME = Path(blink.__file__).parent / "theme" / "blog"


def test_the_line_of_runs_names_seeds_failures_and_missing_metrics():
    env = Environment(
        loader=FileSystemLoader(THEME), autoescape=False, extensions=["jinja2.ext.i18n"]
    )
    env.install_null_translations()  # type: ignore[attr-defined]
    env.filters["in_words"] = str
    parts = env.get_template("logbook-parts.html").module
    about = {"n": 2, "failed": 0, "failures": [], "silent": [
        {"seed": "1", "name": "runs/1", "metrics": ["a", "<b>"]},
        {"seed": "", "name": "runs/2", "metrics": ["a"]},
    ]}  # fmt: skip
    assert parts.runs({**about, "seeds": "0–1"}) == (
        "n = 2, seeds 0–1, seed 1 reported no `a`, `&lt;b&gt;`, runs/2 reported no `a`"
    )
    assert parts.runs({**about, "seeds": "3", "silent": []}) == "n = 2, seed 3"
