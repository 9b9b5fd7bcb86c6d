"""Weights and SMAA-2 against exact centroids and a published drug example."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.methods.acceptability import acceptability
from steersman.methods.flip import smallest_flip
from steersman.methods.weights import around, sample_weights


def test_ordered_weights_have_the_rank_order_centroid() -> None:
    """Barron & Barrett 1996: ROC weight of rank k is the mean of 1/k ... 1/n over n."""
    weights = sample_weights(np.random.default_rng(1), 400_000, 4, order=(2, 0, 3, 1))
    expected = [sum(1 / k for k in range(rank, 5)) / 4 for rank in range(1, 5)]
    assert weights.mean(axis=0)[[2, 0, 3, 1]] == pytest.approx(expected, abs=0.001)


def test_free_weights_have_the_beta_marginal_of_the_simplex() -> None:
    """Each weight of a flat simplex is Beta(1, n - 1): standard deviation 0.077 for n = 12."""
    weights = sample_weights(np.random.default_rng(2), 200_000, 12)
    assert weights[:, 0].std() == pytest.approx(0.077, abs=0.001)
    assert (weights.max(axis=1) > 3 / 12).mean() == pytest.approx(0.47, abs=0.01)


def test_unranked_criteria_stay_behind_the_ranked_ones() -> None:
    weights = sample_weights(np.random.default_rng(3), 1000, 5, order=(4, 1))
    assert (weights[:, 4] >= weights[:, 1]).all()
    assert (weights[:, [1]] >= weights[:, [0, 2, 3]]).all()


def test_a_criterion_named_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="at most once"):
        sample_weights(np.random.default_rng(0), 1, 3, order=(1, 1))


def test_scattered_weights_keep_their_centre() -> None:
    centre = np.array([0.5, 0.3, 0.2])
    weights = around(np.random.default_rng(4), 100_000, centre, 20)
    assert weights.mean(axis=0) == pytest.approx(centre, abs=0.002)
    assert weights.std(axis=0)[0] == pytest.approx(np.sqrt(0.25 / 21), abs=0.002)


def thrombolytics(draws: int) -> np.ndarray:
    """Performances of heparin and enoxaparin, drugis/mcda-elicitation-web, thrombolytics.json.

    Three risks with Beta posteriors, each scored by a decreasing linear value function.
    """
    generator = np.random.default_rng(5)
    risks = [
        ((20, 116), (8, 121), 0, 0.25),
        ((40, 96), (32, 97), 0.15, 0.4),
        ((1, 135), (5, 124), 0, 0.1),
    ]
    columns = [
        [(high - generator.beta(*drug, draws)) / (high - low) for drug in (heparin, enoxaparin)]
        for heparin, enoxaparin, low, high in risks
    ]
    return np.array(columns).transpose(2, 1, 0)


DRAWS = 2_000_000


@pytest.fixture(scope="module")
def drugs() -> np.ndarray:
    """Two million draws of the thrombolytics case."""
    return thrombolytics(DRAWS)


@pytest.mark.parametrize(("order", "expected"), [((), 0.3425), ((0, 2, 1), 0.1357)])
def test_published_acceptability_of_thrombolytics(
    drugs: np.ndarray, order: tuple[int, ...], expected: float
) -> None:
    """First-rank acceptability of heparin within .003; the published run gives it within .02."""
    weights = sample_weights(np.random.default_rng(6), DRAWS, 3, order)
    result = acceptability(drugs, weights)
    assert result.ranks[0, 0] == pytest.approx(expected, abs=0.003)
    assert result.ranks.sum(axis=1) == pytest.approx([1, 1])
    assert result.pairwise[0, 1] == pytest.approx(result.ranks[0, 0])
    assert result.standard_error < 0.0004


def test_published_acceptability_with_exact_swings(drugs: np.ndarray) -> None:
    """Swing ratios 2 and 2: weights 4/7, 1/7, 2/7 and heparin first in .1038."""
    weights = np.broadcast_to(np.array([4, 1, 2]) / 7, (DRAWS, 3))
    assert acceptability(drugs, weights).ranks[0, 0] == pytest.approx(0.1038, abs=0.003)


@given(st.integers(0, 10_000))
@settings(deadline=None)
def test_indices_equal_a_plain_loop(seed: int) -> None:
    """Ranks, pairs, central weights and confidence, one draw at a time; ties in order."""
    generator = np.random.default_rng(seed)
    performances = generator.integers(0, 5, (60, 4, 3)).astype(float)
    weights = generator.dirichlet(np.ones(3), 60)
    found = acceptability(performances, weights)
    ranks, pairs, won = np.zeros((4, 4)), np.zeros((4, 4)), [[] for _ in range(4)]
    for draw in range(60):
        values = performances[draw] @ weights[draw]
        order = sorted(range(4), key=lambda place: (-values[place], place))
        for rank, place in enumerate(order):
            ranks[place, rank] += 1 / 60
        won[order[0]].append(weights[draw])
        pairs += (values[:, None] > values[None, :]) / 60
    assert found.ranks == pytest.approx(ranks)
    assert found.pairwise == pytest.approx(pairs)
    for place in range(4):
        if won[place]:
            centre = np.mean(won[place], axis=0)
            assert found.central_weights[place] == pytest.approx(centre)
            best = [(performances[draw] @ centre).argmax() == place for draw in range(60)]
            assert found.confidence[place] == pytest.approx(np.mean(best), abs=1 / 60)


def test_standard_error_shrinks_with_the_square_root_of_draws() -> None:
    errors = []
    for draws in (1_000, 100_000):
        weights = sample_weights(np.random.default_rng(7), draws, 3)
        errors.append(acceptability(thrombolytics(draws), weights).standard_error)
    assert errors[0] / errors[1] == pytest.approx(10, rel=0.15)


@given(st.integers(0, 10_000))
def test_a_dominated_alternative_is_never_best(seed: int) -> None:
    generator = np.random.default_rng(seed)
    values = generator.uniform(0.2, 1, size=(3, 4))
    values[2] = values[0] - 0.1
    draws = np.broadcast_to(values, (200, 3, 4)).copy()
    assert acceptability(draws, sample_weights(generator, 200, 4)).ranks[2, 0] == 0
    assert smallest_flip(values, np.full(4, 0.25), 2) is None


def test_smallest_flip_equals_a_fine_search() -> None:
    """Two criteria: the flip can be read off a grid of weights."""
    values = np.array([[1.0, 0.0], [0.2, 0.9], [0.5, 0.5]])
    weights = np.array([0.7, 0.3])
    flip = smallest_flip(values, weights, 1)
    assert flip is not None
    grid = np.linspace(0, 1, 1_000_001)
    scores = values[:, [0]] * grid + values[:, [1]] * (1 - grid)
    winning = grid[scores.argmax(axis=0) == 1]
    assert flip.distance == pytest.approx(np.abs(winning - 0.7).min(), abs=1e-5)
    assert flip.weights.sum() == pytest.approx(1)
