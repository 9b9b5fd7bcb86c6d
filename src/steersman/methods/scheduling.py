"""A resource-based scheduling policy for projects with multi-skill people, compiled.

Parallel schedule generation (Kelley 1963; Kolisch 1996): whenever something ends, or someone comes
or goes, projects are looked at in priority order and every stage that may start, can be staffed and
can be paid is started. Used as a policy in random scenarios (Moehring, Radermacher & Weiss 1984),
it sees only what has already happened. A project waits to be begun while cash is low, and is given
up before a stage that would begin too late to be worth its cost.
"""

import numpy as np
from numba import njit

from steersman.methods.availability import is_there, note_moments, pass_moments
from steersman.methods.compiled import TINY, compiled, inlined
from steersman.methods.flows import add_payoff, spread
from steersman.methods.staffing import (
    find_team,
    forget_team,
    offer,
    release_team,
    take_team,
    unbind,
    write_log,
)
from steersman.methods.workload import (
    ABANDONED,
    DONE,
    FAILED,
    KEY_PROJECTS,
    LOST,
    MOMENTS_PASSED,
    MONTHS_COUNTED,
    RUNNING,
    RUNNING_STAGES,
    SUCCEEDED,
    UNDER_WAY,
    UNTOUCHED,
    WAITING,
)


@inlined
def _reset(work, staff, rules, opening_cash, state):
    state.flows[:] = 0.0
    state.project[:] = UNTOUCHED
    state.launch[:] = np.inf
    state.start[:] = np.inf
    state.finish[:] = np.inf
    state.stage[:] = WAITING
    forget_team(state)
    state.counters[:] = 0
    state.balance[0] = opening_cash
    state.present[:] = False
    for person in range(len(staff.capacity)):
        state.spare[person] = staff.capacity[person]
    state.offered[:] = 0
    state.on_offer[:] = 0
    state.places[:] = 0
    state.projects[:] = 0
    state.last[:] = -1
    state.bound[:] = -1
    for option in rules.priority:
        project = work.project[option]
        state.needs_open[project] = 0
        for other in range(len(state.project)):
            state.needs_open[project] += work.needs[project, other]
        state.ready[option] = 0
        for stage in range(work.first_stage[option], work.first_stage[option + 1]):
            state.attempt[stage] = 0
            state.rest[stage] = 0.0
            before = work.predecessor_start[stage + 1] - work.predecessor_start[stage]
            state.open_before[stage] = before
            state.ready[option] += before == 0


@inlined
def _who_is_there(people, now, work, staff, chance, state):
    """Let people come and go; stages whose people go are interrupted."""
    for person in people:
        there = is_there(person, now, staff, chance)
        if there == state.present[person]:
            continue
        state.present[person] = there
        offer(person, staff, state)
        if not there and state.spare[person] < staff.capacity[person]:
            place = 0
            while place < state.counters[RUNNING_STAGES]:
                stage = state.running[place]
                if _works_on(person, stage, state):
                    _stop_running(place, now, work, staff, state)
                    state.stage[stage] = WAITING
                    state.rest[stage] = state.finish[stage] - now
                    state.finish[stage] = np.inf
                    state.ready[work.option[stage]] += 1
                else:
                    place += 1


@inlined
def _works_on(person, stage, state):
    for place in range(state.team_size[stage]):
        if state.team_person[stage, place] == person:
            return True
    return False


@compiled
def _stop_running(place, now, work, staff, state):
    """Take a stage from the running ones; what it has not spent comes back."""
    stage = state.running[place]
    state.counters[RUNNING_STAGES] -= 1
    state.running[place] = state.running[state.counters[RUNNING_STAGES]]
    finish, begun = state.finish[stage], state.begun[stage]
    if finish > now + TINY:
        left = state.unspent[stage] * (finish - now) / (finish - begun)
        spread(state.flows, left, now, finish)
        state.unspent[stage] = left
    release_team(stage, work.project[work.option[stage]], now, staff, state)


