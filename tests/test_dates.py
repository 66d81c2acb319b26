"""Dates are read as ABlog reads them, in the blog's zone, and in the same way everywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from blink import dates
from blink.dates import read
from blink.problems import Mistake

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
    assert read(text, PARIS, ISO).date.isoformat() == expected


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
    assert read(text, PARIS, form).date == datetime(2026, 1, 31, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15 April, 2019", "2019-04-15"),
        ("March 8, 2023", "2023-03-08"),
        ("Apr 15, 2019", "2019-04-15"),
        ("Mon, 15 Apr 2019", "2019-04-15"),
        ("3rd of May 2001", "2001-05-03"),
        ("15.04.2019", "2019-04-15"),
        ("4/15/2019", "2019-04-15"),
        ("3/3/2019", "2019-03-03"),
        ("4/15/19", "2019-04-15"),
        ("Apr 15, 75", "1975-04-15"),  # dateutil takes it for 2075, until 2024
        ("2019/04/03", "2019-04-03"),
        ("20190403", "2019-04-03"),
        ("2019-4-3", "2019-04-03"),
        ("٢٠٢٦-٠١-٣١", "2026-01-31"),
    ],
)
def test_what_ablog_reads_is_read(text, expected):
    found = read(text, PARIS, ISO)
    assert (f"{found.date:%Y-%m-%d}", found.others, found.doubt) == (expected, (), "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-31 9:30", "2026-01-31T09:30:00+01:00"),
        ("2026-01-31 09", "2026-01-31T09:00:00+01:00"),
        ("15 Apr 2019 10:00 am +0900", "2019-04-15T03:00:00+02:00"),
        ("Mon, 15 Apr 2019 10:00:00 GMT", "2019-04-15T12:00:00+02:00"),
    ],
)
def test_times_that_ablog_reads_are_read(text, expected):
    assert read(text, PARIS, ISO) == (datetime.fromisoformat(expected), (), "")


@pytest.mark.parametrize(
    ("text", "expected", "others", "words"),
    [
        ("03/04/2025", "2025-03-04", ["2025-04-03"], "could also mean 2025-04-03"),
        ("3.4.25", "2025-03-04", ["2003-04-25", "2025-04-03"], "2003-04-25 or 2025-04-03"),
        ("26-01-31", "2031-01-26", ["2026-01-31"], "read as 2031-01-26"),
        ("190415", "2015-04-19", ["2019-04-15"], "could also mean 2019-04-15"),
        ("March 2023", "2023-03-01", ["2023-03-31"], "has no day and is read as 2023-03-01"),
        ("2024-02", "2024-02-01", ["2024-02-29"], "has no day"),
        ("2023", "2023-01-01", ["2023-12-31"], "has no month and day"),
        (
            "2026-01-31 09:30 CET",
            "2026-01-31",
            ["2026-01-30", "2026-01-31"],
            "write the difference from UTC",
        ),
    ],
)
def test_an_ambiguous_date_is_read_as_in_ablog(text, expected, others, words):
    found = read(text, PARIS, ISO)
    assert f"{found.date:%Y-%m-%d}" == expected
    assert [f"{one:%Y-%m-%d}" for one in found.others] == others
    assert words in found.doubt


def test_the_authors_own_format_is_not_ambiguous():
    assert read("03/04/2025", PARIS, "%d/%m/%Y") == (datetime(2025, 4, 3, tzinfo=PARIS), (), "")
    assert read("March 2023", PARIS, "%B %Y").doubt == ""
    with pytest.raises(Mistake, match="no year"):
        read("Apr 15", PARIS, "%b %d")  # which strptime takes for 1900


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is not a date"),
        ("yesterday", "is not a date"),
        ("1555286400", "is not a date"),
        ("15 avril 2019", "is not a date"),
        ("2026-W05-6", "is not a date"),
        ("2026-01-31 +01:00", "is not a date"),
        ("2019-15-04", "is not a valid date"),
        ("x" * 5000, "is not a date"),
        ("Apr 15", "has no year"),
        ("4/15", "has no year"),
        ("Monday", "has no year"),
        ("10:30", "has no year"),
        ("2026-01-31 25:00", "not a valid date"),
        ("2026-02-30", "not a valid date"),
        ("2026-13-01", "not a valid date"),
        ("2026-01-31 09:30 +25:00", "not a valid date"),
        ("0001-01-01T00:00+10:00", "not between the years 1 and 9999"),
        ("9999-12-31T23:59-10:00", "not between the years 1 and 9999"),
    ],
)
def test_the_message_for_an_invalid_date_says_what_to_write(text, words):
    with pytest.raises(Mistake, match=words) as caught:
        read(text, PARIS, ISO)
    assert caught.value.kind == "date"
    assert "2026-01-31" in caught.value.message


SAME = """
from zoneinfo import ZoneInfo
from blink.dates import read
for text in {texts!r}:
    print(read(text, ZoneInfo("Europe/Paris"), "%b %d, %Y"))
