"""The source of Markdown in colours: directives, roles, front matter, and code within."""

from __future__ import annotations

import pytest
from pygments.token import Comment, Generic, Keyword, Name, Number, String

from blink.elements.code.markdown import MystLexer

SOURCE = """\
---
date: 2026-01-31
---

# Title

Some *text* with {ref}`x <y>` and $a+b$.

````{note} A title
:class: tip

Some **text**.

```{code-block} python
:linenos:

return 1
```
````

:::{figure} a.png
:alt: x
:::

```rust
let x = 1;
```

{.wide}
% a comment
"""


def tokens(text: str) -> dict[str, object]:
    return {value.strip(): token for token, value in MystLexer(stripnl=False).get_tokens(text)}


def test_no_character_is_lost():
    assert "".join(value for _, value in MystLexer(stripnl=False).get_tokens(SOURCE)) == SOURCE


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("date", Name.Tag), ("# Title", Generic.Heading), ("{ref}", Keyword),
        ("`x <y>`", String.Backtick), ("$a+b$", String), ("{note}", Keyword),
        ("A title", String), (":class:", Name.Attribute), ("tip", String),
        ("**text**", Generic.Strong), ("{code-block}", Keyword), ("return", Keyword),
        ("1", Number.Integer), ("{figure}", Keyword), (":alt:", Name.Attribute),
        ("let", Keyword), ("{.wide}", Name.Attribute), ("% a comment", Comment),
    ],
)  # fmt: skip
def test_each_part_has_its_token(text, token):
    assert tokens(SOURCE)[text] in token


@pytest.mark.parametrize(
    "text",
    [
        "```{note}\nno end\n",
        "````\n```{note}\n```\n````\n",
        "```{code-block} nolang\nx\n```\n",
        "---\n",
        "```\n",
    ],
)
def test_unusual_source_is_kept(text):
    assert "".join(value for _, value in MystLexer(stripnl=False).get_tokens(text)) == text


def test_a_page_shows_directives_in_colours(blog):
    blog = blog(html_baseurl="https://m.example/", blink_authority="m.example")
    blog.post("p", "````markdown\n```{note}\n:class: tip\n\nText.\n```\n````\n")
    assert blog.build().warnings == []
    page = blog.page("posts/p.html")
    assert '<span class="k">{note}</span>' in page
    assert '<span class="na">:class:</span>' in page
