"""Reliability on a classic data set; honest intervals from few respondents."""

import numpy as np
import pytest
from scipy.stats import t as student_t

from steersman.methods.agreement import (
    Level,
    group_correlation,
    intraclass_correlation,
    krippendorff_alpha,
    within_group_agreement,
)
from steersman.methods.reliability import (
    cronbach_alpha,
    factor_loadings,
    item_total_correlations,
    mcdonald_omega,
)
from steersman.methods.respondents import draw_means, pooled_means
from tests.methods.asem import AVAILABLE, load_asem

needs_asem = pytest.mark.skipif(not AVAILABLE, reason="the public ASEM data are not here")

ATTITUDE = """
43 51 30 39 61 92 45  63 64 51 54 63 73 47  71 70 68 69 76 86 48  61 63 45 47 54 84 35
81 78 56 66 71 83 47  43 55 49 44 54 49 34  58 67 42 56 66 68 35  71 75 50 55 70 66 41
72 82 72 67 71 83 31  67 61 45 47 62 80 41  64 53 53 58 58 67 34  67 60 47 39 59 74 41
69 62 57 42 55 63 25  68 83 83 45 59 77 35  77 77 54 72 79 77 46  81 90 50 72 60 54 36
74 85 64 69 79 79 63  65 60 65 75 55 80 60  65 70 46 57 75 85 46  50 58 68 54 64 78 52
50 40 33 34 43 64 33  64 61 52 62 66 80 41  53 66 52 50 63 80 37  40 37 42 58 50 57 49
63 54 42 48 66 75 33  66 77 66 63 88 76 72  78 75 58 74 80 78 49  48 57 44 45 51 83 38
85 85 71 71 77 74 55  82 82 39 59 64 78 39
"""


def test_alpha_of_the_attitude_data() -> None:
    """Chatterjee & Price's attitude data: alpha .8431428, 95 % interval .739 to .916 (psych)."""
    answers = np.array(ATTITUDE.split(), float).reshape(30, 7)
    alpha = cronbach_alpha(answers)
    assert alpha is not None
    assert alpha.value == pytest.approx(0.8431428, abs=5e-8)
    assert (alpha.low, alpha.high) == (
        pytest.approx(0.739, abs=5e-4),
        pytest.approx(0.916, abs=5e-4),
    )


def test_alpha_needs_two_respondents_and_some_variance() -> None:
    assert cronbach_alpha(np.array([[1.0, 2.0]])) is None
    assert cronbach_alpha(np.full((5, 4), 3.0)) is None


def test_omega_of_the_attitude_data() -> None:
    """psych 2.2.9: total omega of one factor .8509925."""
    answers = np.array(ATTITUDE.split(), float).reshape(30, 7)
    assert mcdonald_omega(answers) == pytest.approx(0.8509925, abs=5e-5)


def test_omega_needs_spread_and_people() -> None:
    assert mcdonald_omega(np.full((9, 4), 3.0)) is None
    assert mcdonald_omega(np.random.default_rng(1).normal(size=(3, 4))) is None


def test_one_factor_is_found_again() -> None:
    loadings = np.array([0.9, 0.7, 0.5, 0.3])
    correlation = np.outer(loadings, loadings) + np.diag(1 - loadings**2)
    assert factor_loadings(correlation) == pytest.approx(loadings, abs=1e-4)


@needs_asem
def test_alpha_from_pairs_of_the_asem_people_pillar() -> None:
    """COINr: raw people-to-people indicators .05126659 from pairs, .04937 from complete rows."""
    asem = load_asem()
    columns = asem.hierarchy.parents[0] == asem.names[0].index("P2P")
    pairs = cronbach_alpha(asem.raw[:, columns], pairwise=True)
    complete = cronbach_alpha(asem.raw[:, columns])
    assert pairs is not None
    assert complete is not None
    assert pairs.value == pytest.approx(0.05126659, abs=5e-8)
    assert complete.value == pytest.approx(0.04937, abs=5e-6)
    assert complete.respondents == 42


