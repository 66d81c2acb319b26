"""The values of a header are read as they are written, each with its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blink.source.front_matter.field_list import blank_fields
from blink.source.front_matter.fields import PAIRS, Items, Nested, Scalar
from blink.source.front_matter.header import read_header, replace_header


def md(text):
    return read_header(text.encode(), markdown=True)


def rst(text):
    return read_header(text.encode(), markdown=False)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2024", Scalar("2024", 2)),
        ("3.10", Scalar("3.10", 2)),
        ("yes", Scalar("yes", 2)),
        ("0x10", Scalar("0x10", 2)),
        ("1_000", Scalar("1_000", 2)),
        ("12:30:45", Scalar("12:30:45", 2)),
        ("2026-01-31 09:30:00", Scalar("2026-01-31 09:30:00", 2)),
        ('"2024"', Scalar("2024", 2)),
        ("", Scalar("", 2, null=True)),
        ("\n\n# a comment", Scalar("", 2, null=True)),
        ("~", Scalar("~", 2, null=True)),
        ("null", Scalar("null", 2, null=True)),
        ("'null'", Scalar("null", 2)),
        ("''", Scalar("", 2)),
        (">\n  two\n  lines", Scalar("two lines\n", 2)),
        ("[2024, yes, 3.10]", Items((Scalar("2024", 2), Scalar("yes", 2), Scalar("3.10", 2)), 2)),
        ("\n  - a\n  - on", Items((Scalar("a", 3), Scalar("on", 4)), 3)),
        ("\n- a\n-\n- b", Items((Scalar("a", 3), Scalar("", 4, null=True), Scalar("b", 5)), 3)),
        ("[]", Items((), 2)),
        ("[a, [b], {c: d}]", None),
        ("{a: b}", Nested(PAIRS, 2, ((Scalar("a", 2), Scalar("b", 2)),))),
        ("!ENV X", Nested("a value that starts with `!ENV`", 2)),
    ],
)
def test_yaml_keeps_its_words_and_lines(written, expected):
    found = md(f"---\nkey: {written}\nlast: x\n---\n\n# T\n").fields["key"]
    if expected is None:
        assert [item.what for item in found.items[1:]] == ["a list", PAIRS]
    elif isinstance(expected, Items):
        assert [i.text for i in found.items] == [i.text for i in expected.items]
        assert [i.null for i in found.items] == [i.null for i in expected.items]
        assert [i.line for i in found.items if i.text] == [i.line for i in expected.items if i.text]
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("start", "end", "line"),
    [
        ("", "\n", 2),
        ("\ufeff", "\n", 2),
        ("", "\r\n", 2),
        ("\ufeff", "\r\n", 2),
        ("", "\r", 2),
        ("\n\n", "\n", 4),
        ("\r\n", "\r\n", 3),
    ],
    ids=["plain", "bom", "crlf", "bom and crlf", "cr", "blank lines", "blank line and crlf"],
)
def test_line_ends_and_marks_of_editors_are_ignored(start, end, line):
    header = md(start + end.join(["---", "date: 2026-01-31", "tags:", "- a", "---", "", "# T"]))
    assert header.fields["date"] == Scalar("2026-01-31", line)
    assert header.fields["tags"].items == (Scalar("a", line + 2),)
    assert header.length == line + 3
    assert header.problems == ()
    header = rst(start + end.join(["T", "=", "", ":date: 2026-01-31", "", "Words."]))
    assert header.fields == {"date": Scalar("2026-01-31", line + 2)}


@pytest.mark.parametrize(
    "text",
    ["# T\n\n---\na: b\n---\n", "----\n\nWords.\n", "Words.\n", " ---\n\nWords.\n"],
)
def test_rules_in_the_text_are_not_a_header(text):
    assert (md(text).fields, md(text).problems, md(text).length) == ({}, (), 0)


@pytest.mark.parametrize(
    ("text", "line", "kind"),
    [
        ("\n\n---\na: b\na: c\n---\n", 5, "twice"),
        ("\n---\na: b: c\n---\n", 3, "yaml"),
        ("\n\n---\na: b\n", 3, "yaml"),
        ("\n---\n- a\n---\n", 3, "yaml"),
        ("---\n? [a]\n: b\n---\n", 2, "yaml"),
        ("---\na: *b\n---\n", 2, "yaml"),
        ("---\na: b\n---\n\n\x07\n", 5, "control"),
        ("---\na: b\n---\n\n\ufffe\n", 5, "control"),
        (" \n\n", 1, "empty"),
        ("\n----\na: b\n----\n", 2, "yaml"),
        (" ---\na: b\n---\n", 1, "yaml"),
    ],
)
def test_a_problem_has_its_line_in_the_file(text, line, kind):
    (problem,) = md(text).problems
    assert (problem.line, problem.kind) == (line, kind)


def test_a_key_that_is_given_twice_has_its_last_value():
    """As for MyST and Docutils; a header whose date is unclear cannot be used."""
    for read, text in [(md, "---\n{}\n---\n"), (rst, "{}\n\nT\n=\n")]:
        colon = "" if read is md else ":"
        lines = f"{colon}image: a.png\n{colon}image: b.png\n{colon}date: 2026-01-31"
        header = read(text.format(lines))
        assert (header.fields["image"].text, header.readable, header.usable) == (
            "b.png",
            False,
            True,
        )
        assert [problem.kind for problem in header.problems] == ["twice"]
        assert not read(text.format(f"{lines}\n{colon}date: 2026-02-01")).usable


def test_bytes_that_are_not_utf_8_are_reported_at_their_line():
    (problem,) = read_header(b"---\na: b\n---\n\n\xff\n", markdown=True).problems
    assert (problem.line, problem.kind) == (5, "encoding")


@pytest.mark.parametrize(
    "text",
    [
        ":date: 2026-01-31\n:tags: a,\n  b\n\nT\n=\n",
        "\n\n:date: 2026-01-31\n\n:tags: a,\n  b\n\nT\n=\n",
        "T\n=\n\n:date: 2026-01-31\n:tags: a,\n  b\n\nWords.\n",
        "=\nT\n=\n\n:date: 2026-01-31\n:tags: a, b\n",
        ".. A comment\n   of two lines\n.. _target:\n\nT\n=\n\n:date: 2026-01-31\n:tags: a, b\n",
        "T\n=\n\n.. comment\n\n:date: 2026-01-31\n:tags: a, b\n",
    ],
)
def test_a_field_list_above_or_below_the_title_is_a_header(text):
    fields = {key: value.text for key, value in rst(text).fields.items()}
    assert fields == {"date": "2026-01-31", "tags": "a, b"}
    first = next(n for n, line in enumerate(text.split("\n"), 1) if line.startswith(":date:"))
    assert rst(text).fields["date"].line == first


def texts(value):
    """Return *value* without its lines."""
    if isinstance(value, Items):
        return [texts(item) for item in value.items]
    if isinstance(value, Nested):
        return {key.text: texts(inner) for key, inner in value.pairs} or value.what
    return None if value.null else value.text


@pytest.mark.parametrize(
    ("field", "yaml"),
    [
        (":key: one\n   two", "key: one two"),
        (":key:\n    One.\n\n    Two.\n", "key: One. Two."),
        (":key:\n", "key:"),
        (":key:\n  - a, b\n  - c\n    d\n\n  - e", "key: ['a, b', c d, e]"),
        (":key: - a\n      - b", "key: [a, b]"),
        (":key: * a", "key: [a]"),
        (":key:\n  -\n  - a", "key: [null, a]"),
        (":key: -a", "key: '-a'"),
        (":key: a\n  - b", "key: a - b"),
        (":key:\n  | make all\n  |   make it\n  |", "key: |\n  make all\n    make it\n"),
        (":key:\n  :a: 1\n  :b:\n    :value: 2\n    :n: 3", "key: {a: 1, b: {value: 2, n: 3}}"),
        (":key:\n  - :name: Ann\n    :url: x\n  - Bob", "key: [{name: Ann, url: x}, Bob]"),
        (":key:\n  - - a", "key: [[a]]"),
        (":key: :ref:`a` b", "key: ':ref:`a` b'"),
    ],
)
def test_a_field_holds_what_yaml_holds(field, yaml):
    header = rst(f"{field}\n:last: x\n\nT\n=\n")
    assert texts(header.fields["key"]) == texts(md(f"---\n{yaml}\n---\n").fields["key"])
    assert texts(header.fields["last"]) == "x"


def test_each_value_of_a_field_has_its_line():
    text = ":key:\n\n  :a: 1\n  :b:\n\n    :n: 3\n:tags:\n  - x\n\n  - y\n\nT\n=\n"
    key, tags = rst(text).fields.values()
    inner = Nested(PAIRS, 6, ((Scalar("n", 6), Scalar("3", 6)),))
    assert key == Nested(PAIRS, 3, ((Scalar("a", 3), Scalar("1", 3)), (Scalar("b", 4), inner)))
    assert tags == Items((Scalar("x", 8), Scalar("y", 10)), 8)
    assert rst(text).length == 10


@pytest.mark.parametrize(
    "text",
    [
        "T\n=\n\nWords.\n\n:date: 2026-01-31\n",
        "T\n=\n\n:ref:`date` is no field\n",
    ],
)
def test_fields_in_the_text_are_not_a_header(text):
    assert rst(text).fields == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# T\n\n```{post} 2026-01-31\n```\n", [("2026-01-31", 3)]),
        ("# T\n\n:::{post}\n:::\n", [("", 3)]),
        ("## A\n\n```{post} a\n```\n\n## B\n\n```{post} b\n```\n", [("a", 3), ("b", 8)]),
        ("---\na: b\n---\n\n```{post} a\n```\n", [("a", 5)]),
        ("````\n```{post} a\n```\n````\n", []),
        ("Say ```{post} a``` in words\n", []),
        ("```{postlist} 5\n```\n", []),
    ],
)
def test_post_directives_of_markdown(text, expected):
    assert [(d.text, d.line) for d in md(text).directives] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("T\n=\n\n.. post:: Jan 1, 2026  \n   :tags: a\n", [("Jan 1, 2026", 4)]),
        (".. post::\n\n.. post:: b\n", [("", 1), ("b", 3)]),
        (".. post:: 8 Jan\n   2026\n   :tags: a\n\n   Words.\n", [("8 Jan 2026", 1)]),
        (".. post::\n   2026-01-08\n\n   Words.\n", [("2026-01-08", 1)]),
        ("::\n\n   .. post:: a\n", []),
        (".. postlist:: 5\n", []),
    ],
)
def test_post_directives_of_restructuredtext(text, expected):
    assert [(d.text, d.line) for d in rst(text).directives] == expected


def test_keys_of_other_packages_stay_in_the_header():
    text = "---\ntitle: T\norphan: true\nmyst:\n  substitutions: {x: '1'}\n---\n\nWords.\n"
    new = replace_header(text, md(text), {"title"}, "T")
    assert md(new).fields.keys() == {"orphan", "myst"}
    assert "# T\n" in new


@pytest.mark.parametrize("title", ["<b>x</b>", "*x*", "$x$", "{ref}`x`", "[a](b)", "1. x", "\\"])
def test_a_title_is_plain_text(title):
    from markdown_it import MarkdownIt

    text = f"---\ntitle: {title!r}\n---\n\nWords.\n"
    heading, words, *_ = MarkdownIt().parse(replace_header(text, md(text), {"title"}, title))
    assert heading.type == "heading_open"
    assert "".join(child.content for child in words.children) == title


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp")), min_size=1)
FOREIGN = st.sampled_from(
    [
        "orphan: true",
        "myst: {substitutions: {x: 1}}",
        "html_meta:\n  description: |\n    one\n    two\n\n    three",
        f"html_meta:\n  description: {'long words ' * 30}",
        "myst:\n  substitutions:\n    a: &a b\n    c: *a\n    d: >-\n      e\n      f",
        "myst:\n  substitutions:\n    a: 'it''s # no: comment'\n    日本: \"\\u65e5 \\\\ 'x'\"",
        "# a comment\ntocdepth: 2  # another",
    ]
)


@given(
    st.sampled_from(["", "\n", "\n \n"]),
    FOREIGN,
    st.booleans(),
    st.lists(WORDS, max_size=4),
    st.booleans(),
)
def test_lines_of_the_text_keep_their_numbers(above, foreign, titled, body, keep):
    title = "title: A *b*\n" if titled else ""
    text = f"{above}---\n{title}date: 2026-01-31\n{foreign}\n---\n" + "\n".join(body)
    header = md(text)
    drop = {"title", "date"} if keep else header.fields.keys()
    new = replace_header(text, header, drop, "A *b*" if titled else "")
    assert new.split("\n")[header.length :] == text.split("\n")[header.length :]
    kept = md(new).fields if new.strip() else {}
    assert kept.keys() == header.fields.keys() - drop


@pytest.mark.parametrize("value", ["'one\n\n    two'", '"one\n\n    two"', "one\n\n    two"])
def test_lines_keep_their_numbers_below_a_value_of_several_lines(value):
    text = f"---\ndate: 2026-01-31\nhtml_meta:\n  description: {value}\n---\n\nWords.\n"
    new = replace_header(text, md(text), {"date"})
    assert new.split("\n").index("Words.") == text.split("\n").index("Words.")


def test_blanked_fields_leave_blank_lines():
    text = "T\n=\n\n:date: 2026-01-31\n:tags: a,\n   b\n:orphan:\n\nWords :date: x.\n"
    new = blank_fields(text, {"date", "tags"})
    assert new == "T\n=\n\n\n\n\n:orphan:\n\nWords :date: x.\n"


PIECES = ["---\n", ":a: b\n", "a: b\n", "- ", "[", "{", "\t", "\r\n", "T\n=\n", "..\n", "\ufeff"]
PIECES += ["```{post} x\n", ".. post:: x\n", "&x *x !y\n", "? ", "|\n", "%YAML 9\n", "\x00"]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=12).map("".join)


@given(st.binary() | TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")), st.booleans())
def test_any_bytes_have_a_header(data, markdown):
    header = read_header(data, markdown=markdown)
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
    assert all(1 <= problem.line <= lines for problem in header.problems)
    assert all(1 <= value.line <= lines for value in header.fields.values())
    assert header.readable or header.problems


def test_aliases_for_millions_of_nodes_are_reported_at_once():
    rows = ["---", "a0: &a0 {x: 1}"]
    rows += [
        f"a{n}: &a{n} {{" + ", ".join(f"k{m}: *a{n - 1}" for m in range(9)) + "}"
        for n in range(1, 12)
    ]
    header = read_header("\n".join([*rows, "---", "# A"]).encode(), markdown=True)
    assert not header.readable
    assert "nested too deeply" in header.problems[0].message
