"""How well the items of a scale hang together: alpha, omega, item-total correlations."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.stats import f as f_distribution

from steersman.methods.arrays import FloatArray

LEAST_UNIQUENESS = 0.005


@dataclass(frozen=True, slots=True)
class Alpha:
    """Cronbach's alpha with a confidence interval."""

    value: float
    low: float
    high: float
    respondents: int


def cronbach_alpha(
    answers: FloatArray, confidence: float = 0.95, *, pairwise: bool = False
) -> Alpha | None:
    """Return Cronbach's alpha (Cronbach 1951) with Feldt's interval (Feldt et al. 1987).

    Args:
        answers: Shape (respondents, items), all items pointing the same way.
        confidence: Coverage of the interval.
        pairwise: Use every pair of answers that is there; otherwise respondents with a missing
            answer are left out.

    Returns:
        None with fewer than two respondents or items, or without any variance.
    """
    complete = answers[~np.isnan(answers).any(axis=1)]
    people, items = complete.shape
    if pairwise:
        people = int((~np.isnan(answers)).any(axis=1).sum())
    if people < 2 or items < 2:
        return None
    covariance = _pairwise_covariance(answers) if pairwise else np.cov(complete, rowvar=False)
    total = covariance.sum()
    if not total > 0:
        return None
    alpha = items / (items - 1) * (1 - covariance.trace() / total)
    tail = (1 - confidence) / 2
    freedom = (people - 1, (people - 1) * (items - 1))
    low = 1 - (1 - alpha) * f_distribution.ppf(1 - tail, *freedom)
    high = 1 - (1 - alpha) * f_distribution.ppf(tail, *freedom)
    return Alpha(float(alpha), float(low), float(high), people)


def _pairwise_covariance(answers: FloatArray) -> FloatArray:
    """Return covariances, each from the respondents who answered both items."""
    items = answers.shape[1]
    covariance = np.full((items, items), np.nan)
    for one in range(items):
        for other in range(one, items):
            pair = answers[:, [one, other]]
            both = pair[~np.isnan(pair).any(axis=1)]
            if len(both) > 1:
                value = ((both[:, 0] - both[:, 0].mean()) * (both[:, 1] - both[:, 1].mean())).sum()
                covariance[one, other] = covariance[other, one] = value / (len(both) - 1)
    return covariance


def factor_loadings(correlation: FloatArray) -> FloatArray:
    """Return the loadings of one common factor by least residuals (Harman & Jones 1966).

    Args:
        correlation: Correlations of the items, shape (items, items).
    """

    def reduced(uniqueness: FloatArray) -> tuple[FloatArray, FloatArray]:
        values, vectors = np.linalg.eigh(correlation - np.diag(uniqueness))
        loadings: FloatArray = vectors[:, -1] * np.sqrt(max(values[-1], 0.0))
        return loadings, correlation - np.outer(loadings, loadings)

    def misfit(uniqueness: FloatArray) -> float:
        _, residual = reduced(uniqueness)
        return float((np.tril(residual, -1) ** 2).sum())

    start = np.full(len(correlation), 0.5)
    bounds = [(LEAST_UNIQUENESS, 1.0)] * len(correlation)
    found = minimize(misfit, start, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-15})
    loadings, _ = reduced(found.x)
    return loadings if loadings.sum() >= 0 else -loadings


def mcdonald_omega(answers: FloatArray) -> float | None:
    """Return McDonald's omega (McDonald 1999): share of the total's variance due to one factor.

    Unlike alpha it does not take all items to measure equally well. One common factor is fitted to
    the correlations; what it leaves in a correlation is not counted as error.

    Args:
        answers: Shape (respondents, items); respondents with a missing answer are left out.

    Returns:
        None with fewer than three items, respondents no more than items, or an item without spread.
    """
    complete = answers[~np.isnan(answers).any(axis=1)]
    people, items = complete.shape
    if items < 3 or people <= items or not (complete.std(axis=0) > 0).all():
        return None
    correlation: FloatArray = np.asarray(np.corrcoef(complete, rowvar=False))
    loadings = factor_loadings(correlation)
    total = float(correlation.sum())
    unique = float((1 - loadings**2).sum())
    return (total - unique) / total if total > 0 else None


def item_total_correlations(answers: FloatArray) -> FloatArray:
    """Return the correlation of each item with the sum of the others; low or negative is suspect.

    Args:
        answers: Shape (respondents, items); respondents with a missing answer are left out.

    Returns:
        Shape (items,), not a number where an item or the rest has no spread.
    """
    complete = answers[~np.isnan(answers).any(axis=1)]
    items = answers.shape[1]
    result = np.full(items, np.nan)
    for item in range(items):
        rest = np.delete(complete, item, axis=1).sum(axis=1)
        own = complete[:, item]
        if len(complete) > 2 and own.std() > 0 and rest.std() > 0:
            result[item] = np.corrcoef(own, rest)[0, 1]
    return result
