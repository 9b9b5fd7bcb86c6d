"""The best case as a mixed-integer program: can wishes be met if all goes well?

Every stage succeeds in its expected time, every application is granted, every search finds
somebody in its expected time, margins are as high as estimated, work may be divided at will among
those who have a skill. What is impossible even so is impossible. Months are the time unit; stages
begin at the start of a month (time-indexed formulation: Pritsker, Watters & Wolfe 1969).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from steersman.dossier import Dossier, SkillDemand
from steersman.methods.arrays import FloatArray
from steersman.methods.workload import TENTHS
from steersman.plan.problem import PlanningProblem, able_holders, build_problem, tenths_needed
from steersman.plan.scenarios import funding_flows
from steersman.plan.wishes import Wish, apply_wishes, required_projects

SECONDS = 20.0
"""Time limit of one solution; a case not decided by then counts as possible."""
WEEKS_PER_MONTH = 52 / 12


@dataclass(frozen=True, slots=True)
class Slack:
    """What may be added, as much as it takes, to make wishes possible.

    Attributes:
        money: Cash at the beginning.
        person_months: Months of work of people with any skill.
        months: Months by which launches may come later than wished.
    """

    money: bool = False
    person_months: bool = False
    months: bool = False


@dataclass(slots=True)
class _Model:
    """Rows and columns of a mixed-integer program under construction."""

    cost: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    entries: list[tuple[int, int, float]] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def variable(
        self, *, upper: float = 1.0, cost: float = 0.0, whole: bool = True, lower: float = 0.0
    ) -> int:
        self.cost.append(cost)
        self.lower.append(lower)
        self.upper.append(upper)
        self.whole.append(int(whole))
        return len(self.cost) - 1

    def row(self, terms: Mapping[int, float], low: float, high: float) -> None:
        for column, factor in terms.items():
            self.entries.append((len(self.low), column, factor))
        self.low.append(low)
        self.high.append(high)

    def least(self) -> float | None:
        """Return the least cost, None if the rows contradict each other."""
        if not self.cost:
            return (
                0.0 if all(a <= 0 <= b for a, b in zip(self.low, self.high, strict=True)) else None
            )
        rows, columns, factors = zip(*self.entries, strict=True) if self.entries else ((), (), ())
        matrix = coo_array((factors, (rows, columns)), shape=(len(self.low), len(self.cost)))
        result = milp(
            self.cost,
            integrality=self.whole,
            bounds=Bounds(self.lower, self.upper),
            constraints=[LinearConstraint(matrix.tocsr(), self.low, self.high)] if self.low else [],
            options={"time_limit": SECONDS, "mip_rel_gap": 1e-4},
        )
        if result.status == 2:
            return None
        return float(result.fun) if result.fun is not None else 0.0


def least_slack(dossier: Dossier, wishes: tuple[Wish, ...], slack: Slack) -> float | None:
    """Return how much slack the wishes need in the best case; None if no amount is enough.

    Args:
        dossier: The firm.
        wishes: What is insisted on.
        slack: The one kind of slack allowed; none at all to ask whether the wishes are possible.

    Returns:
        Money, person-months or months in all; 0 if the wishes are possible.
    """
    required = required_projects(dossier, wishes)
    problem = build_problem(apply_wishes(dossier, wishes))
    return _Case(problem, required, wishes, slack).model.least()


def _add(terms: dict[int, float], column: int, amount: float) -> None:
    if amount:
        terms[column] = terms.get(column, 0.0) + amount


class _Case:
    """One question as a mixed-integer program."""

    def __init__(
        self,
        problem: PlanningProblem,
        required: frozenset[str],
        wishes: tuple[Wish, ...],
        slack: Slack,
    ) -> None:
        self.problem = problem
        self.slack = slack
        self.months = problem.horizon
        self.model = _Model()
        self.chosen: dict[int, int] = {}
        self.begins: dict[tuple[int, int], dict[int, int]] = {}
        self.launches: dict[int, dict[int, int]] = {}
        self.work: dict[tuple[str, int], list[dict[int, float]]] = {}
        for place, option in enumerate(problem.options):
            if problem.dossier.projects[option.project].id in required:
                self._add_option(place)
        self._require(required)
        self._meet_deadlines(wishes)
        self.added = self._additions()
        self._staff()
        if problem.dossier.finance is not None:
            self._pay()

    def _length(self, option: int, stage: int) -> int:
        months = self.problem.options[option].months(self.problem.options[option].stages[stage])
        return max(1, int(np.floor(months + 1e-9)))

    def _add_option(self, place: int) -> None:
        """Add when each stage begins, and when the option is launched, if it is done."""
        option = self.problem.options[place]
        self.chosen[place] = done = self.model.variable(upper=1.0 if option.stages else 0.0)
        names = {stage.id: number for number, stage in enumerate(option.stages)}
        for number, stage in enumerate(option.stages):
            last = self.months - self._length(place, number)
            columns = {month: self.model.variable() for month in range(last + 1)}
            self.begins[place, number] = columns
            self.model.row({**dict.fromkeys(columns.values(), 1.0), done: -1.0}, 0.0, 0.0)
            for demand in stage.skills:
                self._add_work(place, number, demand)
        for number, stage in enumerate(option.stages):
            for name in stage.after:
                if name in names:
                    self._follows((place, names[name]), (place, number))
        launch = {month: self.model.variable() for month in range(1, self.months + 1)}
        self.launches[place] = launch
        self.model.row({**dict.fromkeys(launch.values(), 1.0), done: -1.0}, 0.0, 0.0)
        for number in range(len(option.stages)):
            terms = {column: float(month) for month, column in launch.items()}
            for month, column in self.begins[place, number].items():
                terms[column] = terms.get(column, 0.0) - month - self._length(place, number)
            self.model.row(terms, 0.0, np.inf)

    def _add_work(self, place: int, number: int, demand: SkillDemand) -> None:
        tenths = tenths_needed(demand, self.problem.options[place].mode)
        usage = self.work.setdefault((demand.skill, demand.level), [{} for _ in range(self.months)])
        for begin, column in self.begins[place, number].items():
            for month in range(begin, begin + self._length(place, number)):
                _add(usage[month], column, tenths)

    def _follows(self, before: tuple[int, int], after: tuple[int, int]) -> None:
        terms = {column: float(month) for month, column in self.begins[after].items()}
        for month, column in self.begins[before].items():
            terms[column] = terms.get(column, 0.0) - month - self._length(*before)
        self.model.row(terms, 0.0, np.inf)

    def _require(self, required: frozenset[str]) -> None:
        """Do every required project in one of its ways, after what it needs, none it excludes."""
        projects = self.problem.dossier.projects
        ways = {
            project.id: [
                o for o in self.chosen if projects[self.problem.options[o].project] is project
            ]
            for project in projects
            if project.id in required
        }
        for options in ways.values():
            self.model.row(dict.fromkeys((self.chosen[o] for o in options), 1.0), 1.0, 1.0)
        for project in projects:
            if project.id not in required:
                continue
            for other in project.excludes:
                if other in required:
                    columns = [self.chosen[o] for o in (*ways[project.id], *ways[other])]
                    self.model.row(dict.fromkeys(columns, 1.0), -np.inf, 1.0)
            for need in project.needs:
                for option in ways[project.id]:
                    self._begins_after_launch(option, ways[need])

    def _begins_after_launch(self, option: int, needed: list[int]) -> None:
        for number in range(len(self.problem.options[option].stages)):
            terms = {c: float(month) for month, c in self.begins[option, number].items()}
            terms[self.chosen[option]] = -float(self.months)
            for other in needed:
                for month, column in self.launches[other].items():
                    _add(terms, column, -float(month))
            self.model.row(terms, -float(self.months), np.inf)

    def _meet_deadlines(self, wishes: tuple[Wish, ...]) -> None:
        projects = self.problem.dossier.projects
        for wish in wishes:
            if wish.kind != "launch":
                continue
            terms: dict[int, float] = {}
            for option, columns in self.launches.items():
                if projects[self.problem.options[option].project].id == wish.project:
                    terms |= {column: float(month) for month, column in columns.items()}
            if self.slack.months:
                late = self.model.variable(upper=np.inf, cost=1.0, whole=False)
                terms[late] = -1.0
            self.model.row(terms, -np.inf, wish.number)

    def _additions(self) -> dict[str, dict[int, int]]:
        """Add whether each hire, expert and funding option is taken; in the best case it comes."""
        dossier = self.problem.dossier
        funding = dossier.finance.funding if dossier.finance else ()
        return {
            "hires": {p: self.model.variable() for p in range(len(dossier.hiring.roles))},
            "experts": {p: self.model.variable() for p in range(len(dossier.hiring.experts))},
            "funding": {p: self.model.variable() for p in range(len(funding))},
        }

    def _staff(self) -> None:
        """Give every skill, and all skills together, no more work than there are people for."""
        if not self.work:
            return
        dossier = self.problem.dossier
        total: list[dict[int, float]] = [{} for _ in range(self.months)]
        everybody: set[int] = set()
        for (skill, level), usage in self.work.items():
            able = set(able_holders(dossier, SkillDemand(skill=skill, level=level, fte=1.0)))
            everybody |= able
            higher = [
                rows
                for (name, height), rows in self.work.items()
                if name == skill and height >= level
            ]
            extra = [self._extra() for _ in range(self.months)]
            for month in range(self.months):
                together: dict[int, float] = {}
                for rows in higher:
                    for column, tenths in rows[month].items():
                        _add(together, column, tenths)
                for column, tenths in usage[month].items():
                    _add(total[month], column, tenths)
                self._within(together, able, month, extra[month])
                total[month] |= extra[month]
        for month in range(self.months):
            self._within(total[month], everybody, month, {})

    def _extra(self) -> dict[int, float]:
        if not self.slack.person_months:
            return {}
        return {self.model.variable(upper=np.inf, cost=1 / TENTHS, whole=False): -1.0}

    def _within(
        self, usage: dict[int, float], able: set[int], month: int, extra: dict[int, float]
    ) -> None:
        if not usage:
            return
        dossier, capacity = self.problem.dossier, self.problem.staff.capacity
        here, roles = len(dossier.people), dossier.hiring.roles
        there = float(sum(capacity[place] for place in able if place < here))
        terms = usage | extra
        for place in able:
            if here <= place < here + len(roles):
                if month + 1 > roles[place - here].months_to_hire.low:
                    terms[self.added["hires"][place - here]] = -float(capacity[place])
            elif place >= here:
                expert = dossier.hiring.experts[place - here - len(roles)]
                if month + 1 > expert.from_month:
                    terms[self.added["experts"][place - here - len(roles)]] = -float(
                        capacity[place]
                    )
        self.model.row(terms, -np.inf, there)

    def _pay(self) -> None:
        """Keep cash at the end of every month at or above the reserve."""
        finance = self.problem.dossier.finance
        if finance is None:
            return
        flows: list[dict[int, float]] = [{} for _ in range(self.months)]
        for (place, number), columns in self.begins.items():
            self._spend(place, number, columns, flows)
        for place, columns in self.launches.items():
            self._earn(place, columns, flows)
        for place, column in self.added["funding"].items():
            option = finance.funding[place]
            paid = funding_flows(option, self.months)
            paid[0] -= float(option.application_cost)
            for month, amount in enumerate(paid.tolist()):
                _add(flows[month], column, amount)
        for place, column in self.added["hires"].items():
            _add(flows[0], column, -float(self.problem.dossier.hiring.roles[place].hiring_cost))
        business = self._business()
        running: dict[int, float] = {}
        if self.slack.money:
            running[self.model.variable(upper=np.inf, cost=1.0, whole=False)] = 1.0
        balance = float(finance.cash)
        for month in range(self.months):
            balance += business[month]
            for column, amount in flows[month].items():
                _add(running, column, amount)
            self.model.row(dict(running), float(finance.reserve) - balance, np.inf)

    def _spend(
        self, place: int, number: int, columns: dict[int, int], flows: list[dict[int, float]]
    ) -> None:
        option = self.problem.options[place]
        length = self._length(place, number)
        cost = option.cost(option.stages[number]) / length
        for begin, column in columns.items():
            for month in range(begin, begin + length):
                _add(flows[month], column, -cost)

    def _earn(self, place: int, columns: dict[int, int], flows: list[dict[int, float]]) -> None:
        payoff = self.problem.dossier.projects[self.problem.options[place].project].payoff
        if payoff is None:
            return
        share = self.problem.options[place].mode.payoff_share
        peak = float(payoff.peak_margin.high) / 12 * share
        for launch, column in columns.items():
            for age in range(min(payoff.life_months, self.months - launch)):
                ramp = payoff.ramp_months
                height = min(1.0, (age + 0.5) / ramp) if ramp else 1.0
                month = launch + age
                _add(flows[month], column, peak * height)

    def _business(self) -> FloatArray:
        """Return the monthly flow of the existing business at its highest estimate."""
        finance = self.problem.dossier.finance
        months = np.arange(self.months)
        flows = np.full(self.months, -self.problem.monthly_costs)
        known = min(self.months, len(self.problem.payments))
        flows[:known] += self.problem.payments[:known]
        if finance and finance.existing_business:
            business = finance.existing_business
            growth = business.yearly_growth.high if business.yearly_growth else 0.0
            flows = flows + float(business.monthly_margin.high) * (1 + growth) ** (months / 12)
        return flows
