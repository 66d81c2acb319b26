"""Dates are read in one way only, in the blog's zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blink.dates import parse_date
from blink.model import Mistake

PARIS = ZoneInfo("Europe/Paris")
ISO = "%Y-%m-%d"

#: an hour's place on the globe, far enough from the ends of the calendar
INSTANTS = st.datetimes(datetime(1000, 1, 1), datetime(9000, 1, 1))  # noqa: DTZ001
OFFSETS = st.integers(-23 * 60, 23 * 60).map(lambda m: timezone(timedelta(minutes=m)))
ZONES = st.sampled_from(["UTC", "Europe/Paris", "Asia/Tokyo", "America/St_Johns"]).map(ZoneInfo)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-31", "2026-01-31T00:00:00+01:00"),
        ("2026-07-31", "2026-07-31T00:00:00+02:00"),
        ("2026-01-31 09:30", "2026-01-31T09:30:00+01:00"),
        ("2026-07-31T09:30", "2026-07-31T09:30:00+02:00"),
        ("2026-07-31t09:30:15.25", "2026-07-31T09:30:15.250000+02:00"),
        ("2026-01-31T09:30Z", "2026-01-31T10:30:00+01:00"),
        ("2026-07-31T09:30z", "2026-07-31T11:30:00+02:00"),
        ("2026-01-31 09:30 +09:00", "2026-01-31T01:30:00+01:00"),
        ("2026-01-31 09:30:00-0500", "2026-01-31T15:30:00+01:00"),
        ("2026-01-31 09:30 -05", "2026-01-31T15:30:00+01:00"),
        ("2025-12-31 23:30 -05:00", "2026-01-01T05:30:00+01:00"),
        ("  2026-01-31\n", "2026-01-31T00:00:00+01:00"),
    ],
)
def test_a_time_without_a_zone_is_of_the_blog(text, expected):
    assert parse_date(text, PARIS, ISO).isoformat() == expected


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("31 January 2026", "%d %B %Y"),
        ("Jan 31, 2026", "%b %d, %Y"),
        ("31.01.2026", "%d.%m.%Y"),
        ("01/31/2026", "%m/%d/%Y"),
        ("2026-01-31", "%d %B %Y"),
    ],
)
def test_the_blogs_own_format_is_read_besides_iso(text, form):
    assert parse_date(text, PARIS, form) == datetime(2026, 1, 31, tzinfo=PARIS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "31 January 2026",
        "03/04/2025",
        "26-01-31",
        "20260131",
        "2026-W05-6",
        "2026-01-31 9:30",
        "2026-01-31 09",
        "2026-01-31 +01:00",
        "2026-01-31 09:30 CET",
        "2026-01-31 25:00",
        "2026-02-30",
        "2026-13-01",
        "2026-01-31 09:30 +25:00",
        "٢٠٢٦-٠١-٣١",
        "0001-01-01T00:00+10:00",
        "9999-12-31T23:59-10:00",
    ],
)
def test_what_can_be_read_otherwise_is_refused(text):
    with pytest.raises(Mistake) as caught:
        parse_date(text, PARIS, ISO)
    assert caught.value.kind == "date"


@given(INSTANTS, OFFSETS, ZONES)
def test_an_instant_comes_back(naive, offset, zone):
    date = naive.replace(tzinfo=offset)
    found = parse_date(date.isoformat(), zone, ISO)
    assert found == date
    assert found.tzinfo is zone


@given(INSTANTS, ZONES)
def test_a_time_on_the_wall_comes_back(naive, zone):
    assert parse_date(str(naive), zone, ISO).replace(tzinfo=None) == naive


@given(st.text() | st.from_regex(r"\d{4}-\d\d-\d\d.{0,20}"))
def test_no_text_is_read_as_anything_but_a_date(text):
    try:
        date = parse_date(text, UTC, ISO)
    except Mistake:
        return
    assert date.tzinfo is UTC
    assert int(text.strip()[:4]) == date.year or "+" in text or "-" in text[10:]


def test_zones_decide_on_order_and_year(shared_blog):
    blog = shared_blog(blink_timezone="Europe/Paris")
    blog.post("morning", date="2026-01-01 05:00")
    blog.post("overseas", date="2025-12-31 23:30 -05:00")  # 05:30 in Paris
    blog.post("eve", date="2025-12-31 23:30")
    blog.post("summer", date="2026-07-01T22:30Z")  # after midnight in Paris
    assert blog.build().warnings == []
    listing = blog.page("blog.html")
    places = [listing.index(f">Post {n}<") for n in ("summer", "overseas", "morning", "eve")]
    assert places == sorted(places)
    assert "Post overseas" in blog.page("blog/2026.html")
    assert "Post eve" in blog.page("blog/2025.html")
    assert 'datetime="2026-07-02T00:30:00+02:00">2026-07-02</time>' in listing
