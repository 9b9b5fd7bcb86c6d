"""Whom to support with a budget: a knapsack, exactly where small, with its gap where large.

An award is made whole or not at all. The linear relaxation gives a bound; without further
constraints it is the greedy filling by effect per money (Dantzig 1957). Shares for groups are taken
of what is awarded, so that they can always be kept. Caution trades the mean effect for the mean of
the worst draws (conditional value at risk; Rockafellar and Uryasev 2000), by cutting planes
(Künzi-Bay and Mayer 2006).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, vstack

from steersman.cohort.laboratory.silence import silent_library
from steersman.methods.arrays import BoolArray, FloatArray

EXACT = 1500
"""Firms up to which the whole-number problem is solved."""
SECONDS, GAP = 10.0, 1e-6
CUTS, ENOUGH = 60, 1e-6
WHOLE = 1 - 1e-6


@dataclass(frozen=True, slots=True)
class Floor:
    """At least a share of what is awarded goes to some firms."""

    members: BoolArray
    share: float


@dataclass(frozen=True, slots=True)
class Caution:
    """How much the worst draws count.

    Attributes:
        weight: Weight of their mean against that of all draws, from 0 to 1.
        tail: Share of draws that are the worst.
    """

    weight: float
    tail: float


@dataclass(frozen=True, slots=True)
class Selection:
    """Firms chosen.

    Attributes:
        chosen: Whether each firm gets its award.
        value: The objective that they reach.
        bound: What no choice can exceed.
    """

    chosen: BoolArray
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """How much better another choice could be at most, as a share of the bound."""
        return 0.0 if self.bound <= 0 else max(0.0, 1 - self.value / self.bound)


def select(
    values: FloatArray, costs: FloatArray, budget: float, floors: Sequence[Floor] = ()
) -> Selection:
    """Return the firms with the largest total value that a budget pays for.

    Args:
        values: Value of each award; those not above zero are never made but for a floor.
        costs: Its cost, above zero.
        budget: What may be spent.
        floors: Shares that must be kept.
    """
    rows = _rows(costs, floors)
    limits = np.array([budget, *(0.0 for _ in floors)])
    if len(values) <= EXACT:
        return _exact(values, rows, limits)
    if not floors:
        return _greedy(values, costs, budget)
    shares, bound = _relaxed(values, rows, limits)
    chosen = _filled(shares, values, costs, budget, floors)
    return Selection(chosen, float(values[chosen].sum()), bound)


def select_cautiously(
    means: FloatArray,
    costs: FloatArray,
    budget: float,
    floors: Sequence[Floor],
    caution: Caution,
    totals: Callable[[FloatArray], FloatArray],
    tail_means: Callable[[np.ndarray], FloatArray],
) -> Selection:
    """Return firms with the best mix of the mean and the mean of the worst draws.

    Args:
        means: Mean effect of each firm over the draws.
        costs: Costs.
        budget: What may be spent.
        floors: Shares that must be kept.
        caution: How much the worst draws count.
        totals: Returns the total effect by draw, for the share of its award that each firm gets.
        tail_means: Returns the mean effect of each firm over some draws.
    """
    rows = _rows(costs, floors)
    limits = np.array([budget, *(0.0 for _ in floors)])
    shares = _relaxed(means, rows, limits)[0]
    cuts: list[FloatArray] = []
    bound = np.inf
    for _ in range(CUTS):
        reached = totals(shares)
        worst = _worst(reached, caution.tail)
        value = mixed_value(reached, caution)
        if cuts and bound - value <= ENOUGH * max(1.0, abs(bound)):
            break
        cuts.append(tail_means(worst))
        shares, bound = _with_cuts(means, rows, limits, cuts, caution.weight)
    blend = (1 - caution.weight) * means + caution.weight * cuts[-1]
    chosen = _filled(shares, blend, costs, budget, floors)
    return Selection(chosen, mixed_value(totals(chosen.astype(float)), caution), bound)


def mixed_value(totals: FloatArray, caution: Caution) -> float:
    """Return the mix of the mean of draws and the mean of the worst of them."""
    worst = float(totals[_worst(totals, caution.tail)].mean())
    return (1 - caution.weight) * float(totals.mean()) + caution.weight * worst


def _worst(totals: FloatArray, tail: float) -> np.ndarray:
    return np.argsort(totals, kind="stable")[: max(1, round(tail * len(totals)))]


def _rows(costs: FloatArray, floors: Sequence[Floor]) -> csr_array:
    """Return the constraints, each at most its limit: the budget, then the floors at most zero."""
    kept = [floor.share * costs - np.where(floor.members, costs, 0.0) for floor in floors]
    return csr_array(np.vstack([costs, *kept]))


def _exact(values: FloatArray, rows: csr_array, limits: FloatArray) -> Selection:
    if not len(values):
        return Selection(np.zeros(0, dtype=bool), 0.0, 0.0)
    with silent_library():
        found = milp(
            -values,
            constraints=LinearConstraint(rows, -np.inf, limits),
            bounds=Bounds(0, 1),
            integrality=np.ones(len(values)),
            options={"time_limit": SECONDS, "mip_rel_gap": GAP},
        )
    shares = np.zeros(len(values)) if found.x is None else found.x
    chosen = shares > 0.5
    if (rows @ chosen > limits).any():  # by no more than what the solver tolerates
        chosen = _trimmed(chosen, values, rows, limits)
    bound = values.sum() if found.mip_dual_bound is None else -found.mip_dual_bound
    return Selection(chosen, float(values[chosen].sum()), float(bound))


def _trimmed(
    chosen: BoolArray, values: FloatArray, rows: csr_array, limits: FloatArray
) -> BoolArray:
    """Give firms up, the least valuable first, until every constraint holds."""
    chosen = chosen.copy()
    for place in np.argsort(values, kind="stable"):
        if (rows @ chosen <= limits).all():
            break
        chosen[place] = False
    return chosen


def _greedy(values: FloatArray, costs: FloatArray, budget: float) -> Selection:
    """Fill by value per cost; what still fits after the first that does not is taken too."""
    order = np.argsort(-values / costs, kind="stable")
    order = order[values[order] > 0]
    spent = np.cumsum(costs[order])
    whole = int(np.searchsorted(spent, budget, side="right"))
    bound = float(values[order[:whole]].sum())
    if whole < len(order):
        left = budget - (spent[whole - 1] if whole else 0.0)
        bound += float(values[order[whole]] * left / costs[order[whole]])
    chosen = np.zeros(len(values), dtype=bool)
    chosen[order[:whole]] = True
    chosen = fill(chosen, order[whole:], costs, budget)
    return Selection(chosen, float(values[chosen].sum()), bound)


def fill(chosen: BoolArray, order: np.ndarray, costs: FloatArray, budget: float) -> BoolArray:
    """Return firms chosen with those added, in an order, that the rest of a budget pays for."""
    chosen = chosen.copy()
    left = budget - float(costs[chosen].sum())
    for place in order:
        if costs[place] <= left and not chosen[place]:
            chosen[place] = True
            left -= costs[place]
    return chosen


def _relaxed(values: FloatArray, rows: csr_array, limits: FloatArray) -> tuple[FloatArray, float]:
    found = linprog(-values, A_ub=rows, b_ub=limits, bounds=(0, 1), method="highs")
    return found.x, -float(found.fun)


def _with_cuts(
    means: FloatArray,
    rows: csr_array,
    limits: FloatArray,
    cuts: Sequence[FloatArray],
    caution: float,
) -> tuple[FloatArray, float]:
    """Maximise the mix with the mean of the worst draws below every cut found so far."""
    size = len(means)
    objective = -np.append((1 - caution) * means, caution)
    below = csr_array(np.column_stack([-np.array(cuts), np.ones(len(cuts))]))
    wide = csr_array((rows.data, rows.indices, rows.indptr), shape=(rows.shape[0], size + 1))
    bounds = [(0.0, 1.0)] * size + [(None, None)]
    every = np.append(limits, np.zeros(len(cuts)))
    found = linprog(
        objective, A_ub=vstack([wide, below]), b_ub=every, bounds=bounds, method="highs"
    )
    return found.x[:size], -float(found.fun)


def _filled(
    shares: FloatArray,
    values: FloatArray,
    costs: FloatArray,
    budget: float,
    floors: Sequence[Floor],
) -> BoolArray:
    """Make shares whole: those that are whole, then what still fits, floors kept.

    Taking a fraction away from a member can break a floor; others are then given up, the least
    valuable first, until it holds again.
    """
    chosen = shares >= WHOLE
    for floor in floors:
        chosen = _kept(chosen, floor, values, costs)
    order = np.argsort(-values / costs, kind="stable")
    order = order[values[order] > 0]
    for floor in floors:
        order = order[floor.members[order]]
    return fill(chosen, order, costs, budget)


def _kept(chosen: BoolArray, floor: Floor, values: FloatArray, costs: FloatArray) -> BoolArray:
    chosen = chosen.copy()
    others = np.flatnonzero(chosen & ~floor.members)
    others = others[np.argsort(values[others] / costs[others], kind="stable")]
    spent, inside = costs[chosen].sum(), costs[chosen & floor.members].sum()
    for place in others:
        if inside >= floor.share * spent * (1 - 1e-12):
            break
        chosen[place] = False
        spent -= costs[place]
    return chosen
