"""What experts' ratings of influence say about the true strengths, for each pair of factors.

Ratings end at 0 and 4, so that noise around a link that is not there can only show as a link: the
plain mean of several experts is too high for the many pairs without one. Here each pair is either
not linked or has a strength between 0 and 4, experts see it with an error of a normal distribution
and round, and how many pairs are linked and how far experts err is estimated from all pairs
together (empirical Bayes, Robbins 1956).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp, ndtr

from steersman.methods.arrays import FloatArray

STRONGEST = 4.0
GRID = np.linspace(0, STRONGEST, 41)
"""Strengths looked at; the first is no link."""
LINKED = np.linspace(0.05, 0.95, 19)
"""Shares of linked pairs looked at."""
ERRORS = np.array([0.3, 0.45, 0.6, 0.8, 1.0, 1.25, 1.5, 1.8, 2.2])
"""Standard deviations of an expert's error looked at."""
ERROR_OF_ONE = 0.7
"""Standard deviation assumed where a single view gives nothing to compare."""
HALF = 0.5
SMALLEST = 1e-300


@dataclass(frozen=True, slots=True)
class Strengths:
    """What is known of the true strength of every pair.

    Attributes:
        chances: Chance of each strength of the grid, shape (n, n, strengths).
        linked: Share of pairs that are linked.
        error: Standard deviation of an expert's error.
    """

    chances: FloatArray
    linked: float
    error: float

    @property
    def mean(self) -> FloatArray:
        """Mean strength of each pair, shape (n, n)."""
        mean: FloatArray = self.chances @ GRID
        return mean

    def draw(self, generator: np.random.Generator, draws: int) -> FloatArray:
        """Draw possible matrices of strengths, shape (draws, n, n)."""
        size = self.chances.shape[0]
        cumulative = np.cumsum(self.chances.reshape(size * size, -1), axis=1)
        result = np.empty((draws, size * size))
        uniform = generator.random((size * size, draws))
        for pair, steps in enumerate(cumulative):
            result[:, pair] = GRID[np.minimum(np.searchsorted(steps, uniform[pair]), len(GRID) - 1)]
        return result.reshape(draws, size, size)


def true_strengths(ratings: FloatArray, prior_view: FloatArray | None = None) -> Strengths:
    """Return what ratings say about the true strengths.

    How far experts err is estimated from pairs that several of them rated; where there is none, and
    for a view from elsewhere, an error of 0.7 is assumed.

    Args:
        ratings: Shape (experts, n, n), from 0 to 4, not a number where an expert did not rate; rows
            drive columns. The diagonal is taken as no link.
        prior_view: A view from elsewhere for pairs that nobody here rated, shape (n, n), or None.
    """
    off = ~np.eye(ratings.shape[1], dtype=bool)
    pairs = ratings[:, off].T
    several = (~np.isnan(pairs)).sum(axis=1) > 1
    error = _error_of_experts(pairs[several]) if several.any() else ERROR_OF_ONE
    likelihood = _log_likelihood(pairs, error)
    if prior_view is not None:
        unrated = np.isnan(pairs).all(axis=1)
        view = np.where(unrated, prior_view[off], np.nan)[:, None]
        likelihood += _log_likelihood(view, ERROR_OF_ONE)
    linked = _share_linked(likelihood)
    joint = likelihood + _log_prior(linked)
    chances = np.zeros((*off.shape, len(GRID)))
    chances[~off, 0] = 1.0
    chances[off] = np.exp(joint - logsumexp(joint, axis=1, keepdims=True))
    return Strengths(chances, linked, error)


def _error_of_experts(pairs: FloatArray) -> float:
    """Return the error that makes ratings of pairs rated several times most likely."""

    def evidence(error: float) -> float:
        likelihood = _log_likelihood(pairs, error)
        joint = likelihood + _log_prior(_share_linked(likelihood))
        return float(logsumexp(joint, axis=1).sum())

    return float(max(ERRORS, key=evidence))


def _share_linked(likelihood: FloatArray) -> float:
    """Return the share of linked pairs that makes all ratings most likely."""

    def evidence(linked: float) -> float:
        return float(logsumexp(likelihood + _log_prior(linked), axis=1).sum())

    return float(max(LINKED, key=evidence))


def _log_likelihood(pairs: FloatArray, error: float) -> FloatArray:
    """Return the log chance of each pair's ratings by true strength, shape (pairs, strengths)."""
    known = ~np.isnan(pairs)
    rated = np.where(known, pairs, 0.0)[:, :, None]
    upper = np.where(rated >= STRONGEST, 1.0, ndtr((rated + HALF - GRID) / error))
    lower = np.where(rated <= 0, 0.0, ndtr((rated - HALF - GRID) / error))
    logs = np.log(np.maximum(upper - lower, SMALLEST))
    summed: FloatArray = np.where(known[:, :, None], logs, 0.0).sum(axis=1)
    return summed


def _log_prior(linked: float) -> FloatArray:
    prior = np.full(len(GRID), linked / (len(GRID) - 1))
    prior[0] = 1 - linked
    logs: FloatArray = np.log(prior)
    return logs
