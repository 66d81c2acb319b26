"""Links with spaces and tables that do not match, which would be text, are reported."""

from __future__ import annotations

import pytest

from blink.source.prose.leftovers import leftovers


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a\n\n![b](my photo.png) c\n", [(3, "picture", "write `![b](<my photo.png>)`")]),
        ("a\n[b](my file.md)\n", [(2, "link", "write `[b](<my file.md>)`")]),
        ("- ![b](a b c.jpeg)\n", [(1, "picture", "<a b c.jpeg>")]),
        ("![b](<my photo.png>) ![c](d.png \"a title.png\") `![b](my photo.png)`\n", []),
        ("[b](c) and (my photo.png) [d] (e f.png)\n", []),
        ("```\n![b](my photo.png)\n```\n", []),
        ("| a | b |\n|---|\n| 1 | 2 |\n", [(1, "table", "2 cells, but the line below it has 1")]),
        ("words\n| a | b |\n|---|---|---|\n", [(2, "table", "the line below it has 3")]),
        ("| a \\| b | c |\n|---|---|\n| 1 | 2 |\n", []),
        ("| a | b |\n|---|---|\n| 1 |\n", []),
        ("a | b\n--|--\n1 | 2\n", []),
        ("`a|b` | c\n---|---\n", []),
        ("a or b | c\nmore\n", []),
        ("H{sub}2O and {ref}`x` and `{ref}` and {ref}x\n", [
            (1, "role", "write {sub}`words`"), (1, "role", "write {ref}`words`")]),
        (":::{note}\na\n:::\n\n::: tip\nb\n:::\n", [(5, "block", "write `:::{tip}`")]),
        (":::python\nb\n:::\n", []),
    ],
)  # fmt: skip
def test_leftovers(text, found):
    problems = list(leftovers(text, 1))
    assert [problem[:2] for problem in problems] == [each[:2] for each in found]
    for problem, (_, _, words) in zip(problems, found, strict=True):
        assert words in problem.message
