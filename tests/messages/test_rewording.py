"""A reference to nothing, and a mistake of markup, say what was looked for and what is nearest."""

from __future__ import annotations

import pytest
from sphinx.testing.util import SphinxTestApp
from sphinx.util.console import strip_escape_sequences

BODY = """\
{{ref}}`base-lable`
{{numref}}`fig-b`
{{doc}}`bsae`
{{term}}`mask`
{{eq}}`los`
{{any}}`nowhere`
[x](missing.pdf)
[x](about.md)
[x](../../drafts.md)
[x](#part-on)
[x](base.md#no-one)
[x](me@example.org)
{{download}}`x <papr.pdf>`
[x](inv:python#str)
{{cite}}`knuth`
{{dcc}}`base`
{{doc}}`/posts/base.md`
![A](P.PNG)
[^none]
[x](../../outside.md)
[x](excluded.md)

## Part one

#### Deep

```{{nte}}
```

```{{figure}} p.png
:widht: 2
:alt: A
```

```{{figure}}
```

```pyhton
x
```

::: {{.wide}}
:::
"""

#: what the message must have, after its line
EXPECTED = """\
6 there is no label `base-lable`; did you mean `base-label`, in posts/base.md? [ref.ref]
7 there is no label `fig-b`; did you mean `fig-a`, in posts/base.md? [ref.numref]
8 there is no document `posts/bsae`; did you mean `/posts/base`? [ref.doc]
9 there is no glossary term `mask`; did you mean `masks`, in posts/base.md? [ref.term]
10 there is no label of an equation `los`; did you mean `loss`, in posts/base.md? [ref.eq]
11 there is no label, document, glossary term or object `nowhere`; correct it, or remove it [ref.any]
12 there is no file `posts/missing.pdf`; put it there, or correct or remove the link [myst.xref_missing]
13 there is no file `posts/about.md`; did you mean `/about.md`? [myst.xref_missing]
15 neither this page nor a label of the site is called `part-on`; did you mean `#part-one`? [myst.xref_missing]
16 posts/base.md has no heading or label `#no-one`; did you mean `#not-one`? [myst.xref_missing]
17 `me@example.org` is an e-mail address without `mailto:`; write `mailto:me@example.org` [myst.xref_missing]
18 there is no file to download `posts/papr.pdf`; did you mean `posts/paper.pdf`? [download.not_readable]
19 this link looks for `str` in the inventory of another project, but conf.py names no inventory; add one to `intersphinx_mapping` there [myst.iref_missing]
20 there is no role `cite`; to use it, add sphinxcontrib.bibtex to `extensions` in conf.py [myst.role_unknown]
21 there is no role `dcc`; did you mean `doc`? [myst.role_unknown]
22 a document is named without `.md`; write `/posts/base` [ref.doc]
23 there is no image `posts/P.PNG`; did you mean `posts/p.png`? [image.not_readable]
24 there is no footnote `none`; write `[^none]: text` on a line of its own [docutils]
26 posts/excluded.md is not part of the site, because `exclude_patterns` in conf.py leaves it out; remove the reference, or the pattern [myst.xref_missing]
30 this heading has 4 `#`, but the one before it has 2, so a level is left out; write `###` [myst.header]
32 there is no directive `nte`; did you mean `note`? [myst.directive_unknown]
36 the directive `figure` has no option `widht`; did you mean `:width:`? [myst.directive_option]
40 the directive `figure` needs 1 argument after its name, as in `{figure} value`, but has 0 [docutils]
43 there is no highlighting for the language `pyhton`; did you mean `python`? (`text` has no colours) [misc.highlighting_failure]
47 there is no directive `.wide`; to give a block the class `wide`, write `:::{div} wide` [myst.directive_unknown]
"""  # noqa: E501  # messages

BASE = """\
(base-label)=
# Base

Words.

## Not one

```{figure} p.png
:name: fig-a
:alt: A

A figure.
```

```{math}
:label: loss
x
```

:::{glossary}
masks
  What hides.
:::
"""
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ff"
    "ff3f0005fe02fea735819a0000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def wrong(shared_blog):
    blog = shared_blog(exclude_patterns=["posts/excluded.md", "_build"], numfig=True)
    blog.write("posts/base.md", f"---\ndate: 2026-01-31\n---\n\n{BASE}")
    blog.write("posts/wrong.md", f"---\ndate: 2026-01-31\n---\n# W\n\n{BODY.format()}")
    blog.write("posts/excluded.md", "# No\n")
    blog.write("about.md", "# About\n")
    blog.write("posts/p.png", PNG)
    blog.write("posts/paper.pdf", "%PDF")
    blog.write("posts/folder/a.txt", "a")
    return blog.build()


