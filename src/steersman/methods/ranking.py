"""Classic ways to rank alternatives, each with its variant named.

They serve as a cross-check of the additive value model: libraries give different answers under one
name, so a name alone says too little. Every function takes values of which more is better; a
column of costs is negated or turned round before.
"""

import numpy as np

from steersman.methods.arrays import FloatArray


def weighted_sum(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Return additive values, shape (m,), of values (m, n) that share a scale."""
    scores: FloatArray = values @ weights
    return scores


def weighted_product(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Return weighted geometric means: little compensates for a zero. Values non-negative."""
    with np.errstate(divide="ignore"):
        logs = np.where(weights > 0, weights * np.log(values), 0.0)
    scores: FloatArray = np.exp(logs.sum(axis=1))
    return scores


def topsis(values: FloatArray, weights: FloatArray, *, scaling: str = "vector") -> FloatArray:
    """Return closeness to the ideal (Hwang & Yoon 1981), 0 to 1.

    Args:
        values: Shape (m, n); costs as negated values.
        weights: Shape (n,).
        scaling: ``vector`` divides columns by their length, as in the textbook; ``range`` maps
            them to 0 to 1, as several libraries do by default. The winner may differ.
    """
    scaled = _scaled(values, scaling) * weights
    best, worst = scaled.max(axis=0), scaled.min(axis=0)
    to_best = np.sqrt(((scaled - best) ** 2).sum(axis=1))
    to_worst = np.sqrt(((scaled - worst) ** 2).sum(axis=1))
    total = to_best + to_worst
    closeness: FloatArray = np.where(total > 0, to_worst / np.where(total > 0, total, 1.0), 0.5)
    return closeness


def _scaled(values: FloatArray, scaling: str) -> FloatArray:
    if scaling == "vector":
        length = np.sqrt((values**2).sum(axis=0))
        return values / np.where(length > 0, length, 1.0)
    if scaling == "range":
        return _ranged(values)
    raise ValueError(f"unknown scaling {scaling!r}")


def _ranged(values: FloatArray) -> FloatArray:
    span = np.ptp(values, axis=0)
    scaled: FloatArray = (values - values.min(axis=0)) / np.where(span > 0, span, 1.0)
    return scaled


def vikor(values: FloatArray, weights: FloatArray, *, majority: float = 0.5) -> FloatArray:
    """Return the compromise measure Q (Opricovic & Tzeng 2004): 0 is best, 1 worst.

    Args:
        values: Shape (m, n).
        weights: Shape (n,).
        majority: Weight of the group's utility against the largest single regret.
    """
    shortfall = weights * (values.max(axis=0) - values) / _span(values)
    utility, regret = shortfall.sum(axis=1), shortfall.max(axis=1)
    compromise: FloatArray = majority * _unit(utility) + (1 - majority) * _unit(regret)
    return compromise


def _span(values: FloatArray) -> FloatArray:
    span = np.ptp(values, axis=0)
    return np.where(span > 0, span, 1.0)


def _unit(column: FloatArray) -> FloatArray:
    span = np.ptp(column)
    return (column - column.min()) / span if span > 0 else np.zeros(len(column))


def promethee(
    values: FloatArray,
    weights: FloatArray,
    *,
    indifference: FloatArray | None = None,
    preference: FloatArray | None = None,
) -> FloatArray:
    """Return PROMETHEE II net flows (Brans & Vincke 1985), -1 to 1, more is better.

    Without thresholds any difference counts fully (usual criterion); with them preference grows
    linearly from the indifference to the preference threshold.

    Args:
        values: Shape (m, n).
        weights: Shape (n,).
        indifference: Thresholds q, shape (n,).
        preference: Thresholds p, shape (n,), at least q.
    """
    ahead = values[:, None, :] - values[None, :, :]
    if preference is None:
        degree = (ahead > 0).astype(float)
    else:
        floor = np.zeros(values.shape[1]) if indifference is None else indifference
        width = np.where(preference > floor, preference - floor, 1.0)
        steep = (ahead > floor).astype(float)
        degree = np.where(preference > floor, np.clip((ahead - floor) / width, 0, 1), steep)
    preferred = degree @ weights
    flows: FloatArray = (preferred.sum(axis=1) - preferred.sum(axis=0)) / max(len(values) - 1, 1)
    return flows


def electre_iii(
    values: FloatArray,
    weights: FloatArray,
    indifference: FloatArray,
    preference: FloatArray,
    veto: FloatArray | None = None,
) -> FloatArray:
    """Return net credibility of outranking by ELECTRE III (Roy 1978).

    Credibility is worked out as in the original; the order is the net flow of credibility instead
    of the two distillations, so that it is complete and has no free cutting parameters.

    Args:
        values: Shape (m, n).
        weights: Shape (n,), summing to one.
        indifference: Thresholds q, shape (n,).
        preference: Thresholds p, shape (n,), above q.
        veto: Thresholds v above p, or None for no veto.
    """
    credibility = electre_credibility(values, weights, indifference, preference, veto)
    net: FloatArray = credibility.sum(axis=1) - credibility.sum(axis=0)
    return net


def electre_credibility(
    values: FloatArray,
    weights: FloatArray,
    indifference: FloatArray,
    preference: FloatArray,
    veto: FloatArray | None = None,
) -> FloatArray:
    """Return the credibility that the row is at least as good as the column, shape (m, m)."""
    behind = values[None, :, :] - values[:, None, :]
    width = np.where(preference > indifference, preference - indifference, 1.0)
    concordance = np.clip((preference - behind) / width, 0, 1) @ weights
    if veto is None:
        return np.asarray(concordance)
    room = np.where(veto > preference, veto - preference, 1.0)
    discordance = np.clip((behind - preference) / room, 0, 1)
    overall = concordance[:, :, None]
    slack = np.where(overall < 1, 1 - overall, 1.0)
    reduced = np.where(discordance > overall, (1 - discordance) / slack, 1.0)
    credibility: FloatArray = concordance * reduced.prod(axis=2)
    return credibility
