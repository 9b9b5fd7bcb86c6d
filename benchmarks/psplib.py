"""PSPLIB instances (Kolisch & Sprecher 1997) for the project kernel.

A resource becomes one "person" whose capacity is the resource's, an activity a stage of one
project. Since the kernel looks at stages in their order, activities are put into the order of a
priority list.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from steersman.methods.arrays import FloatArray, IntArray
from steersman.methods.scheduling import Staff, Workload


@dataclass(frozen=True)
class Instance:
    """A resource-constrained project: activities 0 to n - 1, first and last are dummies."""

    duration: IntArray
    successors: tuple[tuple[int, ...], ...]
    request: IntArray
    capacity: IntArray


def read_instance(path: Path) -> Instance:
    """Read an ``.sm`` file."""
    text = path.read_text(encoding="latin-1")
    sections = re.split(r"\*{5,}\n", text)
    precedence = next(s for s in sections if s.startswith("PRECEDENCE"))
    requests = next(s for s in sections if s.startswith("REQUESTS"))
    available = next(s for s in sections if s.startswith("RESOURCEAVAIL"))
    rows = [[int(x) for x in line.split()] for line in precedence.splitlines()[2:] if line.strip()]
    successors = tuple(tuple(x - 1 for x in row[3 : 3 + row[2]]) for row in rows)
    table = [[int(x) for x in line.split()] for line in requests.splitlines()[3:] if line.strip()]
    capacity = [int(x) for x in available.splitlines()[2].split()]
    return Instance(
        np.array([row[2] for row in table]),
        successors,
        np.array([row[3:] for row in table]),
        np.array(capacity),
    )


def critical_path(instance: Instance, duration: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return earliest starts and latest finishes without resources."""
    count = len(duration)
    earliest = np.zeros(count)
    for activity in range(count):
        for following in instance.successors[activity]:
            earliest[following] = max(earliest[following], earliest[activity] + duration[activity])
    length = earliest[-1] + duration[-1]
    latest = np.full(count, length)
    for activity in reversed(range(count)):
        for following in instance.successors[activity]:
            latest[activity] = min(latest[activity], latest[following] - duration[following])
    return earliest, latest


def latest_finish_order(instance: Instance) -> IntArray:
    """Return activities by latest finish time (Davis & Patterson 1975), a feasible order."""
    _, latest = critical_path(instance, instance.duration.astype(float))
    return np.lexsort((np.arange(len(latest)), latest))


def as_project(instance: Instance, order: IntArray) -> tuple[Workload, Staff]:
    """Return an instance as one project whose stages stand in an order."""
    count, resources = instance.request.shape
    place = np.empty(count, np.int64)
    place[order] = np.arange(count)
    before: list[list[int]] = [[] for _ in range(count)]
    for activity, following in enumerate(instance.successors):
        for other in following:
            before[place[other]].append(int(place[activity]))
    demands = [
        [(r, float(instance.request[a, r])) for r in range(resources) if instance.request[a, r]]
        for a in order
    ]
    flat = [entry for stage in demands for entry in stage]
    work = Workload(
        first_stage=np.array([0, count]),
        project=np.array([0]),
        key=np.array([True]),
        predecessor_start=np.cumsum([0, *map(len, before)]),
        predecessor=np.array([p for stage in before for p in stage], dtype=np.int64),
        demand_start=np.cumsum([0, *map(len, demands)]),
        demand_skill=np.array([r for r, _ in flat], dtype=np.int64),
        demand_level=np.ones(len(flat), np.int64),
        demand_fte=np.array([amount for _, amount in flat]),
        success=np.ones(count),
        repeats=np.zeros(count, bool),
        expected_duration=instance.duration[order].astype(float),
        needs=np.zeros((1, 1), bool),
        strengthens=np.ones((1, 1)),
    )
    who = np.full((resources, 4, resources), -1, np.int64)
    who[:, 1, 0] = np.arange(resources)
    staff = Staff(np.eye(resources, dtype=np.int64), instance.capacity.astype(float), who)
    return work, staff
