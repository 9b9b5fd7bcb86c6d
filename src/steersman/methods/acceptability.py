"""Stochastic multicriteria acceptability analysis, SMAA-2 (Lahdelma & Salminen 2001)."""

from dataclasses import dataclass

import numpy as np
from numba import njit
from scipy.special import entr

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
    sources = max(draws // sharing, 1)
    best = np.empty(draws, dtype=np.int64)
    tallies = np.zeros((4, count, count))
    _tally(performances, weights, min(sharing, draws), best, tallies)
    ranks, pairwise, sums, squares = tallies
    central = np.full((count, weights.shape[1]), np.nan)
    confidence = np.full(count, np.nan)
    for alternative in range(count):
        won = best == alternative
        if won.any():
            central[alternative] = weights[won].mean(axis=0)
    reached = ~np.isnan(central[:, 0])
    confidence[reached] = _wins(performances, central, np.nonzero(reached)[0]) / draws
    spread = np.maximum(squares / sources - (sums / sources) ** 2, 0.0)
    error = float(np.sqrt(spread.max() / sources))
    return Acceptability(ranks / draws, central, confidence, pairwise / draws, error, draws)


@njit(cache=True, nogil=True)
def _tally(performances, weights, sharing, best, tallies):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202  numba: one pass over draws
    """Count ranks, pairwise wins, and sums and squares of rank shares by source."""
    draws, count, criteria = performances.shape
    values = np.empty(count)
    shares = np.zeros((count, count))
    for draw in range(draws):
        for place in range(count):
            total = 0.0
            for column in range(criteria):
                total += performances[draw, place, column] * weights[draw, column]
            values[place] = total
        for place in range(count):
            ahead = 0
            for other in range(count):
                if values[other] > values[place] or (
                    values[other] == values[place] and other < place
                ):
                    ahead += 1
                if values[place] > values[other]:
                    tallies[1, place, other] += 1
            tallies[0, place, ahead] += 1
            shares[place, ahead] += 1 / sharing
            if ahead == 0:
                best[draw] = place
        if (draw + 1) % sharing == 0:
            tallies[2] += shares
            tallies[3] += shares**2
            shares[:] = 0.0


@njit(cache=True, nogil=True)
def _wins(performances, central, alternatives):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202  numba
    """Count in how many draws each alternative is best at its own central weights."""
    draws, count, criteria = performances.shape
    wins = np.zeros(len(alternatives))
    for draw in range(draws):
        for row in range(len(alternatives)):
            own = alternatives[row]
            highest = 0.0
            for column in range(criteria):
                highest += performances[draw, own, column] * central[own, column]
            beaten = False
            for place in range(count):
                if place == own:
                    continue
                total = 0.0
                for column in range(criteria):
                    total += performances[draw, place, column] * central[own, column]
                if total > highest or (total == highest and place < own):
                    beaten = True
                    break
            if not beaten:
                wins[row] += 1
    return wins
