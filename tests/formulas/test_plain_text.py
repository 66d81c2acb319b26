"""Formulas are readable where only text is shown."""

from __future__ import annotations

import pytest

from blink.formulas.macros import MacroSet
from blink.formulas.plain_text import readable, subscript, superscript


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"\alpha^2", "α²"),
        (r"\frac{1}{2}", "½"),
        (r"\tfrac{a+b}{c}", "(a + b)/c"),
        (r"\frac{\partial L}{\partial w_i}", "∂L/∂wᵢ"),
        (r"x_{i+1}^2", "xᵢ₊₁²"),
        (r"x_{\text{max}}", "x_max"),
        (r"\mathbb{R}^n", "ℝⁿ"),
        (r"\mathbf{x}^\top\mathbf{y}", "xᵀy"),
        (r"\mathcal{L}_{\mathrm{val}}", "ℒ_val"),
        (r"\sum_{i=1}^n x_i", "∑ᵢ₌₁ⁿ xᵢ"),
        (r"\int_0^\infty e^{-x}\,dx", "∫₀^∞ e⁻ˣ dx"),
        (r"\sqrt{x+1} + \sqrt[3]{y}", "√(x + 1) + ∛y"),
        (r"\hat{x} + \overline{AB}", "x̂ + AB"),
        (r"\left(\frac{a+b}{c}\right)^{-1}", "((a + b)/c)⁻¹"),
        (r"\begin{pmatrix}a&b\\c&d\end{pmatrix}", "(a b; c d)"),
        (r"a &= b \\ c &= d", "a = b; c = d"),
        (r"f\colon X\to\{1,2\}", "f: X → {1, 2}"),
        (r"f''(x)", "f″(x)"),
        (r"10^{-3}\,\mathrm{ms}", "10⁻³ ms"),
        (r"O(n\log n)", "O(n log n)"),
        (r"\Pr(A \mid B)", "Pr(A ∣ B)"),
        (r"-1 \pm a-b", "−1 ± a − b"),
        (r"p < 0.05", "p < 0.05"),
        (r"<5\%", "<5%"),
        (r"{\sim}1,000", "∼1,000"),
        (r"30^\circ", "30°"),
        (r"\lVert x\rVert_2", "‖x‖₂"),
        (r"\underbrace{a+b}_{n}", "a + b"),
        (r"\dots", "…"),
        (r"\nonsense{x}_2", "nonsense x_2"),
        (r"\text{costs \$5}", "costs $5"),
        ("{" * 900 + "x" + "}" * 900, "x"),
        ("", ""),
    ],
)
def test_readable(tex, text):
    assert readable(tex) == text


def test_macros_are_known():
    assert readable(r"\RR^n", MacroSet({"RR": r"\mathbb{R}"}, {})) == "ℝⁿ"


def test_digits_and_signs_of_a_document_are_raised_and_letters_stay():
    assert [subscript("2"), superscript("-3"), superscript("th")] == ["₂", "⁻³", "th"]