def test_item_total_correlations_by_their_definition() -> None:
    answers = np.array(ATTITUDE.split(), float).reshape(30, 7)
    found = item_total_correlations(answers)
    expected = np.corrcoef(answers[:, 2], np.delete(answers, 2, axis=1).sum(axis=1))[0, 1]
    assert found[2] == pytest.approx(expected)
    assert np.isnan(item_total_correlations(np.full((5, 3), 2.0))).all()


SHROUT_FLEISS = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7.0]]
)


def test_intraclass_correlations_of_shrout_and_fleiss() -> None:
    """Shrout & Fleiss 1979, table 4: six targets, four judges."""
    found = intraclass_correlation(SHROUT_FLEISS)
    single = (found.one_way, found.two_way_random, found.two_way_fixed)
    means = (found.one_way_mean, found.two_way_random_mean, found.two_way_fixed_mean)
    assert single == pytest.approx((0.17, 0.29, 0.71), abs=5e-3)
    assert means == pytest.approx((0.44, 0.62, 0.91), abs=5e-3)


def test_groups_of_one_size_give_the_one_way_coefficient() -> None:
    """Groups of unequal size are allowed; with equal ones the coefficients must be the same."""
    groups = np.repeat(np.arange(6), 4)
    found = group_correlation(SHROUT_FLEISS.ravel(), groups)
    table = intraclass_correlation(SHROUT_FLEISS)
    assert found is not None
    assert found.one_member == pytest.approx(table.one_way)
    assert found.group_mean == pytest.approx(table.one_way_mean)


def test_unbalanced_groups_find_a_planted_correlation() -> None:
    generator = np.random.default_rng(8)
    sizes = generator.integers(1, 12, 600)
    groups = np.repeat(np.arange(600), sizes)
    values = generator.normal(0, 1, 600)[groups] + generator.normal(0, 2, len(groups))
    values[::17] = np.nan
    found = group_correlation(values, groups)
    assert found is not None
    assert found.one_member == pytest.approx(1 / 5, abs=0.03)
    assert group_correlation(np.ones(4), np.arange(4)) is None


CODERS = np.array(
    [[1, 1, np.nan, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4],
     [4, 4, 4, 4], [1, 1, 2, 1], [2, 2, 2, 2], [np.nan, 5, 5, 5], [np.nan, np.nan, 1, 1],
     [np.nan, np.nan, 3, np.nan]]
)  # fmt: skip


@pytest.mark.parametrize(
    ("level", "expected"),
    [("nominal", 0.743421), ("ordinal", 0.815388), ("interval", 0.849107), ("ratio", 0.797403)],
)
def test_krippendorffs_alpha(level: Level, expected: float) -> None:
    """Krippendorff's twelve units and four coders, the "C" data of R's irr."""
    found = krippendorff_alpha(CODERS, level)
    assert found is not None
    assert found.value == pytest.approx(expected, abs=5e-7)
    assert found.low < found.value < found.high <= 1
    assert found.units == 11


def test_the_jackknife_interval_keeps_its_promise() -> None:
    """Fifteen units, three coders: the 95 % interval covers the long-run value as promised."""
    generator = np.random.default_rng(9)

    def sample(units: int) -> np.ndarray:
        truth = generator.integers(1, 6, units)
        wrong = generator.random((units, 3)) < 0.25
        return np.where(wrong, generator.integers(1, 6, (units, 3)), truth[:, None]).astype(float)

    large = krippendorff_alpha(sample(4000), "nominal")
    assert large is not None
    covered = 0
    for _ in range(400):
        found = krippendorff_alpha(sample(15), "nominal")
        assert found is not None
        covered += found.low <= large.value <= found.high
    assert 0.91 <= covered / 400 <= 0.985