@compiled
def _end_project(option, outcome, now, work, staff, state):
    """End a project; its running stages stop, the others are never done."""
    project = work.project[option]
    if state.project[project] == UNDER_WAY:
        state.counters[KEY_PROJECTS] -= work.key[option]
    state.project[project] = outcome
    state.ready[option] = 0
    place = 0
    while place < state.counters[RUNNING_STAGES]:
        stage = state.running[place]
        if work.option[stage] == option:
            _stop_running(place, now, work, staff, state)
            state.stage[stage] = ABANDONED
            state.finish[stage] = now
        else:
            place += 1
    unbind(project, state)


@inlined
def _may_begin(option, work, rules, state):
    """Whether a project may be begun: what it needs has succeeded, and focus leaves room."""
    if work.key[option] and state.counters[KEY_PROJECTS] >= rules.focus:
        return False
    return state.needs_open[work.project[option]] == 0


@inlined
def _run_for(stage, months, now, state):
    """Let a stage run, its unspent cost spread evenly over its time."""
    state.running[state.counters[RUNNING_STAGES]] = stage
    state.counters[RUNNING_STAGES] += 1
    state.stage[stage] = RUNNING
    state.begun[stage] = now
    state.finish[stage] = now + months
    spread(state.flows, -state.unspent[stage], now, now + months)


@inlined
def _try_to_start(stage, option, now, work, staff, money, rules, chance, state):
    """Start a stage if it can be paid and staffed.

    Returns:
        Whether it was only for lack of cash that it did not start.
    """
    project, resumed = work.project[option], state.rest[stage] > 0
    if state.project[project] == UNTOUCHED and rules.least_cash > -np.inf:
        cost = money.upfront[option]
        for part in range(work.first_stage[option], work.first_stage[option + 1]):
            cost += money.stage_cost[part]
        if state.balance[0] - cost < rules.least_cash:
            return True
    expected = state.rest[stage] if resumed else work.expected_duration[stage]
    if not find_team(stage, project, now + expected, work, staff, rules, state):
        return False
    new = take_team(stage, project, staff, rules, state)
    if resumed:
        months = state.rest[stage]
    else:
        months = chance.duration[stage, 0]
        state.start[stage] = now
        state.unspent[stage] = money.stage_cost[stage]
    _run_for(stage, months + new * rules.switching_months, now, state)
    state.rest[stage] = 0.0
    state.ready[option] -= 1
    if state.project[project] == UNTOUCHED:
        state.project[project] = UNDER_WAY
        state.counters[KEY_PROJECTS] += work.key[option]
        spread(state.flows, -money.upfront[option], now, now)
    return False


@inlined
def _start_what_can(now, work, staff, money, rules, chance, state):
    """Start stages in priority order; whether to look again next month whatever happens.

    That is so while a stage waits for cash, or waits and has a stop month. Where a project is given
    up, all are looked at once more, since its people are free now.
    """
    next_month, again = False, True
    while again:
        next_month, again = False, False
        for option in rules.priority:
            status = state.project[work.project[option]]
            if state.ready[option] == 0 or status >= SUCCEEDED:
                continue
            if status == UNTOUCHED and not _may_begin(option, work, rules, state):
                continue
            latest = rules.latest_entered if chance.entry[option] <= now else rules.latest
            for stage in range(work.first_stage[option], work.first_stage[option + 1]):
                if state.stage[stage] != WAITING or state.open_before[stage] > 0:
                    continue
                if now < rules.earliest[stage] - TINY:
                    continue
                if now > latest[stage] and state.rest[stage] == 0:
                    _end_project(option, LOST, now, work, staff, state)
                    again = True
                    break
                if _try_to_start(stage, option, now, work, staff, money, rules, chance, state) or (
                    state.stage[stage] == WAITING
                    and (rules.latest[stage] < np.inf or rules.latest_entered[stage] < np.inf)
                ):
                    next_month = True
    return next_month


@inlined
def _succeeds(stage, option, work, chance, state):
    limit = work.success[stage]
    for other in range(len(state.project)):
        if state.project[other] == SUCCEEDED:
            limit *= work.strengthens[other, work.project[option]]
    return chance.luck[stage, state.attempt[stage]] < min(limit, 1.0)


