"""The firm against its own past and against a cohort of firms."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from steersman.diagnose.factors import factor_ids
from steersman.diagnose.result import Diagnosis
from steersman.methods.arrays import FloatArray

LEAST_FIRMS = 10
"""Firms that a cohort must hold for a percentile to be said, and for none to show through."""


@dataclass(frozen=True, slots=True)
class Trend:
    """How a factor has changed since an earlier dossier.

    Attributes:
        factor: Its id.
        before: Mean score then.
        now: Mean score now.
        low: 5 % quantile of the change.
        high: 95 % quantile.
        better: Chance that it has risen.
    """

    factor: str
    before: float
    now: float
    low: float
    high: float
    better: float


@dataclass(frozen=True, slots=True)
class Percentile:
    """Where a factor stands in a cohort, 0 (weakest) to 100, with a 90 % interval."""

    factor: str
    percentile: float
    low: float
    high: float
    firms: int


@dataclass(frozen=True, slots=True)
class ReferenceScores:
    """How a factor's scores are distributed in a cohort, without its firms.

    Attributes:
        levels: Shares of firms, rising, between 0 and 1.
        scores: The score that each share of firms does not exceed.
        firms: Firms in the cohort whose score is known.
    """

    levels: FloatArray
    scores: FloatArray
    firms: int


Cohort = Mapping[str, FloatArray | ReferenceScores]
"""Scores of firms by factor, not a number where unknown, or how they are distributed."""


def trends(now: Diagnosis, before: Diagnosis) -> tuple[Trend, ...]:
    """Return the change of every factor; both diagnoses are taken as independent.

    Two diagnoses may come from the same random numbers, so that one is taken in reverse.
    """
    draws = min(len(now.draws), len(before.draws))
    change = now.draws[:draws] - before.draws[:draws][::-1]
    low, high = np.quantile(change, [0.05, 0.95], axis=0)
    return tuple(
        Trend(
            factor,
            float(before.draws[:, place].mean()),
            float(now.draws[:, place].mean()),
            float(low[place]),
            float(high[place]),
            float((change[:, place] > 0).mean()),
        )
        for place, factor in enumerate(factor_ids())
    )


def percentiles(diagnosis: Diagnosis, cohort: Cohort) -> tuple[Percentile, ...]:
    """Return the place of every factor in a cohort.

    Args:
        diagnosis: The firm.
        cohort: What is known of other firms; factors known of fewer than ten are left out.
    """
    found = []
    for place, factor in enumerate(factor_ids()):
        known = cohort.get(factor, np.empty(0))
        drawn = diagnosis.draws[:, place]
        if isinstance(known, ReferenceScores):
            ranks, firms = _ranks_between(drawn, known), known.firms
        else:
            ranks, firms = _ranks_among(drawn, known), int((~np.isnan(known)).sum())
        if firms < LEAST_FIRMS:
            continue
        low, high = np.quantile(ranks, [0.05, 0.95])
        found.append(Percentile(factor, float(ranks.mean()), float(low), float(high), firms))
    return tuple(found)


def _ranks_among(drawn: FloatArray, known: FloatArray) -> FloatArray:
    """Return the places of scores among those of firms; equal ones share a place."""
    scores = np.sort(known[~np.isnan(known)])
    below = np.searchsorted(scores, drawn, side="left")
    upto = np.searchsorted(scores, drawn, side="right")
    ranks: FloatArray = 50 * (below + upto) / max(len(scores), 1)
    return ranks


def _ranks_between(drawn: FloatArray, known: ReferenceScores) -> FloatArray:
    """Return the places of scores on the line through quantiles, which ends at 0 and 100 points."""
    scores = np.concatenate([[0.0], known.scores, [100.0]])
    levels = np.concatenate([[0.0], known.levels, [1.0]])
    below = np.searchsorted(scores, drawn, side="left")
    upto = np.searchsorted(scores, drawn, side="right")
    equal = upto > below
    among = (levels[np.minimum(below, len(levels) - 1)] + levels[np.maximum(upto - 1, 0)]) / 2
    ranks: FloatArray = 100 * np.where(equal, among, np.interp(drawn, scores, levels))
    return ranks
