"""Cash and value of a set of projects in random scenarios, compiled."""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numba import get_num_threads, njit

from steersman.methods.arrays import FloatArray, IntArray
from steersman.methods.flows import Economics
from steersman.methods.scheduling import play
from steersman.methods.workload import Chance, Rules, Staff, Workload, new_state

LEAST_PER_THREAD = 100
"""Fewer scenarios are not worth a thread."""


Scenarios = Chance
"""What may happen in many scenarios: the arrays of :class:`Chance` with scenarios as first axis."""


class Outcomes(NamedTuple):
    """What came of each scenario.

    Attributes:
        project_value: Present value of the projects' costs and payoffs.
        cash: Cash at the end of each month, shape (scenarios, horizon).
        start: Start of each stage, infinite if never.
        finish: End of each stage, infinite if never.
        state: State of each stage at the end.
        launch: Launch month of each project, infinite if never.
    """

    project_value: FloatArray
    cash: FloatArray
    start: FloatArray
    finish: FloatArray
    state: IntArray
    launch: FloatArray


@njit(cache=True, nogil=True, error_model="numpy")
def _simulate(people, work, staff, money, scenarios, rules, opening_cash, months):
    count, horizon = scenarios.duration.shape[0], money.horizon
    stages, projects = len(work.success), work.needs.shape[0]
    state = new_state(work, staff, months, 0)
    discount = money.monthly_discount ** (np.arange(months) + 0.5)
    value = np.zeros(count)
    cash = np.zeros((count, horizon))
    start, finish = np.zeros((count, stages)), np.zeros((count, stages))
    status = np.zeros((count, stages), np.int64)
    launch = np.zeros((count, projects))
    for scenario in range(count):
        chance = Chance(
            scenarios.duration[scenario], scenarios.luck[scenario], scenarios.peak[scenario],
            scenarios.entry[scenario], scenarios.arrives[scenario], scenarios.leaves[scenario],
            scenarios.fixed_flows[scenario],
        )  # fmt: skip
        play(people, work, staff, money, rules, chance, opening_cash, state)
        total = 0.0
        for month in range(months):
            total += state.flows[month] * discount[month]
        value[scenario] = total
        balance = opening_cash
        for month in range(horizon):
            balance += state.flows[month] + chance.fixed_flows[month]
            cash[scenario, month] = balance
        start[scenario], finish[scenario] = state.start, state.finish
        status[scenario], launch[scenario] = state.stage, state.launch
    return value, cash, start, finish, status, launch


def simulate(
    work: Workload,
    staff: Staff,
    money: Economics,
    scenarios: Scenarios,
    rules: Rules,
    opening_cash: float,
) -> Outcomes:
    """Run the policy and the cash account through every scenario, on all cores.

    Closing cash of each month is opening cash plus all flows up to it. Scenarios are independent of
    each other, so the result does not depend on how they are divided among cores.

    Args:
        work: Stages of all options.
        staff: All people.
        money: Costs and payoffs.
        scenarios: What may happen.
        rules: The policy.
        opening_cash: Cash at the beginning.
    """
    count = len(scenarios.fixed_flows)
    threads = max(1, min(get_num_threads(), count // LEAST_PER_THREAD))
    bounds = np.linspace(0, count, threads + 1).astype(int)
    people = who_comes_or_goes(staff, scenarios.arrives, scenarios.leaves)
    months = months_needed(money, rules, scenarios.duration)

    def part(place: int) -> Outcomes:
        rows = slice(bounds[place], bounds[place + 1])
        chunk = Scenarios(*(array[rows] for array in scenarios))
        result = _simulate(people, work, staff, money, chunk, rules, opening_cash, months)
        return Outcomes(*result)

    if threads == 1:
        return part(0)
    with ThreadPoolExecutor(threads) as pool:
        parts = list(pool.map(part, range(threads)))
    return Outcomes(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))


def who_comes_or_goes(staff: Staff, arrives: FloatArray, leaves: FloatArray) -> IntArray:
    """Return the people who are not there from the start to the end in every scenario.

    Args:
        staff: All people.
        arrives: Month from which each is there, people on the last axis.
        leaves: Month up to which each is there, people on the last axis.
    """
    scenarios = tuple(range(arrives.ndim - 1))
    comes = ((arrives > 0) & np.isfinite(arrives)).any(axis=scenarios)
    goes = np.isfinite(leaves).any(axis=scenarios) | np.isfinite(staff.ends)
    absent = np.isfinite(staff.absence_start).any(axis=1)
    return np.flatnonzero(comes | goes | absent)


def months_needed(money: Economics, rules: Rules, duration: FloatArray) -> int:
    """Return how many months of flows there can be.

    The last stage begins at the latest when no more is started; it may be tried several times, and
    the payoff follows.

    Args:
        money: Costs and payoffs.
        rules: The policy.
        duration: Months, attempts on the last axis.
    """
    longest = float(duration.sum(axis=-1).max(initial=0.0))
    life = int(money.life[rules.priority].max(initial=0))
    latest = max(float(money.horizon), rules.until)
    return int(latest + longest + rules.switching_months) + life + 3
