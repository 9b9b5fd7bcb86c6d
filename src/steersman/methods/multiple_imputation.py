"""Estimates from several completed data sets as one: Rubin's rules."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import t

from steersman.methods.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class Pooled:
    """An estimate from completed data sets.

    Attributes:
        value: The estimate, shape (estimates,).
        error: Its standard error, with what the completed data disagree about.
        freedom: Degrees of freedom (Barnard & Rubin 1999).
        missing: Share of the variance that is due to what was filled in.
    """

    value: FloatArray
    error: FloatArray
    freedom: FloatArray
    missing: FloatArray

    def interval(self, confidence: float = 0.95) -> tuple[FloatArray, FloatArray]:
        """Return the ends of the interval by Student's t."""
        width = t.ppf((1 + confidence) / 2, self.freedom) * self.error
        return self.value - width, self.value + width

    def chance(self) -> FloatArray:
        """Return the two-sided p-value of no effect; one where there is no error to hold against.

        The value and the error are both zero there.
        """
        with np.errstate(invalid="ignore", divide="ignore"):
            ratio = np.where(self.error > 0, np.abs(self.value) / self.error, 0.0)
        chances: FloatArray = 2 * t.sf(ratio, self.freedom)
        return chances


def pooled(values: FloatArray, errors: FloatArray, freedom: float) -> Pooled:
    """Pool estimates by Rubin's rules (Rubin 1987; degrees of freedom by Barnard & Rubin 1999).

    Args:
        values: Estimates, shape (data sets, estimates).
        errors: Their standard errors.
        freedom: Degrees of freedom that one complete data set gives.
    """
    sets = len(values)
    within = (errors**2).mean(axis=0)
    between = values.var(axis=0, ddof=1) if sets > 1 else np.zeros(values.shape[1])
    added = (1 + 1 / sets) * between
    total = within + added
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(total > 0, added / total, 0.0)
        old = np.where(share > 0, (sets - 1) / share**2, np.inf)
    observed = (freedom + 1) / (freedom + 3) * freedom * (1 - share)
    with np.errstate(divide="ignore"):
        joined = 1 / (1 / old + 1 / np.maximum(observed, 1e-9))
    return Pooled(values.mean(axis=0), np.sqrt(total), np.maximum(joined, 1.0), share)
