"""Weights from pairwise, best-worst and data: published tables (see each test for its source)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymcdm import weights as peer

from steersman.methods.best_worst import linear_best_worst, minmax_best_worst
from steersman.methods.objective_weights import critic_weights, entropy_weights, merec_weights
from steersman.methods.pairwise import (
    completed,
    connected_parts,
    eigenvector_weights,
    geometric_mean_weights,
)


def reciprocal(size: int, *judgements: float | None) -> np.ndarray:
    """A matrix from its upper triangle row by row; None for a missing judgement."""
    matrix = np.eye(size)
    for (row, column), given_ in zip(
        zip(*np.triu_indices(size, 1), strict=True), judgements, strict=True
    ):
        matrix[row, column] = np.nan if given_ is None else given_
        matrix[column, row] = np.nan if given_ is None else 1 / given_
    return matrix


HOUSE = reciprocal(
    8,
    5, 3, 7, 6, 6, 1 / 3, 1 / 4,
    1 / 3, 5, 3, 3, 1 / 5, 1 / 7,
    6, 3, 4, 6, 1 / 5,
    1 / 3, 1 / 4, 1 / 7, 1 / 8,
    1 / 2, 1 / 5, 1 / 6,
    1 / 5, 1 / 6,
    1 / 2,
)  # fmt: skip


def test_saatys_house() -> None:
    """Saaty's choice of a house, eight criteria; the two methods swap ranks two and three."""
    found = eigenvector_weights(HOUSE)
    expected = [0.1730, 0.0540, 0.1881, 0.0175, 0.0310, 0.0363, 0.1668, 0.3332]
    assert found.weights == pytest.approx(expected, abs=5e-5)
    assert found.largest_eigenvalue == pytest.approx(9.6689, abs=5e-5)
    assert found.consistency_index == pytest.approx(0.2384, abs=5e-5)
    assert found.consistency_ratio == pytest.approx(0.1691, abs=5e-5)
    expected = [0.175, 0.063, 0.149, 0.019, 0.036, 0.042, 0.167, 0.350]
    assert geometric_mean_weights(HOUSE) == pytest.approx(expected, abs=5e-4)


def test_the_judgement_to_revise_mends_most() -> None:
    """Replacing the named judgement by what the others imply lowers the inconsistency."""
    found = eigenvector_weights(HOUSE)
    assert found.revision is not None
    place = (found.revision.row, found.revision.column)
    assert HOUSE[place] == found.revision.given
    mended = HOUSE.copy()
    mended[place] = found.revision.implied
    mended[place[::-1]] = 1 / found.revision.implied
    assert eigenvector_weights(mended).consistency_ratio < 0.9 * found.consistency_ratio


def test_saatys_drinks() -> None:
    """Saaty 2008, consumption of drinks: coffee, wine, tea, beer, soda, milk, water."""
    matrix = reciprocal(
        7,
        9, 5, 2, 1, 1, 1 / 2,
        1 / 3, 1 / 9, 1 / 9, 1 / 9, 1 / 9,
        1 / 3, 1 / 4, 1 / 3, 1 / 9,
        1 / 2, 1, 1 / 3,
        2, 1 / 2,
        1 / 3,
    )  # fmt: skip
    found = eigenvector_weights(matrix)
    expected = [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327]
    assert found.weights == pytest.approx(expected, abs=6e-4)
    assert found.consistency_ratio == pytest.approx(0.022, abs=5e-4)
    assert found.largest_eigenvalue == pytest.approx(7.1766, abs=5e-5)


def test_an_incomplete_matrix() -> None:
    """Bozóki, Fülöp & Rónyai 2010: the missing judgement of c against d is 0.7302971.

    The published ratio of 0.0372 takes 0.8270 as the random index (Donegan & Dodd 1991).
    """
    matrix = reciprocal(4, 1, 5, 2, 3, 4, None)
    assert completed(matrix)[2, 3] == pytest.approx(0.7302971, abs=5e-7)
    found = eigenvector_weights(matrix)
    assert found.weights == pytest.approx([0.3738, 0.3920, 0.0985, 0.1357], abs=5e-5)
    assert found.consistency_index / 0.8270 == pytest.approx(0.0372, abs=5e-5)


