"""The arrays that the scheduling kernel reads and writes.

People are shared in tenths of a full-time place: capacities, demands and teams are whole numbers
of tenths, so that nothing is lost or gained by rounding.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from steersman.methods.arrays import BoolArray, FloatArray, IntArray

WAITING, RUNNING, DONE, FAILED, ABANDONED = 0, 1, 2, 3, 4
"""States of a stage; one that was interrupted waits again."""
UNTOUCHED, UNDER_WAY, SUCCEEDED, LOST = 0, 1, 2, 3
"""States of a project."""
TENTHS = 10
RUNNING_STAGES, KEY_PROJECTS, MONTHS_COUNTED, MOMENTS_PASSED, TOUCHED = 0, 1, 2, 3, 4
"""Places in ``State.counters``."""


class Workload(NamedTuple):
    """Stages of all options, an option being a project done in one of its modes.

    Stages of option o are those from ``first_stage[o]`` up to ``first_stage[o + 1]``. Predecessors,
    successors and demands of stage s are the entries from ``...start[s]`` up to
    ``...start[s + 1]``.
    """

    first_stage: IntArray
    option: IntArray
    project: IntArray
    key: BoolArray
    predecessor_start: IntArray
    predecessor: IntArray
    successor_start: IntArray
    successor: IntArray
    demand_start: IntArray
    demand_skill: IntArray
    demand_level: IntArray
    demand_tenths: IntArray
    success: FloatArray
    repeats: BoolArray
    expected_duration: FloatArray
    needs: BoolArray
    strengthens: FloatArray


class Staff(NamedTuple):
    """People, hires and experts.

    Attributes:
        level: Skill levels, shape (people, skills).
        capacity: Tenths of a full-time place.
        order: People with skill k at level l or above in ``order[k, l]``, the most specialised and
            the lowest sufficient level first, filled up with -1.
        one_place: Whether a person works on one stage at a time.
        most_projects: Most projects a person works on at the same time.
        ends: Month up to which a person is known to be there, infinite if for good; stages expected
            to last longer are not given to them.
        absence_start: Months in which absences begin, shape (people, absences), infinite for none.
        absence_end: Months in which they end.
    """

    level: IntArray
    capacity: IntArray
    order: IntArray
    one_place: BoolArray
    most_projects: IntArray
    ends: FloatArray
    absence_start: FloatArray
    absence_end: FloatArray


class Rules(NamedTuple):
    """The policy: what is started whenever something can be.

    Attributes:
        priority: Options to do, the most urgent first.
        focus: Most key projects under way at once.
        project_teams: Whether people stay with a project until it ends.
        switching_months: Months lost when a whole team comes from other projects; less for a part.
        least_cash: A project is not begun while cash less its whole cost would be below this.
        earliest: Month before which a stage is not begun.
        dates: These months, each once, where there are any after the beginning.
        latest: Month after which a stage is not worth beginning and its project is given up.
        latest_entered: The same once a competitor has entered.
        until: Month after which nothing more is started; what is under way then is finished.
    """

    priority: IntArray
    focus: int
    project_teams: bool
    switching_months: float
    least_cash: float
    earliest: FloatArray
    dates: FloatArray
    latest: FloatArray
    latest_entered: FloatArray
    until: float


class Chance(NamedTuple):
    """What one scenario brings.

    Attributes:
        duration: Months by stage and attempt.
        luck: Uniform numbers by stage and attempt; below the chance of success is success.
        peak: Monthly margin at the peak by option.
        entry: Month in which a competitor enters, by option; infinite if never.
        arrives: Month from which a person is there, infinite if never.
        leaves: Month up to which a person is there.
        fixed_flows: Money flows by month that no project changes.
    """

    duration: FloatArray
    luck: FloatArray
    peak: FloatArray
    entry: FloatArray
    arrives: FloatArray
    leaves: FloatArray
    fixed_flows: FloatArray


class Log(NamedTuple):
    """Who worked on what from when to when, one row per person and unbroken stretch.

    ``rows[0]`` is the number of rows, -1 if nobody asked for a log.
    """

    rows: IntArray
    stage: IntArray
    person: IntArray
    tenths: IntArray
    start: FloatArray
    finish: FloatArray


class State(NamedTuple):
    """What is going on in a scenario; one set of arrays serves all scenarios in turn.

    By stage: its state, first start, end, begin of the unbroken stretch under way, its attempt,
    months left of an interrupted attempt, cost of the attempt not yet spent, number of predecessors
    not done, team. By project: state, launch, number of needs not met. By option: stages that could
    start. By person: whether there, tenths not in use, tenths on offer, number of stages on each
    project, number of projects, last project, project bound to. By skill and level: tenths on
    offer. Then scratch for finding teams, and the moments at which people come or go or stages may
    begin. Money: flows by month, balance. ``counters`` holds the numbers of running stages, of key
    projects under way, of months counted into the balance, of moments passed and of people touched.
    """

    stage: IntArray
    start: FloatArray
    finish: FloatArray
    begun: FloatArray
    attempt: IntArray
    rest: FloatArray
    unspent: FloatArray
    open_before: IntArray
    team_size: IntArray
    team_person: IntArray
    team_tenths: IntArray
    project: IntArray
    launch: FloatArray
    needs_open: IntArray
    ready: IntArray
    present: BoolArray
    spare: IntArray
    offered: IntArray
    places: IntArray
    projects: IntArray
    last: IntArray
    bound: IntArray
    on_offer: IntArray
    running: IntArray
    given: IntArray
    used: IntArray
    path: IntArray
    touched: IntArray
    moments: FloatArray
    flows: FloatArray
    balance: FloatArray
    counters: IntArray
    log: Log


@njit(cache=True, nogil=True)
def new_state(work, staff, months, log_rows):
    """Return the arrays a scenario is played on.

    Args:
        work: All options and their stages.
        staff: All people.
        months: Length of the monthly flows.
        log_rows: Most rows of the log, 0 for none.
    """
    stages, options = len(work.success), len(work.project)
    people, projects = len(staff.capacity), work.needs.shape[0]
    moments = people * (3 + 2 * staff.absence_start.shape[1]) + stages
    demands = 1
    for stage in range(stages):
        demands = max(demands, work.demand_start[stage + 1] - work.demand_start[stage])
    log = Log(
        np.full(1, 0 if log_rows else -1), np.zeros(log_rows, np.int64),
        np.zeros(log_rows, np.int64), np.zeros(log_rows, np.int64), np.zeros(log_rows),
        np.zeros(log_rows),
    )  # fmt: skip
    return State(
        stage=np.zeros(stages, np.int64),
        start=np.zeros(stages),
        finish=np.zeros(stages),
        begun=np.zeros(stages),
        attempt=np.zeros(stages, np.int64),
        rest=np.zeros(stages),
        unspent=np.zeros(stages),
        open_before=np.zeros(stages, np.int64),
        team_size=np.zeros(stages, np.int64),
        team_person=np.zeros((stages, people), np.int64),
        team_tenths=np.zeros((stages, people), np.int64),
        project=np.zeros(projects, np.int64),
        launch=np.zeros(projects),
        needs_open=np.zeros(projects, np.int64),
        ready=np.zeros(options, np.int64),
        present=np.zeros(people, np.bool_),
        spare=np.zeros(people, np.int64),
        offered=np.zeros(people, np.int64),
        places=np.zeros((people, projects), np.int64),
        projects=np.zeros(people, np.int64),
        last=np.zeros(people, np.int64),
        bound=np.zeros(people, np.int64),
        on_offer=np.zeros((staff.level.shape[1], staff.order.shape[1]), np.int64),
        running=np.zeros(stages, np.int64),
        given=np.zeros((demands, people), np.int64),
        used=np.zeros(people, np.int64),
        path=np.zeros((3, demands), np.int64),
        touched=np.zeros(people, np.int64),
        moments=np.zeros(moments),
        flows=np.zeros(months),
        balance=np.zeros(1),
        counters=np.zeros(5, np.int64),
        log=log,
    )