"""
TEXTS = ["March 2023", "2023", "4/15/80", "Apr 15, 2019 10:00 EST", "Apr 15, 2019", "03/04/25"]


def test_a_date_is_the_same_on_every_day_and_in_every_zone(tmp_path):
    # dateutil asks the machine for the day, for the century and for the names of zones
    (tmp_path / "sitecustomize.py").write_text(
        "import os, time\n_real = time.localtime\n"
        "time.localtime = lambda *a: _real(*(a or (float(os.environ['NOW']),)))\n"
    )
    outputs = set()
    for zone, now in (("UTC", 0), ("America/New_York", 1_700_000_000), ("Asia/Tokyo", 3e9)):
        done = subprocess.run(
            [sys.executable, "-c", SAME.format(texts=TEXTS)], cwd=ROOT, check=True, text=True,
            env={**os.environ, "TZ": zone, "NOW": str(now), "PYTHONPATH": str(tmp_path)},
            capture_output=True,
        )  # fmt: skip
        outputs.add(done.stdout)
    assert len(outputs) == 1


def test_names_of_months_are_english_in_every_locale(monkeypatch):
    asked = []

    def setlocale(category, name=None):
        asked.append(name)
        return "fr_FR.UTF-8"

    monkeypatch.setattr(dates.locale, "setlocale", setlocale)
    assert read("Apr 15, 2019", PARIS, "%b %d, %Y").date.month == 4
    assert asked == [None, "C", "fr_FR.UTF-8"]


@given(INSTANTS, OFFSETS, ZONES)
def test_a_time_with_a_zone_is_read_as_written(naive, offset, zone):
    date = naive.replace(tzinfo=offset)
    parsed = read(date.isoformat(), zone, ISO).date
    assert parsed == date
    assert parsed.tzinfo is zone


@given(INSTANTS, ZONES)
def test_a_time_without_a_zone_is_read_as_written(naive, zone):
    assert read(str(naive), zone, ISO).date.replace(tzinfo=None) == naive


PARTS = ["1", "12", "2023", "mar", "March", "CET", "+", "-", ":", "10", "99", "0", "/", ".", ","]
PARTS += ["am", "T", "Z", "9" * 12, "e5", "inf", "nan", "h", "m", "s", " "]
DATELIKE = st.lists(st.sampled_from(PARTS), max_size=10).map("".join)


@given(st.text() | DATELIKE | st.from_regex(r"\d{4}-\d\d-\d\d.{0,20}"))
def test_any_text_is_a_date_or_a_mistake(text):
    try:
        found = read(text, UTC, ISO)
    except Mistake:
        return
    assert found.date.tzinfo is UTC
    assert bool(found.others) == bool(found.doubt)


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
    assert 'datetime="2026-07-02T00:30:00+02:00">2 July 2026</time>' in listing
