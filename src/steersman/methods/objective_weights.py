"""Weights from the spread of the data alone, as a cross-check of stated ones."""

import numpy as np

from steersman.methods.arrays import FloatArray


def entropy_weights(values: FloatArray) -> FloatArray:
    """Return weights by Shannon entropy: criteria on which alternatives differ count more.

    Args:
        values: Non-negative, shape (alternatives, criteria). Columns without spread get zero; if
            none has spread, all count alike.
    """
    total = values.sum(axis=0)
    shares = values / np.where(total > 0, total, 1.0)
    logs = np.log(np.where(shares > 0, shares, 1.0))
    entropy = -(shares * logs).sum(axis=0) / np.log(max(len(values), 2))
    return _scaled(np.where(total > 0, 1 - entropy, 0.0))


def critic_weights(values: FloatArray) -> FloatArray:
    """Return CRITIC weights (Diakoulaki et al. 1995): spread times conflict with other criteria.

    Args:
        values: More is better in every column, shape (alternatives, criteria). Columns without
            spread get zero; if none has spread, all count alike.
    """
    span = np.ptp(values, axis=0)
    scaled = (values - values.min(axis=0)) / np.where(span > 0, span, 1.0)
    deviation = scaled.std(axis=0, ddof=min(1, len(values) - 1))
    centred = scaled - scaled.mean(axis=0)
    norms = np.sqrt((centred**2).sum(axis=0))
    safe = np.where(norms > 0, norms, 1.0)
    correlation = (centred / safe).T @ (centred / safe)
    return _scaled(deviation * (1 - correlation).sum(axis=1))


def merec_weights(values: FloatArray, costs: np.ndarray) -> FloatArray:
    """Return MEREC weights (Keshavarz-Ghorabaee et al. 2021): the effect of removing a criterion.

    Args:
        values: Positive, shape (alternatives, criteria).
        costs: True for columns of which less is better, shape (criteria,).
    """
    least, most = values.min(axis=0), values.max(axis=0)
    scaled = np.where(costs, values / most, least / values)
    logs = np.abs(np.log(scaled))
    count = values.shape[1]
    whole = np.log(1 + logs.sum(axis=1, keepdims=True) / count)
    without = np.log(1 + (logs.sum(axis=1, keepdims=True) - logs) / count)
    return _scaled(np.abs(without - whole).sum(axis=0))


def _scaled(raw: FloatArray) -> FloatArray:
    positive = np.maximum(raw, 0.0)
    total = positive.sum()
    if total <= 0:
        return np.full(len(raw), 1 / len(raw))
    scaled: FloatArray = positive / total
    return scaled
