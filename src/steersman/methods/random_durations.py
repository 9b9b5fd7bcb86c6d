"""A policy for a project with random durations: which list, and how strictly it is followed.

Policies are a list of activities and a window (see :func:`parallel_schedule`): where durations
vary little it pays to follow a good list strictly, where they vary much to start whatever can be
started. Lists are blends of the latest-finish order and the order of a short schedule at mean
durations; the best policy is found by successive halving, then improved by moves that must prove
themselves on scenarios common to both (racing: Maron & Moore 1997).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from steersman.methods.arrays import FloatArray, IntArray
from steersman.methods.makespan_search import shortest_schedule
from steersman.methods.project_network import (
    Network,
    latest_finish_list,
    random_makespans,
    time_windows,
)

WINDOWS = (1, 2, 3, 4, 6, 8, 12, 20, 40)
BLENDS = (0.0, 0.25, 0.5, 0.75, 1.0)
HEATS = ((30, 15), (120, 4), (300, 1))
"""Scenarios each policy of a heat meets, and how many policies go on."""
SEARCH_SHARE = 0.35
"""Share of the budget for the short schedule at mean durations."""
ROUND = 3_960
"""Schedules of one round of that search."""
TRIAL = 60
"""Scenarios on which a move is tried."""
PROOF = 1.0
"""Standard errors by which it must be better."""

Draw = Callable[[int], FloatArray]
"""Gives durations in so many scenarios, shape (scenarios, activities)."""


@dataclass(frozen=True, slots=True)
class ListPolicy:
    """A list of activities and how many of the waiting ones are looked at."""

    order: IntArray
    window: int
    schedules: int


def choose_policy(network: Network, draw: Draw, budget: int, seed: int) -> ListPolicy:
    """Choose a policy with a short expected makespan.

    Args:
        network: The project with mean durations.
        draw: Source of random durations.
        budget: Most schedules to generate; one scenario of one policy is one.
        seed: Seed of the search.
    """
    rounds = int(budget * SEARCH_SHARE / ROUND)
    short = shortest_schedule(network, seed, rounds) if rounds else None
    spent = short.schedules if short else 0
    lists = _lists(network, None if short is None else short.start)
    count = len(network.duration)
    policies = [(order, window) for order in lists for window in (*WINDOWS, count)]
    for scenarios, kept in HEATS:
        if spent + scenarios * len(policies) > budget:
            break
        durations = draw(scenarios)
        means = [random_makespans(network, *policy, durations).mean() for policy in policies]
        spent += scenarios * len(policies)
        policies = [policies[place] for place in np.argsort(means, kind="stable")[:kept]]
    order, window = policies[0]
    generator = np.random.default_rng(seed)
    while spent + 2 * TRIAL <= budget:
        moved = _moved(network, order, generator)
        durations = draw(TRIAL)
        spent += 2 * TRIAL
        gain = random_makespans(network, order, window, durations) - random_makespans(
            network, moved, window, durations
        )
        if gain.mean() > PROOF * gain.std() / np.sqrt(TRIAL):
            order = moved
    return ListPolicy(order, window, spent)


def _lists(network: Network, start: IntArray | None) -> list[IntArray]:
    """Return blends of the latest-finish order and the order of a schedule's starts."""
    latest = latest_finish_list(network)
    if start is None:
        return [latest]
    earliest, _ = time_windows(network, network.duration.astype(float))
    ranks = np.empty(len(latest))
    ranks[latest] = np.arange(len(latest))
    planned = np.empty(len(latest))
    planned[np.lexsort((ranks, earliest, start))] = np.arange(len(latest))
    return [np.lexsort((ranks, (1 - part) * ranks + part * planned)) for part in BLENDS]


def _moved(network: Network, order: IntArray, generator: np.random.Generator) -> IntArray:
    """Return a list with some activities at other places between their neighbours in precedence."""
    moved = order.tolist()
    for _ in range(int(generator.integers(1, 4))):
        place = int(generator.integers(len(moved)))
        activity = moved[place]
        first, last = network.predecessor_start[activity : activity + 2]
        before = set(network.predecessor[first:last].tolist())
        first, last = network.successor_start[activity : activity + 2]
        after = set(network.successor[first:last].tolist())
        low, high = place, place
        while low > 0 and moved[low - 1] not in before:
            low -= 1
        while high < len(moved) - 1 and moved[high + 1] not in after:
            high += 1
        moved.pop(place)
        moved.insert(int(generator.integers(low, high + 1)), activity)
    return np.array(moved)
