"""Gaps filled many times over, so that what is not known shows in the result (Rubin 1987)."""

from dataclasses import dataclass

import numpy as np

from steersman.methods.arrays import FloatArray

ITERATIONS = 12
LEAST_KNOWN = 2


@dataclass(frozen=True, slots=True)
class NormalModel:
    """Mean, shape (n,), and covariance, shape (n, n), of the columns."""

    mean: FloatArray
    covariance: FloatArray


def fit_normal(values: FloatArray, shrinkage: float) -> NormalModel:
    """Fit a multivariate normal to data with gaps by EM (Dempster, Laird & Rubin 1977).

    Correlations are shrunk towards zero, without which more columns than rows would leave the
    covariance singular and predictions far too sure.

    Args:
        values: Shape (units, n), not a number where missing.
        shrinkage: Share of every correlation that is taken away, between 0 and 1.
    """
    mean = np.nanmean(values, axis=0)
    spread = np.nanstd(values, axis=0, ddof=1)
    floor = max(float(np.nanmax(spread)), 1.0) * 1e-6
    covariance = np.diag(np.maximum(spread, floor) ** 2)
    for _ in range(ITERATIONS):
        filled, extra = _expected(values, NormalModel(mean, covariance))
        mean = filled.mean(axis=0)
        centred = filled - mean
        raw = (centred.T @ centred + extra) / max(len(values) - 1, 1)
        diagonal = np.maximum(raw.diagonal(), floor**2)
        covariance = (1 - shrinkage) * raw
        np.fill_diagonal(covariance, diagonal)
    return NormalModel(mean, covariance)


def _expected(values: FloatArray, model: NormalModel) -> tuple[FloatArray, FloatArray]:
    """Return rows with expected values in the gaps, and the sum of what stays uncertain."""
    filled = values.copy()
    extra = np.zeros_like(model.covariance)
    for row in filled:
        gaps = np.isnan(row)
        if gaps.any():
            row[gaps], rest = _conditional(row, gaps, model)
            extra[np.ix_(gaps, gaps)] += rest
    return filled, extra


def _conditional(
    row: FloatArray, gaps: np.ndarray, model: NormalModel
) -> tuple[FloatArray, FloatArray]:
    """Return mean and covariance of the gaps given what is known of a row."""
    known = ~gaps
    across = model.covariance[np.ix_(gaps, known)]
    within = model.covariance[np.ix_(known, known)]
    own = model.covariance[np.ix_(gaps, gaps)]
    gain = np.linalg.solve(within, across.T).T if known.any() else across
    return model.mean[gaps] + gain @ (row[known] - model.mean[known]), own - gain @ across.T


def imputations(
    generator: np.random.Generator, values: FloatArray, count: int, shrinkage: float = 0.35
) -> FloatArray:
    """Return the data with gaps filled ``count`` times, shape (count, units, n).

    Each time the model is fitted to units drawn anew, so that it is as uncertain as few units make
    it, and gaps are drawn from what the model says given the rest of their row.

    Args:
        generator: Source of randomness.
        values: Shape (units, n), not a number where missing.
        count: Number of imputations.
        shrinkage: See :func:`fit_normal`.

    Raises:
        ValueError: If a column has fewer than two known values.
    """
    result = np.repeat(values[None], count, axis=0)
    incomplete = np.isnan(values).any(axis=1)
    if not incomplete.any():
        return result
    if ((~np.isnan(values)).sum(axis=0) < LEAST_KNOWN).any():
        raise ValueError("each column needs two known values")
    low, high = np.nanmin(values, axis=0), np.nanmax(values, axis=0)
    for filled in result:
        sample = values[_resample(generator, values)]
        model = fit_normal(sample, shrinkage)
        filled[incomplete] = [_fill(generator, row, model, low, high) for row in filled[incomplete]]
    return result


def _resample(generator: np.random.Generator, values: FloatArray) -> np.ndarray:
    """Return units drawn with replacement, such that every column has two known values."""
    while True:
        drawn = generator.integers(0, len(values), len(values))
        if ((~np.isnan(values[drawn])).sum(axis=0) >= LEAST_KNOWN).all():
            return drawn


def _fill(
    generator: np.random.Generator,
    row: FloatArray,
    model: NormalModel,
    low: FloatArray,
    high: FloatArray,
) -> FloatArray:
    gaps = np.isnan(row)
    mean, covariance = _conditional(row, gaps, model)
    drawn = generator.multivariate_normal(mean, covariance, method="cholesky")
    filled = row.copy()
    filled[gaps] = np.clip(drawn, low[gaps], high[gaps])
    return filled
