"""Formulas are MathML, with their TeX as alternative text."""

from __future__ import annotations

import pytest

from blink.elements.mathml import is_wide, to_mathml


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


def test_a_number_is_sphinxs_to_write():
    assert "(1)" not in to_mathml(r"\begin{equation}a\end{equation}", display=True)


@pytest.mark.parametrize("tex", [r"\nonsense{x}", r"\frac{a}", "{", r"\begin{aligned}a"])
def test_what_is_no_tex(tex):
    with pytest.raises(ValueError, match=r"."):
        to_mathml(tex, display=True)


def test_one_formula_knows_nothing_of_another():
    to_mathml(r"\newcommand{\half}{\frac12} \half", display=False)
    with pytest.raises(ValueError, match="half"):
        to_mathml(r"\half", display=False)


@pytest.mark.parametrize(
    ("tex", "wide"),
    [("a < b", False), (r"\text{&&&&&&&&&&}", False), ("+".join("abcdefghijklm"), True)],
)
def test_what_may_be_wider_than_a_phone(tex, wide):
    assert is_wide(to_mathml(tex.replace("&", r"\&"), display=False)) is wide


BODY = """# Sums

Inline $x^2$, and by role {math}`y_1`; see {eq}`mass`.

$$
E = mc^2
$$ (mass)

```{math}
:label: lines

a &= b \\\\
c &= d
```

A wrong one, $\\nonsense{<b>}$, and 5$.
"""


def test_formulas_in_a_post(blog):
    blog = blog()
    blog.post("sums", BODY)
    blog.build()
    (warning,) = blog.warnings
    assert warning.startswith("posts/sums.md:20: WARNING: ")
    assert warning.endswith("[mathml.tex]")
    page = blog.page("posts/sums.html")
    assert page.count("<math ") == 4
    assert r"<code>\nonsense{&lt;b&gt;}</code>" in page
    assert '<a class="reference internal" href="#equation-mass">(1)</a>' in page
    assert 'id="equation-lines"' in page
    assert "MathJax" not in page
