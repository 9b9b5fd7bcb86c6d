"""Who works on a stage: people who are there, free, able and allowed, compiled.

Demands are met in their order by the people listed first who have time. Where that fails though
everybody together could do it, people are exchanged between the stage's demands along augmenting
paths (Ford & Fulkerson 1956), so that a stage is refused only if no assignment exists.
"""

from steersman.methods.compiled import compiled, inlined
from steersman.methods.workload import TOUCHED


@inlined
def offer(person, staff, state):
    """Work out anew what a person has on offer, and with it what every skill has."""
    tenths = state.spare[person] if state.present[person] else 0
    if staff.one_place[person] and state.spare[person] < staff.capacity[person]:
        tenths = 0
    change = tenths - state.offered[person]
    if change == 0:
        return
    state.offered[person] = tenths
    for skill in range(staff.level.shape[1]):
        for level in range(1, staff.level[person, skill] + 1):
            state.on_offer[skill, level] += change


@inlined
def _allowed(person, project, ends, staff, rules, state):
    """Whether a person may work on a project up to a month."""
    if state.offered[person] == 0 or staff.ends[person] < ends:
        return False
    if rules.project_teams and state.bound[person] >= 0 and state.bound[person] != project:
        return False
    return state.places[person, project] > 0 or state.projects[person] < staff.most_projects[person]


@inlined
def _use(person, tenths, state):
    if state.used[person] == 0:
        state.touched[state.counters[TOUCHED]] = person
        state.counters[TOUCHED] += 1
    state.used[person] += tenths


@inlined
def _give(row, first, missing, project, ends, own, work, staff, rules, state):
    """Give a demand people in their order, only those of the same project if asked; what lacks."""
    who = staff.order[work.demand_skill[first + row], work.demand_level[first + row]]
    for person in who:
        if person < 0 or missing == 0:
            break
        if own and state.last[person] != project:
            continue
        tenths = min(missing, state.offered[person] - state.used[person])
        if tenths > 0 and _allowed(person, project, ends, staff, rules, state):
            state.given[row, person] += tenths
            _use(person, tenths, state)
            missing -= tenths
    return missing


@compiled
def _exchange(row, first, rows, missing, project, ends, work, staff, rules, state):
    """Free people for a demand by exchanging them with other demands of the stage; what lacks."""
    came_from, through, queue = state.path[0], state.path[1], state.path[2]
    came_from[:rows] = -1
    queue[0] = row
    came_from[row] = row
    head, tail = 0, 1
    while head < tail:
        current = queue[head]
        head += 1
        who = staff.order[work.demand_skill[first + current], work.demand_level[first + current]]
        for person in who:
            if person < 0:
                break
            spare = state.offered[person] - state.used[person]
            if spare > 0 and _allowed(person, project, ends, staff, rules, state):
                amount = min(missing, spare)
                step = current
                while step != row:
                    amount = min(amount, state.given[step, through[step]])
                    step = came_from[step]
                _use(person, amount, state)
                state.given[current, person] += amount
                step = current
                while step != row:
                    state.given[step, through[step]] -= amount
                    state.given[came_from[step], through[step]] += amount
                    step = came_from[step]
                return missing - amount
            for other in range(rows):
                if came_from[other] < 0 and state.given[other, person] > 0:
                    came_from[other] = current
                    through[other] = person
                    queue[tail] = other
                    tail += 1
    return missing


@inlined
def forget_team(state):
    """Clear what was found for a team."""
    for place in range(state.counters[TOUCHED]):
        person = state.touched[place]
        state.used[person] = 0
        for row in range(state.given.shape[0]):
            state.given[row, person] = 0
    state.counters[TOUCHED] = 0


@inlined
def find_team(stage, project, ends, work, staff, rules, state):
    """Look for a team; on success ``state.used`` holds the tenths of each person.

    Args:
        stage: Stage to be staffed.
        project: Its project.
        ends: Month in which it is expected to end.
        work: All options and their stages.
        staff: All people.
        rules: The policy.
        state: What is going on.

    Returns:
        Whether every demand of the stage is met.
    """
    first = work.demand_start[stage]
    rows = work.demand_start[stage + 1] - first
    for row in range(rows):
        skill, level = work.demand_skill[first + row], work.demand_level[first + row]
        if state.on_offer[skill, level] < work.demand_tenths[first + row]:
            return False
    forget_team(state)
    loyal = rules.project_teams or rules.switching_months > 0
    for row in range(rows):
        missing = work.demand_tenths[first + row]
        for own in (True, False):
            if loyal or not own:
                missing = _give(row, first, missing, project, ends, own, work, staff, rules, state)
        while missing > 0:
            left = _exchange(row, first, rows, missing, project, ends, work, staff, rules, state)
            if left == missing:
                return False
            missing = left
    return True


@inlined
def take_team(stage, project, staff, rules, state):
    """Put the people found to work.

    Returns:
        Share of the team's time that comes from people who last worked on another project.
    """
    size, new, all_tenths = 0, 0, 0
    for place in range(state.counters[TOUCHED]):
        person = state.touched[place]
        tenths = state.used[person]
        state.team_person[stage, size] = person
        state.team_tenths[stage, size] = tenths
        size += 1
        all_tenths += tenths
        if state.last[person] >= 0 and state.last[person] != project:
            new += tenths
        state.spare[person] -= tenths
        state.projects[person] += state.places[person, project] == 0
        state.places[person, project] += 1
        state.last[person] = project
        if rules.project_teams:
            state.bound[person] = project
        offer(person, staff, state)
    state.team_size[stage] = size
    return new / all_tenths if all_tenths else 0.0


@inlined
def write_log(stage, now, state):
    """Write down who worked on a stage since it last began, where a log is kept and has room."""
    log = state.log
    if log.rows[0] < 0:
        return
    for place in range(state.team_size[stage]):
        row = log.rows[0]
        if row == len(log.stage):
            return
        log.stage[row], log.person[row] = stage, state.team_person[stage, place]
        log.tenths[row] = state.team_tenths[stage, place]
        log.start[row], log.finish[row] = state.begun[stage], now
        log.rows[0] += 1


@inlined
def release_team(stage, project, now, staff, state):
    """Let the people of a stage go."""
    write_log(stage, now, state)
    for place in range(state.team_size[stage]):
        person, tenths = state.team_person[stage, place], state.team_tenths[stage, place]
        state.spare[person] += tenths
        state.places[person, project] -= 1
        state.projects[person] -= state.places[person, project] == 0
        offer(person, staff, state)


@compiled
def unbind(project, state):
    """Let everybody bound to a project go to others."""
    for person in range(len(state.bound)):
        if state.bound[person] == project:
            state.bound[person] = -1
