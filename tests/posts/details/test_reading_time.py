"""The reading time of a post: by words, or by characters in scripts without spaces."""

from __future__ import annotations

import pytest
from docutils import nodes

from blink.posts.details.reading_time import reading_minutes


def section(*texts: str) -> nodes.Element:
    return nodes.section("", *(nodes.paragraph("", text) for text in texts))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 1),
        ("word " * 100, 1),
        ("word " * 238 * 3, 3),
        ("字" * 900, 3),
        ("한" * 600, 2),
        ("word " * 238 + "かな" * 300, 3),
    ],
)
def test_minutes(text, expected):
    assert reading_minutes(section(text)) == expected


def test_what_is_not_read_does_not_count():
    unread = nodes.section("", nodes.raw("", "x " * 2000), nodes.math_block("", "x " * 2000))
    assert reading_minutes(unread) == 1
    assert reading_minutes(nodes.section("", nodes.literal_block("", "x " * 476))) == 2
