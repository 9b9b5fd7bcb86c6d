"""Shares in a joint result: the Shapley value, exact and sampled (Shapley 1953)."""

from collections.abc import Callable
from dataclasses import dataclass
from math import factorial

import numpy as np

from steersman.methods.arrays import FloatArray

MOST_EXACT = 16
"""Most players for which all coalitions are looked at."""

Worth = Callable[[frozenset[int]], float]
"""What a coalition of players is worth by itself."""


@dataclass(frozen=True, slots=True)
class Division:
    """What each player contributes.

    Attributes:
        shares: By player; they sum to what all are worth together.
        error: Standard error of each share by sampling; zero where exact.
    """

    shares: FloatArray
    error: FloatArray


def shapley_value(worth: Worth, players: int) -> Division:
    """Return every player's mean contribution over all orders of joining, exactly.

    Args:
        worth: What a coalition is worth; nobody is worth what nothing is.
        players: Number of players.

    Raises:
        ValueError: If there are more players than can be enumerated.
    """
    if players > MOST_EXACT:
        raise ValueError("too many players to look at every coalition")
    size = 1 << players
    members = [frozenset(p for p in range(players) if code >> p & 1) for code in range(size)]
    values = np.array([worth(coalition) for coalition in members], float)
    codes = np.arange(size)
    sizes = np.array([len(coalition) for coalition in members])
    weights = np.array(
        [factorial(k) * factorial(players - k - 1) / factorial(players) for k in range(players)]
    )
    shares = np.zeros(players)
    for player in range(players):
        without = codes[(codes >> player & 1) == 0]
        gains = values[without | 1 << player] - values[without]
        shares[player] = weights[sizes[without]] @ gains
    return Division(shares, np.zeros(players))


def sampled_shapley_value(
    worth: Worth, players: int, orders: int, generator: np.random.Generator
) -> Division:
    """Return every player's mean contribution over random orders of joining.

    Each order is followed by its reverse, which takes noise away (antithetic sampling: Mitchell,
    Cooper, Frank & Holmes 2022). Shares sum to what all are worth together in any case.

    Args:
        worth: What a coalition is worth.
        players: Number of players.
        orders: Pairs of orders.
        generator: Source of randomness.
    """
    known: dict[frozenset[int], float] = {}

    def remembered(coalition: frozenset[int]) -> float:
        if coalition not in known:
            known[coalition] = worth(coalition)
        return known[coalition]

    gains = np.zeros((orders, players))
    for row in range(orders):
        order = generator.permutation(players)
        for sequence in (order, order[::-1]):
            coalition: frozenset[int] = frozenset()
            before = remembered(coalition)
            for player in sequence:
                coalition |= {int(player)}
                after = remembered(coalition)
                gains[row, player] += (after - before) / 2
                before = after
    error = gains.std(axis=0, ddof=1) / np.sqrt(orders) if orders > 1 else np.full(players, np.inf)
    return Division(gains.mean(axis=0), error)


def slices(
    hours: FloatArray,
    hourly: FloatArray,
    cash: FloatArray,
    time_factor: float = 2,
    cash_factor: float = 4,
) -> FloatArray:
    """Return shares by unpaid work and cash put in (Slicing Pie: Moyer 2012).

    Args:
        hours: Unpaid hours by person.
        hourly: What an hour is worth.
        cash: Cash put in.
        time_factor: Slices for a unit of unpaid pay.
        cash_factor: Slices for a unit of cash.
    """
    pie: FloatArray = hours * hourly * time_factor + cash * cash_factor
    shares: FloatArray = pie / pie.sum()
    return shares
