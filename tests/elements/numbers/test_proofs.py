"""Theorems of sphinx-proof are numbered in each post, and may be cited in others."""

from __future__ import annotations

import re

import pytest
from conftest import SETTINGS

FIRST = """Of {prf:ref}`thm-b` and {prf:ref}`missing`.

```{prf:theorem} A name
:label: thm-a

It holds.
```

```{prf:theorem}
It holds too.
```

```{prf:lemma}
:label: twice

So.
```
"""
SECOND = """Of {prf:ref}`thm-a`.

```{prf:theorem}
Without a label.
```

```{prf:theorem}
:label: thm-b

With one.
```

```{prf:lemma}
:label: twice

So.
```
"""


@pytest.fixture(scope="module")
def proofs(shared_blog):
    made = shared_blog(extensions=[*SETTINGS["extensions"], "sphinx_proof"])
    made.post("a", FIRST)
    made.post("b", SECOND)
    return made.build()


def test_theorems_are_numbered_in_each_post(proofs):
    first, second = (
        " ".join(re.sub("<.*?>", "", proofs.page(f"posts/{name}.html")).split()) for name in "ab"
    )
    assert "Of Theorem 2 and missing. Theorem 1 (A name) It holds. Theorem 2 It holds too." in first
    assert "Of Theorem 1. Theorem 1 Without a label. Theorem 2 With one. Lemma 1 So." in second
    assert "Of Theorem 2 and" in proofs.page("blog.html")


MISTAKES = """\
posts/b.md:20: WARNING: duplicate label 'twice' of a theorem, also defined in posts/a.md; \
rename one of them [duplicates.proof]
posts/a.md:7: WARNING: there is no theorem or the like with the label `missing`; correct the \
label [numbers.target]"""


def test_mistakes_are_at_their_lines(proofs):
    assert "\n".join(proofs.warnings) == MISTAKES


def test_an_unchanged_build_keeps_the_theorems(proofs):
    proofs.write("posts/a.md", (proofs.folder / "posts/a.md").read_text() + "\nMore words.\n")
    proofs.build()
    assert "Theorem 2" in proofs.page("posts/a.html")
    assert len(proofs.warnings) == 2
