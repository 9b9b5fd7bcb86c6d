"""Stochastic multicriteria acceptability analysis, SMAA-2 (Lahdelma & Salminen 2001)."""

from dataclasses import dataclass

import numpy as np

from steersman.methods.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class Acceptability:
    """What SMAA-2 says of m alternatives under n criteria.

    Attributes:
        ranks: Rank acceptability indices, shape (m, m): share of draws that give an alternative
            a rank, best first.
        central_weights: Mean of the weights that make an alternative best, shape (m, n); not a
            number where it is never best.
        confidence: Chance of being best at its central weights, shape (m,).
        pairwise: Share of draws in which the row's alternative beats the column's, shape (m, m).
        standard_error: Largest Monte Carlo standard error of any acceptability index.
        draws: Number of draws.
    """

    ranks: FloatArray
    central_weights: FloatArray
    confidence: FloatArray
    pairwise: FloatArray
    standard_error: float
    draws: int


def acceptability(performances: FloatArray, weights: FloatArray) -> Acceptability:
    """Work out acceptability indices of an additive value model.

    Args:
        performances: Values on a common scale, more is better, shape (draws, m, n).
        weights: Weight vectors, shape (draws, n).
    """
    draws, count, _ = performances.shape
    values = np.einsum("dmn,dn->dm", performances, weights)
    order = np.argsort(-values, axis=1, kind="stable")
    rank_of = np.empty_like(order)
    np.put_along_axis(rank_of, order, np.arange(count)[None, :], axis=1)
    ranks = np.stack([(rank_of == rank).mean(axis=0) for rank in range(count)], axis=1)
    best = order[:, 0]
    central = np.full((count, weights.shape[1]), np.nan)
    confidence = np.full(count, np.nan)
    for alternative in range(count):
        won = best == alternative
        if won.any():
            central[alternative] = weights[won].mean(axis=0)
            at_centre = np.einsum("dmn,n->dm", performances, central[alternative])
            confidence[alternative] = (at_centre.argmax(axis=1) == alternative).mean()
    pairwise = np.stack([(values[:, [one]] > values).mean(axis=0) for one in range(count)], axis=0)
    error = float(np.sqrt(ranks * (1 - ranks) / draws).max())
    return Acceptability(ranks, central, confidence, pairwise, error, draws)
