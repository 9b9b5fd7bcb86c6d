"""Losses of a risk register: how often, how much, and the chance that a year exceeds an amount.

A range is read as the 5 % and 95 % quantile of a lognormal distribution, events come at random
times (Hubbard & Seiersen 2016; the same reading as riskquant).
"""

from dataclasses import dataclass
from math import exp, expm1, log

import numpy as np
from scipy.stats import norm

from steersman.methods.arrays import FloatArray, IntArray

NINETY = float(norm.ppf(0.95))


@dataclass(frozen=True, slots=True)
class LossEvent:
    """A kind of loss.

    Attributes:
        rate: Expected number of events a year.
        low: Loss that is exceeded in 95 % of events.
        high: Loss that is exceeded in 5 % of events.
        once: Whether it can happen only once.
    """

    rate: float
    low: float
    high: float
    once: bool = False

    def __post_init__(self) -> None:
        if self.rate < 0 or not 0 < self.low <= self.high:
            raise ValueError("a rate must not be negative, and 0 < low <= high")

    @property
    def location(self) -> float:
        """Mean of the logarithm of a loss."""
        return (log(self.low) + log(self.high)) / 2

    @property
    def scale(self) -> float:
        """Standard deviation of the logarithm of a loss."""
        return (log(self.high) - log(self.low)) / (2 * NINETY)

    @property
    def mean_loss(self) -> float:
        """Expected loss of a year, the first one of what can happen only once."""
        events = -expm1(-self.rate) if self.once else self.rate
        return events * exp(self.location + self.scale**2 / 2)


def yearly_rate(chance: float) -> float:
    """Return the rate of events a year from the chance of at least one."""
    return float(-np.log1p(-chance))


@dataclass(frozen=True, slots=True)
class DrawnLosses:
    """Losses drawn: one entry per event, in no order.

    Attributes:
        path: Which path an event belongs to.
        years: When it happens.
        amount: What it costs.
    """

    path: IntArray
    years: FloatArray
    amount: FloatArray


def draw_losses(
    event: LossEvent, paths: int, years: float, generator: np.random.Generator
) -> DrawnLosses:
    """Draw events of one kind over some years on many paths."""
    if event.once:
        waits = generator.standard_exponential(paths)
        path = np.flatnonzero(waits < event.rate * years)
        when = waits[path] / event.rate if event.rate else waits[path]
    else:
        counts = generator.poisson(event.rate * years, paths)
        path = np.repeat(np.arange(paths), counts)
        when = generator.uniform(0, years, len(path))
    amounts = np.exp(event.location + event.scale * generator.standard_normal(len(path)))
    return DrawnLosses(path, when, amounts)


def exceedance(losses: FloatArray, levels: FloatArray) -> FloatArray:
    """Return the share of losses above each level."""
    ordered = np.sort(losses)
    above: FloatArray = 1 - np.searchsorted(ordered, levels, side="right") / len(losses)
    return above
