"""A resource-based scheduling policy for projects with multi-skill people, compiled.

Parallel schedule generation (Kelley 1963; Kolisch 1996): whenever something ends, or someone
arrives, projects are looked at in priority order and every stage that may start and can be staffed
is started. Used as a policy in random scenarios (Moehring, Radermacher & Weiss 1984), it sees only
what has already happened.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from steersman.methods.arrays import BoolArray, FloatArray, IntArray

WAITING, RUNNING, DONE, FAILED, ABANDONED = 0, 1, 2, 3, 4
"""States of a stage."""
UNTOUCHED, UNDER_WAY, SUCCEEDED, LOST = 0, 1, 2, 3
"""States of a project."""
TINY = 1e-9


class Workload(NamedTuple):
    """Stages of all options, an option being a project done in one of its modes.

    Stages of option o are those from ``first_stage[o]`` up to ``first_stage[o + 1]``. Predecessors
    and demands of stage s are the entries from ``...start[s]`` up to ``...start[s + 1]``.
    """

    first_stage: IntArray
    project: IntArray
    key: BoolArray
    predecessor_start: IntArray
    predecessor: IntArray
    demand_start: IntArray
    demand_skill: IntArray
    demand_level: IntArray
    demand_fte: FloatArray
    success: FloatArray
    repeats: BoolArray
    expected_duration: FloatArray
    needs: BoolArray
    strengthens: FloatArray


class Staff(NamedTuple):
    """People: skill levels (people, skills), capacity in FTE, and whom to ask first.

    ``order[k, l]`` lists people with skill k at level l or above, the most specialised and the
    lowest sufficient level first, filled up with -1.
    """

    level: IntArray
    capacity: FloatArray
    order: IntArray


class Schedule(NamedTuple):
    """What happened.

    By stage: start, finish, state, number of attempts (with a fraction where it was cut short) and
    the people's FTE on it. By project: state and launch time.
    """

    start: FloatArray
    finish: FloatArray
    state: IntArray
    attempts: FloatArray
    team: FloatArray
    project_state: IntArray
    launch: FloatArray


@njit(cache=True, nogil=True, error_model="numpy")
def _staff_stage(stage, work, staff, free, arrives, leaves, now, team):
    """Give a stage its people if all its demands can be met now, else change nothing."""
    ends = now + work.expected_duration[stage]
    taken = False
    for row in range(work.demand_start[stage], work.demand_start[stage + 1]):
        missing = work.demand_fte[row]
        for person in staff.order[work.demand_skill[row], work.demand_level[row]]:
            if person < 0 or missing <= TINY:
                break
            if arrives[person] > now + TINY or leaves[person] < ends - TINY:
                continue
            given = min(missing, free[person])
            if given > TINY:
                free[person] -= given
                team[stage, person] += given
                missing -= given
                taken = True
        if missing > TINY:
            if taken:
                for person in range(len(free)):
                    free[person] += team[stage, person]
                    team[stage, person] = 0.0
            return False
    return True


@njit(cache=True, nogil=True, error_model="numpy")
def _may_start(stage, work, state):
    if state[stage] != WAITING:
        return False
    for row in range(work.predecessor_start[stage], work.predecessor_start[stage + 1]):
        if state[work.predecessor[row]] != DONE:
            return False
    return True


@njit(cache=True, nogil=True, error_model="numpy")
def _may_begin(option, work, project_state, under_way, focus):
    """Whether a project may be begun: what it needs has succeeded, and focus leaves room."""
    if work.key[option] and under_way >= focus:
        return False
    for other in range(len(project_state)):
        if work.needs[work.project[option], other] and project_state[other] != SUCCEEDED:
            return False
    return True


@njit(cache=True, nogil=True, error_model="numpy")
def _chance(stage, project, work, project_state):
    chance = work.success[stage]
    for other in range(len(project_state)):
        if project_state[other] == SUCCEEDED:
            chance *= work.strengthens[other, project]
    return min(chance, 1.0)


@njit(cache=True, nogil=True, error_model="numpy")
def _release(stage, free, team):
    for person in range(len(free)):
        free[person] += team[stage, person]


@njit(cache=True, nogil=True, error_model="numpy")
def _lose_project(option, now, work, schedule, free, duration, begun, attempt):
    """End a project for good: its running stages stop, the others are never done."""
    schedule.project_state[work.project[option]] = LOST
    for stage in range(work.first_stage[option], work.first_stage[option + 1]):
        if schedule.state[stage] == RUNNING:
            part = (now - begun[stage]) / duration[stage, attempt[stage]]
            schedule.attempts[stage] = attempt[stage] + part
            schedule.finish[stage] = now
            schedule.state[stage] = ABANDONED
            _release(stage, free, schedule.team)


@njit(cache=True, nogil=True, error_model="numpy")
def _start_what_can(
    now, priority, focus, work, staff, schedule, free, arrives, leaves, duration, begun
):
    under_way = 0
    for option in priority:
        state = schedule.project_state[work.project[option]]
        under_way += state == UNDER_WAY and work.key[option]
    for option in priority:
        project = work.project[option]
        state = schedule.project_state[project]
        if state >= SUCCEEDED:
            continue
        if state == UNTOUCHED and not _may_begin(
            option, work, schedule.project_state, under_way, focus
        ):
            continue
        for stage in range(work.first_stage[option], work.first_stage[option + 1]):
            if not _may_start(stage, work, schedule.state):
                continue
            if _staff_stage(stage, work, staff, free, arrives, leaves, now, schedule.team):
                schedule.state[stage] = RUNNING
                schedule.start[stage] = now
                begun[stage] = now
                schedule.finish[stage] = now + duration[stage, 0]
                if schedule.project_state[project] == UNTOUCHED:
                    schedule.project_state[project] = UNDER_WAY
                    under_way += work.key[option]


@njit(cache=True, nogil=True, error_model="numpy")
def _end_what_is_due(now, priority, work, schedule, free, duration, luck, begun, attempt):
    for option in priority:
        project = work.project[option]
        open_stages = 0
        for stage in range(work.first_stage[option], work.first_stage[option + 1]):
            if schedule.state[stage] == RUNNING and schedule.finish[stage] <= now + TINY:
                if luck[stage, attempt[stage]] < _chance(
                    stage, project, work, schedule.project_state
                ):
                    schedule.state[stage] = DONE
                    schedule.attempts[stage] = attempt[stage] + 1.0
                    _release(stage, free, schedule.team)
                elif work.repeats[stage] and attempt[stage] + 1 < duration.shape[1]:
                    attempt[stage] += 1
                    begun[stage] = now
                    schedule.finish[stage] = now + duration[stage, attempt[stage]]
                else:
                    schedule.state[stage] = FAILED
                    schedule.attempts[stage] = attempt[stage] + 1.0
                    _release(stage, free, schedule.team)
                    _lose_project(option, now, work, schedule, free, duration, begun, attempt)
                    break
            open_stages += schedule.state[stage] != DONE
        if open_stages == 0 and schedule.project_state[project] == UNDER_WAY:
            schedule.project_state[project] = SUCCEEDED
            schedule.launch[project] = now


@njit(cache=True, nogil=True, error_model="numpy")
def run_policy(work, staff, priority, focus, duration, luck, arrives, leaves, until):
    """Run the policy through one scenario.

    Args:
        work: All options and their stages.
        staff: All people.
        priority: Options to do, the most urgent first.
        focus: Most key projects under way at once.
        duration: Months by stage and attempt, shape (stages, attempts).
        luck: Uniform numbers by stage and attempt; below the chance of success is success.
        arrives: Month from which each person is there.
        leaves: Month up to which each person is there.
        until: Month after which nothing more is started; what is under way then is finished.

    Returns:
        A :class:`Schedule`; what did not start has start and finish infinite. A person whose time
        ends (``leaves``) takes on only stages expected to end before, and finishes what was begun.
    """
    stages, people, projects = len(work.success), len(staff.capacity), work.needs.shape[0]
    schedule = Schedule(
        np.full(stages, np.inf), np.full(stages, np.inf), np.zeros(stages, np.int64),
        np.zeros(stages), np.zeros((stages, people)), np.zeros(projects, np.int64),
        np.full(projects, np.inf),
    )  # fmt: skip
    free = staff.capacity.copy()
    begun = np.zeros(stages)
    attempt = np.zeros(stages, np.int64)
    now = 0.0
    while True:
        if now <= until:
            _start_what_can(
                now, priority, focus, work, staff, schedule, free, arrives, leaves, duration, begun
            )
        following = np.inf
        for option in priority:
            for stage in range(work.first_stage[option], work.first_stage[option + 1]):
                if schedule.state[stage] == RUNNING:
                    following = min(following, schedule.finish[stage])
        for arrival in arrives:
            if now + TINY < arrival <= until:
                following = min(following, arrival)
        if following == np.inf:
            return schedule
        now = following
        _end_what_is_due(now, priority, work, schedule, free, duration, luck, begun, attempt)
