"""Random weights that respect what is known of preferences."""

import numpy as np

from steersman.methods.arrays import FloatArray


def sample_weights(
    generator: np.random.Generator, draws: int, count: int, order: tuple[int, ...] = ()
) -> FloatArray:
    """Draw weight vectors uniformly from the part of the simplex that agrees with a ranking.

    Uniform on the simplex by normalised exponentials (Rubinstein 1982); sorting the components
    gives the uniform distribution on the ordered part, whose centroid is the rank-order-centroid
    weight (Barron & Barrett 1996). Normalising independent uniforms instead would crowd weights
    around the middle and disfavour alternatives that are strong on few criteria.

    Args:
        generator: Source of randomness.
        draws: Number of weight vectors.
        count: Number of criteria.
        order: Positions of criteria from the most important on; those left out rank behind them,
            in no order among themselves.

    Returns:
        Array of shape (draws, count), rows summing to one.
    """
    if sorted(set(order)) != sorted(order) or any(not 0 <= place < count for place in order):
        raise ValueError("the order must name each criterion at most once")
    exponentials = generator.standard_exponential((draws, count))
    weights: FloatArray = exponentials / exponentials.sum(axis=1, keepdims=True)
    if not order:
        return weights
    descending = -np.sort(-weights, axis=1)
    rest = [place for place in range(count) if place not in order]
    result: FloatArray = np.empty_like(weights)
    result[:, list(order)] = descending[:, : len(order)]
    result[:, rest] = generator.permuted(descending[:, len(order) :], axis=1)
    return result


def around(
    generator: np.random.Generator, draws: int, centre: FloatArray, concentration: float
) -> FloatArray:
    """Draw weight vectors scattered around a centre (Dirichlet with the centre as its mean).

    Args:
        generator: Source of randomness.
        draws: Number of weight vectors.
        centre: Positive weights summing to one, shape (count,).
        concentration: How close they stay; the standard deviation of a weight w is
            sqrt(w (1 - w) / (concentration + 1)).
    """
    return generator.dirichlet(centre * concentration, size=draws)
