"""Feeds follow RFC 4287, RFC 5005 and JSON Feed, whatever the text of posts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from html import unescape
from zoneinfo import ZoneInfo

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from blink.checks import feed_rules as feedrules
from blink.feeds.atom import timestamp, write_atom
from blink.feeds.json_feed import write_json
from blink.feeds.model import Enclosure, Feed, FeedEntry, Person, Term

DAY = datetime(2026, 1, 31, 9, 30, tzinfo=timezone(timedelta(hours=1)))
ENTRY = FeedEntry(
    id="tag:h.example,2026-01-31:posts/p",
    title="P",
    url="https://h.example/p.html",
    published=DAY,
    updated=DAY + timedelta(days=1),
    authors=(Person("Ann", "https://ann.example/"), Person("Bo", email="bo@h.example")),
    terms=(Term("c", "https://h.example/tag.html", "C"),),
    summary="About P",
    content="<p>P</p>",
    language="de",
    picture=Enclosure("https://h.example/p.png", "image/png", 7),
)
FEED = Feed(
    id="urn:uuid:60a76c80-d399-11d9-b91c-0003939e0af6",
    title="Blog",
    subtitle="Notes",
    address="https://h.example/blog/atom",
    page="https://h.example/",
    language="en",
    updated=ENTRY.updated,
    authors=(Person("Ann"),),
    entries=(ENTRY,),
    icon="https://h.example/icon.svg",
)
OTHER = replace(
    ENTRY,
    id="https://old.example/?p=1",
    url="https://elsewhere.example/",
    page="https://h.example/q.html",
    canonical="https://first.example/",
    content="",
    picture=None,
)
NEWEST = "2026-02-01T09:30:00+01:00"
ARCHIVE = replace(
    FEED,
    current="https://h.example/blog/atom",
    address="https://h.example/blog/atom-1",
    newer="https://h.example/blog/atom-2",
)
LONE_ARCHIVE = replace(ARCHIVE, newer="")


@pytest.mark.parametrize(
    "feed",
    [
        FEED,
        replace(FEED, entries=()),
        replace(FEED, entries=(ENTRY, OTHER), older="https://h.example/blog/atom-1"),
        ARCHIVE,
        LONE_ARCHIVE,
    ],
)
def test_feeds_break_no_rule(feed):
    assert feedrules.broken(write_atom(feed)) == {}
    assert list(feedrules.json_rules(json.loads(write_json(feed)))) == []
    assert not feedparser.parse(write_atom(feed)).bozo


@pytest.mark.parametrize(
    ("old", "new", "clause"),
    [
        ("<id>tag:h.example,2026-01-31:posts/p</id>", "", "has 0 elements `id`"),
        ("<title>P</title>", "<title/>", "has an empty element `title`"),
        (f"{NEWEST}</up", "2026-02-01T09:30+01:00</up", "RFC 3339"),
        (f"{NEWEST}</up", "2026-03-01T09:30:00+01:00</up", "4.2.15"),
        ("<published>2026", "<published>2027", "4.2.9"),
        ("<name>Bo</name>", "", "4.2.1"),
        ("tag:h.example,2026-01-31:posts/p", "posts/p", "`posts/p` has no scheme"),
        ("tag:h.example,2026-01-31", "tag:h.example", "RFC 4151"),
        ("urn:uuid:60a76c80-d399-11d9-b91c-0003939e0af6", ENTRY.id, "is used 2 times"),
        ('rel="self"', 'rel="related"', '0 links with rel="self"'),
        ('enclosure" type="image/png"', 'alternate" type="text/html"', "two links to pages"),
        ('href="https://h.example/p.html"', 'href="p.html"', "the URL `p.html` has no scheme"),
        ('label="C"', "", "4.2.2"),
        ('xml:lang="en"', "", "RFC 5646"),
        ('type="html"', 'type="text/html"', "3.1.1"),
        ("</entry>", "</entry><generator/>", "`generator` is below an entry"),
        ("<fh:archive/>", "", "RFC 5005"),
    ],
)  # fmt: skip
def test_every_rule_can_be_broken(old, new, clause):
    good = write_atom(ARCHIVE).decode()
    assert old in good
    found = feedrules.broken(good.replace(old, new, 1).encode())
    faults = [f"{fault} ({rule})" for rule, faults in found.items() for fault in faults]
    assert any(clause in fault for fault in faults)
    assert all("; " in fault for fault in faults)


WORDS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1)


@given(WORDS, WORDS, WORDS)
def test_any_words_come_through(title, label, content):
    entry = replace(
        ENTRY,
        title=f"t{title}",
        summary=f"s{title}",
        content=f"c]]>{content}",
        terms=(Term("t", "https://h.example/", f"l{label}"),),
    )
    made = write_atom(replace(FEED, title=f"f{label}", entries=(entry,)))
    feed = etree.fromstring(made)
    titles = [feed.find(f"{feedrules.A}{name}title") for name in ("", f"entry/{feedrules.A}")]
    said = [
        *(unescape(t.text) if t.get("type") == "html" else t.text for t in titles),
        feed.findtext(f"{feedrules.A}entry/{feedrules.A}content"),
        feed.find(f"{feedrules.A}entry/{feedrules.A}category").get("label"),
    ]
    for found, meant in zip(
        said, (f"f{label}", f"t{title}", f"c]]>{content}", f"l{label}"), strict=True
    ):
        assert found == "".join(
            c for c in meant if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff")
        )
    assert feedrules.broken(made) == {}
    assert (
        json.loads(write_json(replace(FEED, entries=(entry,))))["items"][0]["title"] == f"t{title}"
    )


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        (DAY, "2026-01-31T09:30:00+01:00"),
        (datetime(2026, 1, 31, tzinfo=UTC), "2026-01-31T00:00:00+00:00"),
        (datetime(1880, 1, 1, tzinfo=ZoneInfo("Europe/Paris")), "1879-12-31T23:50:39Z"),
    ],
)
def test_dates_are_those_of_rfc_3339(date, expected):
    assert timestamp(date) == expected


def test_what_stands_elsewhere_is_named():
    entry = feedparser.parse(write_atom(replace(FEED, entries=(OTHER,)))).entries[0]
    assert entry.link == "https://elsewhere.example/"
    assert {(link.rel, link.href) for link in entry.links} >= {
        ("related", "https://h.example/q.html"),
        ("via", "https://first.example/"),
    }
    (item,) = json.loads(write_json(replace(FEED, entries=(OTHER,))))["items"]
    assert (item["url"], item["external_url"]) == (OTHER.page, OTHER.url)
    assert item["content_text"] == "About P"


def test_authors_picture_and_terms_are_told():
    entry = feedparser.parse(write_atom(FEED)).entries[0]
    assert [(a.name, a.get("href"), a.get("email")) for a in entry.authors] == [
        ("Ann", "https://ann.example/", None),
        ("Bo", None, "bo@h.example"),
    ]
    assert [(t.term, t.scheme, t.label) for t in entry.tags] == [
        ("c", "https://h.example/tag.html", "C")
    ]
    assert [(e.href, e.type, e.length) for e in entry.enclosures] == [
        ("https://h.example/p.png", "image/png", "7")
    ]
    (item,) = json.loads(write_json(FEED))["items"]
    assert item["authors"] == [
        {"name": "Ann", "url": "https://ann.example/"},
        {"name": "Bo", "url": "mailto:bo@h.example"},
    ]
    assert (item["image"], item["tags"], item["language"]) == (
        "https://h.example/p.png", ["C"], "de",
    )  # fmt: skip


def test_no_two_entries_of_a_document_have_one_updated_and_older_ones_keep_theirs():
    day = datetime(2026, 2, 1, tzinfo=UTC)
    entries = tuple(replace(OTHER, id=f"tag:h.example,2026:{n}", updated=day) for n in range(3))

    def dates(entries):
        root = etree.fromstring(write_atom(replace(FEED, entries=entries)))
        return root.xpath("//*[local-name()='entry']/*[local-name()='updated']/text()")

    made = dates(entries)
    assert len(set(made)) == 3
    assert {datetime.fromisoformat(date) for date in made} == {day}
    assert dates(entries[1:]) == made[1:]


@pytest.mark.parametrize(
    "text", ["What </div> does", "of &amp; and &#8230;", "plain < text & more, R&D"]
)
def test_text_that_looks_like_markup_is_told_as_html(text):
    made = etree.fromstring(write_atom(replace(FEED, entries=(replace(OTHER, title=text),))))
    (title,) = made.xpath("//*[local-name()='entry']/*[local-name()='title']")
    assert title.get("type") == (None if "<" in text and "</" not in text else "html")
    assert (unescape(title.text) if title.get("type") else title.text) == text
    assert feedparser.parse(write_atom(FEED)).entries


def test_an_entry_without_words_has_its_title_for_summary():
    made = etree.fromstring(
        write_atom(replace(FEED, entries=(replace(OTHER, content="", summary=""),)))
    )
    assert made.xpath("//*[local-name()='summary']/text()") == [OTHER.title]


def test_json_has_no_base_for_links_within_an_entry():
    content = '<p title="<a href="><a id="r" href="#n">1</a> &lt;a href="#x"&gt;</p>'
    entry = replace(ENTRY, content=content, url="https://h.example/p.html#part", page="")
    (item,) = json.loads(write_json(replace(FEED, entries=(entry,))))["items"]
    assert item["content_html"] == content.replace('"#n"', '"https://h.example/p.html#n"')
