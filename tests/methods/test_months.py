"""Months as dates and back, over month ends, leap days and years."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.methods.months import month_date, months_between

DAYS = st.dates(date(1960, 1, 1), date(2150, 1, 1))


def test_month_ends_and_leap_days() -> None:
    assert month_date(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert month_date(date(2028, 1, 31), 1) == date(2028, 2, 29)
    assert month_date(date(2028, 2, 29), 12) == date(2029, 2, 28)
    assert month_date(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert month_date(date(2026, 6, 30), 0.5) == date(2026, 7, 15)


@given(DAYS, st.integers(-600, 600))
def test_whole_months_come_back_exactly_but_for_shortened_ends(start: date, months: int) -> None:
    back = months_between(start, month_date(start, months))
    assert back == pytest.approx(months, abs=1e-9)


@given(DAYS, st.floats(-300, 300))
def test_parts_of_months_come_back_within_a_day(start: date, months: float) -> None:
    assert months_between(start, month_date(start, months)) == pytest.approx(months, abs=0.51 / 28)


@given(DAYS, st.integers(0, 20_000), st.integers(0, 20_000))
def test_later_days_are_later_months(start: date, one: int, other: int) -> None:
    first, second = sorted((one, other))
    earlier = months_between(start, start + timedelta(days=first))
    later = months_between(start, start + timedelta(days=second))
    assert earlier <= later + 1e-9
