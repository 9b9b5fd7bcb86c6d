"""When people are there, and the moments at which that changes, compiled."""

from numba import njit

from steersman.methods.compiled import TINY, inlined
from steersman.methods.workload import MOMENTS_PASSED


@inlined
def is_there(person, now, staff, chance):
    """Whether a person is there in a month: arrived, not gone, not absent."""
    if not chance.arrives[person] <= now + TINY < chance.leaves[person]:
        return False
    if staff.ends[person] <= now + TINY:
        return False
    for absence in range(staff.absence_start.shape[1]):
        begin, end = staff.absence_start[person, absence], staff.absence_end[person, absence]
        if begin <= now + TINY < end:
            return False
    return True


@njit(cache=True, nogil=True)
def note_moments(people, staff, rules, chance, state):
    """Write down, in order, when people come or go and when stages may be begun.

    Returns:
        How many such moments there are.
    """
    count = 0
    for person in people:
        for moment in (chance.arrives[person], chance.leaves[person], staff.ends[person]):
            if 0.0 < moment <= rules.until:
                state.moments[count] = moment
                count += 1
        for absence in range(staff.absence_start.shape[1]):
            for moment in (
                staff.absence_start[person, absence], staff.absence_end[person, absence],
            ):  # fmt: skip
                if 0.0 < moment <= rules.until:
                    state.moments[count] = moment
                    count += 1
    for moment in rules.dates:
        if moment <= rules.until:
            state.moments[count] = moment
            count += 1
    state.moments[:count].sort()
    return count


@inlined
def pass_moments(now, moments, state):
    """Count the moments up to now; whether there were new ones."""
    before = state.counters[MOMENTS_PASSED]
    while (
        state.counters[MOMENTS_PASSED] < moments
        and state.moments[state.counters[MOMENTS_PASSED]] <= now + TINY
    ):
        state.counters[MOMENTS_PASSED] += 1
    return state.counters[MOMENTS_PASSED] > before
