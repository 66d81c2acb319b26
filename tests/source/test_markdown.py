"""Headings, code and fences are found in Markdown."""

from __future__ import annotations

import pytest

from blink.source.markdown import Heading, code_blocks, first_heading, unclosed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# A *b* `c`\n", Heading(1, "A *b* `c`", "A b c")),
        ("Words.\n\n## Two\n\n# One\n", Heading(2, "Two", "Two")),
        ("Underlined\n=====\n", Heading(1, "Underlined", "Underlined")),
        ("```\n# no\n```\n\n# Yes\n", Heading(1, "Yes", "Yes")),
        ("    # no\n\n# Yes\n", Heading(1, "Yes", "Yes")),
        ("> # quoted\n\n# Yes\n", Heading(1, "Yes", "Yes")),
        ("- # in a list\n", None),
        ("<!-- # no -->\n\n# Yes\n", Heading(1, "Yes", "Yes")),
        (":::{note}\n# no\n:::\n", None),
        ("#hashtag\n", None),
        ("", None),
    ],
)
def test_first_heading(text, expected):
    assert first_heading(text) == expected


def test_lines_of_a_heading_are_joined_with_spaces():
    assert first_heading("A *b*\nc\n===\n").plain.split() == ["A", "b", "c"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n\n```\nb\n```\n\nc\n", [2, 3, 4]),
        ("~~~ python\nb\n~~~\n", [0, 1, 2]),
        ("a\n\n    b\n\n    c\n\nd\n", [2, 3, 4]),
        ("```{code-block} python\n:caption: x\n\nb\n```\n", [0, 1, 2, 3, 4]),
        ("```{note}\nprose\n```\n", []),
        (":::{note}\nprose\n\n```\ncode\n```\n:::\n", [3, 4, 5]),
        ("::::{note}\n:::{tip}\n```\ncode\n```\n:::\n::::\n", [2, 3, 4]),
        (":::{math}\nx\n:::\n", [0, 1, 2]),
        ("- item\n\n  ```\n  b\n  ```\n", [2, 3, 4]),
        ("a `span` b\n", []),
        ("```\nnever closed\n", [0, 1]),
    ],
)
def test_code_blocks(text, expected):
    assert sorted({i for block in code_blocks(text) for i in block}) == expected


def test_code_blocks_from_an_offset():
    assert list(code_blocks("```\nb\n```\n", 7)) == [range(7, 10)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\n\n```python\nx\n\n## B\n", [(2, "```")]),
        (":::{note}\na\n\nb\n", [(0, ":::")]),
        ("```python\n", [(0, "```")]),
        ("```\nx\n```\n", []),
        ("```\nx\n```", []),
        (":::{note}\n```python\nx\n:::\n", [(1, "```")]),
        ("````{note}\n```python\nx\n```\n````\n\n", []),
        ("```{code-block} md\n:::{note}\n```\n", []),
        ("> ```\n> x\n> ```\n", []),
        ("- ```\n  x\n  ```\n", []),
        ("~~~\nx\n~~~~\n", []),
        ("```\nx\n``\n", [(0, "```")]),
        ("Term\n: ```python\n  y = 2\n  ```\n\nOther\n: Words.\n", []),
        ("Term\n: Words:\n\n  ```\n  x\n  ```\n\nOther\n: Words.\n", []),
        ("Term\n: - ~~~\n    x\n    ~~~\n\nEnd.\n", []),
        ("Term\n: :::{note}\n  ```\n  x\n  ```\n  :::\n\nEnd.\n", []),
        (":::{note}\nTerm\n: ```\n  x\n  ```\n:::\n", []),
        ("Word[^1]\n\n[^1]: ```\n    x\n    ```\n\nEnd.\n", []),
        (":field:\n  ```\n  x\n  ```\n\nEnd.\n", []),
        ("1. a\n\n   - > ```\n     > x\n     > ```\n\nEnd.\n", []),
        ("Term\n: ```\n  x\n", [(1, "```")]),
        ("Term\n: Words.\n\n```\nx\n", [(3, "```")]),
    ],
)
def test_fences_that_are_not_closed(text, lines):
    assert [block[:2] for block in unclosed(text)] == lines


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("- item\n\n  ```\n  x\n\nEnd.\n", [(2, "```")]),
        ("> ```\n> x\n\nEnd.\n", [(0, "```")]),
        ("Word[^1]\n\n[^1]: ```\n    x\n\nEnd.\n", [(2, "```")]),
        ("Term\n: ```\n  y\n\nEnd.\n", [(1, "```")]),
        ("::::{tab-set}\n:::{tab-item} A\n```\nx\n:::\n::::\n", [(2, "```")]),
        ("::::{tab-set}\n:::{tab-item} A\n```\nx\n```\n:::\n::::\n", []),
        ("```{list-table}\n* - ~~~\n    x\n    ~~~\n  - b\n```\n", []),
        ("```{list-table}\n* - ~~~\n    x\n  - b\n```\n", [(1, "~~~")]),
        ("a\n\n<!-- b\n\nc\n", [(2, "<!--")]),
        ("- a\n\n  <!-- b\n\nc\n", [(2, "<!--")]),
        ("a <!-- b\nc\n", [(0, "<!--")]),
        ("a\nb <!-- c\n\n-->\n", [(1, "<!--")]),
        ("a <!-- b --> c `<!--` \\<!-- d\n\n<!-- e -->\n<!--\n\n-->\n", []),
        ("<pre>\na\n\nb\n", [(0, "<pre")]),
        ("<script>\na\n\nb\n</script>\n", []),
        ("$$\nx\n\nEnd.\n", [(0, "$$")]),
        ("$$\nx\n\ny\n$$\n", []),
        ("$$\nx\n\nWords.\n\n$$\ny\n$$\n", [(0, "$$")]),
        ("- a\n\n  $$\n  x\n\nEnd.\n", [(2, "$$")]),
        ("a $$x$$ b `$$` \\$$ $x$, $5 and $10\n\n$$x$$ (label)\n", []),
        ("a\n$$x = 1 and\n", [(1, "$$")]),
        (r"the loss $\alpha and more", [(0, "$")]),
        (r"the loss $\alpha$, $a\$b$ and \$\alpha", []),
    ],
)
def test_what_is_not_closed(text, blocks):
    assert [block[:2] for block in unclosed(text, dollars=True)] == blocks


def test_dollars_are_formulas_only_where_conf_py_says_so():
    assert list(unclosed("a $$x\n\n$$\nx\n")) == []


def test_a_block_inside_another_with_the_same_mark():
    (inner, last) = unclosed(":::{note}\n:::{tip}\na\n:::\n:::\n", 5)
    assert inner[:2] == (6, ":::")
    assert "opened by the same ::: in line 5" in inner.message
    assert "write :::: at the start and end of the outer one" in inner.message
    assert last[:2] == (9, ":::")


def test_a_formula_may_be_one_that_took_another_end():
    (block,) = unclosed("$$\nx\n\nWords.\n\n$$\ny\n$$\n", 1, dollars=True)
    assert block.message.endswith("or the one in line 8")


def test_long_paragraphs_are_not_searched():
    assert next(iter(unclosed("<!-- a " * 50_000 + "\n", dollars=True))).mark == "<!--"
    assert list(unclosed("a <!-- " * 50_000 + "\n", dollars=True)) == []