@compiled
def _finish_stage(stage, option, now, work, money, chance, state):
    """Mark a stage done; whether its project is finished with it."""
    state.stage[stage] = DONE
    for row in range(work.successor_start[stage], work.successor_start[stage + 1]):
        following = work.successor[row]
        state.open_before[following] -= 1
        state.ready[option] += state.open_before[following] == 0
    for other in range(work.first_stage[option], work.first_stage[option + 1]):
        if state.stage[other] != DONE:
            return False
    finished = work.project[option]
    state.launch[finished] = now
    for other in range(len(state.project)):
        state.needs_open[other] -= work.needs[other, finished]
    add_payoff(state.flows, option, now, chance.peak[option], chance.entry[option], money)
    return True


@inlined
def _end_what_is_due(now, work, staff, money, chance, state):
    place = 0
    while place < state.counters[RUNNING_STAGES]:
        stage = state.running[place]
        if state.finish[stage] > now + TINY:
            place += 1
            continue
        option = work.option[stage]
        succeeded = _succeeds(stage, option, work, chance, state)
        again = work.repeats[stage] and state.attempt[stage] + 1 < chance.duration.shape[1]
        if not succeeded and again:
            state.attempt[stage] += 1
            months = chance.duration[stage, state.attempt[stage]]
            state.counters[RUNNING_STAGES] -= 1
            state.running[place] = state.running[state.counters[RUNNING_STAGES]]
            state.unspent[stage] = money.stage_cost[stage]
            write_log(stage, now, state)
            _run_for(stage, months, now, state)
            continue
        _stop_running(place, now, work, staff, state)
        if not succeeded:
            state.stage[stage] = FAILED
            _end_project(option, LOST, now, work, staff, state)
        elif _finish_stage(stage, option, now, work, money, chance, state):
            _end_project(option, SUCCEEDED, now, work, staff, state)
        place = 0


@inlined
def _next_event(now, moments, next_month, rules, state):
    """Return the next moment at which anything can happen; infinite if nothing can."""
    following = np.inf
    for place in range(state.counters[RUNNING_STAGES]):
        following = min(following, state.finish[state.running[place]])
    if state.counters[MOMENTS_PASSED] < moments:
        following = min(following, state.moments[state.counters[MOMENTS_PASSED]])
    if next_month and now + 1.0 <= rules.until:
        following = min(following, np.floor(now + TINY) + 1.0)
    return following


@inlined
def _count_months(now, chance, state):
    """Bring the balance up to the end of the last whole month."""
    while state.counters[MONTHS_COUNTED] + 1 <= now + TINY and state.counters[MONTHS_COUNTED] < len(
        chance.fixed_flows
    ):
        month = state.counters[MONTHS_COUNTED]
        state.balance[0] += state.flows[month] + chance.fixed_flows[month]
        state.counters[MONTHS_COUNTED] += 1


@compiled
def _run(people, moments, work, staff, money, rules, chance, opening_cash, state):
    _reset(work, staff, rules, opening_cash, state)
    for person in range(len(staff.capacity)):
        state.present[person] = is_there(person, 0.0, staff, chance)
        offer(person, staff, state)
    now = 0.0
    while True:
        next_month = False
        if now <= rules.until:
            next_month = _start_what_can(now, work, staff, money, rules, chance, state)
        following = _next_event(now, moments, next_month, rules, state)
        if following == np.inf:
            return
        now = following
        _end_what_is_due(now, work, staff, money, chance, state)
        if pass_moments(now, moments, state):
            _who_is_there(people, now, work, staff, chance, state)
        _count_months(now, chance, state)


@njit(cache=True, nogil=True)
def play(people, work, staff, money, rules, chance, opening_cash, state):
    """Run the policy through one scenario; everything that happened is then in ``state``.

    What did not start has start and finish infinite. A person who leaves, is absent or whose time
    ends interrupts the stages they work on; each goes on where it stopped once it can be staffed
    again.

    Args:
        people: Those who come or go at some time; all others are there from the start.
        work: All options and their stages.
        staff: All people.
        money: Costs and payoffs.
        rules: The policy.
        chance: What the scenario brings.
        opening_cash: Cash at the beginning.
        state: Arrays to play on.
    """
    moments = note_moments(people, staff, rules, chance, state)
    _run(people, moments, work, staff, money, rules, chance, opening_cash, state)
