"""The audit of released figures, against brute force and against rank tests."""

from fractions import Fraction
from itertools import combinations
from math import log2

import numpy as np
import pytest

from steersman.methods.release_audit import audit_release, min_entropy
from steersman.methods.suppression import counted_with


def isolated(cells: list[list[int]], threshold: int = 5) -> set[tuple[int, ...]]:
    """Return the sets of people told on, each row checked to be what its combination gives."""
    matrix = np.array(cells)
    found = audit_release(matrix, np.empty((matrix.shape[1], 0)), threshold).isolated
    for entry in found:
        row = sum(
            (weight * matrix[cell].astype(object) for cell, weight in entry.combination),
            np.zeros(matrix.shape[1], object),
        )
        assert tuple(np.flatnonzero(row)) == entry.people
    return {entry.people for entry in found}


def test_a_small_cell_and_a_difference_are_found() -> None:
    assert isolated([[1] * 8, [1] * 6 + [0] * 2]) == {(6, 7)}
    assert isolated([[1] * 8, [1, 1] + [0] * 6]) == {(0, 1)}
    assert isolated([[1] * 10, [1] * 5 + [0] * 5]) == set()


def test_who_is_in_no_cell_is_not_told_on() -> None:
    assert isolated([[1] * 6 + [0]]) == set()


def test_a_union_less_a_cell_is_found_with_how_it_is_done() -> None:
    """Two disjoint groups together less a third that holds all of them but one."""
    cells = np.array([[1] * 5 + [0] * 6, [0] * 5 + [1] * 6, [1] * 10 + [0]])
    (found,) = audit_release(cells, np.empty((11, 0)), 5).isolated
    assert found.people == (10,)
    assert found.combination == ((0, Fraction(1)), (1, Fraction(1)), (2, Fraction(-1)))
    assert audit_release(cells, np.empty((11, 0)), 5).determined == (10,)


def test_three_pairs_of_cells_determine_each() -> None:
    """a+b, b+c and a+c, each of six people: half of two less the third gives two people."""
    a, b, c = ([1 if place // 2 == own else 0 for place in range(6)] for own in range(3))
    rows = [[x + y for x, y in zip(one, two, strict=True)] for one, two in ((a, b), (b, c), (a, c))]
    assert isolated(rows) == {(0, 1), (2, 3), (4, 5)}


@pytest.mark.parametrize("seed", range(40))
def test_the_same_sets_as_by_rank(seed: int) -> None:
    """A set is told on if leaving its columns out lowers the rank; floats are enough when small."""
    rng = np.random.default_rng(seed)
    people = int(rng.integers(5, 10))
    cells = rng.integers(0, 2, (int(rng.integers(1, 6)), people))
    rank = np.linalg.matrix_rank(cells)
    told: list[set[int]] = []
    for size in range(1, 4):
        for chosen in combinations(range(people), size):
            rest = np.delete(cells, chosen, axis=1)
            fewer = rest.shape[1] == 0 or np.linalg.matrix_rank(rest) < rank
            if fewer and not any(earlier <= set(chosen) for earlier in told):
                told.append(set(chosen))
    found = isolated(cells.tolist(), 4)
    assert {tuple(sorted(entry)) for entry in told} == found


@pytest.mark.parametrize("seed", range(20))
def test_whose_answer_is_determined_is_whose_unit_vector_is_in_the_row_space(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cells = rng.integers(0, 2, (4, 7))
    audit = audit_release(cells, np.empty((7, 0)), 5)
    rank = np.linalg.matrix_rank(cells)
    units = np.eye(7)
    inside = [p for p in range(7) if np.linalg.matrix_rank(np.vstack([cells, units[p]])) == rank]
    assert sorted(audit.determined) == inside


def test_unanimous_cells_are_named() -> None:
    answers = np.array([[3.0, 1], [3, 2], [3, np.nan], [4, np.nan]])
    cells = np.array([[1, 1, 1, 0], [1, 1, 1, 1]])
    assert audit_release(cells, answers, 3).unanimous == ((0, 0),)
    assert not audit_release(cells, answers, 3).safe


def test_min_entropy_is_the_best_guess() -> None:
    assert min_entropy(np.array([2.0, 2, np.nan])) == 0
    assert min_entropy(np.array([1.0, 2, 2, 3])) == pytest.approx(1)
    assert min_entropy(np.array([1.0, 2, 3])) == pytest.approx(log2(3))


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"a": 6, "b": 7, "rest": 8}, {"a": "a", "b": "b", "rest": "rest"}),
        ({"a": 2, "b": 7, "rest": 8}, {"a": "rest", "b": "b", "rest": "rest"}),
        ({"a": 2, "b": 7, "c": 6, "rest": 1}, {"a": "rest", "b": "b", "c": "rest", "rest": "rest"}),
        ({"a": 2, "b": 7}, {"a": "rest", "b": "rest"}),
        ({"a": 9, "b": 7, "rest": 0}, {"a": "a", "b": "b"}),
        ({"a": 9, "rest": 4}, {"a": "rest", "rest": "rest"}),
        ({"a": 1, "rest": 2}, {"a": "rest", "rest": "rest"}),
        ({}, {}),
    ],
)
def test_small_groups_are_counted_with_the_rest(
    counts: dict[str, int], expected: dict[str, str]
) -> None:
    assert counted_with(counts, 5, "rest") == expected
