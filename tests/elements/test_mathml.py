"""Formulas of documents are MathML; one that cannot be shown is explained."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from conftest import ROOT

from blink.elements.mathml import is_wide
from blink.formulas.mathml import to_mathml


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


def test_mathjax_of_the_author_is_used(blog):
    macros = {"tex": {"macros": {"RR": r"\mathbb{R}"}}}
    blog = blog(html_math_renderer="mathjax", mathjax_path="mathjax/tex.js", mathjax3_config=macros)
    blog.write("_static/mathjax/tex.js", "// MathJax\n")
    blog.post("sums", "In $\\RR$, see {eq}`mass`.\n\n$$\nE = mc^2\n$$ (mass)\n")
    blog.post("none", "Words.\n")
    assert blog.build().warnings == []
    page = blog.page("posts/sums.html")
    assert r"\(\RR\)" in page
    assert r'window.MathJax = {"tex": {"macros": {"RR": "\\mathbb{R}"}}' in page
    assert 'src="../_static/mathjax/tex.js' in page
    assert "tex.js" not in blog.page("posts/none.html")
    (warning,) = blog.build(mathjax_path="https://cdn.example/tex.js").warnings
    assert "write mathjax_path = 'mathjax/tex-mml-chtml.js' [settings.third_party]" in warning


WITHOUT = """
import sys
sys.modules[sys.argv[1]] = None
from sphinx.cmd.build import build_main
sys.exit(build_main(["-W", "--keep-going", "-j", "2", "-D", "blink_search=0", ".", "_build/html"]))
"""
HALF = r"""# On $\frac{1}{2}$

A sum $\sum_i x_i$ and $\sqrt{y}$.

$$
a &= b \\ c &= d
$$ (eq)
"""


@pytest.mark.parametrize(
    ("library", "note", "in_feed"),
    [
        ("math_core", "note: math-core is not installed: mathra reads all formulas", 'alt="√y"'),
        ("mathra", "note: mathra is not installed: formulas may have only commands of", "and √y."),
    ],
)
def test_without_a_library_the_site_is_built_by_the_other_one(blog, library, note, in_feed):
    blog = blog()
    blog.post("half", HALF)
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, library], cwd=blog.folder, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert note in done.stdout
    page = blog.page("posts/half.html")
    assert page.count("<math ") == 4
    assert "<mfrac><mn>1</mn><mn>2</mn></mfrac>" in page
    assert "<title>On ½ · " in page
    assert in_feed in blog.page("blog/feed.json").replace("\\", "")
