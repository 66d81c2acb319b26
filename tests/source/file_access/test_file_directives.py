"""Directives that read files report mistakes in a file at the line of the directive."""

from __future__ import annotations

import pytest

BYTES = b"a,b\ncaf\xe9,b\n"
RST = ":date: 2026-01-31\n\nT\n=\n\n"


def rst(directive):
    """Return the Markdown *directive* as reStructuredText."""
    return ".. " + directive.replace("}", "::", 1).replace("\n", "\n   ") + "\n"


@pytest.mark.parametrize(
    "directive", ["csv-table}\n:file: t.csv", "raw} html\n:file: t.csv", "include} t.csv"]
)
def test_a_file_that_is_not_utf_8_is_one_mistake_at_the_directive(blog, directive):
    made = blog()
    made.write("posts/t.csv", BYTES)
    made.post("m", f"# T\n\n```{{{directive}\n```\n")
    made.write("posts/r.rst", RST + rst(directive))
    made.build()
    wrong = (
        "`t.csv` is not UTF-8; save it as UTF-8, or name its encoding, as in `:encoding: latin-1`"
    )
    assert made.warnings == [f"posts/m.md:7: ERROR: {wrong}", f"posts/r.rst:6: ERROR: {wrong}"]
    assert made.status_code == 1


def test_an_encoding_that_is_named_is_used(blog):
    made = blog()
    made.write("posts/t.csv", BYTES)
    table = "csv-table}\n:file: t.csv\n:encoding: "
    made.post("good", f"# T\n\n```{{{table}latin-1\n```\n")
    made.post("wrong", f"# T\n\n```{{{table}ascii\n```\n")
    made.build()
    wrong = "the encoding of `t.csv` is not ascii; correct `:encoding:`, or save the file as UTF-8"
    assert made.warnings == [f"posts/wrong.md:7: ERROR: {wrong}"]
    assert "café" in made.page("posts/good.html")


def test_includes_in_a_circle_are_an_error_at_their_line(blog):
    made = blog()
    made.post("a", "Words.\n\n```{include} a.md\n```\n")
    made.post("b", "Words.\n\n```{include} ../parts/one.txt\n```\n")
    made.write("parts/one.txt", "One.\n\n```{include} ../parts/two.txt\n```\n")
    made.write("parts/two.txt", "Two.\n\n```{include} ../parts/one.txt\n```\n")
    made.build()
    assert made.status_code == 1
    assert len(made.warnings) == 2
    assert made.warnings[0].startswith("posts/a.md:9: ERROR: circular inclusion: posts/a.md > ")
    assert "posts/b.md > parts/one.txt > parts/two.txt > parts/one.txt" in made.warnings[1]


def test_one_file_may_be_included_twice(blog):
    made = blog()
    made.post("a", "```{include} ../parts/one.txt\n```\n\n```{include} ../parts/one.txt\n```\n")
    made.write("parts/one.txt", "One.\n")
    assert made.build().warnings == []
