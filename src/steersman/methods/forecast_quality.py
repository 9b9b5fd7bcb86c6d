"""Were past forecasts right: Brier score of chances, coverage of ranges."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import beta

Verdict = Literal["too-few", "too-narrow", "too-wide", "fits"]
SURE = 0.9
"""Probability of the interval for the true coverage."""
LEAST_RANGES = 5


@dataclass(frozen=True, slots=True)
class BrierScore:
    """How good stated chances were.

    Attributes:
        score: Mean squared distance of chance and outcome (Brier 1950), 0 is perfect.
        reference: What always saying the frequency that came out would have scored.
        count: Chances judged.
    """

    score: float
    reference: float
    count: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many outcomes fell into the ranges stated for them.

    Attributes:
        nominal: Share that should.
        inside: How many did.
        before: How many fell below their range.
        after: How many fell above.
        low: Lower end of the 90 % interval for the true share.
        high: Its upper end.
        stretch: Factor on the ranges' width that would have covered the nominal share; None where
            there are too few.
    """

    nominal: float
    inside: int
    before: int
    after: int
    low: float
    high: float
    stretch: float | None

    @property
    def count(self) -> int:
        """Ranges judged."""
        return self.inside + self.before + self.after

    @property
    def verdict(self) -> Verdict:
        """What the ranges were, as far as so few can tell."""
        if self.count < LEAST_RANGES:
            return "too-few"
        if self.high < self.nominal:
            return "too-narrow"
        return "too-wide" if self.low > self.nominal else "fits"


def brier_score(chances: Sequence[float], happened: Sequence[bool]) -> BrierScore | None:
    """Return the Brier score of chances; None without any.

    Args:
        chances: What was said, from 0 to 1.
        happened: What came out, in the same order.
    """
    if not chances:
        return None
    said, outcome = np.asarray(chances, float), np.asarray(happened, float)
    score = float(np.mean((said - outcome) ** 2))
    frequency = float(outcome.mean())
    return BrierScore(score, frequency * (1 - frequency), len(said))


def coverage(
    ranges: Sequence[tuple[float, float, float]], outcomes: Sequence[float], nominal: float
) -> Coverage:
    """Return how ranges covered what came out.

    The interval for the true share is that of Clopper & Pearson (1934).

    Args:
        ranges: Low, middle and high of each range.
        outcomes: What came out, in the same order.
        nominal: Share of outcomes that ranges should hold.
    """
    before = sum(value < low for (low, _, _), value in zip(ranges, outcomes, strict=True))
    after = sum(value > high for (_, _, high), value in zip(ranges, outcomes, strict=True))
    count = len(ranges)
    inside = count - before - after
    tail = (1 - SURE) / 2
    low = float(beta.ppf(tail, inside, count - inside + 1)) if inside else 0.0
    high = float(beta.ppf(1 - tail, inside + 1, count - inside)) if inside < count else 1.0
    stretch: float | None = None
    if count >= LEAST_RANGES:
        stretch = float(
            np.quantile([_stretch(*pair) for pair in zip(ranges, outcomes, strict=True)], nominal)
        )
        stretch = stretch if np.isfinite(stretch) else None
    return Coverage(nominal, inside, before, after, low, high, stretch)


def _stretch(bounds: tuple[float, float, float], outcome: float) -> float:
    """Return the factor on a range's half towards an outcome that would just have reached it."""
    low, middle, high = bounds
    half = high - middle if outcome > middle else middle - low
    if half <= 0:
        return 0.0 if outcome == middle else np.inf
    return abs(outcome - middle) / half
