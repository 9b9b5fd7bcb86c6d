"""The cheapest mix of hires, training, experts and partners that covers a need for skills, exact.

Work is assigned to people who can do it, period by period; options are taken or not. Branch and
bound (Land & Doig 1960) over the options, with linear programs as bounds.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

from steersman.methods.arrays import BoolArray, FloatArray, IntArray

CLOSE = 1e-6


@dataclass(frozen=True, slots=True)
class StaffingNeed:
    """Work to be done and who can do it; FTE throughout.

    Attributes:
        demand: By kind of work and period.
        capacity: Of people, by person and period.
        able: Whether a person can do a kind of work, by person and kind.
        option_capacity: Of options, by option and period.
        option_able: Whether an option can do a kind of work.
        option_cost: Cost of taking an option.
        option_person: Person whose time an option uses, as training does; -1 for people who come.
    """

    demand: FloatArray
    capacity: FloatArray
    able: BoolArray
    option_capacity: FloatArray
    option_able: BoolArray
    option_cost: FloatArray
    option_person: IntArray


@dataclass(frozen=True, slots=True)
class StaffingMix:
    """The cheapest options.

    Attributes:
        options: Options taken.
        cost: What they cost.
        uncovered: Work that not even all options together can cover, by kind and period; where it
            could as well be another kind's, one way to see it.
        nodes: Linear programs solved.
    """

    options: tuple[int, ...]
    cost: float
    uncovered: FloatArray
    nodes: int


class _Relaxation:
    """The linear program behind the bounds: assignments, options as shares, uncovered work."""

    def __init__(self, need: StaffingNeed) -> None:
        self.need = need
        self.kinds, self.periods = need.demand.shape
        self.options = len(need.option_cost)
        able = np.vstack([need.able, need.option_able])
        self.people = len(need.able)
        self.work = [
            (who, kind, period)
            for who in range(len(able))
            for kind in range(self.kinds)
            for period in range(self.periods)
            if able[who, kind] and need.demand[kind, period] > 0
        ]
        self.first_uncovered = self.options + len(self.work)
        self.count = self.first_uncovered + self.kinds * self.periods
        self._build()

    def _build(self) -> None:
        """Demand must be covered or counted as uncovered; nobody works beyond capacity."""
        rows, columns, numbers = [], [], []
        cover = self.kinds * self.periods
        for place, (who, kind, period) in enumerate(self.work):
            column = self.options + place
            rows += [kind * self.periods + period, cover + who * self.periods + period]
            columns += [column, column]
            numbers += [-1.0, 1.0]
            trained = self.need.option_person[who - self.people] if who >= self.people else -1
            if trained >= 0:
                rows.append(cover + trained * self.periods + period)
                columns.append(column)
                numbers.append(1.0)
        for cell in range(cover):
            rows.append(cell)
            columns.append(self.first_uncovered + cell)
            numbers.append(-1.0)
        for option in range(self.options):
            for period in range(self.periods):
                rows.append(cover + (self.people + option) * self.periods + period)
                columns.append(option)
                numbers.append(-self.need.option_capacity[option, period])
        total = cover + (self.people + self.options) * self.periods + 1
        rows += [total - 1] * cover
        columns += range(self.first_uncovered, self.count)
        numbers += [1.0] * cover
        self.matrix = coo_array((numbers, (rows, columns)), shape=(total, self.count)).tocsr()
        own = np.vstack([self.need.capacity, np.zeros((self.options, self.periods))])
        self.side = np.concatenate([-self.need.demand.ravel(), own.ravel()])

    def solve(
        self, cost: FloatArray, low: FloatArray, high: FloatArray, most_uncovered: float
    ) -> tuple[float, FloatArray] | None:
        """Return least cost and a point, options between bounds; None if nothing fits.

        Args:
            cost: Cost of every variable.
            low: Least share of every option.
            high: Greatest share.
            most_uncovered: Most work left uncovered, all together.
        """
        lower = np.concatenate([low, np.zeros(self.count - self.options)])
        upper = np.concatenate([high, np.full(self.count - self.options, np.inf)])
        found = linprog(
            cost,
            A_ub=self.matrix,
            b_ub=np.append(self.side, most_uncovered),
            bounds=np.column_stack([lower, upper]),
        )
        return (float(found.fun), found.x) if found.status == 0 else None


def cheapest_mix(need: StaffingNeed) -> StaffingMix:
    """Return the cheapest options that cover the need, as far as any can.

    Args:
        need: Demand, people, options.
    """
    program = _Relaxation(need)
    everything = np.ones(program.options)
    shortage = np.zeros(program.count)
    shortage[program.first_uncovered :] = 1.0
    loose = float(need.demand.sum()) + 1
    least = program.solve(shortage, everything, everything, loose)
    if least is None:
        raise ValueError("capacities must not be negative")
    uncovered = least[1][program.first_uncovered :].reshape(need.demand.shape)
    most = least[0] + CLOSE
    cost = np.zeros(program.count)
    cost[: program.options] = need.option_cost
    return _branch(program, cost, most, np.where(uncovered > CLOSE, uncovered, 0.0))


def _branch(
    program: _Relaxation, cost: FloatArray, most: float, uncovered: FloatArray
) -> StaffingMix:
    best: tuple[int, ...] = tuple(range(program.options))
    best_cost, nodes = float(cost[: program.options].sum()), 0
    waiting = [(np.zeros(program.options), np.ones(program.options))]
    while waiting:
        low, high = waiting.pop()
        nodes += 1
        found = program.solve(cost, low, high, most)
        if found is None or found[0] >= best_cost - CLOSE:
            continue
        shares = found[1][: program.options]
        open_options = np.abs(shares - np.round(shares))
        place = int(open_options.argmax()) if len(shares) else 0
        if not len(shares) or open_options[place] <= CLOSE:
            best = tuple(np.flatnonzero(shares > 1 / 2).tolist())
            best_cost = float(sum(cost[place] for place in best))
            continue
        for taken in (0.0, 1.0):
            lower, upper = low.copy(), high.copy()
            lower[place] = upper[place] = taken
            waiting.append((lower, upper))
    return StaffingMix(best, best_cost, uncovered, nodes)
