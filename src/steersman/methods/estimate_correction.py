"""By what factor a firm's own estimates of time are off, from what it has finished.

Reference class forecasting (Kahneman & Tversky 1979; Flyvbjerg 2006) with the firm as its own
class. The logarithm of actual over estimated time is normal about the logarithm of the factor; work
still running tells that it takes longer than it has run already, so that slow work is not
overlooked because it is not finished yet. A prior about one keeps few cases from speaking too
loudly.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

PRIOR_SPREAD = 0.3
"""Spread of log factors among firms: most lie between 0.6 and 1.65; our judgement."""
OWN_SPREAD = 0.2
"""Spread of the log factor among pieces of one firm's work beyond their ranges; our judgement."""
GRID = np.linspace(-1.5, 1.5, 1201)


@dataclass(frozen=True, slots=True)
class TimedWork:
    """A piece of work, estimated and timed.

    Attributes:
        estimated: Mean of its estimate, in any unit.
        variation: Standard deviation of the estimate over its mean.
        taken: How long it took, or has run so far.
        finished: Whether it is done.
    """

    estimated: float
    variation: float
    taken: float
    finished: bool


@dataclass(frozen=True, slots=True)
class Correction:
    """A factor on estimates: posterior median, and its 90 % interval."""

    factor: float
    low: float
    high: float
    finished: int


def estimate_correction(work: Sequence[TimedWork]) -> Correction:
    """Return the factor by which estimates must be multiplied.

    Args:
        work: What was estimated, and how long it took or has run; running work that has not run at
            all says nothing.

    Raises:
        ValueError: If a time is not positive.
    """
    if any(piece.estimated <= 0 or piece.taken <= 0 for piece in work):
        raise ValueError("times must be positive")
    weight = norm.logpdf(GRID, 0, PRIOR_SPREAD)
    for piece in work:
        spread = np.sqrt(np.log1p(piece.variation**2) + OWN_SPREAD**2)
        centre = GRID + np.log(piece.estimated) - np.log1p(piece.variation**2) / 2
        law = norm.logpdf if piece.finished else norm.logsf
        weight = weight + law(np.log(piece.taken), centre, spread)
    share = np.exp(weight - weight.max())
    below = np.cumsum(share) / share.sum()
    low, middle, high = (
        float(np.exp(np.interp(level, below, GRID))) for level in (0.05, 0.5, 0.95)
    )
    return Correction(middle, low, high, sum(piece.finished for piece in work))
