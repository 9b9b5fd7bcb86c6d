"""Genetic search for the shortest project schedule, with double justification, compiled.

Activity lists are crossed by time windows (Debels & Vanhoucke 2007), decoded by the serial scheme,
and improved by moving everything as late and then as early as possible (double justification:
Valls, Ballestin & Quintanilla 2005). Two populations run side by side on as many threads and tell
each other their best lists now and then; the result depends on the seed and the number of rounds
alone.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numba import njit

from steersman.methods.arrays import IntArray
from steersman.methods.project_network import (
    Network,
    lower_bound,
    reversed_network,
    serial_schedule,
    time_windows,
)

POPULATION = 60
ISLANDS = 2
CHILDREN_PER_ROUND = 600
"""Children per island between two exchanges."""
MUTATION = 0.85
"""Chance of one more activity to be moved."""
MIGRANTS = 3
WINDOWS = 3
"""Time windows looked at for a crossover."""
STALLED_ROUNDS = 20
"""Rounds without a better schedule after which an island begins anew."""


@dataclass(frozen=True, slots=True)
class ProjectSchedule:
    """A schedule and how it was found.

    Attributes:
        start: Start of each activity.
        makespan: End of the last.
        bound: Makespan no schedule undercuts.
        schedules: Number of schedules generated.
    """

    start: IntArray
    makespan: int
    bound: int
    schedules: int


@njit(cache=True, nogil=True, error_model="numpy")
def _order_by(key, order):
    """Sort a list by whole-number keys, stable: those with equal keys keep their places."""
    lowest, highest = key[order[0]], key[order[0]]
    for activity in order:
        lowest, highest = min(lowest, key[activity]), max(highest, key[activity])
    counts = np.zeros(highest - lowest + 2, np.int64)
    for activity in order:
        counts[key[activity] - lowest + 1] += 1
    for place in range(1, len(counts)):
        counts[place] += counts[place - 1]
    result = np.empty_like(order)
    for activity in order:
        place = key[activity] - lowest
        result[counts[place]] = activity
        counts[place] += 1
    return result


@njit(cache=True, nogil=True, error_model="numpy")
def _improve(network, backward, order, profile, start):
    """Decode a list and justify it to the right and to the left.

    Returns:
        Makespan and the list in the order of the improved starts, which are in ``start``.
    """
    serial_schedule(network, order, profile, start)
    ends = -(start + network.duration)
    late = _order_by(ends, order[::-1].copy())
    mirrored = np.empty_like(start)
    makespan = serial_schedule(backward, late, profile, mirrored)
    begins = makespan - mirrored - network.duration
    early = _order_by(begins, late[::-1].copy())
    makespan = serial_schedule(network, early, profile, start)
    return makespan, _order_by(start, early)


@njit(cache=True, nogil=True, error_model="numpy")
def _random_list(network, latest, generator):
    """Return a list that takes the eligible activity with a near latest finish more often."""
    count = len(network.duration)
    missing = network.predecessor_start[1:] - network.predecessor_start[:-1]
    eligible = np.empty(count, np.int64)
    size = 0
    for activity in range(count):
        if missing[activity] == 0:
            eligible[size] = activity
            size += 1
    order = np.empty(count, np.int64)
    for place in range(count):
        worst = 0.0
        for entry in range(size):
            worst = max(worst, latest[eligible[entry]])
        total = 0.0
        for entry in range(size):
            total += (worst - latest[eligible[entry]] + 1.0) ** 2
        point = generator.random() * total
        chosen = 0
        for entry in range(size):
            point -= (worst - latest[eligible[entry]] + 1.0) ** 2
            chosen = entry
            if point <= 0:
                break
        activity = eligible[chosen]
        size -= 1
        eligible[chosen] = eligible[size]
        order[place] = activity
        for row in range(network.successor_start[activity], network.successor_start[activity + 1]):
            other = network.successor[row]
            missing[other] -= 1
            if missing[other] == 0:
                eligible[size] = other
                size += 1
    return order


@njit(cache=True, nogil=True, error_model="numpy")
def _busy_window(network, start, makespan, generator):
    """Return, of some random time windows, the one in which resources are used most."""
    count, resources = network.demand.shape
    load = np.zeros(makespan + 1)
    for activity in range(count):
        weight = 0.0
        for resource in range(resources):
            if network.capacity[resource] > 0:
                weight += network.demand[activity, resource] / network.capacity[resource]
        for moment in range(start[activity], start[activity] + network.duration[activity]):
            load[moment + 1] += weight
    for moment in range(makespan):
        load[moment + 1] += load[moment]
    length = max(1, int(makespan * (0.25 + 0.5 * generator.random())))
    best, best_load = 0, -1.0
    for _ in range(WINDOWS):
        first = generator.integers(0, makespan - length + 1)
        used = load[first + length] - load[first]
        if used > best_load:
            best, best_load = first, used
    return best, best + length


@njit(cache=True, nogil=True, error_model="numpy")
def _crossed(mother, father, start, first, last):
    """Keep the mother's order inside a window of her schedule, take the father's outside.

    What starts before the window in the mother's schedule stays before it, so that precedence
    holds (Debels & Vanhoucke 2007).
    """
    child = np.empty_like(mother)
    place = 0
    for activity in father:
        if start[activity] < first:
            child[place] = activity
            place += 1
    for activity in mother:
        if first <= start[activity] <= last:
            child[place] = activity
            place += 1
    for activity in father:
        if start[activity] > last:
            child[place] = activity
            place += 1
    return child


@njit(cache=True, nogil=True, error_model="numpy")
def _mutate(network, order, generator):
    """Move some activities to other places between their predecessors and successors."""
    count = len(order)
    while generator.random() < MUTATION:
        place = generator.integers(0, count)
        activity = order[place]
        low, high = place, place
        while low > 0 and not _follows(network, order[low - 1], activity):
            low -= 1
        while high < count - 1 and not _follows(network, activity, order[high + 1]):
            high += 1
        target = generator.integers(low, high + 1)
        step = 1 if target > place else -1
        while place != target:
            order[place] = order[place + step]
            place += step
        order[target] = activity


@njit(cache=True, nogil=True, error_model="numpy")
def _follows(network, activity, other):
    """Whether another activity is a direct successor."""
    for row in range(network.successor_start[activity], network.successor_start[activity + 1]):
        if network.successor[row] == other:
            return True
    return False


@njit(cache=True, nogil=True, error_model="numpy")
def _fill(network, backward, latest, lists, starts, lengths, generator):
    """Fill a population with random lists."""
    profile = np.zeros((network.duration.sum() + 2, len(network.capacity)), np.int64)
    start = np.zeros(len(network.duration), np.int64)
    for place in range(len(lists)):
        order = _random_list(network, latest, generator)
        lengths[place], lists[place] = _improve(network, backward, order, profile, start)
        starts[place] = start


@njit(cache=True, nogil=True, error_model="numpy")
def _breed(network, backward, lists, starts, lengths, children, goal, generator):
    """Let a population have children; each takes its mother's place if no worse and not known.

    Returns:
        Number of children born; fewer where the goal is reached.
    """
    size = len(lists)
    profile = np.zeros((network.duration.sum() + 2, len(network.capacity)), np.int64)
    start = np.zeros(len(network.duration), np.int64)
    for born in range(children):
        if lengths.min() <= goal:
            return born
        one, other = generator.integers(0, size), generator.integers(0, size)
        mother = one if lengths[one] <= lengths[other] else other
        one, other = generator.integers(0, size), generator.integers(0, size)
        father = one if lengths[one] <= lengths[other] else other
        if mother == father:
            father = (father + 1) % size
        first, last = _busy_window(network, starts[mother], lengths[mother], generator)
        child = _crossed(lists[mother], lists[father], starts[mother], first, last)
        _mutate(network, child, generator)
        length, child = _improve(network, backward, child, profile, start)
        known = False
        for place in range(size):
            if lengths[place] == length and (lists[place] == child).all():
                known = True
                break
        if known:
            continue
        if length <= lengths[mother]:
            lengths[mother] = length
            lists[mother] = child
            starts[mother] = start
    return children


class _Island:
    """One population with its own randomness."""

    def __init__(self, network: Network, seed: np.random.SeedSequence) -> None:
        self.network = network
        self.backward = reversed_network(network)
        self.generator = np.random.default_rng(seed)
        self.latest = time_windows(network, network.duration.astype(float))[1]
        self.lists = np.zeros((POPULATION, len(network.duration)), np.int64)
        self.starts = np.zeros_like(self.lists)
        self.lengths = np.zeros(POPULATION, np.int64)
        self.stalled = 0
        self.renew()

    def renew(self) -> None:
        """Begin anew."""
        _fill(
            self.network, self.backward, self.latest, self.lists, self.starts, self.lengths,
            self.generator,
        )  # fmt: skip
        self.stalled = 0

    def breed(self, goal: int) -> int:
        """Run a round; return the number of schedules generated."""
        before = self.lengths.min()
        born = _breed(
            self.network, self.backward, self.lists, self.starts, self.lengths, CHILDREN_PER_ROUND,
            goal, self.generator,
        )  # fmt: skip
        self.stalled = 0 if self.lengths.min() < before else self.stalled + 1
        return 3 * int(born)


def shortest_schedule(
    network: Network,
    seed: int,
    rounds: int,
    stop: Callable[[int, int], bool] | None = None,
) -> ProjectSchedule:
    """Search for a short schedule.

    Args:
        network: The project.
        seed: Seed of all randomness.
        rounds: Most rounds; more never give a longer schedule.
        stop: Told the best makespan and its bound after each round; answers whether to stop.
    """
    goal = lower_bound(network)
    seeds = np.random.SeedSequence(seed).spawn(ISLANDS)
    schedules = 3 * ISLANDS * POPULATION
    with ThreadPoolExecutor(ISLANDS) as pool:
        islands = list(pool.map(lambda own: _Island(network, own), seeds))
        best = _best(islands)
        for _ in range(rounds):
            if best[0] <= goal or (stop and stop(best[0], goal)):
                break
            schedules += sum(pool.map(lambda island: island.breed(goal), islands))
            best = min(best, _best(islands), key=lambda found: found[0])
            _exchange(islands)
    profile = np.zeros((int(network.duration.sum()) + 2, len(network.capacity)), np.int64)
    start = np.zeros(len(network.duration), np.int64)
    makespan = int(serial_schedule(network, best[1], profile, start))
    return ProjectSchedule(start, makespan, goal, schedules)


def _best(islands: list[_Island]) -> tuple[int, IntArray]:
    found = [(int(i.lengths.min()), i.lists[i.lengths.argmin()].copy()) for i in islands]
    return min(found, key=lambda pair: pair[0])


def _exchange(islands: list[_Island]) -> None:
    """Begin a stalled island anew; otherwise let the best of one replace the worst of the next."""
    for island in islands:
        if island.stalled >= STALLED_ROUNDS:
            island.renew()
            return
    best = [island.lengths.argsort(kind="stable")[:MIGRANTS] for island in islands]
    leaving = [
        (i.lists[b].copy(), i.starts[b].copy(), i.lengths[b].copy())
        for i, b in zip(islands, best, strict=True)
    ]
    for place, island in enumerate(islands):
        worst = island.lengths.argsort(kind="stable")[-MIGRANTS:]
        island.lists[worst], island.starts[worst], island.lengths[worst] = leaving[place - 1]
