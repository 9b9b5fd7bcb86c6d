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


def percentiles(diagnosis: Diagnosis, cohort: Mapping[str, FloatArray]) -> tuple[Percentile, ...]:
    """Return the place of every factor in a cohort.

    Args:
        diagnosis: The firm.
        cohort: Scores of firms by factor, not a number where unknown; factors known of fewer than
            ten firms are left out.
    """
    found = []
    for place, factor in enumerate(factor_ids()):
        scores = np.sort(cohort.get(factor, np.empty(0)))
        scores = scores[~np.isnan(scores)]
        if len(scores) < LEAST_FIRMS:
            continue
        drawn = diagnosis.draws[:, place]
        below = np.searchsorted(scores, drawn, side="left")
        upto = np.searchsorted(scores, drawn, side="right")
        ranks = 50 * (below + upto) / len(scores)
        low, high = np.quantile(ranks, [0.05, 0.95])
        found.append(Percentile(factor, float(ranks.mean()), float(low), float(high), len(scores)))
    return tuple(found)
