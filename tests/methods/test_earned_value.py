"""Earned value and earned schedule against published figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.methods.earned_value import EarnedValue, earned_schedule

# The example of the reference manual of the R package PRA 0.3.0 (Damnjanovic & Reinschmidt 2020):
# budget 100,000, planned shares .1 .2 .4 .7 1, 35 % done after three periods, 36,000 spent.
PLANNED = (10_000, 20_000, 40_000, 70_000, 100_000)
FIGURES = EarnedValue(budget=100_000, planned=40_000, earned=35_000, spent=36_000)


def test_indices_of_the_published_example() -> None:
    assert FIGURES.schedule_index == pytest.approx(0.875)
    assert FIGURES.cost_index == pytest.approx(0.9722222, abs=5e-8)
    assert FIGURES.cost_at_completion == pytest.approx(100_000 / 0.9722222, rel=1e-6)


def test_earned_schedule_interpolates_as_lipke_does() -> None:
    """ES = C + (EV - PV_C) / (PV_C+1 - PV_C), Lipke (2003)."""
    assert earned_schedule(PLANNED, 35_000) == pytest.approx(2 + 15_000 / 20_000)
    assert earned_schedule(PLANNED, 20_000) == pytest.approx(2)
    assert earned_schedule(PLANNED, 0) == 0
    assert earned_schedule(PLANNED, 100_000) == 5


def test_a_late_finish_shows_in_earned_schedule_but_not_in_the_money_index() -> None:
    """The flaw of the schedule index that earned schedule was made to mend."""
    done_two_periods_late = EarnedValue(100_000, 100_000, 100_000, 100_000)
    assert done_two_periods_late.schedule_index == 1
    assert earned_schedule(PLANNED, 100_000) / 7 < 1


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=12), st.floats(0, 1))
def test_what_was_planned_by_a_time_is_earned_at_that_time(steps: list[int], part: float) -> None:
    curve = [sum(steps[: place + 1]) for place in range(len(steps))]
    last = len(steps) - 1
    before = curve[last - 1] if last else 0
    earned = before + part * (curve[last] - before)
    assert earned_schedule(curve, earned) == pytest.approx(last + part, abs=1e-9)


def test_nothing_planned_or_a_falling_plan_is_refused() -> None:
    with pytest.raises(ValueError):
        earned_schedule([], 1)
    with pytest.raises(ValueError):
        earned_schedule([2, 1], 1)


def test_indices_are_unknown_before_anything_has_happened() -> None:
    nothing = EarnedValue(100, 0, 0, 0)
    assert (nothing.schedule_index, nothing.cost_index) == (None, None)
    assert nothing.cost_at_completion is None
