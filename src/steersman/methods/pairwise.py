"""Weights from pairwise judgements: the analytic hierarchy process (Saaty 1977)."""

from dataclasses import dataclass

import numpy as np

from steersman.methods.arrays import FloatArray

RANDOM_INDEX = (
    0.0,
    0.0,
    0.58,
    0.90,
    1.12,
    1.24,
    1.32,
    1.41,
    1.45,
    1.49,
    1.51,
    1.48,
    1.56,
    1.57,
    1.59,
)
"""Mean consistency index of random matrices of order 1 to 15 (Saaty 1980)."""
ACCEPTABLE = 0.1
"""Consistency ratio up to which Saaty calls judgements usable."""
SMALLEST_INCONSISTENT = 3
ITERATIONS = 200
SETTLED = 1e-13


@dataclass(frozen=True, slots=True)
class Revision:
    """A judgement that disagrees most with the others, and what they imply instead.

    Attributes:
        row: First item of the pair.
        column: Second item.
        given: Judgement given.
        implied: Judgement that the other ones imply.
    """

    row: int
    column: int
    given: float
    implied: float


@dataclass(frozen=True, slots=True)
class PairwiseWeights:
    """Weights from a matrix of judgements.

    Attributes:
        weights: Principal eigenvector, shape (n,), summing to one.
        largest_eigenvalue: n if the judgements are consistent, more if not.
        consistency_index: (largest eigenvalue - n) / (n - 1).
        consistency_ratio: Consistency index over that of random matrices; 0 for n up to 2.
        revision: The judgement to revise first, None if all agree.
    """

    weights: FloatArray
    largest_eigenvalue: float
    consistency_index: float
    consistency_ratio: float
    revision: Revision | None


def eigenvector_weights(judgements: FloatArray) -> PairwiseWeights:
    """Return weights by the eigenvector method, with the judgement to revise.

    Missing judgements are completed first so that the largest eigenvalue is least
    (:func:`completed`).

    Args:
        judgements: Positive reciprocal matrix, shape (n, n): how many times more the row matters
            than the column; not a number where not judged.

    Raises:
        ValueError: If the matrix is not reciprocal and positive, or leaves items unconnected.
    """
    _check_reciprocal(judgements)
    full = completed(judgements)
    size = len(full)
    values, vectors = np.linalg.eig(full)
    place = int(values.real.argmax())
    weights = np.abs(vectors[:, place].real)
    weights = weights / weights.sum()
    largest = float(values.real[place])
    index = (largest - size) / (size - 1) if size > 1 else 0.0
    random = _random_index(size, int(np.isnan(judgements).sum()) // 2)
    ratio = index / random if random > 0 else 0.0
    return PairwiseWeights(weights, largest, index, ratio, _revision(judgements, weights))


def _random_index(size: int, missing: int) -> float:
    """Return the mean consistency index of random matrices with missing pairs.

    Each missing pair takes its share of what can be inconsistent (Ágoston & Csató 2022).
    """
    if size < SMALLEST_INCONSISTENT:
        return 0.0
    whole = RANDOM_INDEX[min(size, len(RANDOM_INDEX)) - 1]
    return whole * (1 - 2 * missing / ((size - 1) * (size - 2)))


def geometric_mean_weights(judgements: FloatArray) -> FloatArray:
    """Return weights as geometric means of rows (Crawford & Williams 1985).

    Ranks may differ from those of the eigenvector where judgements are inconsistent, which is
    why both are worth seeing.
    """
    _check_reciprocal(judgements)
    means = np.exp(np.log(completed(judgements)).mean(axis=1))
    result: FloatArray = means / means.sum()
    return result


def completed(judgements: FloatArray) -> FloatArray:
    """Return a matrix whose missing judgements make its largest eigenvalue least.

    Cyclic coordinates (Bozóki, Fülöp & Rónyai 2010); at the optimum of one missing pair its entry
    balances what left and right principal eigenvectors say of it, which gives a fixed point.

    Raises:
        ValueError: If the judgements do not connect all items.
    """
    missing = np.isnan(judgements)
    full = np.where(missing, 1.0, judgements)
    if not missing.any():
        return full
    if len(connected_parts(judgements)) > 1:
        raise ValueError("the judgements do not connect all items")
    pairs = [(i, j) for i, j in zip(*np.nonzero(missing), strict=True) if i < j]
    for _ in range(ITERATIONS):
        change = 0.0
        for i, j in pairs:
            right = _principal(full)
            left = _principal(full.T)
            # d(lambda)/d(a_ij) is proportional to left_i right_j - left_j right_i / a_ij^2.
            better = float(np.sqrt(left[j] * right[i] / (left[i] * right[j])))
            change = max(change, abs(np.log(better / full[i, j])))
            full[i, j], full[j, i] = better, 1 / better
        if change < SETTLED:
            break
    return full


def _principal(matrix: FloatArray) -> FloatArray:
    values, vectors = np.linalg.eig(matrix)
    vector: FloatArray = np.abs(vectors[:, int(values.real.argmax())].real)
    return vector


def _revision(judgements: FloatArray, weights: FloatArray) -> Revision | None:
    """Return the judgement farthest from the ratio of weights, and what the others imply for it."""
    ratios = weights[:, None] / weights[None, :]
    distance = np.triu(np.nan_to_num(np.abs(np.log(judgements / ratios))), 1)
    row, column = (int(i) for i in np.unravel_index(distance.argmax(), distance.shape))
    if distance[row, column] <= np.sqrt(SETTLED):
        return None
    without = judgements.copy()
    without[row, column] = without[column, row] = np.nan
    if len(connected_parts(without)) > 1:
        return None
    implied = float(completed(without)[row, column])
    return Revision(row, column, float(judgements[row, column]), implied)


def connected_parts(judgements: FloatArray) -> tuple[tuple[int, ...], ...]:
    """Return the groups of items that judgements connect, each in order."""
    given = (~np.isnan(judgements)).astype(float) + np.eye(len(judgements))
    reached = np.linalg.matrix_power(given, len(judgements)) > 0
    groups = {tuple(int(place) for place in np.nonzero(row)[0]) for row in reached}
    return tuple(sorted(groups))


def _check_reciprocal(judgements: FloatArray) -> None:
    given = ~np.isnan(judgements)
    if (judgements[given] <= 0).any() or (given != given.T).any():
        raise ValueError("judgements must be positive and given with their reciprocals")
    product = np.where(given, judgements * judgements.T, 1.0)
    if not np.allclose(product, 1.0, rtol=1e-6):
        raise ValueError("the judgement of a pair must be the reciprocal of the pair turned round")
