"""Stochastic multicriteria acceptability analysis, SMAA-2 (Lahdelma & Salminen 2001)."""

from dataclasses import dataclass

import numpy as np
from scipy.special import entr

from steersman.methods.arrays import FloatArray, IntArray


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
        standard_error: Largest Monte Carlo standard error of any acceptability index; draws that
            share a source count as one sample.
        draws: Number of draws.
    """

    ranks: FloatArray
    central_weights: FloatArray
    confidence: FloatArray
    pairwise: FloatArray
    standard_error: float
    draws: int

    @property
    def choice_entropy(self) -> float:
        """Entropy of which alternative is best, in bits: 0 if sure, log2 m if nothing is known."""
        return float(entr(self.ranks[:, 0]).sum() / np.log(2))


def acceptability(performances: FloatArray, weights: FloatArray, sharing: int = 1) -> Acceptability:
    """Work out acceptability indices of an additive value model.

    Args:
        performances: Values on a common scale, more is better, shape (draws, m, n).
        weights: Weight vectors, shape (draws, n).
        sharing: How many draws in a row share a source, e.g. one draw of a diagnosis.
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
    error = _largest_error(rank_of, sharing)
    return Acceptability(ranks, central, confidence, pairwise, error, draws)


def _largest_error(rank_of: IntArray, sharing: int) -> float:
    """Return the largest standard error of any index, from the means of draws that share."""
    count = rank_of.shape[1]
    sources: int = len(rank_of) // sharing
    grouped = rank_of[: sources * sharing].reshape(sources, sharing, count)
    spreads = [float((grouped == rank).mean(axis=1).std(axis=0).max()) for rank in range(count)]
    return max(spreads) / float(np.sqrt(sources))
