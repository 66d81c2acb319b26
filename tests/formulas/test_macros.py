"""Macros are read from conf.py as MathJax has them; those that are wrong are explained."""

from __future__ import annotations

import pytest

from blink.formulas.macro_set import MacroSet
from blink.formulas.macros import macros_of, read_macros
from blink.formulas.mathml import to_mathml
from blink.formulas.plain_text import readable


class Settings(dict):
    """Settings by name, as in Sphinx."""

    __getattr__ = dict.get


GOOD = {
    "RR": r"\mathbb{R}",
    "E": [r"E_{#1}[#2]", 2, "x"],
    "norm": [r"\|#1\|", 1],
    "F": r"\E[y]{\RR}",
}


@pytest.mark.parametrize(
    ("tex", "same"),
    [
        (r"\RR^n", r"\mathbb{R}^n"),
        (r"\norm{x}", r"\|x\|"),
        (r"\E{f}", "E_{x}[f]"),
        (r"\E[\frac{1}{2}]{f}", r"E_{\frac{1}{2}}[f]"),
        (r"\F", r"E_{y}[\mathbb{R}]"),
        (r"\Etwo", None),
    ],
)
def test_macros_stand_for_tex(tex, same):
    macros = macros_of(Settings(mathjax3_config={"tex": {"macros": GOOD}}))
    if same is None:
        with pytest.raises(ValueError, match=r'conf.py: .*"Etwo": r"…"'):
            to_mathml(tex, display=False, macros=macros)
        return
    expected = to_mathml(same, display=False)
    found = to_mathml(tex, display=False, macros=macros)
    assert found.partition(">")[2] == expected.partition(">")[2]


def test_a_macro_may_stand_for_what_only_one_library_reads():
    macros = {"water": r"\ce{H2O}", "ion": [r"\water^{#1}", 1], "R": r"\mathbb{R}"}
    found, mistakes = read_macros(Settings(mathjax3_config={"tex": {"macros": macros}}))
    assert mistakes == []
    assert readable(r"\ion{+}, \R", found) == "H₂O⁺, ℝ"
    assert readable(r"\R", found) == "ℝ"


def test_macros_of_all_versions_of_mathjax_are_read():
    old, new = {"TeX": {"Macros": {"a": "x"}}}, {"tex": {"macros": {"b": "y"}}}
    settings = Settings(mathjax_config=old, mathjax2_config=old, mathjax4_config=new)
    assert macros_of(settings) == MacroSet({"a": "x", "b": "y"}, {})
    assert macros_of(Settings(mathjax3_config={"tex": None})) == MacroSet({}, {})


def test_wrong_macros_are_left_out_and_explained():
    wrong = {"b1": "x", "few": ["#1#2", 1], "n": 3, "d": ["#1", 1, 2], "bad": r"\nope", "good": "x"}
    macros, mistakes = read_macros(Settings(mathjax3_config={"tex": {"macros": wrong}}))
    assert macros == MacroSet({"good": "x"}, {})
    assert [message.partition(": the macro ")[2] for _, message in mistakes] == [
        "'b1' must have a name of letters, without a backslash",
        "'few' uses #2, but has 1 arguments; write ['#1#2', 2]",
        "'n' must be TeX, or a list of TeX and the number of its arguments",
        "'d' must have TeX as the default of its first argument",
        "'bad' is wrong: Unknown command \"\\nope\"",
    ]


@pytest.mark.parametrize("body", [r"\a", r"\sqrt{\a}", r"\a\a"])
def test_a_macro_of_itself_is_a_mistake(body):
    with pytest.raises(ValueError, match="Too many expansions"):
        to_mathml(r"\a", display=False, macros=MacroSet({"a": body}, {}))
