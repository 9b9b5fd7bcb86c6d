"""Pharmaceutical R&D pipelines: exact values, and the value of priority policies.

Products pass through trials that may fail; trials take resources; revenue shrinks with time
(Colvin & Maravelias 2008; instances and model of CremaschiLab/KDA_RD-pipeline). Both kinds of value
come from one recursion over information states: for every product whether it waits before a trial,
runs one with some time left, or is out. No scenario tree is built.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numba import njit

from steersman.methods.arrays import FloatArray, IntArray

FOLDER = Path(__file__).parents[2] / "shared" / "benchmarks" / "pharma"
BITS, MASK = 5, 31
"""Bits of a product's state in a state's code; 0 is out, 1 to J waiting, the rest running."""
WITHOUT_RUNTIME: dict[str, Any] = {"_nrt": False}
"""Nothing is allocated; counting references to the arrays would take most of the time."""


class Pipeline(NamedTuple):
    """A pipeline; first axis products, second trials.

    Attributes:
        cost: Cost of a trial started in the first period.
        duration: Periods.
        demand: Units in use, shape (products, trials, resources).
        capacity: Units there are.
        chance: Chance of passing.
        revenue: Revenue of a product launched at once.
        late: Revenue lost per period until launch.
        idle: Revenue lost per period of waiting between trials.
        periods: Number of periods.
    """

    cost: FloatArray
    duration: IntArray
    demand: IntArray
    capacity: IntArray
    chance: FloatArray
    revenue: FloatArray
    late: FloatArray
    idle: FloatArray
    periods: int


def read_pipeline(path: Path) -> Pipeline:
    """Read an AMPL-like data file of the collection."""
    text = re.sub(r"#.*", "", path.read_text())
    statements = [part.strip() for part in text.split(";") if ":=" in part]
    parts = {}
    for statement in statements:
        head, body = statement.split(":=", 1)
        parts[head.split()[1].rstrip(":")] = (head, body.split())
    products, trials = parts["product"][1], parts["trial"][1]
    kinds = parts["resource_type"][1]
    demand = np.zeros((len(products), len(trials), len(kinds)), np.int64)
    words = parts["resource_requirement"][1]
    for place in range(0, len(words), 4):
        product, trial, kind, units = words[place : place + 4]
        demand[products.index(product), trials.index(trial), kinds.index(kind)] = int(units)
    return Pipeline(
        cost=_table(parts["trial_cost"], products, trials),
        duration=_table(parts["trial_duration"], products, trials).astype(np.int64),
        demand=demand,
        capacity=_column(parts["max_resource"], kinds).astype(np.int64),
        chance=_table(parts["probability"], products, trials),
        revenue=_column(parts["maximum_revenue"], products),
        late=_column(parts["gammaL"], products),
        idle=_column(parts["gammaD"], products),
        periods=len(parts["time_step"][1]),
    )


def _table(part: tuple[str, list[str]], products: list[str], trials: list[str]) -> FloatArray:
    head, words = part
    columns = head.split(":", 1)[1].split()
    rows = np.array(words, float).reshape(len(trials), len(columns) + 1)[:, 1:]
    return np.ascontiguousarray(rows[:, [columns.index(product) for product in products]].T)


def _column(part: tuple[str, list[str]], names: list[str]) -> FloatArray:
    words = part[1]
    values = dict(zip(words[::2], words[1::2], strict=True))
    return np.array([float(values[name]) for name in names])


class Rewards(NamedTuple):
    """Money by product, trial and period, in expectation over what is still open."""

    start: FloatArray
    wait: FloatArray


def rewards_of(pipeline: Pipeline) -> Rewards:
    """Return what starting a trial in a period is worth, and what waiting before it is worth."""
    products, trials = pipeline.cost.shape
    last = pipeline.periods
    start, wait = np.zeros((2, products, trials, last + 1))
    rest = np.cumprod(pipeline.chance[:, ::-1], axis=1)[:, ::-1]
    months = np.cumsum(pipeline.duration[:, ::-1], axis=1)[:, ::-1]
    costs = np.cumsum(pipeline.cost[:, ::-1], axis=1)[:, ::-1]
    worth = pipeline.revenue - pipeline.late * last
    factor = (0.9 * pipeline.revenue - pipeline.late * last - costs.T) / worth
    for trial in range(trials):
        for period in range(1, last + 1):
            gain = -(1 - 0.025 * (period - 1)) * pipeline.cost[:, trial]
            if trial == trials - 1:
                launch = period + pipeline.duration[:, trial]
                gain += rest[:, trial] * (pipeline.revenue - pipeline.late * launch)
            else:
                running = pipeline.revenue - pipeline.late * (period + months[:, trial])
                beyond = period > last - pipeline.duration[:, trial]
                gain += beyond * rest[:, trial] * running * factor[trial + 1]
            start[:, trial, period] = gain
            if trial > 0:
                wait[:, trial, period] = -rest[:, trial] * pipeline.idle
        open_ = pipeline.revenue - pipeline.late * (last + months[:, trial])
        wait[:, trial, last] += rest[:, trial] * open_ * factor[trial]
    return Rewards(start, wait)


@njit(**WITHOUT_RUNTIME)
def _look_up(keys, key):
    """Return the slot of a key, or of the empty place where it belongs."""
    mask = len(keys) - 1
    mixed = key * np.int64(-7046029254386353131)
    slot = (mixed ^ (mixed >> np.int64(29))) & mask
    while keys[slot] != 0 and keys[slot] != key:
        slot = (slot + 1) & mask
    return slot


@njit(**WITHOUT_RUNTIME)
def _trial_of(pipeline, product, code):
    """Return the trial that runs, and the periods it still takes, from a product's code."""
    trials = pipeline.cost.shape[1]
    left = code - trials
    for trial in range(trials):
        if left <= pipeline.duration[product, trial]:
            return trial, left
        left -= pipeline.duration[product, trial]
    return trials, 0


