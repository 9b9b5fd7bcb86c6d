"""The smallest change of weights that makes another alternative the best."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from steersman.methods.arrays import FloatArray
from steersman.methods.polytope import WeightPolytope


@dataclass(frozen=True, slots=True)
class Flip:
    """Weights nearest to the given ones at which the challenger is no worse than any other.

    Attributes:
        weights: The new weights, shape (n,).
        distance: Half the sum of absolute changes: the share of weight that moves.
    """

    weights: FloatArray
    distance: float


def smallest_flip(
    performances: FloatArray,
    weights: FloatArray,
    challenger: int,
    region: WeightPolytope | None = None,
) -> Flip | None:
    """Find the least shift of weight that brings a challenger to the top, by linear programming.

    Minimises sum |v - w| over weights v on the simplex at which the challenger's additive value is
    at least that of every other alternative.

    Args:
        performances: Values, more is better, shape (m, n).
        weights: Current weights, shape (n,).
        challenger: Row that shall win.
        region: Weights that may be moved to; the whole simplex if left out.

    Returns:
        The flip, or None if no such weights make the challenger best.
    """
    count = len(weights)
    gains = np.delete(performances, challenger, axis=0) - performances[challenger]
    rows, least = region.inequalities() if region else (np.empty((0, count)), np.empty(0))
    stated = np.concatenate([gains, -rows])
    identity = np.eye(count)
    # Variables: new weights v, then absolute changes t with t >= v - w and t >= w - v.
    upper = np.block(
        [[stated, np.zeros_like(stated)], [identity, -identity], [-identity, -identity]]
    )
    bounds = np.concatenate([np.zeros(len(gains)), -least, weights, -weights])
    total = np.concatenate([np.ones(count), np.zeros(count)])[None, :]
    cost = np.concatenate([np.zeros(count), np.ones(count)])
    found = linprog(cost, A_ub=upper, b_ub=bounds, A_eq=total, b_eq=[1.0], method="highs")
    if not found.success:
        return None
    return Flip(found.x[:count], float(found.fun / 2))
