"""Raking: a table of shares fitted to margins by iterative proportional fitting.

Deming, W. E., and Stephan, F. F. (1940). On a least squares adjustment of a sampled frequency
table when the expected marginal totals are known. Annals of Mathematical Statistics 11, 427-444.
The fitted table keeps the odds ratios of the table it starts from, and is the one nearest to it in
relative entropy (Csiszár 1975).
"""

from collections.abc import Sequence

import numpy as np

from steersman.methods.arrays import FloatArray

TOLERANCE = 1e-12
MOST_ROUNDS = 10_000


class MarginsDisagreeError(ValueError):
    """No table has these margins and the zeros of the table that was started from."""


def rake(start: FloatArray, margins: Sequence[tuple[tuple[int, ...], FloatArray]]) -> FloatArray:
    """Return the table nearest to a start that has given margins.

    Args:
        start: Table of any number of axes, none negative; its odds ratios are kept.
        margins: For each margin its axes in rising order, and the totals over all other axes.

    Raises:
        MarginsDisagreeError: If the rounds do not come to rest.
    """
    table = np.array(start, dtype=float)
    for _ in range(MOST_ROUNDS):
        worst = max(_fit(table, axes, totals) for axes, totals in margins)
        if worst <= TOLERANCE:
            return table
    raise MarginsDisagreeError("the margins do not agree with each other or with empty cells")


def _fit(table: FloatArray, axes: tuple[int, ...], totals: FloatArray) -> float:
    """Scale a table in place to a margin; return how far it was from it."""
    others = tuple(axis for axis in range(table.ndim) if axis not in axes)
    found = table.sum(axis=others)
    wrong = float(np.abs(found - totals).max() / totals.sum())
    factors = np.divide(totals, found, out=np.zeros_like(found), where=found > 0)
    table *= np.expand_dims(factors, others)
    return wrong
