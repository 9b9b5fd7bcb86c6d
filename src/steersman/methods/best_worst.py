"""Weights from comparisons with the best and the worst criterion (Rezaei 2015, 2016)."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from steersman.methods.arrays import FloatArray

BISECTIONS = 60


@dataclass(frozen=True, slots=True)
class BestWorstWeights:
    """Weights and the largest deviation xi from what was stated; 0 means consistent."""

    weights: FloatArray
    deviation: float


def linear_best_worst(best_to_others: FloatArray, others_to_worst: FloatArray) -> BestWorstWeights:
    """Return the weights of the linear model (Rezaei 2016): |w_B - a_Bj w_j| at most xi.

    Args:
        best_to_others: How many times more the best matters than each, 1 for itself, shape (n,).
        others_to_worst: How many times more each matters than the worst, shape (n,).
    """
    rows = _rows(best_to_others, others_to_worst)
    size = len(best_to_others)
    ones = np.ones((len(rows), 1))
    found = linprog(
        np.append(np.zeros(size), 1.0),
        A_ub=np.block([[rows, -ones], [-rows, -ones]]),
        b_ub=np.zeros(2 * len(rows)),
        A_eq=[np.append(np.ones(size), 0.0)],
        b_eq=[1.0],
    )
    return BestWorstWeights(found.x[:size], float(found.x[-1]))


def minmax_best_worst(best_to_others: FloatArray, others_to_worst: FloatArray) -> BestWorstWeights:
    """Return weights of the original model (Rezaei 2015): |w_B / w_j - a_Bj| at most xi.

    Solved by bisection on xi, for which the constraints are linear.
    """
    size = len(best_to_others)
    best, worst = int(np.argmin(best_to_others)), int(np.argmin(others_to_worst))
    pairs = [(best, j, best_to_others[j]) for j in range(size) if j != best]
    pairs += [(j, worst, others_to_worst[j]) for j in range(size) if j not in {worst, best}]

    def weights_within(deviation: float) -> FloatArray | None:
        rows = []
        for upper, lower, stated in pairs:
            for sign in (1, -1):
                row = np.zeros(size)
                row[upper] = sign
                row[lower] = -sign * stated - deviation
                rows.append(row)
        found = linprog(
            np.zeros(size), A_ub=rows, b_ub=np.zeros(len(rows)), A_eq=[np.ones(size)], b_eq=[1.0]
        )
        return found.x if found.success else None

    low, high = 0.0, float(max(best_to_others.max(), others_to_worst.max()))
    weights = weights_within(high)
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        tried = weights_within(middle)
        if tried is None:
            low = middle
        else:
            high, weights = middle, tried
    if weights is None:
        raise ValueError("the comparisons allow no weights")
    return BestWorstWeights(weights, high)


def _rows(best_to_others: FloatArray, others_to_worst: FloatArray) -> FloatArray:
    size = len(best_to_others)
    best, worst = int(np.argmin(best_to_others)), int(np.argmin(others_to_worst))
    identity = np.eye(size)
    rows = [identity[best] - best_to_others[j] * identity[j] for j in range(size) if j != best]
    rows += [
        identity[j] - others_to_worst[j] * identity[worst]
        for j in range(size)
        if j not in {worst, best}
    ]
    return np.array(rows)
