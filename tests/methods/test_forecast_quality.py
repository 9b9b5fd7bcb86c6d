"""Scores of past forecasts against published figures and independent implementations."""

import numpy as np
import pytest
from scipy.stats import binomtest

from steersman.methods.forecast_quality import brier_score, coverage


def test_brier_score_of_the_published_example() -> None:
    """The example of scikit-learn's documentation of brier_score_loss: 0.0375."""
    found = brier_score([0.1, 0.9, 0.8, 0.3], [False, True, True, False])
    assert found is not None
    assert found.score == pytest.approx(0.0375)
    assert found.reference == pytest.approx(0.25)
    assert brier_score([], []) is None


@pytest.mark.parametrize(("inside", "count"), [(0, 6), (3, 7), (9, 12), (20, 20)])
def test_the_interval_of_coverage_is_the_exact_one(inside: int, count: int) -> None:
    """Clopper & Pearson (1934), by scipy's binomtest."""
    outcomes = [0.5] * inside + [9.0] * (count - inside)
    found = coverage([(0.0, 0.5, 1.0)] * count, outcomes, 0.8)
    exact = binomtest(inside, count).proportion_ci(0.9, method="exact")
    assert (found.inside, found.after, found.before) == (inside, count - inside, 0)
    assert found.low == pytest.approx(exact.low)
    assert found.high == pytest.approx(exact.high)


def test_verdicts() -> None:
    span = (0.0, 1.0, 2.0)
    assert coverage([span] * 3, [5.0] * 3, 0.8).verdict == "too-few"
    assert coverage([span] * 8, [5.0] * 8, 0.8).verdict == "too-narrow"
    assert coverage([span] * 30, [1.0] * 30, 0.8).verdict == "too-wide"
    assert coverage([span] * 10, [1.0] * 8 + [5.0] * 2, 0.8).verdict == "fits"


def test_stretched_ranges_would_have_held_the_nominal_share() -> None:
    generator = np.random.default_rng(3)
    middles, outcomes = generator.normal(0, 1, 400), generator.normal(0, 1, 400)
    ranges = [(m - 0.5, m, m + 0.5) for m in middles]
    found = coverage(ranges, list(outcomes), 0.8)
    assert found.verdict == "too-narrow"
    assert found.stretch is not None
    wider = [(m - 0.5 * found.stretch, m, m + 0.5 * found.stretch) for m in middles]
    assert coverage(wider, list(outcomes), 0.8).inside / 400 == pytest.approx(0.8, abs=0.005)


def test_ranges_and_outcomes_must_match() -> None:
    with pytest.raises(ValueError):
        coverage([(0.0, 1.0, 2.0)], [], 0.8)
