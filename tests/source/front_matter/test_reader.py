"""Values of front matter are read in every form in which they can be written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blink.logbooks.keys import LOGBOOK_KEYS, PLAIN_KEYS
from blink.source.front_matter.header import read_header
from blink.source.front_matter.keys import FOREIGN, Key, KeyGroup, Keys
from blink.source.front_matter.post_keys import POST_KEYS
from blink.source.front_matter.reader import read_fields
from blink.source.front_matter.values import Rules, read_text

KEYS = Keys(POST_KEYS, LOGBOOK_KEYS)
RULES = Rules(UTC, "%d.%m.%Y", {"author": frozenset({"a", "2024", "3.10", "yes"})})
LISTS = {
    "tags": "tags",
    "category": "category",
    "categories": "category",
    "author": "author",
    "authors": "author",
    "location": "location",
    "language": "language",
    "redirect": "redirect",
}


def read(text, *, markdown=True):
    header = read_header(text.encode(), markdown=markdown)
    values, problems = read_fields(header.fields, RULES, KEYS)
    return values, [(p.line, p.kind) for p in problems]


def md(fields):
    return read(f"---\n{fields}\n---\n\n# T\n")


def rst(fields):
    return read(f"{fields}\n\nT\n=\n", markdown=False)


@pytest.mark.parametrize("key", LISTS)
@pytest.mark.parametrize(
    "written",
    [
        "[2024, yes, 3.10]",
        "\n  - 2024\n  - yes\n  - 3.10",
        "\n- '2024'\n- \"yes\"\n- 3.10",
        "2024, yes, 3.10",
        "2024,yes ,  3.10",
        '"2024, yes, 3.10"',
        ">\n  2024, yes,\n  3.10",
    ],
)
def test_lists_of_markdown(key, written):
    assert md(f"{key}: {written}") == ({LISTS[key]: ("2024", "yes", "3.10")}, [])


@pytest.mark.parametrize("key", LISTS)
@pytest.mark.parametrize(
    "written", ["2024, yes, 3.10", "2024,yes,\n   3.10", "\n   2024, yes, 3.10"]
)
def test_lists_of_restructuredtext(key, written):
    assert rst(f":{key}: {written}") == ({LISTS[key]: ("2024", "yes", "3.10")}, [])


@pytest.mark.parametrize("key", LISTS)
def test_a_single_word_is_a_list(key):
    assert md(f"{key}: 2024") == rst(f":{key}: 2024") == ({LISTS[key]: ("2024",)}, [])


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("title: 2024", {"title": "2024"}),
        ("title: 3.10", {"title": "3.10"}),
        ("title: yes", {"title": "yes"}),
        ("title: 2026-01-31", {"title": "2026-01-31"}),
        ("title: >\n  Two\n  lines", {"title": "Two lines"}),
        ("description: false", {"description": "false"}),
        ("date: 2026-01-31", {"date": datetime(2026, 1, 31, tzinfo=UTC)}),
        ("date: '2026-01-31'", {"date": datetime(2026, 1, 31, tzinfo=UTC)}),
        ("date: 31.01.2026", {"date": datetime(2026, 1, 31, tzinfo=UTC)}),
        ("date: 2026-01-31 09:30:00", {"date": datetime(2026, 1, 31, 9, 30, tzinfo=UTC)}),
        ("date: 2026-01-31T09:30:00+01:00", {"date": datetime(2026, 1, 31, 8, 30, tzinfo=UTC)}),
        ("draft: true", {"draft": True}),
        ("draft: 'Yes'", {"draft": True}),
        ("draft: off", {"draft": False}),
        ("draft:", {"draft": True}),
        ("nocomments:", {"nocomments": True}),
        ("blogpost: false", {"blogpost": False}),
        ("excerpt: 0", {"excerpt": 0}),
        ("image: 2", {"image": 2}),
        ("image: 2.png", {"image": "2.png"}),
        ("redirect: old/name.html", {"redirect": ("old/name",)}),
        ("redirect: 2019/old/", {"redirect": ("2019/old/index",)}),
        ("redirect: [日本語/名前, 'a b']", {"redirect": ("日本語/名前", "a b")}),
        ("canonical_link: https://x.org/a?b=c#d", {"canonical_link": "https://x.org/a?b=c#d"}),
        ("title:\ndate: ~\ntags:\nimage: null", {}),
        ("tags: []", {"tags": ()}),
        ("tags: [C, C++, 'C#', <b>]", {"tags": ("C", "C++", "C#", "<b>")}),
        ("tags: [a  b]", {"tags": ("a b",)}),
        ("tags: [b, a, b]", {"tags": ("b", "a")}),
        ("tags: [日本語]", {"tags": ("日本語",)}),
    ],
)
def test_a_value_means_what_it_says(written, expected):
    assert md(written) == (expected, [])


@pytest.mark.parametrize("key", sorted(FOREIGN))
def test_keys_of_other_packages_are_ignored(key):
    assert md(f"{key}: {{a: [b]}}") == ({}, [])


FLAGS = {"blogpost", "draft", "comments", "nocomments", "imported"}


@pytest.mark.parametrize("key", sorted(KEYS.names - FLAGS - {*PLAIN_KEYS, "metrics", "runs"}))
def test_a_mapping_is_not_a_value(key):
    assert md(f"{key}: {{a: b}}") == ({}, [(2, "type")])


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ("redirect: ''", "redirect"),
        ("redirect: a//b", "redirect"),
        ("redirect: ../a", "redirect"),
        ("redirect: a/./b", "redirect"),
        ("redirect: 'C:/a'", "redirect"),
        ("redirect: a\\b", "redirect"),
        ("redirect: a?b", "redirect"),
        ("redirect: a%2e", "redirect"),
        ("redirect: _static/a", "redirect"),
        (f"redirect: {'日' * 70}", "redirect"),
        ("external_link: x.org", "address"),
        ("external_link: //x.org", "address"),
        ("external_link: 'https://'", "address"),
        ("external_link: 'https://[x'", "address"),
        ("external_link: https://x.org/<b>", "address"),
        ("canonical_link: ftp://x.org/", "address"),
        ("image: https://x.org/a.png", "image"),
        ("image: //x.org/a.png", "image"),
        ("image: -1", "image"),
        ("excerpt: 1.5", "type"),
        ("excerpt: ٣", "type"),
        ('tags: ["a\\ab"]', "control"),
        ('title: "a\\0b"', "control"),
        ("blogpost: perhaps", "type"),
        ("nosuchkey: x", "key"),
        ("pin: perhaps", "type"),
        ("Datum: 2026-01-31", "key"),
    ],
)
def test_a_mistake_removes_its_value_and_has_its_line(fields, problem):
    assert md(f"orphan: true\n{fields}") == ({}, [(3, problem)])


def test_a_mistake_removes_no_other_value():
    values, problems = md("date: never\ntags: [a]\ndraft: perhaps\ntitle: T\nauthors: [b]")
    assert values == {"tags": ("a",), "title": "T", "author": ("b",)}
    assert problems == [(2, "date"), (4, "type"), (6, "author")]


@pytest.mark.parametrize(
    ("fields", "used", "problem"),
    [
        ("author: a, nobody", {"author": ("a", "nobody")}, "author"),
        ("author: [nobody]", {"author": ("nobody",)}, "author"),
        ("tags: a, , b,", {"tags": ("a", "b")}, "term"),
        ("redirect: old/a, ../b", {"redirect": ("old/a",)}, "redirect"),
    ],
)
def test_a_mistake_in_a_list_leaves_the_words_that_can_be_used(fields, used, problem):
    """As in ABlog, an author or a place needs no entry in conf.py."""
    values, problems = md(fields)
    assert values == used
    assert {kind for _, kind in problems} == {problem}


@pytest.mark.parametrize(
    ("written", "meant"),
    [("Tag", "tags"), ("dates", "date"), ("Categories", "categories"), ("drafts", "draft")],
)
def test_a_misspelt_key(written, meant):
    assert KEYS.nearest(written) == meant


@pytest.mark.parametrize(
    ("key", "advice"),
    [
        (
            "published",
            "write `date: 2026-01-31`, or `draft: true` until the post is to be published",
        ),
        ("pubDate", "write `date: 2026-01-31`"),
        ("lastmod", "write `updated: 2026-01-31`"),
        ("pinned", "write `pin: true`"),
    ],
)
def test_the_message_for_a_key_of_another_engine_names_the_right_key(key, advice):
    header = read_header(f"---\n{key}: 2026-01-31\n---\n# T\n".encode(), markdown=True)
    _, (problem,) = read_fields(header.fields, RULES, KEYS)
    assert problem == (2, "key", f"unknown key `{key}`; {advice}")


def test_a_key_without_a_similar_one():
    assert KEYS.nearest("xyzzy") is None
    header = read_header(b"---\nxyzzy: 1\n---\n# T\n", markdown=True)
    _, (problem,) = read_fields(header.fields, RULES, KEYS)
    where = "https://blink.example.org/guide/keys.html#tab-keys"
    assert problem == (2, "key", f"unknown key `xyzzy`; delete it, or see all keys in {where}")


def test_a_key_is_declared_once():
    with pytest.raises(ValueError, match="'date' is declared twice"):
        Keys(POST_KEYS, KeyGroup("other", (Key("date", read_text, "a day"),), POST_KEYS.check))


def test_a_package_adds_keys_of_its_own():
    mood = Key("mood", read_text, "how it went", default="fine")
    keys = Keys(POST_KEYS, KeyGroup("moods", (mood,), lambda values, fields: ()))
    fields = read_header(b"---\nmod: x\n---\n", markdown=True).fields
    values, (problem,) = read_fields(fields, RULES, keys)
    assert values == {}
    assert problem.message == "unknown key `mod`; did you mean `mood`?"
    assert keys.complete(values)["mood"] == "fine"


VALUES = st.text(max_size=20) | st.sampled_from(
    [
        "[a, b]",
        "{a: b}",
        "~",
        "!x y",
        "&a b",
        "2026-01-31",
        "https://[",
        "a,,b",
        "-1",
        "٣",
        "9" * 30,
    ]
)


@given(
    st.dictionaries(st.sampled_from(sorted(KEYS.names)) | st.text(max_size=8), VALUES, max_size=4)
)
def test_any_header_is_read_or_reported(fields):
    text = "".join(f"{key}: {value}\n" for key, value in fields.items())
    for header in (f"---\n{text}---\n", text.replace("\n", "\n:")):
        values, problems = read(header, markdown=header.startswith("---"))
        assert values.keys() <= KEYS.names
        assert problems == sorted(problems, key=lambda p: p[0])
