"""Forecast of readings against the closed form and by how often its ranges hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student

from steersman.methods.drift_forecast import drift_forecast

VALUES = [10.0, 12.0, 11.0, 15.0, 17.0]


def test_even_readings_give_the_random_walk_with_drift() -> None:
    """Hyndman & Athanasopoulos (2021, 5.2): middle y_T + h(y_T - y_1)/(T-1), variance
    s² h (1 + h/(T-1)), s² the variance of the residual differences."""
    found = drift_forecast(range(5), VALUES, 7)
    assert found is not None
    drift, ahead, steps = (17 - 10) / 4, 3, 4
    residual = np.diff(VALUES) - drift
    spread = np.sqrt((residual**2).sum() / (steps - 1) * ahead * (1 + ahead / steps))
    assert found.middle == pytest.approx(17 + ahead * drift)
    assert found.quantile(0.9) == pytest.approx(found.middle + spread * student.ppf(0.9, 3))
    assert found.chance_above(20) == pytest.approx(student.sf((20 - found.middle) / spread, 3))
    assert found.chance_below(20) == pytest.approx(1 - found.chance_above(20))


def test_ranges_hold_what_comes_as_often_as_they_say() -> None:
    generator = np.random.default_rng(5)
    times = np.array([0.0, 1.0, 1.5, 4.0, 6.0, 7.0, 9.0])
    inside = 0
    for _ in range(3000):
        steps = np.diff([*times, 12.0])
        path = np.concatenate(
            [[0.0], np.cumsum(0.7 * steps + 2 * np.sqrt(steps) * generator.standard_normal(7))]
        )
        found = drift_forecast(times, path[:7], 12.0)
        assert found is not None
        inside += found.quantile(0.1) <= path[7] <= found.quantile(0.9)
    assert inside / 3000 == pytest.approx(0.8, abs=3 * np.sqrt(0.16 / 3000))


@given(st.floats(-50, 50), st.floats(0.1, 10))
def test_shifting_and_stretching_readings_shifts_and_stretches_the_forecast(
    shift: float, stretch: float
) -> None:
    plain = drift_forecast(range(5), VALUES, 6)
    moved = drift_forecast(range(5), [shift + stretch * value for value in VALUES], 6)
    assert plain is not None
    assert moved is not None
    for level in (0.1, 0.5, 0.9):
        assert moved.quantile(level) == pytest.approx(
            shift + stretch * plain.quantile(level), abs=1e-6
        )


def test_a_steady_number_is_sure_and_too_few_readings_say_nothing() -> None:
    sure = drift_forecast([0, 1, 2], [5, 5, 5], 9)
    assert sure is not None
    assert (sure.chance_above(5), sure.chance_below(5), sure.chance_above(5.1)) == (1, 1, 0)
    assert drift_forecast([0, 1], [5, 6], 9) is None


def test_times_must_rise_and_lie_before_the_forecast() -> None:
    with pytest.raises(ValueError):
        drift_forecast([0, 0, 1], [1, 2, 3], 4)
    with pytest.raises(ValueError):
        drift_forecast([0, 1, 2], [1, 2, 3], 1)
