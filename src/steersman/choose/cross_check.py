"""The same question put to other methods, each with its variant, and how far they agree."""

from collections.abc import Callable

import numpy as np
from scipy.stats import kendalltau

from steersman.choose.result import CrossCheck, MethodName, MethodResult
from steersman.methods.arrays import FloatArray, IntArray
from steersman.methods.composite import ranks
from steersman.methods.ranking import (
    electre_iii,
    promethee,
    topsis,
    vikor,
    weighted_product,
    weighted_sum,
)

INDIFFERENT, PREFERRED, VETO = 5.0, 20.0, 70.0
"""Differences in points from which a difference counts, counts fully, and cannot be made up for."""
LEAST_POINTS = 1.0


def _thresholds(values: FloatArray, points: float) -> FloatArray:
    return np.full(values.shape[1], points)


Method = Callable[[FloatArray, FloatArray], FloatArray]
METHODS: dict[MethodName, Method] = {
    "weighted_sum": weighted_sum,
    "weighted_product": lambda v, w: weighted_product(np.maximum(v, LEAST_POINTS), w),
    "topsis_vector": topsis,
    "topsis_range": lambda v, w: topsis(v, w, scaling="range"),
    "vikor": lambda v, w: -vikor(v, w),
    "promethee_usual": promethee,
    "promethee_linear": lambda v, w: promethee(
        v, w, indifference=_thresholds(v, INDIFFERENT), preference=_thresholds(v, PREFERRED)
    ),
    "electre_iii": lambda v, w: electre_iii(
        v, w, _thresholds(v, INDIFFERENT), _thresholds(v, PREFERRED), _thresholds(v, VETO)
    ),
}
"""Scores by method, more is better."""


def cross_check(values: FloatArray, weights: FloatArray, names: tuple[str, ...]) -> CrossCheck:
    """Rank strategies by every method.

    Args:
        values: Mean performances, more is better, shape (m, n).
        weights: Mean weights, shape (n,).
        names: Strategy ids, in the order of the rows.
    """
    placed = {name: ranks(method(values, weights).round(9)) for name, method in METHODS.items()}
    methods = tuple(
        MethodResult(
            name, names[int(places.argmin())], dict(zip(names, places.tolist(), strict=True))
        )
        for name, places in placed.items()
    )
    agreement: dict[str, dict[str, float]] = {
        one: {other: _agreement(placed[one], placed[other]) for other in placed} for one in placed
    }
    winners = {result.winner for result in methods}
    return CrossCheck(methods, agreement, robust=len(winners) == 1)


def _agreement(one: IntArray, other: IntArray) -> float:
    """Return Kendall's tau-b of two rankings."""
    if len(one) < 2:
        return 1.0
    found = float(kendalltau(one, other).statistic)
    return found if np.isfinite(found) else 0.0
