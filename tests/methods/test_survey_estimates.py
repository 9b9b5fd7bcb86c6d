"""Estimates from samples against published examples and an independent implementation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from steersman.methods.survey_estimates import (
    design_of,
    mean_interval,
    mean_of,
    share_interval,
    sums_of,
    weighted_quantiles,
)


def estimate(values, weights, strata=None):
    design = design_of(weights, strata)
    return mean_of(design, sums_of(values, weights, strata, design))


@pytest.mark.parametrize(("schools", "error"), [(142, 196.00), (25, 142.85), (33, 160.33)])
def test_share_of_a_simple_sample_of_schools(schools: int, error: float) -> None:
    """Totals of ``stype`` in ``apisrs``, 200 of 6194 Californian schools (Lumley, R's survey)."""
    values = (np.arange(200) < schools).astype(float)
    found = estimate(values, np.full(200, 6194 / 200), np.zeros(200, np.int64))
    assert found.value * 6194 == pytest.approx(schools * 30.97)
    assert found.error * 6194 == pytest.approx(error, abs=0.005)


def two_values(firms: int, mean: float, spread: float) -> np.ndarray:
    """Values with a given mean and sample standard deviation."""
    signs = np.where(np.arange(firms) % 2, 1.0, -1.0)
    return mean + spread * signs / signs.std(ddof=1)


def test_stratified_mean_of_a_textbook() -> None:
    """Hours of television in three towns: 27.7, variance 1.97.

    Scheaffer, Mendenhall & Ott, Elementary Survey Sampling, examples 5.1 to 5.3.
    """
    sizes, drawn = (155, 62, 93), (20, 8, 12)
    means, spreads = (33.9, 25.12, 19.0), (5.95, 15.25, 9.36)
    values = np.concatenate(list(map(two_values, drawn, means, spreads)))
    strata = np.repeat(np.arange(3), drawn)
    weights = np.repeat([size / n for size, n in zip(sizes, drawn, strict=True)], drawn)
    found = estimate(values, weights, strata)
    assert found.value == pytest.approx(27.7, abs=0.05)
    assert found.error**2 == pytest.approx(1.97, abs=0.005)


def test_equal_weights_agree_with_statsmodels() -> None:
    values = np.random.default_rng(1).normal(40, 9, 50)
    found = estimate(values, np.ones(50))
    reference = DescrStatsW(values)
    assert found.error == pytest.approx(reference.std_mean)
    assert mean_interval(found) == pytest.approx(reference.tconfint_mean())


def test_shares_near_the_ends_agree_with_clopper_and_pearson() -> None:
    for yes in (0, 1, 30, 60):
        values = (np.arange(60) < yes).astype(float)
        found = estimate(values, np.ones(60))
        # With equal weights a sample of n tells as much as n - 1 at the variance that was found.
        as_many = 60 if yes in (0, 60) else 59
        reference = proportion_confint(yes / 60 * as_many, as_many, method="beta")
        assert share_interval(found) == pytest.approx(reference, abs=1e-9)


def test_shares_of_unequal_weights_are_korn_and_graubards() -> None:
    """Their formula with statsmodels' exact interval, degrees of freedom as in R's svyciprop."""
    random = np.random.default_rng(3)
    values, weights = (random.uniform(size=40) < 0.3).astype(float), random.exponential(9, 40) + 1
    strata = np.repeat(np.arange(8), 5)
    for of, left in ((None, 39), (strata, 32)):
        found = estimate(values, weights, of)
        share = np.average(values, weights=weights)
        as_good = (
            share * (1 - share) / found.error**2 * (t.ppf(0.025, 39) / t.ppf(0.025, left)) ** 2
        )
        reference = proportion_confint(share * as_good, as_good, method="beta")
        assert share_interval(found) == pytest.approx(reference, abs=1e-9)


def test_a_group_is_a_domain_of_a_stratified_sample() -> None:
    """Lohr's residuals (9.1) over the whole sample, zero outside the group, by plain sums."""
    random = np.random.default_rng(4)
    strata, inside = np.repeat(np.arange(3), (30, 12, 8)), random.uniform(size=50) < 0.4
    values, weights = random.lognormal(size=50), random.uniform(2, 6, 50)
    design = design_of(weights, strata)
    sums = sums_of(values[inside], weights[inside], strata[inside], design)
    whole = weights[inside].sum()
    mean = (weights * values)[inside].sum() / whole
    residuals = np.where(inside, weights * (values - mean) / whole, 0.0)
    variance = 0.0
    for place in range(3):
        own, drawn = residuals[strata == place], (strata == place).sum()
        left = 1 - drawn / weights[strata == place].sum()
        variance += left * drawn * own.var(ddof=1)
    found = mean_of(design, sums)
    assert found.value == pytest.approx(mean)
    assert found.error**2 == pytest.approx(variance)


def test_everybody_asked_leaves_nothing_open() -> None:
    values = np.array([1.0, 0, 0, 1, 1, 0])
    found = estimate(values, np.ones(6), np.array([0, 0, 0, 1, 1, 1]))
    assert share_interval(found) == (0.5, 0.5)
    assert mean_interval(found) == pytest.approx((0.5, 0.5))


def test_a_firm_alone_in_its_stratum_counts_by_its_distance_from_the_mean() -> None:
    """Half of each stratum is drawn; the mean of all is 4, so the single firm is 6 away from it."""
    values, weights = np.array([1.0, 2, 3, 10]), np.full(4, 2.0)
    found = estimate(values, weights, np.array([0, 0, 0, 1]))
    three = values[:3].var(ddof=1) * 3 * 2**2 / 8**2
    alone = 6**2 * 2**2 / 8**2
    assert found.error**2 == pytest.approx((three + alone) / 2)


def test_quantiles_and_their_intervals() -> None:
    values = np.arange(1.0, 101)
    design = design_of(np.ones(100), None)
    median = weighted_quantiles(values, np.ones(100), None, design, (0.5,))[0]
    assert median.value == 50
    # Woodruff: half plus and minus t times the error of a share of one half.
    assert (median.low, median.high) == (41, 60)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0.5, 20)), min_size=3, max_size=40))
def test_shares_lie_within_their_intervals(firms: list[tuple[float, float]]) -> None:
    values, weights = np.array(firms).T
    low, high = share_interval(estimate(values, weights))
    share = np.average(values, weights=weights)
    assert 0 <= low <= share + 1e-9
    assert share - 1e-9 <= high <= 1


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1), st.floats(0.01, 100))
def test_doubling_all_weights_changes_nothing_without_strata(seed: int, scale: float) -> None:
    random = np.random.default_rng(seed)
    values, weights = random.normal(size=20), random.uniform(1, 5, 20)
    one, other = estimate(values, weights), estimate(values, weights * scale)
    assert one.value == pytest.approx(other.value)
    assert one.error == pytest.approx(other.error)


def test_intervals_cover_as_often_as_they_say() -> None:
    """Draws with unequal probability from a population whose share is known."""
    random = np.random.default_rng(8)
    firms = 4000
    large = random.uniform(size=firms) < 0.2
    has = random.uniform(size=firms) < np.where(large, 0.5, 0.05)
    chance = np.where(large, 0.2, 0.05)
    inside = 0
    for _ in range(300):
        drawn = random.uniform(size=firms) < chance
        found = estimate(has[drawn].astype(float), 1 / chance[drawn])
        low, high = share_interval(found)
        inside += low <= has.mean() <= high
    assert 0.92 <= inside / 300 <= 0.99
