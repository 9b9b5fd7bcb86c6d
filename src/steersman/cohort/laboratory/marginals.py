"""Values of figures from normal scores: quantile functions with bounds, zeros and levels."""

from collections.abc import Mapping

import numpy as np
from scipy.special import expit, logit, ndtr, ndtri

from steersman.cohort.laboratory.population import ANYWHERE, Figure, Kind, Shape
from steersman.methods.arrays import FloatArray

EDGE = 1e-15
"""Chances are kept this far from 0 and 1, where quantiles would be infinite."""


def values_of(
    figure: Figure, scores: FloatArray, groups: Mapping[str, np.ndarray], levels: tuple[str, ...]
) -> FloatArray:
    """Return the values of a drawn figure.

    Args:
        figure: The figure.
        scores: Normal scores, one a firm.
        groups: Place of each firm's level by column.
        levels: Levels of the column that the figure goes by; empty if none.
    """
    if not figure.by:
        return _quantiles(figure.kind, figure.shapes[ANYWHERE], scores)
    values = np.empty_like(scores)
    for place, level in enumerate(levels):
        rows = groups[figure.by] == place
        values[rows] = _quantiles(figure.kind, figure.shapes[level], scores[rows])
    return values


def _quantiles(kind: Kind, shape: Shape, scores: FloatArray) -> FloatArray:
    if kind == "truth":
        holds: FloatArray = (scores > ndtri(1 - shape.share)).astype(float)
        return holds
    chances = ndtr(scores)
    if kind == "levels":
        return _levels(shape, chances)
    if not shape.zero:
        return _bounded(kind, shape, chances)
    drawn = np.clip((chances - shape.zero) / (1 - shape.zero), 0, 1)
    return np.where(chances <= shape.zero, 0.0, _bounded(kind, shape, drawn))


def _levels(shape: Shape, chances: FloatArray) -> FloatArray:
    values, shares = np.array(shape.levels).T
    ends = np.cumsum(shares / shares.sum())[:-1]
    found: FloatArray = values[np.searchsorted(ends, chances)]
    return found


def _bounded(kind: Kind, shape: Shape, chances: FloatArray) -> FloatArray:
    """Return quantiles of a distribution cut off at its bounds."""
    low, high = (
        ndtr((_score(kind, end) - _score(kind, shape.centre)) / shape.spread)
        for end in (shape.low, shape.high)
    )
    within = np.clip(low + chances * (high - low), EDGE, 1 - EDGE)
    scores = _score(kind, shape.centre) + shape.spread * ndtri(within)
    return np.clip(_value(kind, scores), shape.low, shape.high)


def _score(kind: Kind, value: float) -> float:
    """Return a value on the scale on which the figure is normal."""
    if kind == "normal":
        return value
    if kind == "lognormal":
        return float(np.log(value)) if value > 0 else -np.inf
    return float(logit(min(max(value, 0.0), 1.0)))


def _value(kind: Kind, scores: FloatArray) -> FloatArray:
    if kind == "normal":
        return scores
    found: FloatArray = np.exp(scores) if kind == "lognormal" else expit(scores)
    return found
