"""Weights that agree with imprecise statements: a polytope, sampled without bias.

A statement is a linear inequality: a row times the weights is at least a bound. "Twice as
important", "between a tenth and a third", "more than those two together" are all of this form.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numba import njit
from scipy.optimize import linprog

from steersman.methods.arrays import FloatArray
from steersman.methods.weights import sample_weights

WORTH_REJECTING = 0.02
"""Least share of draws that must fit for drawing and rejecting to be worth its while."""
TRIAL = 5000
THINNING = 3
"""Steps between two draws of the walk, per criterion."""
BURN_IN = 400
"""Steps of the walk, per criterion, before the first draw."""
PILOTS, PILOT_DRAWS = 2, 2000
TINY = 1e-12


@dataclass(frozen=True, slots=True)
class WeightPolytope:
    """All weight vectors that agree with a ranking and with further statements.

    Attributes:
        count: Number of criteria n.
        order: Positions of criteria from the most important on; those left out rank behind.
        rows: Statements, shape (k, n).
        least: Their bounds: ``rows @ weights >= least``, shape (k,).
    """

    count: int
    order: tuple[int, ...]
    rows: FloatArray
    least: FloatArray

    def inequalities(self) -> tuple[FloatArray, FloatArray]:
        """Return all statements, the ranking included, as rows and bounds."""
        ranked = order_rows(self.count, self.order)
        rows = np.concatenate([ranked, self.rows.reshape(-1, self.count)])
        return rows, np.concatenate([np.zeros(len(ranked)), self.least])


def order_rows(count: int, order: Sequence[int]) -> FloatArray:
    """Return the rows of a ranking: each criterion at least as important as the next.

    Those left out rank behind the last one named.
    """
    rows = [_difference(count, upper, lower) for upper, lower in pairwise(order)]
    if order:
        rest = [place for place in range(count) if place not in order]
        rows += [_difference(count, order[-1], place) for place in rest]
    return np.array(rows).reshape(-1, count)


def _difference(count: int, upper: int, lower: int) -> FloatArray:
    row = np.zeros(count)
    row[upper], row[lower] = 1.0, -1.0
    return row


def sample_polytope(
    generator: np.random.Generator, draws: int, region: WeightPolytope
) -> FloatArray:
    """Draw weight vectors uniformly from a polytope, shape (draws, n).

    Draws uniformly from the ranked simplex and keeps what fits, which is exact; where too little
    fits, walks by hit-and-run (Smith 1984) from a point well inside, whose limit is the uniform
    distribution.

    Raises:
        ValueError: If the statements leave no inside.
    """
    if not len(region.rows):
        return sample_weights(generator, draws, region.count, region.order)
    trial = _fitting(generator, TRIAL, region)
    share = len(trial) / TRIAL
    if share >= WORTH_REJECTING:
        kept = [trial]
        missing = draws - len(trial)
        while missing > 0:
            more = _fitting(generator, int(1.1 * missing / share) + 100, region)
            kept.append(more)
            missing -= len(more)
        return np.concatenate(kept)[:draws]
    return hit_and_run(generator, draws, region)


def _fitting(generator: np.random.Generator, draws: int, region: WeightPolytope) -> FloatArray:
    weights = sample_weights(generator, draws, region.count, region.order)
    fits: FloatArray = weights[(weights @ region.rows.T >= region.least).all(axis=1)]
    return fits


def hit_and_run(generator: np.random.Generator, draws: int, region: WeightPolytope) -> FloatArray:
    """Draw weight vectors by a random walk through the polytope, shape (draws, n).

    A first walk with directions that know no shape shows how long the polytope is in which
    direction; the second takes its directions from that, without which it would crawl through
    long and thin polytopes.

    Raises:
        ValueError: If the statements leave no inside.
    """
    rows, least = region.inequalities()
    rows = np.concatenate([rows, np.eye(region.count)])
    least = np.concatenate([least, np.zeros(region.count)])
    start = inner_point(rows, least)
    shape = np.eye(region.count)
    for _ in range(PILOTS):
        pilot = _walked(generator, PILOT_DRAWS, start, rows, least, shape)
        shape = _square_root(np.cov(pilot, rowvar=False))
    return _walked(generator, draws, start, rows, least, shape)


def _walked(
    generator: np.random.Generator,
    draws: int,
    start: FloatArray,
    rows: FloatArray,
    least: FloatArray,
    shape: FloatArray,
) -> FloatArray:
    """Return points of a walk whose directions are normal with ``shape`` times its transpose."""
    count = rows.shape[1]
    thinning, burn_in = THINNING * count, BURN_IN * count
    steps = burn_in + thinning * draws
    directions = generator.standard_normal((steps, count)) @ shape.T
    directions -= directions.mean(axis=1, keepdims=True)
    weights = np.empty((draws, count))
    _walk(start, rows, least, directions, generator.random(steps), burn_in, thinning, weights)
    return weights


def _square_root(covariance: FloatArray) -> FloatArray:
    values, vectors = np.linalg.eigh(covariance)
    root: FloatArray = vectors * np.sqrt(np.maximum(values, 0.0))
    largest = float(root.max()) or 1.0
    return root / largest


def inner_point(rows: FloatArray, least: FloatArray) -> FloatArray:
    """Return the weights that keep the greatest distance from all statements (Chebyshev centre).

    Raises:
        ValueError: If there is no such point off the border.
    """
    count = rows.shape[1]
    centred = rows - rows.mean(axis=1, keepdims=True)
    reach = np.sqrt((centred**2).sum(axis=1))
    found = linprog(
        np.append(np.zeros(count), -1.0),
        A_ub=np.hstack([-rows, reach[:, None]]),
        b_ub=-least,
        A_eq=[np.append(np.ones(count), 0.0)],
        b_eq=[1.0],
        bounds=[(0, 1)] * count + [(0, None)],
    )
    if not found.success or found.x[-1] <= TINY:
        raise ValueError("the statements leave no weights that agree with all of them")
    centre: FloatArray = found.x[:count]
    return centre


@njit(cache=True, nogil=True)
def _walk(start, rows, least, directions, chances, burn_in, thinning, weights):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202  numba
    """Walk by hit-and-run, writing every ``thinning``-th point after the burn-in."""
    statements, count = rows.shape
    point = start.copy()
    slack = rows @ point - least
    rate = np.empty(statements)
    written = 0
    for step in range(len(chances)):
        back, ahead = -np.inf, np.inf
        for statement in range(statements):
            speed = 0.0
            for place in range(count):
                speed += rows[statement, place] * directions[step, place]
            rate[statement] = speed
            if speed > TINY:
                back = max(back, -slack[statement] / speed)
            elif speed < -TINY:
                ahead = min(ahead, -slack[statement] / speed)
        back, ahead = min(back, 0.0), max(ahead, 0.0)
        length = back + chances[step] * (ahead - back)
        for place in range(count):
            point[place] += length * directions[step, place]
        for statement in range(statements):
            slack[statement] += length * rate[statement]
        if step >= burn_in and (step - burn_in + 1) % thinning == 0:
            total = point.sum()
            for place in range(count):
                weights[written, place] = point[place] / total
            written += 1
