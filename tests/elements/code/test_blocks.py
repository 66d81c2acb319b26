"""Blocks of code: the name of the language, long lines, and the colours of changes."""

from __future__ import annotations

import re

import pytest

from blink.elements.code.blocks import language_label

SETTINGS = {"html_baseurl": "https://c.example/", "blink_authority": "c.example"}
BODY = """\
```python
x = 1
```

```text
plain
```

```{code-block} ipython3
:caption: A cell

y = 2
```

```{code-block} shell
:class: wrap

first
```

```{code-block} shell
:class: nowrap

second
```
"""


@pytest.mark.parametrize(
    ("language", "label"),
    [("python", "python"), ("ipython3", "python"), ("C++", "c++"), ("text", ""), ("default", "")],
)
def test_a_label_is_what_readers_know(language, label):
    assert language_label(language) == label


def blocks_of(page: str) -> list[str]:
    return re.findall(r"<div (?:data-language|class)[^>]*\bhighlight-[^>]*>", page)


@pytest.fixture(scope="module")
def built(shared_blog):
    blog = shared_blog(**SETTINGS)
    blog.post("p", BODY)
    assert blog.build().warnings == []
    return blog


def test_a_block_names_its_language(built):
    blocks = blocks_of(built.page("posts/p.html"))
    labels = [re.findall(r'data-language="([^"]*)"', block) for block in blocks]
    assert labels == [["python"], [], ["python"], ["shell"], ["shell"]]


def test_only_blocks_that_ask_for_it_wrap_long_lines(built):
    classes = [re.search(r'class="([^"]*)"', b)[1] for b in blocks_of(built.page("posts/p.html"))]
    assert ["wrap" in names.split() for names in classes] == [False, False, False, True, False]


def test_feeds_have_no_attribute_of_pages(built):
    assert "data-language" not in built.page("blog/atom.xml")


def test_a_setting_wraps_all_others(blog):
    blog = blog(**SETTINGS)
    blog.post("p", BODY)
    assert blog.build(blink_code_wrap=True).warnings == []
    classes = [re.search(r'class="([^"]*)"', b)[1] for b in blocks_of(blog.page("posts/p.html"))]
    assert ["wrap" in names.split() for names in classes] == [True, True, True, True, False]


def test_the_colours_of_code_are_those_of_the_palette_or_of_a_style(built, blog):
    assert "pygments.css" not in built.page("posts/p.html")
    assert ":where(.highlight)" in built.page("_static/blink.css")
    other = blog(**SETTINGS)
    other.post("p", BODY)
    options = {"pygments_dark_style": "monokai"}
    assert other.build(html_theme_options=options).warnings == []
    assert "pygments.css" in other.page("posts/p.html")
    # a token that the style does not colour has the colour of the text, not of the palette
    assert other.page("_static/pygments.css").startswith(".highlight span{color:inherit")


def test_a_file_of_the_author_has_the_colours_of_code(blog):
    blog = blog(**SETTINGS)
    blog.post("p", BODY)
    blog.write("_static/pygments.css", ".highlight .k { color: teal; }\n")
    assert blog.build().warnings == []
    assert "pygments.css" in blog.page("posts/p.html")
    assert blog.page("_static/pygments.css") == ".highlight .k { color: teal; }\n"
