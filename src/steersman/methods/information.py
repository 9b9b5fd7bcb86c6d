"""What it is worth to know something before deciding: expected value of partial information.

For an input seen in many draws, the values of the options are averaged within narrow bins of it
(Strong & Oakley 2013); the best option per bin against the best overall is what knowing buys.
"""

import numpy as np

from steersman.methods.arrays import FloatArray

BINS = 24


def value_of_knowing(values: FloatArray, known: FloatArray, bins: int = BINS) -> float:
    """Return by how much the expected value of the best option rises if an input is known.

    The best option of each bin is chosen on one half of the draws and judged on the other, so that
    chance differences between bins are not taken for value.

    Args:
        values: Value of each option, shape (draws, options).
        known: The input, shape (draws,).
        bins: Number of bins, each with as many draws.
    """
    edges = np.unique(np.quantile(known, np.linspace(0, 1, bins + 1)[1:-1]))
    place = np.searchsorted(edges, known, side="right")
    half = len(values) // 2
    total = 0.0
    for seen, judged in ((slice(half), slice(half, None)), (slice(half, None), slice(half))):
        before = int(values[seen].mean(axis=0).argmax())
        for bin_ in range(len(edges) + 1):
            inside, outside = place[seen] == bin_, place[judged] == bin_
            if inside.any() and outside.any():
                choice = int(values[seen][inside].mean(axis=0).argmax())
                gain = values[judged][outside]
                total += float((gain[:, choice] - gain[:, before]).sum())
    return max(total / len(values), 0.0)
