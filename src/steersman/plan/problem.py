"""The planning problem as arrays: options, people who are or could be there, money."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np

from steersman.dossier import (
    Dossier,
    ExpertOption,
    HireOption,
    Mode,
    Person,
    Project,
    SkillDemand,
    skill_holders,
)
from steersman.methods.arrays import BoolArray, FloatArray, IntArray
from steersman.methods.flows import Economics
from steersman.methods.workload import TENTHS, Staff, Workload
from steersman.plan.gates import stop_months
from steersman.plan.option import ALONE, Option, option_of
from steersman.plan.own_record import corrected
from steersman.plan.progress import DAYS_PER_MONTH, Done, done_so_far, still_to_do

LEVELS = 4
"""Skill levels 1 to 3; index 0 is not used."""
DEFAULT_RATE, DEFAULT_HORIZON = 0.12, 60
ROUNDING = 1e-9
MANY = 1_000
"""Projects at once, where there is no limit."""


@dataclass(frozen=True, slots=True)
class PlanningProblem:
    """All that can be decided about, and its arrays.

    Attributes:
        dossier: The firm, with what is left of its projects.
        done: What has been done already.
        options: Every project in every mode.
        people: Ids of people, then of hires, then of experts, as the arrays count them.
        work: Stages of all options.
        staff: Skills and capacity of all people.
        money: Costs and payoffs.
        excludes: Pairs of projects that exclude each other, shape (projects, projects).
        opening_cash: Cash now.
        reserve: Cash that must not be touched.
        monthly_costs: Payroll and fixed costs of a month.
        payments: Payments sure to come in or go out, by month, shape (horizon,).
        fit: How well each project fits the strategy, from 0 to 1.
        earliest: Month before which each stage may not be begun.
        latest: Month after which each stage is not worth beginning, infinite if always.
        latest_entered: The same once a competitor has entered.
        required: Projects that must be done.
    """

    dossier: Dossier
    done: Done
    options: tuple[Option, ...]
    people: tuple[str, ...]
    work: Workload
    staff: Staff
    money: Economics
    excludes: BoolArray
    opening_cash: float
    reserve: float
    monthly_costs: float
    payments: FloatArray
    fit: FloatArray
    earliest: FloatArray
    latest: FloatArray
    latest_entered: FloatArray
    required: frozenset[str]

    @property
    def horizon(self) -> int:
        """Months over which cash is watched."""
        return self.money.horizon

    def wished(self, option: int) -> bool:
        """Whether doing an option is a wish, not a sum: asked for, or of unknown payoff."""
        project = self.dossier.projects[self.options[option].project]
        return project.payoff is None or project.id in self.required

    def options_of(self, project: int) -> list[int]:
        """Return the options of a project."""
        return [place for place, option in enumerate(self.options) if option.project == project]


def build_problem(
    dossier: Dossier,
    fit: Mapping[str, float] | None = None,
    required: frozenset[str] = frozenset(),
) -> PlanningProblem:
    """Turn a dossier, and the progress it reports, into the planning problem.

    Args:
        dossier: The firm.
        fit: How well projects fit the strategy, from 0 to 1, by id; nothing for no fit at all.
        required: Ids of projects that must be done.
    """
    done = done_so_far(dossier)
    dossier = still_to_do(corrected(dossier), done)
    options = tuple(
        option_of(project, place, mode)
        for place, project in enumerate(dossier.projects)
        for mode in project.modes or (ALONE,)
    )
    holders = skill_holders(dossier)
    skills = _skills(dossier, holders)
    finance = dossier.finance
    money = _economics(dossier, options)
    latest, latest_entered = stop_months(dossier, options, money.monthly_discount)
    payroll = float(sum(person.monthly_cost for person in dossier.people))
    return PlanningProblem(
        dossier=dossier,
        done=done,
        options=options,
        people=tuple(holder.id for holder in holders),
        work=_workload(dossier, options, skills),
        staff=_staff(dossier, holders, skills),
        money=money,
        excludes=_pairs(dossier.projects, "excludes"),
        opening_cash=float(finance.cash) if finance else 0.0,
        reserve=float(finance.reserve) if finance else 0.0,
        monthly_costs=payroll + float(finance.fixed_costs_monthly) if finance else 0.0,
        payments=_payments(dossier, money.horizon),
        fit=np.array([(fit or {}).get(project.id, 0.0) for project in dossier.projects]),
        earliest=_earliest(dossier, options),
        latest=latest,
        latest_entered=latest_entered,
        required=required,
    )


def _skills(
    dossier: Dossier, holders: Sequence[Person | HireOption | ExpertOption]
) -> dict[str, int]:
    held = {skill for holder in holders for skill in holder.skills}
    needed = {
        demand.skill
        for project in dossier.projects
        for stage in project.stages
        for demand in stage.skills
    }
    return {skill: place for place, skill in enumerate(sorted(held | needed))}


def _workload(dossier: Dossier, options: Sequence[Option], skills: dict[str, int]) -> Workload:
    projects = dossier.projects
    first, before_start, demand_start = [0], [0], [0]
    before: list[int] = []
    demands: list[tuple[int, int, int]] = []
    after: list[list[int]] = []
    option_of: list[int] = []
    for number, option in enumerate(options):
        places = {stage.id: first[-1] + place for place, stage in enumerate(option.stages)}
        after += [[] for _ in option.stages]
        for stage in option.stages:
            earlier = [places[name] for name in stage.after if name in places]
            for place in earlier:
                after[place].append(places[stage.id])
            before += earlier
            option_of.append(number)
            before_start.append(len(before))
            demands += [
                (skills[d.skill], d.level, tenths_needed(d, option.mode))
                for d in sorted(stage.skills, key=lambda demand: len(able_holders(dossier, demand)))
            ]
            demand_start.append(len(demands))
        first.append(first[-1] + len(option.stages))
    every = [(option, stage) for option in options for stage in option.stages]
    return Workload(
        first_stage=np.array(first),
        option=_ints(option_of),
        project=_ints([option.project for option in options]),
        key=np.array([projects[option.project].key for option in options], bool),
        predecessor_start=np.array(before_start),
        predecessor=_ints(before),
        successor_start=np.cumsum([0, *map(len, after)]),
        successor=_ints([place for following in after for place in following]),
        demand_start=np.array(demand_start),
        demand_skill=_ints([skill for skill, _, _ in demands]),
        demand_level=_ints([level for _, level, _ in demands]),
        demand_tenths=_ints([tenths for _, _, tenths in demands]),
        success=np.array([option.chance(stage) for option, stage in every], float),
        repeats=np.array([stage.on_failure == "repeat" for _, stage in every], bool),
        expected_duration=np.array([option.months(stage) for option, stage in every], float),
        needs=_pairs(projects, "needs"),
        strengthens=_strengthening(projects),
    )


def _ints(values: Sequence[int]) -> IntArray:
    return np.array(values, dtype=np.int64)


def _pairs(projects: Sequence[Project], name: str) -> BoolArray:
    ids = [project.id for project in projects]
    pairs = np.zeros((len(ids), len(ids)), bool)
    for place, project in enumerate(projects):
        for other in getattr(project, name):
            pairs[place, ids.index(other)] = True
    return pairs


def _strengthening(projects: Sequence[Project]) -> FloatArray:
    ids = [project.id for project in projects]
    factors = np.ones((len(ids), len(ids)))
    for place, project in enumerate(projects):
        for tie in project.strengthens:
            factors[place, ids.index(tie.target)] = tie.success_factor
    return factors


def tenths_needed(demand: SkillDemand, mode: Mode) -> int:
    """Return how many tenths of full time a demand takes, rounded up."""
    return ceil(demand.fte * mode.staff_factor * TENTHS - ROUNDING)


def _staff(
    dossier: Dossier,
    holders: Sequence[Person | HireOption | ExpertOption],
    skills: dict[str, int],
) -> Staff:
    level = np.zeros((len(holders), len(skills)), np.int64)
    for place, holder in enumerate(holders):
        for skill, height in holder.skills.items():
            level[place, skills[skill]] = height
    shares = [h.fte * h.rd_share if isinstance(h, Person) else h.fte for h in holders]
    people = dossier.people
    absence_start, absence_end = _absences(dossier, len(holders))
    order = np.full((len(skills), LEVELS, len(holders)), -1, np.int64)
    breadth = (level > 0).sum(axis=1)
    for column in range(len(skills)):
        for needed in range(1, LEVELS):
            able = [place for place in range(len(holders)) if level[place, column] >= needed]
            able.sort(key=lambda place: (breadth[place], level[place, column], place))
            order[column, needed, : len(able)] = able
    others = len(holders) - len(people)
    return Staff(
        level=level,
        capacity=_ints([floor(share * TENTHS + ROUNDING) for share in shares]),
        order=order,
        one_place=np.array([p.sharing == "one_place" for p in people] + [False] * others, bool),
        most_projects=_ints([p.most_projects or MANY for p in people] + [MANY] * others),
        ends=np.full(len(holders), np.inf),
        absence_start=absence_start,
        absence_end=absence_end,
    )


def _absences(dossier: Dossier, holders: int) -> tuple[FloatArray, FloatArray]:
    """Return in which months each person's absences begin and end, infinite where there is none."""
    spans: dict[str, list[tuple[float, float]]] = {}
    for absence in dossier.absences:
        first = (absence.start - dossier.firm.date).days / DAYS_PER_MONTH
        last = ((absence.end - dossier.firm.date).days + 1) / DAYS_PER_MONTH
        if last > 0:
            spans.setdefault(absence.person, []).append((first, last))
    most = max(map(len, spans.values()), default=0)
    start, end = np.full((2, holders, most), np.inf)
    for place, person in enumerate(dossier.people):
        for number, (first, last) in enumerate(spans.get(person.id, [])):
            start[place, number], end[place, number] = first, last
    return start, end


