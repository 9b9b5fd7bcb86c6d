"""Vesting against the Open Cap Table Format's own examples (version 1.2.0)."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.methods.equity.anti_dilution import full_ratchet, weighted_average
from steersman.methods.equity.vesting import (
    Terms,
    allocate,
    event_deadline,
    months_later,
    paused,
    schedule,
    vested_on,
)

ROUNDINGS: list[Any] = [
    "cumulative_rounding", "cumulative_round_down", "front_loaded", "back_loaded",
    "front_loaded_to_single_tranche", "back_loaded_to_single_tranche", "fractional",
]  # fmt: skip
ANSWERS = [
    (5, 4, 5, 4), (4, 5, 4, 5), (5, 5, 4, 4), (4, 4, 5, 5), (6, 4, 4, 4), (4, 4, 4, 6),
    (4.5, 4.5, 4.5, 4.5),
]  # fmt: skip


@pytest.mark.parametrize(("rounding", "expected"), list(zip(ROUNDINGS, ANSWERS, strict=True)))
def test_eighteen_shares_in_four_tranches(rounding: Any, expected: tuple[float, ...]) -> None:
    """OCF schema enum AllocationType; halves go up, not to the even number."""
    assert allocate(18, [Fraction(1, 4)] * 4, rounding) == expected


def test_last_day_of_short_months() -> None:
    """OCF explainer on vesting terms: 480 shares from 30 January 2021, a quarter after a year."""
    tranches = schedule(480, date(2021, 1, 30), Terms(48, cliff_months=12))
    assert (tranches[0].day, tranches[0].shares) == (date(2022, 1, 30), 120)
    assert (tranches[1].day, tranches[1].shares) == (date(2022, 2, 28), 10)
    assert (tranches[2].day, tranches[2].shares) == (date(2022, 3, 30), 10)
    assert tranches[-1].day == date(2025, 1, 30)
    assert sum(tranche.shares for tranche in tranches) == 480
    assert vested_on(tranches, date(2022, 1, 29)) == 0
    assert vested_on(tranches, date(2022, 2, 28)) == 130


def test_an_event_must_happen_before_the_earlier_of_two_deadlines() -> None:
    """OCF explainer: three years from issue, or 2025-01-01."""
    end = date(2025, 1, 1)
    assert event_deadline(date(2021, 1, 1), 36, end) == date(2024, 1, 1)
    assert event_deadline(date(2023, 7, 1), 36, end) == end
    assert event_deadline(date(2023, 7, 1), None, None) is None


def test_a_split_with_the_template_applied_anew() -> None:
    """Carta's release notes: ten shares vest 2-3-2-3; split one to ten, 25 each."""
    quarters = [Fraction(1, 4)] * 4
    assert allocate(10, quarters, "cumulative_round_down") == (2, 3, 2, 3)
    assert allocate(100, quarters, "cumulative_round_down") == (25, 25, 25, 25)


def test_a_pause_moves_what_is_still_to_vest() -> None:
    tranches = schedule(12, date(2024, 1, 31), Terms(12))
    later = paused(tranches, date(2024, 6, 1), 3)
    assert [t.shares for t in later] == [1] * 12
    assert later[3].day == date(2024, 5, 31)
    assert later[4].day == date(2024, 9, 30)
    assert paused(tranches, date(2024, 2, 1), 1)[0].day == date(2024, 3, 31)
    assert months_later(date(2024, 3, 15), 1, "last_of_month") == date(2024, 4, 30)
    assert months_later(date(2024, 3, 15), 1, "first_of_month") == date(2024, 4, 1)


@pytest.mark.parametrize(
    "arguments",
    [(-1, [Fraction(1)]), (5, [Fraction(1, 2)]), (5, [Fraction(3, 2), Fraction(-1, 2)])],
)
def test_impossible_divisions_are_refused(arguments: Any) -> None:
    with pytest.raises(ValueError, match="portions"):
        allocate(*arguments, "front_loaded")


def test_a_cliff_behind_the_end_is_refused() -> None:
    with pytest.raises(ValueError, match="cliff"):
        Terms(12, cliff_months=24)


@given(
    st.integers(0, 10**7),
    st.lists(st.integers(0, 100), min_size=1, max_size=60).filter(lambda parts: sum(parts) > 0),
    st.sampled_from(ROUNDINGS),
)
def test_tranches_sum_to_the_grant(total: int, parts: list[int], rounding: Any) -> None:
    portions = [Fraction(part, sum(parts)) for part in parts]
    shares = allocate(total, portions, rounding)
    assert sum(shares) == total
    assert min(shares) >= 0
    if rounding.startswith("cumulative"):
        running = exact = Fraction(0)
        for share, portion in zip(shares, portions, strict=True):
            running, exact = running + share, exact + total * portion
            assert -1 < running - exact <= (0 if rounding.endswith("down") else Fraction(1, 2))


@given(st.integers(1, 120), st.integers(0, 120), st.integers(1, 24), st.dates(date(2000, 1, 1)))
def test_all_has_vested_at_the_end_and_nothing_before_the_cliff(
    months: int, cliff: int, every: int, start: date
) -> None:
    if start.year > 2150:
        start = start.replace(year=2150)
    cliff = min(cliff, months)
    tranches = schedule(1000, start, Terms(months, cliff, every))
    assert vested_on(tranches, months_later(start, months)) == 1000
    assert [t.day for t in tranches] == sorted({t.day for t in tranches})
    assert tranches[0].day >= months_later(start, cliff)


def test_weighted_average_takes_the_count_from_before_the_issue() -> None:
    """NVCA model charter, October 2025, 4.4.4: 14 million shares, 4 million more at 1.25."""

    def million(number: float) -> Fraction:
        return Fraction(number) * 10**6

    price = [
        weighted_average(Fraction(cp), million(14), million(5), million(4)) for cp in ("2.5", "1.5")
    ]
    assert price == [Fraction(20, 9), Fraction(13, 9)]
    narrow = weighted_average(Fraction("2.5"), million(12), million(5), million(4))
    assert narrow == Fraction("2.1875")
    assert weighted_average(Fraction(1), million(14), million(5), million(4)) == 1
    assert full_ratchet(Fraction("2.5"), Fraction("1.25")) == Fraction("1.25")
    with pytest.raises(ValueError, match="positive"):
        weighted_average(Fraction(0), million(1), million(1), million(1))
