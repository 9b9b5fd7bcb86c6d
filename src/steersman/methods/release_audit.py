"""Whether figures that are released together tell on a few people, or on one.

All sums and means that anybody can ever see are written as rows of a matrix, one column for each
respondent. Whatever can be worked out from them by adding and subtracting is in the row space of
that matrix, so that a tracker (Denning, Denning & Schwartz 1979) is a row of that space which is
zero for all but few people. A row is in the space exactly if it is orthogonal to the null space;
people whose columns are alike cannot be told apart, so that it is enough to look at sets of them.
All of it is worked out in whole numbers, so that nothing hangs on a tolerance.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import lcm, log2

import numpy as np

from steersman.methods.arrays import FloatArray, IntArray

Row = list[Fraction]


@dataclass(frozen=True, slots=True)
class Isolation:
    """Fewer people than promised about whom a sum can be worked out.

    Attributes:
        people: Their columns.
        combination: By cell, how often it is added (or taken away, below zero); cells that are not
            needed are left out.
    """

    people: tuple[int, ...]
    combination: tuple[tuple[int, Fraction], ...]


@dataclass(frozen=True, slots=True)
class ReleaseAudit:
    """What a set of released figures tells.

    Attributes:
        isolated: Sets of fewer people than the threshold; of sets within each other the smallest.
        unanimous: Cells and items where all have answered the same, so that a mean is everybody's
            answer.
    """

    isolated: tuple[Isolation, ...]
    unanimous: tuple[tuple[int, int], ...]

    @property
    def determined(self) -> tuple[int, ...]:
        """People whose own answers can be worked out: their unit vector is in the row space."""
        return tuple(found.people[0] for found in self.isolated if len(found.people) == 1)

    @property
    def safe(self) -> bool:
        """Whether nothing was found."""
        return not self.isolated and not self.unanimous


def audit_release(cells: IntArray, answers: FloatArray, threshold: int) -> ReleaseAudit:
    """Return on whom figures that are released together tell.

    Args:
        cells: What is released, shape (cells, people): 1 where a person's answer is part of a sum,
            mean or count, 0 where not; other whole numbers where people count differently.
        answers: Shape (people, items), not a number where an item was left out.
        threshold: Fewest people of whom anything may be told.
    """
    isolated = tuple(_isolations(cells, threshold))
    return ReleaseAudit(isolated, tuple(_unanimous(cells, answers)))


def min_entropy(answers: FloatArray) -> float:
    """Return the bits that the best guess at one answer of a cell leaves open; 0 if unanimous.

    The least of log2(1/share) over the values given, the measure behind l-diversity
    (Machanavajjhala et al. 2007).

    Args:
        answers: Shape (people,), not a number where left out; at least one must be there.
    """
    given = answers[~np.isnan(answers)]
    _, counts = np.unique(given, return_counts=True)
    return log2(len(given) / int(counts.max()))


def _unanimous(cells: IntArray, answers: FloatArray) -> Iterator[tuple[int, int]]:
    for place, cell in enumerate(cells):
        inside = answers[cell != 0]
        for item in range(answers.shape[1]):
            column = inside[:, item]
            if not np.isnan(column).all() and min_entropy(column) == 0:
                yield place, item


def _isolations(cells: IntArray, threshold: int) -> Iterator[Isolation]:
    """Yield the minimal sets of alike people, together fewer than the threshold, that are told on.

    A row of the space is zero outside a set exactly if the null space's rows for the set depend on
    each other.
    """
    patterns, alike = np.unique(cells, axis=1, return_inverse=True)
    seen = patterns.any(axis=0)
    groups = [np.flatnonzero(alike == place) for place in range(patterns.shape[1])]
    basis, origin, pivots = _reduced(patterns.tolist())
    null = _null_space(basis, pivots, patterns.shape[1])
    small = [int(place) for place in np.flatnonzero(seen) if len(groups[place]) < threshold]
    products = {
        (one, other): sum(a * b for a, b in zip(null[one], null[other], strict=True))
        for one in small
        for other in small
    }
    found: list[frozenset[int]] = []
    for size in range(1, threshold):
        for chosen in combinations(small, size):
            if sum(len(groups[place]) for place in chosen) >= threshold:
                continue
            if any(earlier <= set(chosen) for earlier in found):
                continue
            if _determinant([[products[a, b] for b in chosen] for a in chosen]) == 0:
                found.append(frozenset(chosen))
                row = _row_within(chosen, null)
                people = np.concatenate([groups[place] for place in chosen])
                combination = _combination(row, origin, pivots)
                yield Isolation(tuple(sorted(int(person) for person in people)), combination)


def _reduced(rows: Sequence[Sequence[int]]) -> tuple[list[Row], list[Row], list[int]]:
    """Return reduced rows, how each is made of the given ones, and its pivots; zero rows last."""
    count, width = len(rows), len(rows[0])
    work = [
        [Fraction(value) for value in row] + [Fraction(place == own) for own in range(count)]
        for place, row in enumerate(rows)
    ]
    pivots: list[int] = []
    for column in range(width):
        top = len(pivots)
        found = next((place for place in range(top, count) if work[place][column]), None)
        if found is None:
            continue
        work[top], work[found] = work[found], work[top]
        head = work[top][column]
        work[top] = [value / head for value in work[top]]
        for place in range(count):
            factor = work[place][column]
            if place != top and factor:
                pairs = zip(work[place], work[top], strict=True)
                work[place] = [value - factor * own for value, own in pairs]
        pivots.append(column)
    return [row[:width] for row in work], [row[width:] for row in work], pivots


def _null_space(basis: Sequence[Row], pivots: Sequence[int], width: int) -> list[list[int]]:
    """Return a basis of all vectors that every row takes to zero, shape (width, free), integers."""
    free = [column for column in range(width) if column not in pivots]
    columns = []
    for column in free:
        vector = [Fraction(0)] * width
        vector[column] = Fraction(1)
        for row, pivot in zip(basis, pivots, strict=False):
            vector[pivot] = -row[column]
        scale = lcm(*(value.denominator for value in vector))
        columns.append([int(value * scale) for value in vector])
    return [[vector[place] for vector in columns] for place in range(width)]


def _determinant(square: list[list[int]]) -> int:
    """Return a determinant without fractions (Bareiss 1968)."""
    rows, before = [list(row) for row in square], 1
    for place in range(len(rows) - 1):
        if rows[place][place] == 0:
            # A matrix of inner products whose leading part is singular is singular itself.
            return 0
        for other in range(place + 1, len(rows)):
            for column in range(place + 1, len(rows)):
                above = rows[other][column] * rows[place][place]
                below = rows[other][place] * rows[place][column]
                rows[other][column] = (above - below) // before
        before = rows[place][place]
    return rows[-1][-1]


def _row_within(chosen: Sequence[int], null: Sequence[Sequence[int]]) -> Row:
    """Return the row of the space that is zero outside a minimal set, its first number 1."""
    reduced, origin, _ = _reduced([null[place] for place in chosen])
    weights = next(own for row, own in zip(reduced, origin, strict=True) if not any(row))
    row = [Fraction(0)] * len(null)
    for place, weight in zip(chosen, weights, strict=True):
        row[place] = weight / weights[0]
    return row


def _combination(
    row: Row, origin: Sequence[Row], pivots: Sequence[int]
) -> tuple[tuple[int, Fraction], ...]:
    """Return how a row of the space is made of the cells."""
    total = [
        sum(
            (row[pivot] * own[cell] for pivot, own in zip(pivots, origin, strict=False)),
            Fraction(0),
        )
        for cell in range(len(origin))
    ]
    return tuple((cell, weight) for cell, weight in enumerate(total) if weight)