def test_each_mistake_is_explained(wrong):
    place = "posts/wrong.md:"
    told = [line.removeprefix(place) for line in wrong.warnings if line.startswith(place)]
    told = [
        f"{line.partition(':')[0]} {line.partition(': ')[2].partition(': ')[2]}" for line in told
    ]
    assert [line for line in EXPECTED.splitlines() if line not in told] == []
    assert [line for line in wrong.warnings if not line.startswith(place)] == []
    outside = "`../../outside.md` is outside the project"
    assert any(outside in line for line in told)


def test_a_reference_is_reported_once(wrong):
    assert not [line for line in wrong.warnings if "[links." in line and "#none" not in line]


def test_several_processes_say_the_same(wrong, shared_blog):
    other = shared_blog(exclude_patterns=["posts/excluded.md", "_build"], numfig=True)
    for path in wrong.folder.rglob("*"):
        if path.is_file() and "_build" not in path.parts:
            other.write(str(path.relative_to(wrong.folder)), path.read_bytes())
    for number in range(12):
        other.post(f"more{number}")
    app = SphinxTestApp("html", srcdir=other.folder, confoverrides=other.settings, parallel=2)
    try:
        app.build()
        text = strip_escape_sequences(app.warning.getvalue()).replace(f"{other.folder}/", "")
    finally:
        app.cleanup()
    assert sorted(line for line in text.splitlines() if line) == sorted(wrong.warnings)


RST = """\
Sub
---

``a and *b and **c

* item
next

a
    b

|gone| and `gone`_

.. image:: p.png
   :alt: A
   :align: nowhere

.. image:: p.png
   :atl: A

.. csv-table::

   "x, y

.. only:: html and

   W

Long title
-----

Words.

----
"""
MARKDOWN = """\
```{table} T
words
```

:::{tab-item} A
W
:::

```{meta}
:description: x
```

```note
W
```

```{note
W
```

```{figure} p.png

:alt: A

C
```

```{literalinclude} base.md
:lines: 100-200
```

$$x$$ (l1)

$$y$$ (l1)

```{code-cell}
x
```
"""
MORE = {
    "r.rst": [
        "9 code is not closed; write `` at its end, or a backslash before the first ``",
        "9 emphasis is not closed; write * at its end, or a backslash before the first *",
        "9 strong emphasis is not closed; write ** at its end, or a backslash before the first **",
        "12 this line is indented less than the block above it; write an empty line between them,",
        "17 there is no substitution `|gone|`; define it with `.. |gone| replace:: text`, or write",
        "17 there is no link target `gone`; write `.. _gone: https://…` for a URL,",
        "19 the option `:align:` of `image` cannot be `nowhere`; ",
        "23 the directive `image` has no option `:atl:`; correct it, or delete it",
        "26 the data of `csv-table` cannot be read: unexpected end of data; check its quotes",
        "30 the condition of `only` cannot be read (unexpected token 'end of template' line 1);",
        "35 the line at the title is shorter than the title; make it at least as long",
        "39 the document ends with a horizontal rule; delete it, or write text below it",
    ],
    "m.md": [
        "7 the content of `table` is not as it must be: exactly one table expected",
        "11 `tab-item` belongs into `tab-set`; write `::::{tab-set}` above all of them, and",
        "15 `meta` works only in reStructuredText; write `html_meta` below `myst` in front matter",
        "19 `note` is a directive, not a language; write `{note}`",
        "23 `{note` has no end; write `{note}`",
        "27 the caption of a figure is one paragraph; write options directly below the first line,",
        "35 `:lines: 100-200` selects nothing, because the file has fewer lines",
        "40 the label of an equation `l1` is defined twice, also in posts/m; rename one of the two",
        "42 there is no directive `code-cell` here; write `file_format: mystnb` in the front",
    ],
}


def test_mistakes_of_markup_are_worded_for_authors(shared_blog):
    blog = shared_blog()
    blog.write("posts/p.png", PNG)
    blog.write("posts/base.md", "---\ndate: 2026-01-31\n---\n\n# Base\n\nWords.\n")
    blog.write("posts/r.rst", f":date: 2026-01-31\n\nT\n=\n\n{RST}")
    blog.write("posts/m.md", f"---\ndate: 2026-01-31\n---\n\n# M\n\n{MARKDOWN}")
    blog.build()
    for name, expected in MORE.items():
        place = f"posts/{name}:"
        told = [line.removeprefix(place) for line in blog.warnings if line.startswith(place)]
        told = [f"{line.partition(':')[0]} {line.split(': ', 2)[2]}" for line in told]
        assert [line for line in expected if not any(t.startswith(line) for t in told)] == []
    assert not [line for line in blog.warnings if not line.startswith("posts/")]
