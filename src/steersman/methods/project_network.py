"""Schedules of one project on shared resources: serial and parallel schemes, compiled.

The resource-constrained project scheduling problem in its classic form: activities with durations,
precedence, and constant demands on renewable resources. The serial scheme (Kelley 1963) places
activities one after the other as early as possible, the parallel scheme (Kelley 1963; Kolisch 1996)
starts at every moment what it can; both follow a list. Durations are whole numbers for the serial
scheme and real numbers for the parallel one, which is also a policy for random durations.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from steersman.methods.arrays import FloatArray, IntArray


class Network(NamedTuple):
    """Activities 0 to n - 1; neighbours of a are those from ``...start[a]`` to ``...start[a+1]``.

    Attributes:
        duration: Whole time units.
        predecessor_start: First predecessor of each activity.
        predecessor: Predecessors.
        successor_start: First successor of each activity.
        successor: Successors.
        demand: Units in use while it runs, shape (activities, resources).
        capacity: Units there are.
    """

    duration: IntArray
    predecessor_start: IntArray
    predecessor: IntArray
    successor_start: IntArray
    successor: IntArray
    demand: IntArray
    capacity: IntArray


def build_network(
    duration: IntArray,
    successors: tuple[tuple[int, ...], ...],
    demand: IntArray,
    capacity: IntArray,
) -> Network:
    """Return a project as arrays.

    Args:
        duration: Whole time units by activity.
        successors: Who follows each activity directly.
        demand: Units in use, shape (activities, resources).
        capacity: Units there are.

    Raises:
        ValueError: If an activity needs more than there is, or precedence has a circle.
    """
    if (demand > capacity).any():
        raise ValueError("an activity needs more of a resource than there is")
    before: list[list[int]] = [[] for _ in successors]
    for activity, following in enumerate(successors):
        for other in following:
            before[other].append(activity)
    network = Network(
        duration=np.asarray(duration, np.int64),
        predecessor_start=np.cumsum([0, *map(len, before)]),
        predecessor=np.array([p for row in before for p in row], np.int64),
        successor_start=np.cumsum([0, *map(len, successors)]),
        successor=np.array([s for row in successors for s in row], np.int64),
        demand=np.asarray(demand, np.int64),
        capacity=np.asarray(capacity, np.int64),
    )
    if len(_sorted(network)) < len(successors):
        raise ValueError("precedence has a circle")
    return network


def _sorted(network: Network) -> list[int]:
    """Return activities behind their predecessors; fewer than all if there is a circle."""
    missing = np.diff(network.predecessor_start)
    order = [int(activity) for activity in np.flatnonzero(missing == 0)]
    for activity in order:
        first, last = network.successor_start[activity : activity + 2]
        for other in network.successor[first:last]:
            missing[other] -= 1
            if missing[other] == 0:
                order.append(int(other))
    return order


def reversed_network(network: Network) -> Network:
    """Return the project with time running backwards."""
    return network._replace(
        predecessor_start=network.successor_start,
        predecessor=network.successor,
        successor_start=network.predecessor_start,
        successor=network.predecessor,
    )


def time_windows(network: Network, duration: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return earliest starts and latest finishes where resources do not count.

    Args:
        network: The project.
        duration: Time by activity, whole or not.
    """
    earliest = np.zeros(len(duration))
    order = _sorted(network)
    for activity in order:
        first, last = network.successor_start[activity : activity + 2]
        for other in network.successor[first:last]:
            earliest[other] = max(earliest[other], earliest[activity] + duration[activity])
    latest = np.full(len(duration), float((earliest + duration).max()))
    for activity in reversed(order):
        first, last = network.successor_start[activity : activity + 2]
        for other in network.successor[first:last]:
            latest[activity] = min(latest[activity], latest[other] - duration[other])
    return earliest, latest


def latest_finish_list(network: Network) -> IntArray:
    """Return activities by latest finish (Davis & Patterson 1975), each behind its predecessors."""
    _, latest = time_windows(network, network.duration.astype(float))
    place = np.empty(len(latest), np.int64)
    place[_sorted(network)] = np.arange(len(latest))
    return np.lexsort((place, latest))


