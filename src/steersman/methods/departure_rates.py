"""How often people leave: rates of small groups drawn towards a common one, and survival curves.

Counts of departures over person-years are Poisson; the rates of groups come from one gamma
distribution, whose mean is the common rate (gamma-Poisson model: Robbins 1956; Casella 1985).
Survival by Kaplan & Meier (1958).
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import gamma

from steersman.methods.arrays import BoolArray, FloatArray

LEAST, MOST = 0.05, 0.95


@dataclass(frozen=True, slots=True)
class DepartureRate:
    """A yearly rate of leaving with its 90 % interval."""

    mean: float
    low: float
    high: float

    @property
    def chance(self) -> float:
        """Chance of leaving within a year at the mean rate."""
        return float(-np.expm1(-self.mean))


def pooled_rates(
    left: FloatArray, years: FloatArray, base: float, weight: float
) -> tuple[DepartureRate, ...]:
    """Return the rates of groups, each drawn towards a base rate.

    Args:
        left: Departures by group.
        years: Person-years by group.
        base: Rate a year before anything is seen.
        weight: Person-years that the base rate is worth.

    Raises:
        ValueError: If the base rate or its weight is not positive.
    """
    if base <= 0 or weight <= 0:
        raise ValueError("a base rate needs a positive rate and weight")
    found = []
    for count, time in zip(left, years, strict=True):
        shape, scale = base * weight + count, 1 / (weight + time)
        low, high = gamma.ppf([LEAST, MOST], shape, scale=scale)
        found.append(DepartureRate(float(shape * scale), float(low), float(high)))
    return tuple(found)


def survival(durations: FloatArray, left: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Return the times of departures and the share that stays beyond each (Kaplan & Meier 1958).

    Args:
        durations: How long each has been seen.
        left: Whether they left then; the others are still there.
    """
    times = np.unique(durations[left])
    at_risk = np.array([(durations >= time).sum() for time in times])
    gone = np.array([(durations[left] == time).sum() for time in times])
    stays: FloatArray = np.cumprod(1 - gone / at_risk) if len(times) else np.zeros(0)
    return times, stays
