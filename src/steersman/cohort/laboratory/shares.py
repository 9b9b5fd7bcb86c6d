"""Shares of weighted firms with intervals."""

from math import sqrt

from scipy.special import ndtri

from steersman.cohort.laboratory.reform_result import Share

Z = float(ndtri(0.975))


def share_of(sure: float, possible: float, weight: float, squares: float) -> Share:
    """Return the share of firms between what is sure and what is possible.

    Args:
        sure: Weight of firms for which it holds.
        possible: Weight of those for which it may hold, the former included.
        weight: Weight of all firms.
        squares: Sum of the squares of all weights; with the weight it gives Kish's effective sample
            size, that Wilson's interval is taken with.
    """
    if weight <= 0:
        return Share(0.0, 1.0, 0.0, 1.0)
    size = weight**2 / squares
    low, high = sure / weight, min(possible / weight, 1.0)
    return Share(low, high, wilson(low, size)[0], wilson(high, size)[1])


def wilson(share: float, size: float) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927), the size not necessarily whole."""
    middle = (share + Z**2 / (2 * size)) / (1 + Z**2 / size)
    half = Z / (1 + Z**2 / size) * sqrt(share * (1 - share) / size + Z**2 / (4 * size**2))
    return max(middle - half, 0.0), min(middle + half, 1.0)
