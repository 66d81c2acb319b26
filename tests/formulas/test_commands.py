"""What MathJax and KaTeX read is read, by one library or the other, and means the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest
from conftest import ROOT

from blink.formulas.definitions import split_definitions
from blink.formulas.macro_set import MacroSet
from blink.formulas.mathml import to_mathml
from blink.formulas.plain_text import parsed, readable

READABLE = {
    r"\ce{H2O}": "H₂O",
    r"\ce{SO4^2- + Ba^2+ -> BaSO4}": "SO₄²⁻ + Ba²⁺ → BaSO₄",
    r"\ce{2H2 + O2 -> 2H2O}": "2 H₂ + O₂ → 2 H₂O",
    r"\SI{9.81}{\metre\per\second\squared}": "9.81 m/s²",
    r"\si{\kilo\gram}": "kg",
    r"\qty{3}{\km\per\h}": "3 km/h",
    r"\unit{kg.m/s^2}": "kg.m/s²",
    r"\num{3e8}": "3 × 10⁸",
    r"\ang{30}": "30°",
    r"\mathds{1}_A": "𝟙_A",
    r"x = 1 \tag{2}": "x = 1 (2)",
    r"\sum_{\substack{i<n\\j<m}} a": "∑_(i < n; j < m) a",
    r"\href{https://example.org/a_b}{x^2} + 1": "x² + 1",
    r"\begin{alignat}{2} a&=b & c&=d\\ e&=f & g&=h\end{alignat}": "a = b c = d; e = f g = h",
    r"\begin{eqnarray} a&=&b\\ c&=&d\end{eqnarray}": "a = b; c = d",
    r"\begin{cases} 1 & x>0\\ 0 & \text{else}\end{cases}": "{1 x > 0; 0 else",
    r"\boldsymbol{\beta}": "β",
    r"\operatorname*{arg\,max}_x f": "arg maxₓ f",
    r"\DeclareMathOperator*{\argmax}{arg\,max} \argmax_x f": "arg maxₓ f",
    r"\mathscr{L}(\theta)": "ℒ(θ)",
    r"\cancel{x} + \boxed{y}": "x + y",
    r"A \xrightarrow{f} B": "A –f→ B",
    r"\text{if $x_1$ is}": "if x₁ is",
    r"\dv{f}{x}": "df/dx",
    r"\norm{x} + \abs{y}": "‖x‖ + |y|",
    r"{}^{14}_{6}\mathrm{C}": "₆¹⁴C",
    r"\root 3 \of x": "∛x",
    r"\cases{a & b\cr c & d}": "{a b; c d",
    r"\widetilde{x}": "x̃",
    r"\require{cancel} \cancel{x}": "x",
    r"\ce{CO2 + C ->[H2O] 2 CO}": "CO₂ + C –H₂O→ 2 CO",
}


CHILDREN = {
    "msub": 2,
    "msup": 2,
    "msubsup": 3,
    "munder": 2,
    "mover": 2,
    "munderover": 3,
    "mfrac": 2,
}


@pytest.mark.parametrize("tex", READABLE, ids=list(READABLE))
def test_a_command_means_the_same(tex):
    assert readable(tex) == READABLE[tex]
    math = to_mathml(tex, display=r"\\" in tex)
    assert "\\" not in math.partition(">")[2]
    for element in parsed(math).iter():
        assert len(element) == CHILDREN.get(element.tag, len(element))


SHOWN = [
    (r"\textcolor{#ff0000}{x}", "color:#ff0000"),
    (r"\cancelto{0}{x}", 'notation="updiagonalstrike"'),
    (r"\begin{CD} A @>f>> B \end{CD}", '<mo stretchy="true">→</mo>'),
    (r"\begin{smallmatrix} a&b\end{smallmatrix}", "<mtable>"),
    (r"\begin{bmatrix*}[r] a&b\end{bmatrix*}", 'style="text-align:right;justify-items:end;"'),
    (r"\mathclap{x} \LaTeX \Large y", "LaTeX"),
    (r"\utilde{x}", "<munder "),
    (r"\mathbfit{x} \symup{y} \mathbfcal{L}", "𝒙"),
    (r"\href{https://example.org/}{x}", '<mtext><a href="https://example.org/"><math><mi>x</mi>'),
    (r"\url{https://example.org/%20}", ">https://example.org/%20</mtext>"),
    (r"\colorbox{#eee}{$x$}", "background:#eee"),
]


@pytest.mark.parametrize(("tex", "part"), SHOWN, ids=[tex for tex, _ in SHOWN])
def test_a_command_is_shown(tex, part):
    math = to_mathml(tex, display=False)
    assert part in math
    ET.fromstring(math.replace("&ApplyFunction;", ""))


@pytest.mark.parametrize(
    ("tex", "words"),
    [
        (r"a + \nope{x} + b", r'Unknown command "\nope" at `\nope{x} + b`; correct it, or define'),
        (r"\newcommand{\f}{\nope} \f", r'Unknown command "\nope" in the definition of `\f`'),
        ("a &= \\nope \\\\ b &= c", r"at `\nope \\ b &= c`"),
        (r"\frac{a}", " at its end; correct its LaTeX"),
        (r"see \eqref{mass}", r"`\eqref{mass}` has no meaning here; write {eq}`label`"),
        (r"\href{javascript:x}{y}", "`javascript:x` is not a URL"),
        (r"\ce{H2O", ""),
    ],
)
def test_what_is_wrong_is_told_with_its_part(tex, words):
    with pytest.raises(ValueError, match=r".") as error:
        to_mathml(tex, display=True)
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("tex", "rest", "bodies", "defaults"),
    [
        (r"\newcommand{\R}{\mathbb{R}}", "", {"R": r"\mathbb{R}"}, {}),
        (r"\newcommand\f[2][y]{#1_{#2}} x", "x", {"f": "#1_{#2}"}, {"f": "y"}),
        (r"\def\f#1{(#1)}\f x", r"\f x", {"f": "(#1)"}, {}),
        (r"\let\b=\beta \b", r"\b", {"b": r"\beta"}, {}),
        (r"\renewcommand*{\vec}[1]{\mathbf{#1}}", "", {"vec": r"\mathbf{#1}"}, {}),
        (r"\newcommand{\R}{\mathbb{R}", r"\newcommand{\R}{\mathbb{R}", {}, {}),
        ("x", "x", {}, {}),
    ],
)
def test_definitions(tex, rest, bodies, defaults):
    assert split_definitions(tex) == (rest, MacroSet(bodies, defaults))


def test_a_definition_replaces_a_command_and_has_a_default():
    assert readable(r"\newcommand{\R}[2][n]{#1_{#2}} \R{i} \R[m]{i}") == "nᵢmᵢ"
    assert readable(r"\renewcommand{\vec}[1]{\mathbf{#1}} \vec{x}") == "x"


PROGRAM = """
import json, sys
sys.modules[sys.argv[1]] = None
from blink.formulas.plain_text import parsed, readable
print(json.dumps([readable(tex) for tex in json.load(sys.stdin)]))
"""


def read_without(library: str, formulas: list[str]) -> list[str]:
    """Return the text of *formulas* where *library* is not installed."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, library], input=json.dumps(formulas),
        env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True, capture_output=True, text=True,
    )  # fmt: skip
    found: list[str] = json.loads(done.stdout)
    return found


def test_without_math_core_formulas_are_the_same():
    unlike = ("mathds", r"arg\,max")  # mathra has no 𝟙, and no space in names
    formulas = [tex for tex in READABLE if not any(part in tex for part in unlike)]
    formulas += [r"\frac{1}{2}", r"\alpha^2", r"\sum_{i=1}^n x_i", r"\sqrt[3]{x}", r"\mathbb{R}^n"]
    assert read_without("math_core", formulas) == list(map(readable, formulas))


def test_without_mathra_formulas_have_what_math_core_has():
    found = read_without("mathra", [r"\frac{1}{2} \ne \mathds{R}", r"\ce{H2O}"])
    assert found == ["½ ≠ ℝ", "ce H2O"]
