"""A reference to a number that cannot be made is explained, at its line."""

from __future__ import annotations

import pytest
from sample_site import PNG

from blink.elements.numbers.references import format_problem

BODY = """# Post

{numref}`plain`

{numref}`named`

{numref}`words`

{numref}`part`

{numref}`see the figure <good>`

{numref}`loss`

{numref}`{name} <part>`

{numref}`missing`

(part)=
## Part

```{figure} pic.png
:name: plain
:alt: a dot
```

```{code-block} python
:name: named

train()
```

(words)=
Words.

```{figure} pic.png
:name: good
:alt: a dot

A caption.
```

$$
a
$$ (loss)
"""


#: The body without its references
ENDING = BODY[BODY.index("(part)=") :]
OFF = """\
a figure has a number only with `numfig = True` in conf.py [numbers.off]
the section `part` has no number; write `numfig = True` in conf.py, or {ref}`part` [numbers.section]
the section `of-page` has no number, because no toctree with `:numbered:` has its page; \
write {ref}`of-page` [numbers.section]"""


def told(made):
    return [line.replace("posts/p.md:", "").replace("WARNING: ", "") for line in made.warnings]


@pytest.fixture(scope="module")
def mistakes(shared_blog):
    made = shared_blog(numfig=True, blink_numbered_sections=False)
    made.write("posts/pic.png", PNG)
    made.post("p", BODY)
    return made.build()


SAID = """\
7: the figure `plain` has no caption, so it has no number; give it a caption [numbers.caption]
9: the block of code `named` has no caption, so it has no number; give it a caption \
[numbers.caption]
11: the label `words` is above something that has no number; put it above a section, or above a \
figure, table or block of code with a caption [numbers.target]
13: the section `part` has no number, because `blink_numbered_sections` is False in conf.py; \
write {ref}`part` [numbers.section]
15: the text `see the figure` of this reference has no place for the number; write {number} where \
it belongs in the text [numbers.format]
17: `loss` is the label of an equation; write {eq}`loss` [numbers.target]
19: the section `part` has no number, because `blink_numbered_sections` is False in conf.py; \
write {ref}`part` [numbers.section]
21: there is no label `missing`; give the figure or table the option `:name: missing` [ref.numref]
"""


def test_each_mistake_is_explained(mistakes):
    assert told(mistakes) == SAID.splitlines()


def test_numbers_are_off_unless_conf_py_turns_them_on(blog):
    made = blog()
    made.write("posts/pic.png", PNG)
    made.write("index.md", "# Home\n\n```{toctree}\n:hidden:\n\npage\n```\n")
    made.write("page.md", "(of-page)=\n# Page\n\nWords.\n")
    made.post("p", "{numref}`good`, {numref}`part`, {numref}`of-page`.\n" + ENDING)
    assert "\n".join(line.partition("WARNING: ")[2] for line in made.build().warnings) == OFF


MANY = """# Posts

{numref}`part`

## One

```{post} 2026-01-30
```

### Part

```{figure} posts/pic.png
:name: fig-of-many
:alt: a dot

A caption.
```

(part)=
## Two

```{post} 2026-01-31
```

{numref}`fig-of-many`
"""


def test_sections_that_are_posts_have_no_numbers(blog):
    made = blog(numfig=True)
    made.write("posts/pic.png", PNG)
    made.write("many.md", MANY)
    (warning,) = made.build().warnings
    reason = "the section `part` has no number, because its document has several posts"
    assert warning.startswith(f"many.md:3: WARNING: {reason}")
    page = made.page("many.html")
    assert "<h2>One<" in page
    assert ">Fig. 1</span>" in page


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Figure %s", "", None),
        ("{number}", "", None),
        ("{name}", "a caption", None),
        ("{name}", "", "caption"),
        ("{nme} {number}", "", "format"),
        ("the number", "", "format"),
        ("100% of %s", "", "format"),
        ("{number", "", "format"),
        ("%d", "", "format"),
        ("words", "", "format"),
    ],
)
def test_format_problem(text, name, kind):
    problem = format_problem(text, "1.2", name)
    assert (problem.kind if problem else None) == kind
