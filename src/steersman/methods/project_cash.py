"""Cash and value of a set of projects in random scenarios, compiled."""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numba import get_num_threads, njit

from steersman.methods.arrays import FloatArray, IntArray
from steersman.methods.scheduling import (
    SUCCEEDED,
    TINY,
    UNTOUCHED,
    WAITING,
    Staff,
    Workload,
    run_policy,
)

LEAST_PER_THREAD = 100
"""Fewer scenarios are not worth a thread."""


class Economics(NamedTuple):
    """Money of options and stages.

    Attributes:
        stage_cost: Cost of one attempt of a stage.
        upfront: Cost at the beginning of an option.
        ramp: Months from launch to the full margin, by option.
        life: Months during which an option earns.
        target: Month after which delay loses margin; infinite if never.
        erosion: Share of the margin lost per month of delay.
        entry_loss: Share of the margin lost once a competitor has entered.
        monthly_discount: Factor by which a month lowers the value of money.
        horizon: Months over which cash is watched.
    """

    stage_cost: FloatArray
    upfront: FloatArray
    ramp: IntArray
    life: IntArray
    target: FloatArray
    erosion: FloatArray
    entry_loss: FloatArray
    monthly_discount: float
    horizon: int


class Scenarios(NamedTuple):
    """Random numbers turned into what may happen, one row per scenario.

    Attributes:
        duration: Months, shape (scenarios, stages, attempts).
        luck: Uniform numbers deciding success, same shape.
        peak: Monthly margin at the peak by option.
        entry: Month in which a competitor enters, by option; infinite if never.
        arrives: Month from which a person is there, infinite if never.
        leaves: Month up to which a person is there.
        fixed_flows: Flows that no project changes: existing business, payroll, people added,
            funding; shape (scenarios, months).
    """

    duration: FloatArray
    luck: FloatArray
    peak: FloatArray
    entry: FloatArray
    arrives: FloatArray
    leaves: FloatArray
    fixed_flows: FloatArray


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
def _spread(flows, amount, start, finish):
    """Add an amount evenly over a time span to monthly flows."""
    length = finish - start
    if length <= TINY:
        flows[min(int(start), len(flows) - 1)] += amount
        return
    month = int(start)
    while month < finish - TINY and month < len(flows):
        overlap = min(finish, month + 1.0) - max(start, float(month))
        flows[month] += amount * overlap / length
        month += 1


@njit(cache=True, nogil=True, error_model="numpy")
def _add_payoff(flows, option, launch, peak, entry, money):
    """Add the margin curve of a launched project: a straight ramp, then flat to the end of life.

    A month of earning belongs to the time before a competitor's entry if it begins before it.
    """
    delay = max(0.0, launch - money.target[option])
    level = peak * max(0.0, 1.0 - money.erosion[option] * delay)
    ramp = money.ramp[option]
    first = int(launch)
    later = launch - first
    for age in range(money.life[option]):
        height = min(1.0, (age + 0.5) / ramp) if ramp > 0 else 1.0
        if launch + age >= entry:
            height *= 1.0 - money.entry_loss[option]
        flows[first + age] += level * height * (1.0 - later)
        flows[first + age + 1] += level * height * later


@njit(cache=True, nogil=True, error_model="numpy")
def _project_flows(flows, priority, work, money, schedule, peak, entry):
    for option in priority:
        project = work.project[option]
        if schedule.project_state[project] == UNTOUCHED:
            continue
        begun = np.inf
        for stage in range(work.first_stage[option], work.first_stage[option + 1]):
            if schedule.state[stage] == WAITING:
                continue
            begun = min(begun, schedule.start[stage])
            attempts = schedule.attempts[stage] if schedule.attempts[stage] > 0 else 1.0
            spent = money.stage_cost[stage] * attempts
            _spread(flows, -spent, schedule.start[stage], schedule.finish[stage])
        if begun == np.inf:
            continue
        _spread(flows, -money.upfront[option], begun, begun)
        if schedule.project_state[project] == SUCCEEDED:
            launch = schedule.launch[project]
            _add_payoff(flows, option, launch, peak[option], entry[option], money)


@njit(cache=True, nogil=True, error_model="numpy")
def present_value(flows, monthly_discount):
    """Return the present value of monthly flows, each taken at the middle of its month."""
    value = 0.0
    factor = monthly_discount**0.5
    for flow in flows:
        value += flow * factor
        factor *= monthly_discount
    return value


@njit(cache=True, nogil=True, error_model="numpy")
def simulate(work, staff, money, scenarios, priority, focus, opening_cash):
    """Run the policy and the cash account through every scenario.

    Closing cash of each month is opening cash plus all flows up to it; scenarios are independent of
    each other, so the result does not depend on how they are divided.

    Returns:
        :class:`Outcomes`.
    """
    count, horizon = scenarios.duration.shape[0], money.horizon
    stages, projects = len(work.success), work.needs.shape[0]
    longest = 1
    for option in priority:
        longest = max(longest, money.life[option])
    value = np.zeros(count)
    cash = np.zeros((count, horizon))
    start, finish = np.zeros((count, stages)), np.zeros((count, stages))
    state = np.zeros((count, stages), np.int64)
    launch = np.zeros((count, projects))
    for scenario in range(count):
        schedule = run_policy(
            work, staff, priority, focus, scenarios.duration[scenario], scenarios.luck[scenario],
            scenarios.arrives[scenario], scenarios.leaves[scenario], float(horizon),
        )  # fmt: skip
        ends = float(horizon)
        for stage in range(stages):
            if schedule.finish[stage] < np.inf:
                ends = max(ends, schedule.finish[stage])
        flows = np.zeros(int(ends) + longest + 2)
        _project_flows(
            flows, priority, work, money, schedule, scenarios.peak[scenario],
            scenarios.entry[scenario],
        )  # fmt: skip
        value[scenario] = present_value(flows, money.monthly_discount)
        balance = opening_cash
        for month in range(horizon):
            balance += flows[month] + scenarios.fixed_flows[scenario, month]
            cash[scenario, month] = balance
        start[scenario], finish[scenario] = schedule.start, schedule.finish
        state[scenario], launch[scenario] = schedule.state, schedule.launch
    return Outcomes(value, cash, start, finish, state, launch)


def simulate_in_threads(
    work: Workload,
    staff: Staff,
    money: Economics,
    scenarios: Scenarios,
    priority: IntArray,
    focus: int,
    opening_cash: float,
) -> Outcomes:
    """Run :func:`simulate` on all cores; the result does not depend on their number.

    Args:
        work: Stages of all options.
        staff: All people.
        money: Costs and payoffs.
        scenarios: What may happen.
        priority: Options to do, the most urgent first.
        focus: Most key projects under way at once.
        opening_cash: Cash at the beginning.
    """
    count = len(scenarios.fixed_flows)
    threads = max(1, min(get_num_threads(), count // LEAST_PER_THREAD))
    bounds = np.linspace(0, count, threads + 1).astype(int)

    def part(place: int) -> Outcomes:
        rows = slice(bounds[place], bounds[place + 1])
        chunk = Scenarios(*(array[rows] for array in scenarios))
        result = simulate(work, staff, money, chunk, priority, focus, opening_cash)
        return Outcomes(*result)

    if threads == 1:
        return part(0)
    with ThreadPoolExecutor(threads) as pool:
        parts = list(pool.map(part, range(threads)))
    return Outcomes(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))
