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
    assert list(unclosed(text)) == lines
