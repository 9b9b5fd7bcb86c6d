"""Choosing under scenarios: regret (Savage 1951), satisficing (Simon 1956), and sequences.

A sequence begins with one alternative and goes over to another one when a trigger is seen; triggers
can be missed and can be false alarms.
"""

from collections.abc import Sequence as Several
from dataclasses import dataclass

import numpy as np
from numba import njit

from steersman.methods.arrays import FloatArray, IntArray

GOLDEN = (5**0.5 - 1) / 2


def scenario_values(
    performances: FloatArray, weights: FloatArray, shifts: FloatArray, low: float, high: float
) -> FloatArray:
    """Return additive values under scenarios that shift performances, (draws, scenarios, m).

    Args:
        performances: Shape (draws, m, n).
        weights: Shape (draws, n).
        shifts: Shape (scenarios, m, n).
        low: Least performance; what falls below stays there.
        high: Greatest performance.
    """
    values = np.empty((len(performances), len(shifts), performances.shape[1]))
    _shifted(performances, weights, shifts, low, high, values)
    return values


@njit(cache=True, nogil=True)
def _shifted(performances, weights, shifts, low, high, values):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202  numba
    draws, count, criteria = performances.shape
    for draw in range(draws):
        for scenario in range(len(shifts)):
            for place in range(count):
                total = 0.0
                for column in range(criteria):
                    shifted = performances[draw, place, column] + shifts[scenario, place, column]
                    total += weights[draw, column] * min(max(shifted, low), high)
                values[draw, scenario, place] = total


@dataclass(frozen=True, slots=True)
class Regret:
    """How alternatives stand across scenarios.

    Attributes:
        value: Mean value by scenario and alternative, shape (scenarios, m).
        regret: Mean loss against the best alternative of each draw, shape (scenarios, m).
        worst: Largest mean regret over scenarios that can come about, shape (m,).
        expected: Mean regret over scenarios by their chances, shape (m,).
        quantile: 90 % quantile of regret over draws and scenarios by their chances, shape (m,).
        satisfied: Chance of reaching what is good enough, shape (m,).
        best: Chance of being best by scenario, shape (scenarios, m).
    """

    value: FloatArray
    regret: FloatArray
    worst: FloatArray
    expected: FloatArray
    quantile: FloatArray
    satisfied: FloatArray
    best: FloatArray


def regrets(values: FloatArray, chances: FloatArray, good_enough: float) -> Regret:
    """Work out regrets.

    Args:
        values: Shape (draws, scenarios, m), more is better.
        chances: Chance of each scenario, shape (scenarios,), or for each draw, (draws, scenarios);
            summing to one.
        good_enough: Value that satisfies.
    """
    draws, scenarios, count = values.shape
    chance = np.broadcast_to(chances, (draws, scenarios))
    lost = values.max(axis=2, keepdims=True) - values
    mean = lost.mean(axis=0)
    winners = values.argmax(axis=2)
    best = np.stack([(winners == place).mean(axis=0) for place in range(count)], axis=1)
    return Regret(
        value=values.mean(axis=0),
        regret=mean,
        worst=mean[chance.max(axis=0) > 0].max(axis=0, initial=0.0),
        expected=np.einsum("ds,dsm->m", chance, lost) / draws,
        quantile=np.quantile(lost[np.arange(draws), _one_scenario_each(chance)], 0.9, axis=0),
        satisfied=np.einsum("ds,dsm->m", chance, values >= good_enough) / draws,
        best=best,
    )


def _one_scenario_each(chance: FloatArray) -> IntArray:
    """Return a scenario for each draw, as often as its chance says, evenly by golden ratio."""
    position = (np.arange(len(chance)) + 0.5) * GOLDEN % 1.0
    below: IntArray = (np.cumsum(chance, axis=1) <= position[:, None]).sum(axis=1)
    places: IntArray = np.minimum(below, chance.shape[1] - 1)
    return places


@dataclass(frozen=True, slots=True)
class Switch:
    """A sequence of two alternatives.

    Attributes:
        first: Alternative to begin with.
        then: Alternative to go over to.
        scenarios: Scenarios in which the trigger is meant to fire.
    """

    first: int
    then: int
    scenarios: tuple[int, ...]


def switch_values(
    values: FloatArray,
    switches: Several[Switch],
    after: float,
    cost: float,
    error: float,
) -> FloatArray:
    """Return the values of sequences, shape (..., scenarios, sequences).

    Args:
        values: Values of single alternatives over the whole horizon, shape (..., scenarios, m).
        switches: The sequences.
        after: Share of the horizon that has passed when the trigger is seen.
        cost: What going over costs, in the unit of the values.
        error: Chance that a trigger is missed or fires falsely.
    """
    columns = []
    for switch in switches:
        fires = np.full(values.shape[-2], error)
        fires[list(switch.scenarios)] = 1 - error
        stay, move = values[..., switch.first], values[..., switch.then]
        moved = after * stay + (1 - after) * move - cost
        columns.append((1 - fires) * stay + fires * moved)
    return np.stack(columns, axis=-1)


def best_switches(
    values: FloatArray, chances: FloatArray, after: float, cost: float, error: float
) -> tuple[tuple[Switch, ...], FloatArray]:
    """Return for each first alternative the sequence with the best mean value, and those values.

    For each scenario the trigger leads to the alternative that does best there, if that pays after
    its cost and its errors.

    Args:
        values: Mean values, shape (scenarios, m).
        chances: Chance of each scenario, shape (scenarios,).
        after: See :func:`switch_values`.
        cost: See :func:`switch_values`.
        error: See :func:`switch_values`.
    """
    found, worth = [], []
    count = values.shape[1]
    for first in range(count):
        options = [
            Switch(first, then, _worth_switching(values, first, then, after, cost))
            for then in range(count)
            if then != first
        ]
        options = [option for option in options if option.scenarios]
        if options:
            means = chances @ switch_values(values, options, after, cost, error)
            place = int(means.argmax())
            found.append(options[place])
            worth.append(float(means[place]))
    return tuple(found), np.array(worth)


def _worth_switching(
    values: FloatArray, first: int, then: int, after: float, cost: float
) -> tuple[int, ...]:
    gain = (1 - after) * (values[:, then] - values[:, first]) - cost
    places: IntArray = np.nonzero(gain > 0)[0]
    return tuple(int(place) for place in places)
