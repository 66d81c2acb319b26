"""The bars of the archive: months or years, including those without posts."""

from __future__ import annotations

from datetime import UTC, datetime

from blink.pages.listings import bars


def day(year, month=1):
    return datetime(year, month, 5, tzinfo=UTC)


def test_months_over_the_end_of_a_year():
    found = bars([day(2025, 11), day(2026, 2), day(2026, 2)])
    assert found == [("2025-11", 1, 50), ("2025-12", 0, 0), ("2026-01", 0, 0), ("2026-02", 2, 100)]


def test_many_months_are_years():
    found = bars([day(2020), day(2024), day(2024), day(2024), day(2024)])
    assert [bar.name for bar in found] == ["2020", "2021", "2022", "2023", "2024"]
    assert [bar.height for bar in found] == [25, 0, 0, 0, 100]


def test_four_years_are_months_and_a_month_more_is_not():
    assert len(bars([day(2020, 1), day(2023, 12)])) == 48
    assert len(bars([day(2020, 1), day(2024, 1)])) == 5


def test_no_posts():
    assert bars([]) == []
