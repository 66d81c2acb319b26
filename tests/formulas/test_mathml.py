"""Formulas are MathML, with their TeX as alternative text."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from conftest import ROOT

from blink.formulas.mathml import nesting_depth, to_mathml


@pytest.mark.parametrize(
    ("tex", "display", "parts"),
    [
        ("x^2", False, ["<msup>", "<mi>x</mi>", "<mn>2</mn>"]),
        (r"\frac{a}{b}", True, ["<mfrac>", 'display="block"']),
        (r"a &= b \\ c &= d", True, ["<mtable", "<mtr>"]),
        (r"a \\ b", True, ["<mtable"]),
        (r"\begin{split}a &= b\\c &= d\end{split}", True, ["<mtable"]),
        (r"\begin{align}a &= b\\c &= d\end{align}", True, ["<mtable"]),
        (r"\begin{gather}a\\b\end{gather}", True, ["<mtable"]),
        (r"\begin{pmatrix}a & b\\c & d\end{pmatrix}", True, ["<mtable"]),
        (r"\text{日本語}", False, ["日本語"]),
        ("a < b", False, ["&lt;", 'alttext="a &lt; b"']),
        (r'\text{"<b>"}', False, ['alttext="\\text{&quot;&lt;b&gt;&quot;}"']),
    ],
)
def test_to_mathml(tex, display, parts):
    found = to_mathml(tex, display=display)
    assert found.startswith("<math alttext=")
    assert found.endswith("</math>")
    for part in parts:
        assert part in found


def test_a_style_is_valid():
    math = to_mathml(r"{x \displaystyle \frac{1}{2}} \mathrel{y}", display=False)
    assert '<mstyle displaystyle="true" scriptlevel="0"><mfrac>' in math
    assert "</mfrac></mstyle></mrow>" in math


def test_a_number_is_sphinxs_to_write():
    assert "(1)" not in to_mathml(r"\begin{equation}a\end{equation}", display=True)


@pytest.mark.parametrize("tex", [r"\nonsense{x}", r"\frac{a}", "{", r"\begin{aligned}a"])
def test_what_is_no_tex(tex):
    with pytest.raises(ValueError, match=r"."):
        to_mathml(tex, display=True)


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("{", "}"), ("{", ""), (r"\left(", r"\right)"), (r"\begin{matrix}", r"\end{matrix}"),
        (r"\sqrt ", ""), (r"\sqrt[", "]x"), ("x^{", "}"), (r"\frac 1", ""), (r"\color{red}", ""),
        (r"\binom 1", ""), (r"\hat{", "}"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("levels", [8_000, 100_000])
def test_a_deep_formula_is_a_mistake_and_ends_no_process(opening, closing, levels):
    tex = repr((opening, closing))
    code = (
        "from blink.formulas.mathml import to_mathml\n"
        f"opening, closing = {tex}\n"
        f"try: to_mathml(opening * {levels} + 'x' + closing * {levels}, display=True)\n"
        "except ValueError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    said = "it is nested too deeply; remove some levels of its braces or commands\n"
    assert (done.returncode, done.stdout) == (0, said)


@pytest.mark.parametrize(
    "tex",
    [
        r"\bigl(" * 40,
        r"\Biggl\langle x " * 40 + r"\bigr\rangle " * 20,
        "{" + r"\biggl[ x" * 40 + "}" + r"\biggr]" * 40,
    ],
)
def test_delimiters_that_are_not_closed_are_refused_at_once(tex):
    words = r"more than 16 delimiters such as `\bigl(` are not closed; close them with `\bigr)`"
    with pytest.raises(ValueError, match=re.escape(words)):
        to_mathml(tex, display=False)


def test_delimiters_that_are_closed_and_those_of_other_cells_are_read():
    assert to_mathml(r"\bigl(x" * 40 + r"\bigr)" * 40, display=False).count("(</mo>") == 40
    assert to_mathml(r"\bigl(x & \bigr) \\" * 40, display=True).count("(</mo>") == 40
    assert to_mathml(r"\big(" * 40, display=False).count("(</mo>") == 40
    assert to_mathml(r"\bigl(" * 16, display=False).count("(</mo>") == 16


def test_a_long_formula_is_not_a_deep_one():
    terms = "+".join(rf"\frac{{a_{{{n}}}}}{{2^{{{n}}}}}" for n in range(900))
    lines = r" \\ ".join(r"\alpha & \beta" for _ in range(2_000))
    assert nesting_depth(terms) < 1000
    assert to_mathml(rf"\begin{{matrix}}{lines}\end{{matrix}}", display=True).count("<mtr") == 2_000


def test_one_formula_knows_nothing_of_another():
    to_mathml(r"\newcommand{\half}{\frac12} \half", display=False)
    with pytest.raises(ValueError, match="half"):
        to_mathml(r"\half", display=False)
