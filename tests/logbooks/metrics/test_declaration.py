"""The metrics that a logbook declares in the header of its introduction."""

from __future__ import annotations

import pytest

from blink.logbooks.metrics.declaration import (
    introduction_names,
    read_declaration,
    stray_declarations,
)
from blink.logbooks.metrics.scales import Scale
from blink.source.front_matter.header import read_header

WHOLE = """\
metrics:
  test_acc: {from: [test/acc, eval_accuracy], unit: "%", times: 100, digits: 2, better: higher,
    primary: true, margin: 0.5}
  params: {unit: weights, better: lower, role: cost}
  seconds: {unit: s, role: info}
  epochs:
"""


def header(text):
    return read_header(f"---\n{text}---\n".encode(), markdown=True)


def test_a_header_declares_scales():
    scales, problems = read_declaration(header(WHOLE))
    assert problems == []
    assert scales == {
        "test_acc": Scale("test_acc", "%", "higher", ("test/acc", "eval_accuracy"), 100, 2, True,
                          0.5, declared=True),
        "params": Scale("params", "weights", "lower", role="cost", declared=True),
        "seconds": Scale("seconds", "s", "", role="info", declared=True),
        "epochs": Scale("epochs", "", "", declared=True),
    }  # fmt: skip
    assert read_declaration(header("title: x\n")) == ({}, [])


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("  acc: {form: x}", "unknown key `form`; did you mean `from`?"),
        ("  acc: {better: more}", "`better` must be one of lower, higher, not `more`"),
        ("  acc: {times: 0}", "`times` must be a number above 0, not `0`"),
        ("  acc: {margin: -1}", "`margin` must be a number of at least 0, not `-1`"),
        ("  acc: {digits: 13}", "`digits` must be a number of decimal places from 0 to 12"),
        ("  acc: {primary: maybe}", "`primary` must be true or false, not `maybe`"),
        ("  acc: {primary: true}", "needs `better: lower` or `better: higher`"),
        ("  acc: {primary: true, better: lower, role: cost}", "cannot be `primary`"),
        ("  acc: 12", "must have keys and values"),
        ('  "-": {unit: s}', "must contain a letter or a digit"),
    ],
)
def test_a_mistake_has_a_message_at_its_line(line, words):
    scales, (problem,) = read_declaration(header(f"metrics:\n  ok: {{unit: s}}\n{line}\n"))
    assert (problem.line, problem.kind) == (4, "declaration")
    assert words in problem.message
    assert "ok" in scales


def test_metrics_must_be_a_mapping():
    _, (problem,) = read_declaration(header("metrics: acc\n"))
    assert "must have a line for each metric below it" in problem.message


def test_a_page_beside_those_of_logbooks_declares_nothing():
    pages = introduction_names(["Digits study"], "blog", None)
    assert pages == {"Digits study": "blog/logbook/digits-study"}
    headers = {
        name: header(WHOLE) for name in ("blog/logbook/digit-study", "guide/x", *pages.values())
    }
    ((docname, problem),) = stray_declarations(headers, "blog/logbook", pages.values())
    assert docname == "blog/logbook/digit-study"
    assert "rename this file to `blog/logbook/digits-study`" in problem.message