@njit(**WITHOUT_RUNTIME)
def _units_left(state, pipeline):
    """Return the units left of every resource, packed by 12 bits."""
    products, trials = pipeline.cost.shape
    packed = np.int64(0)
    for resource in range(len(pipeline.capacity)):
        units = pipeline.capacity[resource]
        for product in range(products):
            code = (state >> np.int64(BITS * product)) & np.int64(MASK)
            if code > trials:
                trial, _ = _trial_of(pipeline, product, code)
                units -= pipeline.demand[product, trial, resource]
        packed |= units << np.int64(12 * resource)
    return packed


@njit(**WITHOUT_RUNTIME)
def _take(free, product, trial, pipeline):
    """Return the units left after a trial is begun, -1 if there are not enough."""
    for resource in range(len(pipeline.capacity)):
        units = (free >> np.int64(12 * resource)) & np.int64(4095)
        needed = pipeline.demand[product, trial, resource]
        if needed > units:
            return np.int64(-1)
        free -= needed << np.int64(12 * resource)
    return free


NODE, DECIDE, DRAW = 0, 1, 2


@njit(**WITHOUT_RUNTIME)  # not cached: numba cannot load a recursive function again
def _value(mode, place, period, state, following, free, pipeline, rewards, order, latest, table):
    """Return the expected value from here on.

    Args:
        mode: Whether a state is looked up, products are decided on, or outcomes are drawn.
        place: Product next in line.
        period: Now.
        state: Codes of all products.
        following: Codes of all products after what was decided or drawn so far.
        free: Units left.
        pipeline: The instance.
        rewards: Money.
        order: Products in the order in which they are decided on.
        latest: Last period for each trial of each product; what can be begun up to it is begun.
            Negative to choose what is best.
        table: Keys and values of known states, and their number.
    """
    products, trials = pipeline.cost.shape
    keys, values, entries = table
    if mode == NODE:
        key = ((state << np.int64(6)) | np.int64(period)) + 1
        slot = _look_up(keys, key)
        if keys[slot] == key:
            return values[slot]
        free = _units_left(state, pipeline)
        value = _value(
            DECIDE, 0, period, state, np.int64(0), free, pipeline, rewards, order, latest, table
        )
        slot = _look_up(keys, key)
        keys[slot], values[slot] = key, value
        entries[0] += 1
        if 4 * entries[0] > 3 * len(keys):
            raise ValueError("more information states than the table holds")
        return value
    if place == products:
        if mode == DRAW:
            return _value(
                NODE, 0, period + 1, following, np.int64(0), np.int64(0), pipeline, rewards, order,
                latest, table,
            )  # fmt: skip
        if period == pipeline.periods:
            return 0.0
        return _value(
            DRAW, 0, period, following, np.int64(0), free, pipeline, rewards, order, latest, table
        )
    product = order[place]
    shift = np.int64(BITS * product)
    code = (state >> shift) & np.int64(MASK)
    if mode == DRAW:
        if code <= trials:
            return _value(
                DRAW, place + 1, period, state, following | (code << shift), free, pipeline,
                rewards, order, latest, table,
            )  # fmt: skip
        trial, left = _trial_of(pipeline, product, code)
        if left > 1:
            return _value(
                DRAW, place + 1, period, state, following | ((code - 1) << shift), free, pipeline,
                rewards, order, latest, table,
            )  # fmt: skip
        lost = _value(
            DRAW, place + 1, period, state, following, free, pipeline, rewards, order, latest, table
        )
        if trial == trials - 1:
            return lost
        passed = _value(
            DRAW, place + 1, period, state, following | (np.int64(trial + 2) << shift), free,
            pipeline, rewards, order, latest, table,
        )  # fmt: skip
        chance = pipeline.chance[product, trial]
        return chance * passed + (1 - chance) * lost
    if code == 0 or code > trials:
        return _value(
            DECIDE, place + 1, period, state, following | (code << shift), free, pipeline, rewards,
            order, latest, table,
        )  # fmt: skip
    trial = code - 1
    left = _take(free, product, trial, pipeline)
    wait = -np.inf
    last = latest[product, trial]
    if left < 0 or last < 0 or period > last:
        wait = rewards.wait[product, trial, period] + _value(
            DECIDE, place + 1, period, state, following | (code << shift), free, pipeline, rewards,
            order, latest, table,
        )  # fmt: skip
        if left < 0 or last >= 0:
            return wait
    running = np.int64(trials)
    for earlier in range(trial + 1):
        running += pipeline.duration[product, earlier]
    start = rewards.start[product, trial, period] + _value(
        DECIDE, place + 1, period, state, following | (running << shift), left, pipeline, rewards,
        order, latest, table,
    )  # fmt: skip
    return max(start, wait)