def test_agreement_of_one_mind_and_of_a_single_coder() -> None:
    same = krippendorff_alpha(np.full((4, 3), 2.0))
    assert same is not None
    assert same.value == 1
    assert krippendorff_alpha(np.array([[1.0, np.nan], [2, np.nan]])) is None


def test_agreement_by_its_definition() -> None:
    """James, Demaree & Wolf 1984: even spread over five options has variance 2."""
    assert within_group_agreement(np.full((4, 3), 4.0), 5) == 1
    spread = np.array([[1.0], [2], [3], [4], [5]])
    assert within_group_agreement(spread, 5) == 0
    one_item = np.array([[3.0], [4], [4], [5]])
    assert within_group_agreement(one_item, 5) == pytest.approx(1 - (2 / 3) / 2)
    three = np.repeat(one_item, 3, axis=1)
    assert within_group_agreement(three, 5) == pytest.approx(3 * (2 / 3) / (3 * (2 / 3) + 1 / 3))


SCALES, ITEMS, POPULATION = 9, 4, 3000


def planted_survey(
    generator: np.random.Generator, kind: str, people: int
) -> tuple[np.ndarray, np.ndarray]:
    """True scale values and respondents' scale values, in points of 100.

    Items answered from 1 to 5, respondents differ by 0.6, answers by 0.8 around them. The truth is
    the mean of a large population that answers the same way.
    """
    centre = generator.uniform(*((3.6, 4.9) if kind == "ceiling" else (1.8, 4.2)), SCALES)
    offsets = generator.normal(0, 0.3, (SCALES, ITEMS))

    def answers(count: int) -> np.ndarray:
        if kind == "skewed":
            person = 0.6 * (generator.gamma(1.0, 1.0, (count, SCALES, 1)) - 1)
        else:
            person = generator.normal(0, 0.6, (count, SCALES, 1))
        noise = generator.normal(0, 0.8, (count, SCALES, ITEMS))
        return np.clip(np.rint(centre[:, None] + offsets + person + noise), 1, 5)

    truth = answers(POPULATION).mean(axis=(0, 2))
    sample = answers(people)
    if kind == "missing items":
        sample = np.where(generator.random(sample.shape) < 0.15, np.nan, sample)
        sample[..., 0] = np.where(np.isnan(sample).all(axis=2), 3.0, sample[..., 0])
    return 25 * (truth - 1), 25 * (np.nanmean(sample, axis=2) - 1)


@pytest.mark.parametrize("kind", ["plain", "skewed", "ceiling", "missing items"])
@pytest.mark.parametrize("people", [3, 5, 8])
def test_intervals_cover_what_they_claim(kind: str, people: int) -> None:
    """90 % intervals cover 88 to 92 %, where a percentile bootstrap covers 62 % at three.

    With three respondents they are at most .70 as wide as separate t intervals.
    """
    generator = np.random.default_rng(people)
    covered, ours, separate = [], [], []
    for _ in range(250):
        truth, sample = planted_survey(generator, kind, people)
        means = pooled_means([sample])
        reach = student_t.ppf(0.95, means.freedom) * means.error
        covered.append(np.abs(means.mean - truth) <= reach)
        ours.append(2 * reach.mean())
        spread = sample.std(axis=0, ddof=1).mean() / np.sqrt(people)
        separate.append(2 * student_t.ppf(0.95, people - 1) * spread)
    assert np.mean(covered) == pytest.approx(0.90, abs=0.02)
    assert np.mean(ours) < (0.70 if people == 3 else 1.0) * np.mean(separate)


def test_a_scale_nobody_answered_stays_open() -> None:
    scores = np.array([[50.0, np.nan], [60.0, np.nan]])
    drawn = draw_means(np.random.default_rng(0), pooled_means([scores]), 20_000)
    assert np.quantile(drawn[:, 1], [0.05, 0.95]) == pytest.approx([5, 95], abs=1)
    assert drawn[:, 0].mean() == pytest.approx(55, abs=0.5)
