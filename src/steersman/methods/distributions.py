"""Quantile functions, so that common random numbers can be turned into any distribution."""

import numpy as np

from steersman.methods.arrays import FloatArray


def triangular_quantile(
    chance: FloatArray, low: FloatArray, likely: FloatArray, high: FloatArray
) -> FloatArray:
    """Return quantiles of triangular distributions; a range of no width gives its value.

    Args:
        chance: Values in [0, 1), any shape.
        low: Least value, broadcast against ``chance``.
        likely: Mode.
        high: Greatest value.
    """
    width = np.asarray(high - low, dtype=float)
    safe = np.where(width > 0, width, 1.0)
    turn = (likely - low) / safe
    rising = low + np.sqrt(np.maximum(chance * width * (likely - low), 0.0))
    falling = high - np.sqrt(np.maximum((1 - chance) * width * (high - likely), 0.0))
    return np.where(width > 0, np.where(chance < turn, rising, falling), low)
