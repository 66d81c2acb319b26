"""Theorems of sphinx-proof are numbered in each post, and may be cited in others."""

from __future__ import annotations

import re

import pytest
from conftest import SETTINGS
from sample_builds import contents
from sphinx.testing.util import SphinxTestApp

from blink.builder import child_processes
from blink.builder import html as builder

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


def test_several_processes_read_and_write_the_same(blog, monkeypatch):
    for module in (builder, child_processes):
        monkeypatch.setattr(module, "DOCUMENTS_PER_PROCESS", 1)
    sites = []
    for jobs in (1, 3):
        made = blog(extensions=[*SETTINGS["extensions"], "sphinx_proof"])
        for number in range(8):
            first = FIRST.replace("thm-a", f"a-{number}").replace("twice", f"t-{number}")
            made.post(f"p{number}", first.replace("thm-b", f"a-{7 - number}"))
        app = SphinxTestApp(
            "html", srcdir=made.folder, builddir=made.folder / "_build",
            confoverrides=made.settings, parallel=jobs,
        )  # fmt: skip
        app.build()
        assert app.warning.getvalue().count("WARNING") == 8  # of the label `missing`
        app.cleanup()
        sites.append(contents(made.out))
    assert sites[0] == sites[1]
    assert b"Of Theorem 1 and missing." in re.sub(b"<.*?>", b"", sites[1]["posts/p3.html"])