def lower_bound(network: Network) -> int:
    """Return a makespan no schedule undercuts: critical path, or work over capacity."""
    earliest, _ = time_windows(network, network.duration.astype(float))
    path = int((earliest + network.duration).max())
    work = (network.duration[:, None] * network.demand).sum(axis=0)
    return max(path, int(np.ceil(work / np.maximum(network.capacity, 1)).max(initial=0)))


@njit(cache=True, nogil=True, error_model="numpy")
def serial_schedule(network, order, profile, start):
    """Place activities in the order of a list, each as early as possible.

    Args:
        network: The project.
        order: Activities, each behind its predecessors.
        profile: Scratch for units in use, shape (at least the sum of durations + 1, resources).
        start: Starts are written here.

    Returns:
        The makespan.
    """
    resources = len(network.capacity)
    makespan = 0
    cleared = 0
    for activity in order:
        length = network.duration[activity]
        time = 0
        for row in range(
            network.predecessor_start[activity], network.predecessor_start[activity + 1]
        ):
            before = network.predecessor[row]
            time = max(time, start[before] + network.duration[before])
        while cleared < time + length:
            for resource in range(resources):
                profile[cleared, resource] = 0
            cleared += 1
        moment = time + length - 1
        while moment >= time:
            fits = True
            for resource in range(resources):
                if (
                    profile[moment, resource] + network.demand[activity, resource]
                    > network.capacity[resource]
                ):
                    fits = False
                    break
            if fits:
                moment -= 1
                continue
            time = moment + 1
            while cleared < time + length:
                for resource in range(resources):
                    profile[cleared, resource] = 0
                cleared += 1
            moment = time + length - 1
        start[activity] = time
        makespan = max(makespan, time + length)
        for moment in range(time, time + length):
            for resource in range(resources):
                profile[moment, resource] += network.demand[activity, resource]
    return makespan


@njit(cache=True, nogil=True, error_model="numpy")
def parallel_schedule(network, order, window, duration, start, finish):
    """Start whatever can be started, in the order of a list, whenever something ends.

    With a window, only the first so many of those not yet started are looked at: one makes an
    activity-based policy, all a resource-based one (Moehring & Stork 2000 on both).

    Args:
        network: The project; its own durations do not count.
        order: All activities, the most urgent first.
        window: How many of the waiting activities are looked at.
        duration: Times, real numbers.
        start: Starts are written here.
        finish: Ends are written here.

    Returns:
        The makespan; infinite where a window looks only at activities that can never start, which
        happens if the list puts one before its predecessors.
    """
    count, resources = network.demand.shape
    free = network.capacity.copy()
    missing = network.predecessor_start[1:] - network.predecessor_start[:-1]
    waiting = order.copy()
    left = count
    running = np.empty(count, np.int64)
    at_work = 0
    now = 0.0
    while True:
        kept = 0
        for place in range(left):
            activity = waiting[place]
            fits = kept < window and missing[activity] == 0
            if fits:
                for resource in range(resources):
                    if network.demand[activity, resource] > free[resource]:
                        fits = False
                        break
            if not fits:
                waiting[kept] = activity
                kept += 1
                continue
            for resource in range(resources):
                free[resource] -= network.demand[activity, resource]
            start[activity] = now
            finish[activity] = now + duration[activity]
            running[at_work] = activity
            at_work += 1
        left = kept
        if at_work == 0:
            return now if left == 0 else np.inf
        now = np.inf
        for place in range(at_work):
            now = min(now, finish[running[place]])
        kept = 0
        for place in range(at_work):
            activity = running[place]
            if finish[activity] > now:
                running[kept] = activity
                kept += 1
                continue
            for resource in range(resources):
                free[resource] += network.demand[activity, resource]
            for row in range(
                network.successor_start[activity], network.successor_start[activity + 1]
            ):
                missing[network.successor[row]] -= 1
        at_work = kept


@njit(cache=True, nogil=True, error_model="numpy")
def random_makespans(network, order, window, durations):
    """Return the makespan of the parallel scheme in each row of random durations."""
    count = durations.shape[1]
    start, finish = np.empty(count), np.empty(count)
    result = np.empty(len(durations))
    for scenario in range(len(durations)):
        result[scenario] = parallel_schedule(
            network, order, window, durations[scenario], start, finish
        )
    return result
