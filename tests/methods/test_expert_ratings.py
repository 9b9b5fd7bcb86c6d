"""Which lever is best, on planted influence: noisy ratings, cycles, bias, saturation."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest

from steersman.methods.arrays import FloatArray
from steersman.methods.expert_ratings import GRID, true_strengths
from steersman.methods.influence import total_influence

FACTORS, EXPERTS, CASES, DRAWS = 12, 5, 150, 200


@dataclass
class Found:
    """Shares over cases: best lever found, share of the best gain reached, chance claimed."""

    hit: float
    gain: float
    claimed: float
    net_hit: float


def planted(generator: np.random.Generator, kind: str) -> FloatArray:
    """True strengths of twelve factors and the goal: sparse, mostly without cycles."""
    strengths = np.zeros((FACTORS + 1, FACTORS + 1))
    back = 0.2 if kind == "cyclic" else 0.05
    for row in range(FACTORS):
        for column in range(FACTORS):
            if row != column and generator.random() < (0.3 if row < column else back):
                strengths[row, column] = generator.uniform(0.5, 4)
        if generator.random() < 0.4:
            strengths[row, FACTORS] = generator.uniform(0.5, 4)
    strengths[0, FACTORS] = max(strengths[0, FACTORS], 1.0)
    return strengths


def gains(strengths: FloatArray, gap: FloatArray, kind: str) -> FloatArray:
    """True gain of closing each gap; saturating where influence is not linear."""
    if kind != "nonlinear":
        return total_influence(strengths).relation[:-1, -1] * gap
    scaled = strengths / max(strengths.sum(axis=0).max(), strengths.sum(axis=1).max())
    pushed = np.zeros((FACTORS, FACTORS + 1))
    np.fill_diagonal(pushed, gap / 50)
    state = np.zeros_like(pushed)
    for _ in range(60):
        state = pushed + np.tanh(state @ scaled)
    return state[:, -1]


@cache
def study(kind: str, experts: int = EXPERTS, noise: float = 1.0) -> Found:
    generator = np.random.default_rng(11)
    rows = []
    for _ in range(CASES):
        strengths = planted(generator, kind)
        gap = generator.uniform(10, 90, FACTORS)
        truth = gains(strengths, gap, kind)
        bias = generator.normal(0, 0.5, (experts, 1, 1)) if kind == "biased" else 0.0
        seen = strengths + bias + generator.normal(0, noise, (experts, *strengths.shape))
        ratings = np.clip(np.rint(seen), 0, 4)
        drawn = true_strengths(ratings).draw(generator, DRAWS)
        worth = total_influence(drawn).relation[:, :-1, -1] * gap
        named = worth.mean(axis=0).argmax()
        net = total_influence(ratings.mean(axis=0)).net[:-1].argmax()
        claimed = (worth.argmax(axis=1) == named).mean()
        best = truth.argmax()
        rows.append((named == best, truth[named] / truth[best], claimed, net == best))
    return Found(*np.mean(rows, axis=0))


@pytest.mark.parametrize("kind", ["plain", "cyclic", "nonlinear", "biased"])
def test_the_best_lever_is_found_where_cause_scores_fail(kind: str) -> None:
    """Five experts, noise 1: the best lever in four cases of five, 95 % of the gain, honest chance.

    600 cases gave .80 and .96 with .82 claimed; 150 here, with a standard error of 3.3 points.
    """
    found = study(kind)
    assert found.hit == pytest.approx(0.79, abs=0.07)
    assert found.gain >= 0.93
    assert found.claimed == pytest.approx(found.hit, abs=0.05 + 0.033)
    assert found.net_hit < 0.4


def test_fewer_and_noisier_experts_claim_less() -> None:
    """Three experts with noise 1.5: .67 claimed .70 in 400 cases, .59 here: a little too sure."""
    good, poor = study("plain"), study("plain", experts=3, noise=1.5)
    assert poor.claimed < good.claimed - 0.05
    assert poor.claimed == pytest.approx(poor.hit, abs=0.12)


def test_noise_around_nothing_is_not_taken_for_links() -> None:
    generator = np.random.default_rng(3)
    strengths = np.zeros((10, 10))
    strengths[0, 1:] = 3.0
    ratings = np.clip(np.rint(strengths + generator.normal(0, 1, (6, 10, 10))), 0, 4)
    found = true_strengths(ratings)
    empty = found.mean[1:, 1:]
    assert empty.mean() < 0.5 * ratings.mean(axis=0)[1:, 1:].mean()
    assert found.mean[0, 1:].mean() == pytest.approx(3, abs=0.35)
    assert found.error == pytest.approx(1.0, abs=0.25)
    assert found.linked < 0.3


def test_one_view_stays_uncertain_and_gaps_are_open() -> None:
    view = np.zeros((1, 3, 3))
    view[0, 0, 1] = 2.0
    view[0, 0, 2] = np.nan
    found = true_strengths(view)
    drawn = found.draw(np.random.default_rng(1), 4000)
    assert drawn[:, 0, 1].std() > 0.4
    assert drawn.mean(axis=0) == pytest.approx(found.mean, abs=0.06)
    assert found.chances.sum(axis=2) == pytest.approx(np.ones((3, 3)))
    assert found.chances[0, 2].max() < 1
    assert set(np.unique(drawn)) <= set(GRID)
