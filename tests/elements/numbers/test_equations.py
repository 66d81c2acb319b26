"""Equations are numbered within a document, in order, with the same anchors in each build."""

from __future__ import annotations

import re
import shutil

BODY = r"""See {eq}`second` and {eq}`third`.

$$
a
$$

$$
b
$$ (second)

```{math}
:label: third

c
```

\begin{align}
d &= 1 \\
e &= 2
\end{align}

In a line, $f$.
"""


def numbers(made):
    return re.findall(r'<span class="eqno">\((.*?)\)', made.page("posts/p.html"))


def test_all_equations_are_numbered_in_order(blog):
    made = blog(myst_enable_extensions=["dollarmath", "amsmath"])
    made.post("p", BODY)
    assert numbers(made.build()) == ["1", "2", "3"]
    assert made.warnings == []
    first = made.page("posts/p.html")
    shutil.rmtree(made.folder / "_build")
    assert made.build().page("posts/p.html") == first
    for numfig in (False, True):
        assert numbers(made.build(math_number_all=True, numfig=numfig)) == ["1", "2", "3", "4"]
        assert made.warnings == []
        words = re.sub("<.*?>", "", made.page("posts/p.html"))
        assert "See (2) and (3)." in words