@pytest.mark.parametrize(
    ("size", "missing", "simulated"), [(4, 1, 0.561), (5, 4, 0.402), (6, 7, 0.396)]
)
def test_the_random_index_of_incomplete_matrices(size: int, missing: int, simulated: float) -> None:
    """Means of random incomplete matrices, and the rule of Ágoston & Csató 2022."""
    matrix = reciprocal(size, *range(1, size * (size - 1) // 2 + 1))
    for row, column in list(zip(*np.triu_indices(size, 1), strict=True))[-missing:]:
        matrix[row, column] = matrix[column, row] = np.nan
    if len(connected_parts(matrix)) > 1:
        matrix[0, 1:] = 1.0
        matrix[1:, 0] = 1.0
    found = eigenvector_weights(matrix)
    gone = int(np.isnan(matrix).sum()) // 2
    if gone == missing:
        assert found.consistency_index / found.consistency_ratio == pytest.approx(
            simulated, rel=0.15
        )


def test_what_others_imply_leaves_the_judgement_itself_out() -> None:
    """A over B 3, B over C 3, C over A 5: the first two imply 1/9 for C over A, and so on."""
    found = eigenvector_weights(reciprocal(3, 3, 1 / 5, 3))
    assert found.revision is not None
    place = (found.revision.row, found.revision.column)
    implied = {(0, 2): 9, (0, 1): 1 / 15, (1, 2): 1 / 15}
    assert found.revision.implied == pytest.approx(implied[place])


@given(st.lists(st.floats(0.05, 1), min_size=3, max_size=8))
def test_consistent_judgements_give_their_weights_back(raw: list[float]) -> None:
    weights = np.array(raw) / sum(raw)
    matrix = weights[:, None] / weights[None, :]
    found = eigenvector_weights(matrix)
    assert found.weights == pytest.approx(weights, rel=1e-6)
    assert geometric_mean_weights(matrix) == pytest.approx(weights, rel=1e-6)
    assert found.consistency_ratio == pytest.approx(0, abs=1e-9)
    assert found.revision is None


def test_contradictory_judgements_are_flagged_not_hidden() -> None:
    """One above two, two above three, three above one: equal weights, but far from consistent."""
    found = eigenvector_weights(reciprocal(3, 9, 1 / 9, 9))
    assert found.weights == pytest.approx([1 / 3] * 3)
    assert found.consistency_ratio > 1


@pytest.mark.parametrize(
    "matrix",
    [np.array([[1, 2], [2, 1.0]]), np.array([[1, -1], [-1, 1.0]]), reciprocal(3, 2, None, None)],
)
def test_what_is_no_judgement_matrix_is_refused(matrix: np.ndarray) -> None:
    with pytest.raises(ValueError, match="judgement"):
        eigenvector_weights(matrix)


def test_both_best_worst_models() -> None:
    """Rezaei 2015 (min-max, xi .2583) and 2016 (linear, xi .0357) on one example."""
    best, worst = np.array([8.0, 2, 1]), np.array([1.0, 5, 8])
    old, linear = minmax_best_worst(best, worst), linear_best_worst(best, worst)
    assert old.weights == pytest.approx([0.0714, 0.3387, 0.5899], abs=5e-5)
    assert old.deviation == pytest.approx(0.2583, abs=5e-5)
    assert linear.weights == pytest.approx([0.0714, 0.3214, 0.6071], abs=5e-5)
    assert linear.deviation == pytest.approx(0.0357, abs=5e-5)


def test_linear_best_worst_with_five_criteria() -> None:
    """Recomputed for the reference of this project; the second case is fully consistent."""
    found = linear_best_worst(np.array([2.0, 1, 4, 3, 8]), np.array([4.0, 8, 4, 2, 1]))
    assert found.weights == pytest.approx([0.2462, 0.4308, 0.1231, 0.1538, 0.0462], abs=5e-5)
    assert found.deviation == pytest.approx(0.0615, abs=5e-5)
    found = linear_best_worst(np.array([2.0, 1, 4, 2, 8]), np.array([4.0, 8, 2, 4, 1]))
    assert found.weights == pytest.approx([0.2105, 0.4211, 0.1053, 0.2105, 0.0526], abs=5e-5)
    assert found.deviation == pytest.approx(0, abs=1e-9)


def test_critic_of_software_choice() -> None:
    """Tuş & Aytaç Adalı 2019, time and attendance software."""
    values = np.array(
        [[5000, 3, 3, 4, 3, 2], [680, 5, 3, 2, 2, 1], [2000, 3, 2, 3, 4, 3],
         [600, 4, 3, 1, 2, 2], [800, 2, 4, 3, 3, 4.0]]
    )  # fmt: skip
    expected = [0.157, 0.249, 0.168, 0.121, 0.154, 0.151]
    assert critic_weights(values) == pytest.approx(expected, abs=6e-4)
    assert critic_weights(values) == pytest.approx(peer.critic_weights(values), abs=1e-9)


def test_merec() -> None:
    """Keshavarz-Ghorabaee et al. 2021."""
    values = np.array(
        [[450, 8000, 54, 145], [10, 9100, 2, 160], [100, 8200, 31, 153],
         [220, 9300, 1, 162], [5, 8400, 23, 158.0]]
    )  # fmt: skip
    found = merec_weights(values, np.array([False, False, True, True]))
    assert found == pytest.approx([0.5752, 0.0141, 0.4016, 0.0091], abs=5e-5)


@given(st.integers(0, 10_000))
def test_entropy_as_in_pymcdm(seed: int) -> None:
    values = np.random.default_rng(seed).uniform(0.1, 9, size=(6, 4))
    assert entropy_weights(values) == pytest.approx(peer.entropy_weights(values), abs=1e-9)


def test_no_spread_means_equal_weights_not_a_division_by_zero() -> None:
    same = np.full((4, 3), 2.0)
    for weights in (entropy_weights, critic_weights):
        assert weights(same) == pytest.approx([1 / 3] * 3)
