"""Indicators made comparable: outliers, gaps and scales (OECD/JRC Handbook 2008, steps 3 to 5)."""

from typing import Literal

import numpy as np
from scipy.stats import rankdata

from steersman.methods.arrays import FloatArray, IntArray

LEAST_FOR_SHAPE = 4
SKEWNESS_LIMIT, KURTOSIS_LIMIT = 2.0, 3.5
Scale = Literal["min_max", "z_score", "rank", "percentile"]
Z_MEAN, Z_DEVIATION = 10.0, 2.0


def fill_by_group(values: FloatArray, groups: IntArray) -> FloatArray:
    """Return values whose gaps hold the mean of the unit's group, else of all units.

    Args:
        values: Shape (units, indicators), not a number where missing.
        groups: Group of each unit, shape (units,).
    """
    filled = values.copy()
    everybody = np.nanmean(values, axis=0)
    for group in np.unique(groups):
        member = groups == group
        known = ~np.isnan(values[member])
        count = known.sum(axis=0)
        total = np.where(known, values[member], 0.0).sum(axis=0)
        mean = np.where(count > 0, total / np.where(count > 0, count, 1), everybody)
        filled[member] = np.where(np.isnan(values[member]), mean, values[member])
    return filled


def winsorised(values: FloatArray, most: int) -> FloatArray:
    """Return columns whose outliers are pulled in to the next value, until they are no longer.

    A column has outliers while its skewness exceeds 2 in size and its excess kurtosis 3.5, both
    without bias.

    Args:
        values: Shape (units, indicators), without gaps.
        most: Most values to pull in per column.
    """
    result = values.copy()
    for column in result.T:
        for pulled in range(1, most + 1):
            skewness, kurtosis = _shape(column)
            if abs(skewness) <= SKEWNESS_LIMIT or kurtosis <= KURTOSIS_LIMIT:
                break
            order = np.argsort(column, kind="stable")
            if skewness > 0:
                order = order[::-1]
            column[order[:pulled]] = column[order[pulled]]
    return result


def _shape(column: FloatArray) -> tuple[float, float]:
    """Return sample skewness and excess kurtosis without bias (Joanes & Gill 1998)."""
    count = len(column)
    centred = column - column.mean()
    second = (centred**2).mean()
    if second == 0 or count < LEAST_FOR_SHAPE:
        return 0.0, 0.0
    skewness = (centred**3).mean() / second**1.5
    kurtosis = (centred**4).mean() / second**2 - 3
    skewness *= np.sqrt(count * (count - 1)) / (count - 2)
    kurtosis = ((count + 1) * kurtosis + 6) * (count - 1) / ((count - 2) * (count - 3))
    return float(skewness), float(kurtosis)


def normalised(
    values: FloatArray,
    directions: FloatArray,
    scale: Scale = "min_max",
    low: float = 0.0,
    high: float = 100.0,
) -> FloatArray:
    """Return columns on a common scale, more is better; gaps stay gaps.

    Args:
        values: Shape (units, indicators).
        directions: 1 where more is better, -1 where less is, shape (indicators,).
        scale: ``min_max`` to ``low`` .. ``high``; ``z_score`` with mean 10 and deviation 2;
            ``rank`` of the unit from the bottom; ``percentile`` rank to ``low`` .. ``high``. A
            column without spread gives the middle of the scale.
        low: Lower end.
        high: Upper end.
    """
    turned = values * directions
    if scale == "min_max":
        least = np.nanmin(turned, axis=0)
        span = np.nanmax(turned, axis=0) - least
        share = np.where(span > 0, (turned - least) / np.where(span > 0, span, 1.0), 0.5)
        return np.where(np.isnan(turned), np.nan, low + (high - low) * share)
    if scale == "z_score":
        deviation = np.nanstd(turned, axis=0, ddof=1)
        centred = turned - np.nanmean(turned, axis=0)
        scores: FloatArray = Z_MEAN + Z_DEVIATION * centred / np.where(
            deviation > 0, deviation, 1.0
        )
        return scores
    ranks: FloatArray = rankdata(turned, axis=0, nan_policy="omit")
    if scale == "rank":
        return ranks
    known = (~np.isnan(turned)).sum(axis=0)
    percentiles: FloatArray = low + (high - low) * (ranks - 0.5) / known
    return percentiles
