"""What holds for all weights that agree with the statements: exact, by linear programming.

After Eum, Park & Kim (2001) for dominance and potential optimality, Greco, Mousseau & Słowiński
(2008) for necessary and possible preference, and Salo & Hämäläinen (2001) for maximum regret.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from steersman.methods.arrays import BoolArray, FloatArray
from steersman.methods.polytope import WeightPolytope

EXACT = 1e-9


@dataclass(frozen=True, slots=True)
class Robustness:
    """Conclusions about m alternatives that need no distribution over weights.

    Attributes:
        necessary: Row is at least as good as column for all weights, shape (m, m).
        possible: Row is at least as good as column for some weights, shape (m, m).
        lead: By how much each alternative can be ahead of all others at best, shape (m,);
            negative where some mix of others is always better.
        regret: How much each may lose against the best other one at worst, shape (m,).
    """

    necessary: BoolArray
    possible: BoolArray
    lead: FloatArray
    regret: FloatArray

    @property
    def potentially_optimal(self) -> BoolArray:
        """Whether some weights make each alternative best, shape (m,)."""
        best: BoolArray = self.lead >= -EXACT
        return best


def robustness(performances: FloatArray, region: WeightPolytope) -> Robustness:
    """Work out what holds for all and for some weights of a polytope.

    Args:
        performances: Values on a common scale, more is better, shape (m, n).
        region: The weights that agree with the statements.

    Raises:
        ValueError: If no weights agree with the statements.
    """
    count = len(performances)
    most = np.zeros((count, count))
    for one in range(count):
        for other in range(count):
            if one != other:
                most[one, other] = greatest(performances[one] - performances[other], region)
    least = -most.T
    lead = np.array([_greatest_lead(performances, place, region) for place in range(count)])
    return Robustness(
        necessary=least >= -EXACT,
        possible=most >= -EXACT,
        lead=lead,
        regret=np.maximum(most.max(axis=0), 0.0),
    )


def greatest(direction: FloatArray, region: WeightPolytope) -> float:
    """Return the greatest value of a linear function of weights within a polytope."""
    rows, least = region.inequalities()
    found = linprog(-direction, A_ub=-rows, b_ub=-least, A_eq=[np.ones(region.count)], b_eq=[1.0])
    if not found.success:
        raise ValueError("no weights agree with all statements")
    return -float(found.fun)


def _greatest_lead(performances: FloatArray, place: int, region: WeightPolytope) -> float:
    """Return the greatest d such that the alternative is ahead of each other one by d."""
    if len(performances) == 1:
        return float("inf")
    rows, least = region.inequalities()
    behind = np.delete(performances, place, axis=0) - performances[place]
    found = linprog(
        np.append(np.zeros(region.count), -1.0),
        A_ub=np.block([[behind, np.ones((len(behind), 1))], [-rows, np.zeros((len(rows), 1))]]),
        b_ub=np.concatenate([np.zeros(len(behind)), -least]),
        A_eq=[np.append(np.ones(region.count), 0.0)],
        b_eq=[1.0],
        bounds=[(0, 1)] * region.count + [(None, None)],
    )
    return float(found.x[-1])