def _economics(dossier: Dossier, options: Sequence[Option]) -> Economics:
    payoffs = [dossier.projects[option.project].payoff for option in options]
    costs = [option.cost(stage) for option in options for stage in option.stages]
    finance = dossier.finance
    rate = finance.discount_rate if finance else DEFAULT_RATE
    target = [p.target_month if p and p.target_month is not None else np.inf for p in payoffs]
    return Economics(
        stage_cost=np.array(costs, float),
        upfront=np.array([float(option.mode.upfront_cost) for option in options], float),
        ramp=_ints([p.ramp_months if p else 0 for p in payoffs]),
        life=_ints([p.life_months if p else 0 for p in payoffs]),
        target=np.array(target, float),
        erosion=np.array([p.delay_erosion if p else 0.0 for p in payoffs], float),
        entry_loss=np.array([p.entry_loss if p else 0.0 for p in payoffs], float),
        monthly_discount=float((1 + rate) ** (-1 / 12)),
        horizon=finance.horizon_months if finance else DEFAULT_HORIZON,
    )


def _payments(dossier: Dossier, horizon: int) -> FloatArray:
    payments = np.zeros(horizon)
    for payment in dossier.finance.payments if dossier.finance else ():
        if payment.month < horizon:
            payments[payment.month] += float(payment.amount)
    return payments


