"""Drawing a sample anew, so that the spread of any estimate can be seen."""

from collections.abc import Iterator

import numpy as np

from steersman.methods.arrays import FloatArray, IntArray


def rescaled_weights(
    weights: FloatArray, strata: IntArray | None, replicates: int, generator: np.random.Generator
) -> Iterator[FloatArray]:
    """Give weights of samples drawn anew (Rao & Wu 1988; Rao, Wu & Yue 1992).

    From each stratum one firm less than it has is drawn with replacement, and weights are raised to
    make up for it, so that the variance of a total comes out right however small a stratum is. A
    firm alone in its stratum always stays.

    Args:
        weights: Weights of the firms.
        strata: Number of each firm's stratum; None if there are no strata.
        replicates: How often to draw.
        generator: Source of randomness.
    """
    if strata is None:
        members = [np.arange(len(weights))]
    else:
        order = np.argsort(strata, kind="stable")
        members = np.split(order, np.flatnonzero(np.diff(strata[order])) + 1)
    for _ in range(replicates):
        drawn = weights.copy()
        for places in members:
            firms = len(places)
            if firms > 1:
                counts = np.bincount(generator.integers(0, firms, firms - 1), minlength=firms)
                drawn[places] *= counts * firms / (firms - 1)
        yield drawn
