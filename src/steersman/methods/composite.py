"""Composite indicators: indicators added up along a hierarchy, many methodological runs at once.

Every choice is an axis of one array program: how indicators were treated (the variant of the data),
their weights at each level, and how far a weak part can be made up for by a strong one (the power
of the mean: 1 arithmetic, 0 geometric, between them partly compensatory, -1 harmonic).
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numba import njit
from scipy.stats import rankdata

from steersman.methods.arrays import FloatArray, IntArray

NEAR_GEOMETRIC = 1e-9
THREADS = 2


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """A tree of indicators, level by level from the bottom.

    Attributes:
        parents: For each level but the top the place of each node's parent in the next level up.
    """

    parents: tuple[IntArray, ...]

    def __post_init__(self) -> None:
        """Refuse trees with a parent that is missing or childless."""
        for level, parents in enumerate(self.parents):
            above = len(self.parents[level + 1]) if level + 1 < len(self.parents) else 1
            if sorted(set(parents.tolist())) != list(range(above)):
                raise ValueError(f"level {level}: each parent must exist and have a child")

    @property
    def sizes(self) -> tuple[int, ...]:
        """Number of nodes by level, the top included."""
        return (*(len(parents) for parents in self.parents), 1)


def aggregate(
    values: FloatArray, weights: FloatArray, parents: IntArray, power: float
) -> FloatArray:
    """Return the weighted power means of the children of each parent.

    A missing child is left out and the others' weights grow in proportion; a parent all of whose
    children are missing, or weigh nothing, is missing.

    Args:
        values: Shape (..., children); positive where the power is not 1.
        weights: Shape (children,), not negative.
        parents: Parent of each child, shape (children,).
        power: Exponent of the mean.
    """
    above = int(parents.max()) + 1
    result = np.full((*values.shape[:-1], above), np.nan)
    for parent in range(above):
        children = np.nonzero(parents == parent)[0]
        part, shares = values[..., children], weights[children]
        known = ~np.isnan(part)
        weight = np.where(known, shares, 0.0)
        total = weight.sum(axis=-1)
        shape = _shaped(np.where(known, part, 1.0), power)
        mean = (weight * shape).sum(axis=-1) / np.where(total > 0, total, 1.0)
        result[..., parent] = np.where(total > 0, _unshaped(mean, power), np.nan)
    return result


def _shaped(values: FloatArray, power: float) -> FloatArray:
    if power == 1:
        return values
    if abs(power) < NEAR_GEOMETRIC:
        with np.errstate(divide="ignore"):
            logs: FloatArray = np.log(values)
        return logs
    raised: FloatArray = values**power
    return raised


def _unshaped(mean: FloatArray, power: float) -> FloatArray:
    if power == 1:
        return mean
    result: FloatArray = np.exp(mean) if abs(power) < NEAR_GEOMETRIC else mean ** (1 / power)
    return result


def composite_levels(
    values: FloatArray, hierarchy: Hierarchy, weights: Sequence[FloatArray], power: float = 1.0
) -> tuple[FloatArray, ...]:
    """Return the scores of all nodes of one run, level by level, the top last.

    Args:
        values: Indicators on a common scale, shape (units, indicators).
        hierarchy: The tree.
        weights: Weights of each level but the top.
        power: Exponent of the means.
    """
    levels = [values]
    for level_weights, parents in zip(weights, hierarchy.parents, strict=True):
        levels.append(aggregate(levels[-1], level_weights, parents, power))
    return tuple(levels)


@dataclass(frozen=True, slots=True)
class CompositeRuns:
    """Methodological choices of many runs.

    Attributes:
        variants: Treated indicators, shape (variants, units, indicators), without gaps.
        variant: Which of them each run uses, shape (runs,).
        powers: Exponents to choose from, shape (powers,).
        power: Which of them each run uses, shape (runs,).
        weights: Per level but the top: shape (nodes,) where all runs share them, else
            (runs, nodes).
    """

    variants: FloatArray
    variant: IntArray
    powers: FloatArray
    power: IntArray
    weights: tuple[FloatArray, ...]


def composite_runs(runs: CompositeRuns, hierarchy: Hierarchy) -> FloatArray:
    """Return the top scores of all runs, shape (runs, units).

    Levels at the bottom whose weights all runs share are worked out once per variant and power.
    """
    values, level = _shared_levels(runs, hierarchy)
    count, units = len(runs.variant), values.shape[2]
    varied = [np.atleast_2d(weights) for weights in runs.weights[level:]]
    widest = max((part.shape[1] for part in varied), default=1)
    weights = np.zeros((count, len(varied), widest))
    parents = np.zeros((len(varied), widest), dtype=np.int64)
    for place, part in enumerate(varied):
        weights[:, place, : part.shape[1]] = part
        parents[place, : part.shape[1]] = hierarchy.parents[level + place]
    sizes = np.array(hierarchy.sizes[level:])
    scores = np.empty((count, units))

    def work(part: slice) -> None:
        _runs(
            values, runs.variant[part], runs.power[part], runs.powers, weights[part], parents,
            sizes, scores[part],
        )  # fmt: skip

    bounds = np.linspace(0, count, THREADS + 1).astype(int)
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, [slice(low, high) for low, high in pairwise(bounds)]))
    return scores


def _shared_levels(runs: CompositeRuns, hierarchy: Hierarchy) -> tuple[FloatArray, int]:
    """Return values (powers, variants, units, nodes) of the first level that runs weigh apart."""
    shared = 0
    while shared < len(runs.weights) and runs.weights[shared].ndim == 1:
        shared += 1
    stages = []
    for power in runs.powers:
        values = runs.variants
        for level in range(shared):
            parents = hierarchy.parents[level]
            values = aggregate(values, runs.weights[level], parents, float(power))
        stages.append(values)
    return np.ascontiguousarray(np.stack(stages)), shared


@njit(cache=True, nogil=True, error_model="numpy")
def _runs(values, variant, power, powers, weights, parents, sizes, scores):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, C901  numba: one loop nest
    units = values.shape[2]
    levels = len(sizes) - 1
    widest = max(values.shape[3], parents.shape[1])
    now = np.empty((units, widest))
    following = np.empty((units, widest))
    totals = np.empty(widest)
    for run in range(len(variant)):
        exponent = powers[power[run]]
        geometric = abs(exponent) < NEAR_GEOMETRIC
        start = values[power[run], variant[run]]
        for unit in range(units):
            for node in range(sizes[0]):
                now[unit, node] = start[unit, node]
        for level in range(levels):
            totals[: sizes[level + 1]] = 0.0
            for node in range(sizes[level]):
                totals[parents[level, node]] += weights[run, level, node]
            for unit in range(units):
                following[unit, : sizes[level + 1]] = 0.0
                for node in range(sizes[level]):
                    value = now[unit, node]
                    if geometric:
                        value = np.log(value)
                    elif exponent != 1.0:
                        value = value**exponent
                    parent = parents[level, node]
                    following[unit, parent] += weights[run, level, node] * value / totals[parent]
                for node in range(sizes[level + 1]):
                    value = following[unit, node]
                    if geometric:
                        value = np.exp(value)
                    elif exponent != 1.0:
                        value = value ** (1 / exponent)
                    now[unit, node] = value
        for unit in range(units):
            scores[run, unit] = now[unit, 0]


def ranks(scores: FloatArray) -> IntArray:
    """Return ranks along the last axis, 1 for the highest score; equal scores share the better."""
    result: IntArray = rankdata(-scores, method="min", axis=-1).astype(np.int64)
    return result


def mean_rank_shift(scores: FloatArray, nominal: FloatArray) -> FloatArray:
    """Return by how many ranks units shift on average in each run, shape (runs,).

    Args:
        scores: Shape (runs, units).
        nominal: Scores of the nominal run, shape (units,).
    """
    shift: FloatArray = np.empty(len(scores))
    _shift(scores, ranks(nominal), shift)
    return shift


@njit(cache=True, nogil=True)
def _shift(scores, nominal, shift):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202  numba
    units = scores.shape[1]
    for run in range(len(scores)):
        total = 0.0
        for unit in range(units):
            ahead = 0
            for other in range(units):
                ahead += scores[run, other] > scores[run, unit]
            total += abs(ahead + 1 - nominal[unit])
        shift[run] = total / units