def _earliest(dossier: Dossier, options: Sequence[Option]) -> FloatArray:
    days = [
        (project.not_before - dossier.firm.date).days if project.not_before else 0
        for option in options
        for project in [dossier.projects[option.project]]
        for _ in option.stages
    ]
    months: FloatArray = np.maximum(np.array(days, float), 0.0) / DAYS_PER_MONTH
    return months


def able_holders(dossier: Dossier, demand: SkillDemand) -> list[int]:
    """Return the places of everybody who has a skill at the level demanded."""
    return [
        place
        for place, holder in enumerate(skill_holders(dossier))
        if holder.skills.get(demand.skill, 0) >= demand.level
    ]


def outside_cost(project: Project, mode: Mode) -> float:
    """Return what a project costs in a mode besides own staff, each stage done once."""
    option = option_of(project, 0, mode)
    return sum(option.cost(stage) for stage in option.stages) + float(mode.upfront_cost)


def missing_skills(problem: PlanningProblem, option: int) -> list[tuple[str, int, float, float]]:
    """Return what an option needs beyond everybody who is or could be there.

    Returns:
        Tuples of skill, level, FTE needed and FTE there could be, in tenths rounded.
    """
    lacking: list[tuple[str, int, float, float]] = []
    for stage in problem.options[option].stages:
        for demand in stage.skills:
            able = able_holders(problem.dossier, demand)
            there = int(problem.staff.capacity[able].sum())
            needed = tenths_needed(demand, problem.options[option].mode)
            if needed > there:
                lacking.append((demand.skill, demand.level, needed / TENTHS, there / TENTHS))
    return lacking
