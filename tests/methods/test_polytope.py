"""The weight polytope: unbiased draws, exact conclusions, conflicts found."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from steersman.methods.acceptability import acceptability
from steersman.methods.arrays import FloatArray
from steersman.methods.contradictions import conflict
from steersman.methods.flip import smallest_flip
from steersman.methods.polytope import (
    WeightPolytope,
    hit_and_run,
    order_rows,
    sample_polytope,
)
from steersman.methods.robustness import robustness
from steersman.methods.weights import sample_weights


def region(
    count: int, *statements: tuple[list[float], float], order: tuple[int, ...] = ()
) -> WeightPolytope:
    rows = np.array([row for row, _ in statements]).reshape(-1, count)
    return WeightPolytope(count, order, rows, np.array([bound for _, bound in statements]))


RATIO = ([1.0, -2, 0, 0], 0.0)
AT_LEAST = ([0, 0, 1.0, 0], 0.1)
AT_MOST = ([0, 0, -1.0, 0], -0.3)


def test_the_walk_has_the_beta_marginal_of_the_simplex() -> None:
    """Each weight of a flat simplex is Beta(1, n - 1)."""
    draws = hit_and_run(np.random.default_rng(1), 40_000, region(5))
    assert draws.mean(axis=0) == pytest.approx([0.2] * 5, abs=0.004)
    assert draws.std(axis=0) == pytest.approx([np.sqrt(4 / 150)] * 5, abs=0.004)
    assert (draws > 0.5).mean(axis=0) == pytest.approx([0.5**4] * 5, abs=0.006)


def test_the_walk_has_the_rank_order_centroid() -> None:
    """Barron & Barrett 1996, five criteria, within .001 of exact."""
    order = (3, 1, 0, 4, 2)
    exact = [sum(1 / k for k in range(rank, 6)) / 5 for rank in range(1, 6)]
    walked = hit_and_run(np.random.default_rng(2), 400_000, region(5, order=order))
    assert walked.mean(axis=0)[list(order)] == pytest.approx(exact, abs=0.0012)
    drawn = sample_polytope(np.random.default_rng(2), 400_000, region(5, order=order))
    assert drawn.mean(axis=0)[list(order)] == pytest.approx(exact, abs=0.001)


def test_the_walk_agrees_with_rejection() -> None:
    """Ratio and interval statements: means, spreads and a tail as when drawing and rejecting."""
    stated = region(4, RATIO, AT_LEAST, AT_MOST)
    walked = hit_and_run(np.random.default_rng(3), 60_000, stated)
    free = sample_weights(np.random.default_rng(4), 1_000_000, 4)
    kept = free[(free @ stated.rows.T >= stated.least).all(axis=1)]
    assert walked.mean(axis=0) == pytest.approx(kept.mean(axis=0), abs=0.003)
    assert walked.std(axis=0) == pytest.approx(kept.std(axis=0), abs=0.003)
    assert (walked[:, 0] > 0.6).mean() == pytest.approx((kept[:, 0] > 0.6).mean(), abs=0.006)
    assert (walked @ stated.rows.T >= stated.least - 1e-9).all()


def test_narrow_statements_are_walked() -> None:
    """Ten criteria, each within 1 % of a tenth: rejection would keep nothing."""
    statements = []
    for place in range(10):
        row = [0.0] * 10
        row[place] = 1.0
        statements += [(row, 0.099), ([-value for value in row], -0.101)]
    draws = sample_polytope(np.random.default_rng(5), 2000, region(10, *statements))
    assert draws.sum(axis=1) == pytest.approx(np.ones(2000))
    assert draws.min() >= 0.099 - 1e-9
    assert draws.std(axis=0).min() > 0.0003


def test_independent_uniforms_would_hide_a_niche() -> None:
    """An option strong on one of twelve criteria: its true chance is many times what they show."""
    generator = np.random.default_rng(6)
    values = generator.uniform(0.45, 0.65, size=(9, 12))
    values[8] = 0.45
    values[8, 3] = 1.0
    right = sample_polytope(generator, 50_000, region(12))
    wrong = generator.random((50_000, 12))
    wrong /= wrong.sum(axis=1, keepdims=True)
    draws = np.broadcast_to(values, (50_000, 9, 12))
    honest, biased = (acceptability(draws, weights).ranks[8, 0] for weights in (right, wrong))
    assert honest > 0.05
    assert biased < honest / 5


def test_contradictions_are_found_and_the_fewest_dropped() -> None:
    """One over two, two over three, three over one; and a statement that has nothing to do."""
    rows = np.array([[1.0, -1, 0], [0, 1, -1], [-1, 0, 1], [0, 0, 1]])
    least = np.array([0.05, 0.05, 0.05, 0.01])
    assert len(conflict(rows, least)) == 1
    assert conflict(rows, least, np.array([1, 0.5, 1, 1])) == (1,)
    assert conflict(rows[:2], least[:2]) == ()
    assert conflict(np.empty((0, 3)), np.empty(0)) == ()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_the_smallest_conflict_equals_trying_all(seed: int) -> None:
    """Against linear programs over every subset, cheapest first."""
    generator = np.random.default_rng(seed)
    rows = generator.integers(-2, 3, size=(6, 3)).astype(float)
    rows[np.abs(rows).max(axis=1) == 0, 0] = 1.0
    least = generator.uniform(-0.3, 0.3, 6)
    cost = generator.uniform(0.5, 2, 6)

    def agrees(kept: list[int]) -> bool:
        needed = least[kept] + 1e-4 * np.abs(rows[kept]).max(axis=1)
        found = linprog(np.zeros(3), A_ub=-rows[kept], b_ub=-needed, A_eq=[np.ones(3)], b_eq=[1.0])
        return bool(found.success)

    subsets = [subset for size in range(7) for subset in combinations(range(6), size)]
    enough = [
        float(cost[list(subset)].sum())
        for subset in subsets
        if len(subset) == 6 or agrees([place for place in range(6) if place not in subset])
    ]
    dropped = conflict(rows, least, cost)
    assert cost[list(dropped)].sum() == pytest.approx(min(enough))
    assert len(dropped) == 6 or agrees([place for place in range(6) if place not in dropped])


@pytest.mark.parametrize("seed", range(3))
def test_the_walk_mixes_in_long_thin_polytopes(seed: int) -> None:
    """Eight ranked criteria, three of them three times the next.

    Such a polytope is a simplex, so that even mixtures of its corners are exact draws.
    """
    ratios = np.array([3.0, 3, 3, 1, 1, 1, 1])
    rows = np.zeros((7, 8))
    rows[np.arange(7), np.arange(7)] = 1.0
    rows[np.arange(7), np.arange(1, 8)] = -ratios
    walked = hit_and_run(
        np.random.default_rng(seed), 20_000, WeightPolytope(8, (), rows, np.zeros(7))
    )
    corners_ = np.zeros((8, 8))
    for last in range(8):
        corners_[last, : last + 1] = np.append(np.cumprod(ratios[:last][::-1])[::-1], 1.0)
    corners_ /= corners_.sum(axis=1, keepdims=True)
    exact = np.random.default_rng(9).dirichlet(np.ones(8), 100_000) @ corners_
    spread = exact.std(axis=0)
    assert (np.abs(walked.mean(axis=0) - exact.mean(axis=0)) < 0.1 * spread).all()
    assert walked.std(axis=0) == pytest.approx(spread, rel=0.1)


def test_statements_without_common_weights_are_refused() -> None:
    with pytest.raises(ValueError, match="no weights"):
        sample_polytope(
            np.random.default_rng(0), 10, region(3, ([1.0, 0, 0], 0.6), ([0, 1.0, 0], 0.6))
        )


def corners(
    matrix: FloatArray, bounds: FloatArray, equal: FloatArray, right: FloatArray
) -> FloatArray:
    """All corners of {matrix x <= bounds, equal x = right}, by trying every set of borders."""
    size, fixed = matrix.shape[1], len(equal)
    found = []
    for chosen in combinations(range(len(matrix)), size - fixed):
        system = np.vstack([equal, matrix[list(chosen)]])
        if abs(np.linalg.det(system)) < 1e-10:
            continue
        point = np.linalg.solve(system, np.append(right, bounds[list(chosen)]))
        if (matrix @ point <= bounds + 1e-9).all():
            found.append(point)
    return np.array(found)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 100_000))
def test_exact_conclusions_equal_all_corners(seed: int) -> None:
    """Necessary, possible, lead, regret and flip distance against every corner, to 1e-9."""
    generator = np.random.default_rng(seed)
    values = generator.uniform(size=(4, 3))
    stated = region(3, ([1.0, -1.5, 0], 0.0), ([0, 0, 1.0], 0.05))
    rows, least = stated.inequalities()
    sides, limits = np.vstack([-rows, -np.eye(3)]), np.append(-least, np.zeros(3))
    points = corners(sides, limits, np.ones((1, 3)), np.ones(1))
    gaps = (values[:, None, :] - values[None, :, :]) @ points.T
    found = robustness(values, stated)
    assert (found.necessary == (gaps.min(axis=2) >= -1e-9)).all()
    assert (found.possible == (gaps.max(axis=2) >= -1e-9)).all()
    assert found.regret == pytest.approx(np.maximum(gaps.max(axis=(0, 2)), 0), abs=1e-9)
    for place in range(4):
        behind = np.delete(values, place, axis=0) - values[place]
        lifted = np.vstack(
            [np.hstack([sides, np.zeros((len(sides), 1))]), np.hstack([behind, np.ones((3, 1))])]
        )
        tops = corners(
            lifted, np.append(limits, np.zeros(3)), np.array([[1.0, 1, 1, 0]]), np.ones(1)
        )
        assert found.lead[place] == pytest.approx(tops[:, 3].max(), abs=1e-9)
        _check_flip(values, points.mean(axis=0), place, stated, behind)


def _check_flip(
    values: FloatArray, weights: FloatArray, place: int, stated: WeightPolytope, behind: FloatArray
) -> None:
    """The least distance over all corners of the region where the alternative wins."""
    rows, least = stated.inequalities()
    flip = smallest_flip(values, weights, place, stated)
    zero = np.zeros((len(behind), 3))
    sides = np.vstack([
        np.hstack([behind, zero]),
        np.hstack([-rows, np.zeros_like(rows)]),
        np.hstack([-np.eye(3), np.zeros((3, 3))]),
        np.hstack([np.eye(3), -np.eye(3)]),
        np.hstack([-np.eye(3), -np.eye(3)]),
    ])  # fmt: skip
    limits = np.concatenate([np.zeros(3), -least, np.zeros(3), weights, -weights])
    found = corners(sides, limits, np.array([[1.0, 1, 1, 0, 0, 0]]), np.ones(1))
    if flip is None:
        assert len(found) == 0
    else:
        assert flip.distance == pytest.approx(found[:, 3:].sum(axis=1).min() / 2, abs=1e-9)


@given(st.integers(0, 10_000))
def test_necessary_implies_possible_and_no_regret(seed: int) -> None:
    generator = np.random.default_rng(seed)
    found = robustness(generator.uniform(size=(5, 4)), region(4, order=(2, 0)))
    assert (found.possible | ~found.necessary).all()
    assert ((found.regret <= 1e-9) == found.necessary.all(axis=1)).all()
    assert found.potentially_optimal.any()


def test_the_rows_of_a_ranking() -> None:
    assert order_rows(3, (2,)).tolist() == [[-1, 0, 1], [0, -1, 1]]
    assert order_rows(3, ()).shape == (0, 3)
