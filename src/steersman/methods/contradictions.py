"""Statements on weights that contradict one another, and the fewest to give up."""

from collections.abc import Iterable

import numpy as np
from scipy.optimize import linprog

from steersman.methods.arrays import FloatArray, IntArray

MARGIN = 1e-4
"""Room that statements must leave together, so that what agrees with them has an inside."""


def conflict(
    rows: FloatArray,
    least: FloatArray,
    cost: FloatArray | None = None,
    statement_of: IntArray | None = None,
) -> tuple[int, ...]:
    """Return the cheapest set of statements to drop so that weights exist that agree with the rest.

    Exact: contradictions that cannot be made smaller are collected by linear programs until the
    cheapest set that meets all of them leaves none (implicit hitting sets, Moreno-Centeno & Karp
    2013).

    Args:
        rows: Inequalities ``rows @ weights >= least``, shape (k, n).
        least: Bounds, shape (k,).
        cost: How much we would rather keep each statement; all alike if left out.
        statement_of: Statement that each row belongs to, from 0 on, shape (k,); each its own if
            left out.

    Returns:
        Statements to drop, empty if all agree.
    """
    if not len(rows):
        return ()
    owner = np.arange(len(rows)) if statement_of is None else statement_of
    statements = range(int(owner.max()) + 1)
    price = np.ones(len(statements)) if cost is None else cost
    needed = least + MARGIN * np.abs(rows).max(axis=1)

    def agree(kept: Iterable[int]) -> bool:
        chosen = np.isin(owner, list(kept))
        count = rows.shape[1]
        found = linprog(
            np.zeros(count),
            A_ub=-rows[chosen],
            b_ub=-needed[chosen],
            A_eq=[np.ones(count)],
            b_eq=[1.0],
            bounds=(0, 1),
        )
        return bool(found.success)

    contradictions: list[frozenset[int]] = []
    while True:
        dropped = _cheapest(contradictions, price)
        left = [statement for statement in statements if statement not in dropped]
        if agree(left):
            return tuple(sorted(dropped))
        for statement in list(left):
            fewer = [other for other in left if other != statement]
            if not agree(fewer):
                left = fewer
        contradictions.append(frozenset(left))


def _cheapest(contradictions: list[frozenset[int]], price: FloatArray) -> frozenset[int]:
    """Return the cheapest set that has a member of every contradiction, by branch and bound."""
    best: frozenset[int] = frozenset().union(*contradictions)

    def costs(chosen: frozenset[int]) -> float:
        return float(sum(price[statement] for statement in chosen))

    def search(chosen: frozenset[int]) -> None:
        nonlocal best
        if costs(chosen) >= costs(best):
            return
        unmet = next((part for part in contradictions if not part & chosen), None)
        if unmet is None:
            best = chosen
            return
        for statement in sorted(unmet, key=lambda place: price[place]):
            search(chosen | {statement})

    search(frozenset())
    return best
