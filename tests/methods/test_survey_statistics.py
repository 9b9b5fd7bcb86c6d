"""Reliability on a classic data set; honest intervals from few respondents."""

import numpy as np
import pytest

from steersman.methods.reliability import cronbach_alpha, within_group_agreement
from steersman.methods.respondents import draw_means, pooled_means

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


def test_agreement_by_its_definition() -> None:
    """James, Demaree & Wolf 1984: even spread over five options has variance 2."""
    assert within_group_agreement(np.full((4, 3), 4.0), 5) == 1
    spread = np.array([[1.0], [2], [3], [4], [5]])
    assert within_group_agreement(spread, 5) == 0
    one_item = np.array([[3.0], [4], [4], [5]])
    assert within_group_agreement(one_item, 5) == pytest.approx(1 - (2 / 3) / 2)
    three = np.repeat(one_item, 3, axis=1)
    assert within_group_agreement(three, 5) == pytest.approx(3 * (2 / 3) / (3 * (2 / 3) + 1 / 3))


@pytest.mark.parametrize("people", [3, 5, 8])
def test_intervals_cover_what_they_claim(people: int) -> None:
    """Respondent deviation 15, item deviation 20 points, 9 scales of 4 items.

    The 90 % interval must cover between 88 and 93 %; a percentile bootstrap covers 62 % at three.
    """
    generator = np.random.default_rng(people)
    covered, trials = 0, 700
    for _ in range(trials):
        truth = generator.uniform(30, 70, size=9)
        person = generator.normal(0, 15, size=(people, 9))
        items = generator.normal(0, 20, size=(people, 9, 4)).mean(axis=2)
        means = pooled_means([truth + person + items])
        drawn = draw_means(generator, means, 400)
        low, high = np.quantile(drawn, [0.05, 0.95], axis=0)
        covered += int(((low <= truth) & (truth <= high)).sum())
    assert 0.88 <= covered / (trials * 9) <= 0.93


def test_a_scale_nobody_answered_stays_open() -> None:
    scores = np.array([[50.0, np.nan], [60.0, np.nan]])
    drawn = draw_means(np.random.default_rng(0), pooled_means([scores]), 20_000)
    assert np.quantile(drawn[:, 1], [0.05, 0.95]) == pytest.approx([5, 95], abs=1)
    assert drawn[:, 0].mean() == pytest.approx(55, abs=0.5)
