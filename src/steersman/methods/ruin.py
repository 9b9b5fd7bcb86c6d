"""Chances of running out of cash, in closed form and along simulated paths, compiled.

Closed forms: first passage of Brownian motion with drift (Bachelier 1900; Karlin & Taylor 1975),
ruin of a risk business with exponential claims (Cramér 1930; Lundberg 1903). Paths are watched at
every day's end, and between days by the law of the least value of a Brownian bridge, so that a
balance that dips below the limit within a day is not missed.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from scipy.stats import norm

from steersman.methods.arrays import FloatArray, IntArray

DAYS_PER_MONTH = 30
"""Days of a month on simulated paths, all months alike."""


def first_passage(balance: float, drift: float, noise: float, months: float) -> float:
    """Return the chance that a balance falls to zero within some months.

    Args:
        balance: Balance above the limit now.
        drift: Expected change a month, negative where cash is burnt.
        noise: Standard deviation of a month's change.
        months: Time looked at.

    Raises:
        ValueError: If noise or time is not positive, or the balance is negative.
    """
    if noise <= 0 or months <= 0 or balance < 0:
        raise ValueError("noise and time must be positive, the balance not negative")
    spread = noise * np.sqrt(months)
    direct = norm.cdf((-balance - drift * months) / spread)
    log_reflected = -2 * drift * balance / noise**2
    reflected = norm.logcdf((-balance + drift * months) / spread)
    return float(direct + np.exp(log_reflected + reflected))


def ever_ruined(balance: float, drift: float, noise: float) -> float:
    """Return the chance that a balance ever falls to zero; one where it does not grow."""
    if noise <= 0 or balance < 0:
        raise ValueError("noise must be positive, the balance not negative")
    return 1.0 if drift <= 0 else float(np.exp(-2 * drift * balance / noise**2))


def ruin_with_exponential_losses(
    balance: float, rate: float, mean_loss: float, income: float
) -> float:
    """Return the chance that losses ever exceed the balance and the income until then.

    Args:
        balance: Balance now.
        rate: Losses a month, at random times.
        mean_loss: Mean loss, exponentially distributed.
        income: Income a month.
    """
    if income <= rate * mean_loss:
        return 1.0
    adjustment = 1 / mean_loss - rate / income
    return float(rate * mean_loss / income * np.exp(-adjustment * balance))


class Ruin(NamedTuple):
    """When each path falls below the limit.

    Attributes:
        day: First day on which it does, at any time of day; -1 if never.
        month: First month at whose end it is below; -1 if never.
    """

    day: IntArray
    month: IntArray


@njit(cache=True, nogil=True)
def _watch(opening, flows, noise, luck, limit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202  numba
    paths, days = flows.shape
    day = np.full(paths, -1, np.int64)
    month = np.full(paths, -1, np.int64)
    for path in range(paths):
        balance = opening
        for today in range(days):
            before = balance
            balance += flows[path, today]
            if day[path] < 0:
                if balance < limit:
                    day[path] = today
                elif noise[today] > 0 and before >= limit:
                    room = (before - limit) * (balance - limit)
                    if luck[path, today] < np.exp(-2 * room / noise[today] ** 2):
                        day[path] = today
            if month[path] < 0 and (today + 1) % DAYS_PER_MONTH == 0 and balance < limit:
                month[path] = today // DAYS_PER_MONTH
    return day, month


def watch(
    opening: float, flows: FloatArray, noise: FloatArray, luck: FloatArray, limit: float
) -> Ruin:
    """Return when simulated balances first fall below a limit.

    Args:
        opening: Balance at the beginning.
        flows: Change of every day, noise included, shape (paths, days).
        noise: Standard deviation of each day's noise; zero where money moves only at the day's end.
        luck: Uniform numbers that decide whether a balance dipped within a day, like ``flows``.
        limit: Balance that must be kept.
    """
    return Ruin(*_watch(opening, flows, noise, luck, limit))


def ruined_by(first: IntArray, count: int) -> FloatArray:
    """Return the share of paths ruined by the end of each of ``count`` days or months."""
    hits = np.bincount(first[first >= 0], minlength=count)[:count]
    shares: FloatArray = np.cumsum(hits) / len(first)
    return shares
