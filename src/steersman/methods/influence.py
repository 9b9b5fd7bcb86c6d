"""Influence among factors: DEMATEL (Gabus & Fontela 1972) and total effects on a goal."""

from dataclasses import dataclass

import numpy as np

from steersman.methods.arrays import FloatArray

NEARLY = 1 - 1e-12
ENDLESS, DAMPING = 1e3, 0.9
"""Links that form a closed cycle and nothing else have no finite total: from a total of a thousand
on, each step is taken to pass on nine tenths."""


@dataclass(frozen=True, slots=True)
class TotalInfluence:
    """Direct and indirect influence among n factors.

    Attributes:
        relation: Total relation matrix, shape (n, n); rows drive columns.
        given: Row sums D: influence a factor exerts.
        received: Column sums R: influence it is under.
    """

    relation: FloatArray
    given: FloatArray
    received: FloatArray

    @property
    def prominence(self) -> FloatArray:
        """D + R: how much a factor is part of the web."""
        return self.given + self.received

    @property
    def net(self) -> FloatArray:
        """D - R: positive for causes, negative for symptoms."""
        return self.given - self.received


def total_influence(direct: FloatArray) -> TotalInfluence:
    """Work out total influence from direct ratings.

    The direct matrix is divided by the largest row or column sum, and T = N (I - N)^-1. (Some
    software divides by the largest row sum alone; figures then differ by a factor.)

    Args:
        direct: Non-negative ratings, shape (n, n) or (draws, n, n), zero diagonal.
    """
    largest = np.maximum(direct.sum(axis=-1).max(axis=-1), direct.sum(axis=-2).max(axis=-1))
    scaled = direct / np.where(largest > 0, largest, 1.0)[..., None, None]
    identity = np.eye(direct.shape[-1])
    relation = scaled @ np.linalg.inv(identity - scaled * NEARLY)
    endless = relation.max(axis=(-1, -2)) > ENDLESS
    if endless.any():
        damped = scaled * np.where(endless, DAMPING, NEARLY)[..., None, None]
        relation = damped @ np.linalg.inv(identity - damped)
    return TotalInfluence(relation, relation.sum(axis=-1), relation.sum(axis=-2))


def strongest_path(direct: FloatArray, start: int, goal: int, longest: int = 4) -> tuple[int, ...]:
    """Return the chain of factors from ``start`` to ``goal`` with the largest product of ratings.

    Args:
        direct: Ratings scaled to below one, shape (n, n).
        start: First factor.
        goal: Last factor.
        longest: Most factors in the chain, start and goal included.

    Returns:
        The chain, empty if there is none.
    """
    best: dict[int, tuple[float, tuple[int, ...]]] = {start: (1.0, (start,))}
    winner: tuple[float, tuple[int, ...]] = (0.0, ())
    if direct[start, goal] > 0:
        winner = (direct[start, goal], (start, goal))
    for _ in range(longest - 2):
        reached: dict[int, tuple[float, tuple[int, ...]]] = {}
        for node, (strength, path) in best.items():
            for following in range(len(direct)):
                if following in path or following == goal:
                    continue
                product = strength * direct[node, following]
                if product > reached.get(following, (0.0, ()))[0]:
                    reached[following] = (product, (*path, following))
        for node, (strength, path) in reached.items():
            product = strength * direct[node, goal]
            if product > winner[0]:
                winner = (product, (*path, goal))
        best = reached
    return winner[1]