@dataclass(frozen=True)
class Valued:
    """A value and the number of information states it took."""

    value: float
    states: int


def value_of(
    pipeline: Pipeline,
    order: tuple[int, ...] | None = None,
    latest: IntArray | None = None,
    size: int = 20,
) -> Valued:
    """Return the best value, or that of a priority policy.

    Args:
        pipeline: The instance.
        order: Products by priority; as they come where none is given.
        latest: Period up to which each trial of each product is begun whenever it can be, shape
            (products, trials); None for the best decisions.
        size: The table holds two to this power states.
    """
    products, trials = pipeline.cost.shape
    first = np.int64(0)
    for product in range(products):
        first |= np.int64(1) << np.int64(BITS * product)
    if products * BITS > 57 or trials + pipeline.duration.sum(axis=1).max() > MASK:
        raise ValueError("the instance does not fit the codes")
    table = (np.zeros(2**size, np.int64), np.zeros(2**size), np.zeros(1, np.int64))
    ranked = np.array(order if order is not None else range(products))
    until = np.full((products, trials), -1) if latest is None else latest
    value = _value(
        NODE, 0, 1, first, np.int64(0), np.int64(0), pipeline, rewards_of(pipeline), ranked, until,
        table,
    )  # fmt: skip
    return Valued(float(value), int(table[2][0]))


def best_priorities(pipeline: Pipeline) -> tuple[float, tuple[int, ...], IntArray]:
    """Search for the best priority policy: an order, and until when each trial is begun.

    Returns:
        Its value, the order, and the last period of each trial of each product.
    """
    products, trials = pipeline.cost.shape
    order = tuple(sorted(range(products), key=lambda place: -float(pipeline.chance[place].prod())))
    latest = np.full((products, trials), pipeline.periods)
    best = (value_of(pipeline, order, latest, 17).value, order, latest)
    improved = True
    while improved:
        improved = False
        for candidate, until in list(_changes(best[1], best[2], pipeline.periods)):
            value = value_of(pipeline, candidate, until, 17).value
            if value > best[0] + 1e-9:
                best = (value, candidate, until)
                improved = True
    return best


def _changes(
    order: tuple[int, ...], latest: IntArray, periods: int
) -> Iterator[tuple[tuple[int, ...], IntArray]]:
    """Yield policies one change away: a product moved, or a trial's last period."""
    for one in range(len(order)):
        rest = order[:one] + order[one + 1 :]
        for other in range(len(order)):
            yield (*rest[:other], order[one], *rest[other:]), latest
    for product, trial in np.ndindex(latest.shape):
        for period in range(periods + 1):
            changed = latest.copy()
            changed[product, trial] = period
            yield order, changed
