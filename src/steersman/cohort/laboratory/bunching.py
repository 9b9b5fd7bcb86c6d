"""Firms too many just inside a bound, against a smooth count.

Chetty, R., Friedman, J. N., Olsen, T., and Pistaferri, L. (2011). Adjustment costs, firm responses,
and micro vs. macro labor supply elasticities. Quarterly Journal of Economics 126, 749-804: a
polynomial is fitted to the counts in bins, those near the bound left out; the excess is what the
bins just inside hold beyond it, over the fitted count of one bin.
"""

import numpy as np

from steersman.cohort.laboratory.reform_result import Bin, Bunching
from steersman.methods.arrays import FloatArray

REACH, WINDOW, DEGREE = 30, 3, 4
"""Bins to each side, bins just inside, degree of the polynomial."""
LEAST = 1000
"""Firms that the bins must hold."""
REPEATS = 400


def bunching_of(bins: tuple[Bin, ...], width: float) -> Bunching | None:
    """Return the excess of firms just inside a bound, None if there are too few.

    Args:
        bins: Firms by distance from the bound, not negative inside.
        width: Width of a bin, as a share of the bound.

    The interval is a parametric bootstrap: counts drawn again from their Poisson distributions.
    """
    places = np.arange(-REACH, REACH)
    held = {round(entry.distance / width): entry.firms for entry in bins}
    counts = np.array([held.get(int(place), 0) for place in places], dtype=float)
    if counts.sum() < LEAST:
        return None
    drawn = np.random.default_rng(0).poisson(counts, (REPEATS, len(counts))).astype(float)
    found = _excess(drawn, places)
    low, high = np.quantile(found, [0.025, 0.975])
    excess = float(_excess(counts[None], places)[0])
    return Bunching(excess, float(low), float(high), WINDOW * width)


def _excess(counts: FloatArray, places: np.ndarray) -> FloatArray:
    near = (places >= -WINDOW) & (places < WINDOW)
    inside = (places >= 0) & near
    powers = np.vander(places / REACH, DEGREE + 1)
    fit = np.linalg.lstsq(powers[~near], counts[:, ~near].T, rcond=None)[0]
    expected = np.maximum((powers[inside] @ fit).T, 0.5)
    found: FloatArray = (counts[:, inside] - expected).sum(axis=1) / expected.mean(axis=1)
    return found
