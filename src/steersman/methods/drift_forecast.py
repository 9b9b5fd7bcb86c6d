"""Forecast of a number that is read now and then: Brownian motion with a drift to be estimated.

For readings at even times this is the random walk with drift (Hyndman & Athanasopoulos 2021,
Forecasting: principles and practice, 5.2), whose variance h steps ahead is s² h (1 + h / T) with
the drift's own uncertainty counted in; as the variance is estimated too, quantiles are Student's.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

LEAST_READINGS = 3
"""Two differences at least: one for the drift, one more for the spread."""


@dataclass(frozen=True, slots=True)
class DriftForecast:
    """What a number may be at a later time.

    Attributes:
        middle: Median.
        spread: Scale of the Student distribution.
        freedom: Its degrees of freedom.
    """

    middle: float
    spread: float
    freedom: int

    def quantile(self, level: float) -> float:
        """Return a quantile."""
        return float(self.middle + self.spread * student.ppf(level, self.freedom))

    def chance_above(self, target: float) -> float:
        """Return the chance of being at a target or above it."""
        if self.spread == 0:
            return float(self.middle >= target)
        return float(student.sf((target - self.middle) / self.spread, self.freedom))

    def chance_below(self, target: float) -> float:
        """Return the chance of being at a target or below it."""
        if self.spread == 0:
            return float(self.middle <= target)
        return float(student.cdf((target - self.middle) / self.spread, self.freedom))


def drift_forecast(
    times: Sequence[float], values: Sequence[float], at: float
) -> DriftForecast | None:
    """Forecast the value at a time after the last reading.

    Args:
        times: Times of the readings, in any unit, strictly rising.
        values: The readings.
        at: Time to forecast for, not before the last reading.

    Returns:
        The forecast; None where there are too few readings to tell a spread.

    Raises:
        ValueError: If times do not rise, or the forecast is for a time past.
    """
    moments, readings = np.asarray(times, float), np.asarray(values, float)
    steps = np.diff(moments)
    if (steps <= 0).any() or (len(moments) and at < moments[-1]):
        raise ValueError("times must rise, and the forecast lie ahead")
    if len(moments) < LEAST_READINGS:
        return None
    span = moments[-1] - moments[0]
    drift = (readings[-1] - readings[0]) / span
    freedom = len(steps) - 1
    variance = float((((np.diff(readings) - drift * steps) ** 2) / steps).sum() / freedom)
    ahead = at - moments[-1]
    spread = float(np.sqrt(variance * ahead * (1 + ahead / span)))
    return DriftForecast(float(readings[-1] + drift * ahead), spread, freedom)
