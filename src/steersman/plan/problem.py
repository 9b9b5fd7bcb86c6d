"""The planning problem as arrays: options, people who are or could be there, money."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from steersman.dossier import (
    Dossier,
    ExpertOption,
    HireOption,
    Mode,
    Person,
    Project,
    SkillDemand,
    Stage,
    skill_holders,
)
from steersman.methods.arrays import BoolArray, FloatArray, IntArray
from steersman.methods.project_cash import Economics
from steersman.methods.scheduling import Staff, Workload
from steersman.plan.progress import Done, done_so_far, still_to_do

LEVELS = 4
"""Skill levels 1 to 3; index 0 is not used."""
DEFAULT_RATE, DEFAULT_HORIZON = 0.12, 60
ALONE = Mode(id="alone")


@dataclass(frozen=True, slots=True)
class Option:
    """A project done in one of its modes."""

    project: int
    mode: Mode
    stages: tuple[Stage, ...]


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

    @property
    def horizon(self) -> int:
        """Months over which cash is watched."""
        return self.money.horizon

    def wished(self, option: int) -> bool:
        """Whether an option's payoff is not known, so that doing it is a wish, not a sum."""
        return self.dossier.projects[self.options[option].project].payoff is None

    def options_of(self, project: int) -> list[int]:
        """Return the options of a project."""
        return [place for place, option in enumerate(self.options) if option.project == project]


def build_problem(dossier: Dossier) -> PlanningProblem:
    """Turn a dossier, and the progress it reports, into the planning problem."""
    done = done_so_far(dossier)
    dossier = still_to_do(dossier, done)
    options = tuple(
        Option(place, mode, _stages_of(project, mode))
        for place, project in enumerate(dossier.projects)
        for mode in project.modes or (ALONE,)
    )
    holders = skill_holders(dossier)
    skills = _skills(dossier, holders)
    finance = dossier.finance
    return PlanningProblem(
        dossier=dossier,
        done=done,
        options=options,
        people=tuple(holder.id for holder in holders),
        work=_workload(dossier, options, skills),
        staff=_staff(holders, skills),
        money=_economics(dossier, options),
        excludes=_pairs(dossier.projects, "excludes"),
        opening_cash=float(finance.cash) if finance else 0.0,
        reserve=float(finance.reserve) if finance else 0.0,
    )


def _stages_of(project: Project, mode: Mode) -> tuple[Stage, ...]:
    return tuple(stage for stage in project.stages if not stage.modes or mode.id in stage.modes)


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
    demands: list[tuple[int, int, float]] = []
    stages: list[Stage] = []
    modes: list[Mode] = []
    for option in options:
        places = {stage.id: first[-1] + place for place, stage in enumerate(option.stages)}
        for stage in option.stages:
            before += [places[name] for name in stage.after if name in places]
            before_start.append(len(before))
            demands += [
                (skills[d.skill], d.level, d.fte * option.mode.staff_factor)
                for d in sorted(stage.skills, key=lambda demand: len(able_holders(dossier, demand)))
            ]
            demand_start.append(len(demands))
            stages.append(stage)
            modes.append(option.mode)
        first.append(first[-1] + len(option.stages))
    durations = [s.duration.mean * m.duration_factor for s, m in zip(stages, modes, strict=True)]
    chances = [min(1.0, s.success * m.success_factor) for s, m in zip(stages, modes, strict=True)]
    return Workload(
        first_stage=np.array(first),
        project=_ints([option.project for option in options]),
        key=np.array([projects[option.project].key for option in options], bool),
        predecessor_start=np.array(before_start),
        predecessor=_ints(before),
        demand_start=np.array(demand_start),
        demand_skill=_ints([skill for skill, _, _ in demands]),
        demand_level=_ints([level for _, level, _ in demands]),
        demand_fte=np.array([fte for _, _, fte in demands], float),
        success=np.array(chances, float),
        repeats=np.array([stage.on_failure == "repeat" for stage in stages], bool),
        expected_duration=np.array(durations, float),
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


def _staff(holders: Sequence[Person | HireOption | ExpertOption], skills: dict[str, int]) -> Staff:
    level = np.zeros((len(holders), len(skills)), np.int64)
    for place, holder in enumerate(holders):
        for skill, height in holder.skills.items():
            level[place, skills[skill]] = height
    capacity = [h.fte * h.rd_share if isinstance(h, Person) else h.fte for h in holders]
    order = np.full((len(skills), LEVELS, len(holders)), -1, np.int64)
    breadth = (level > 0).sum(axis=1)
    for column in range(len(skills)):
        for needed in range(1, LEVELS):
            able = [place for place in range(len(holders)) if level[place, column] >= needed]
            able.sort(key=lambda place: (breadth[place], level[place, column], place))
            order[column, needed, : len(able)] = able
    return Staff(level, np.array(capacity, float), order)


def _economics(dossier: Dossier, options: Sequence[Option]) -> Economics:
    payoffs = [dossier.projects[option.project].payoff for option in options]
    costs = [
        float(stage.cost) * option.mode.cost_factor for option in options for stage in option.stages
    ]
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


def able_holders(dossier: Dossier, demand: SkillDemand) -> list[int]:
    """Return the places of everybody who has a skill at the level demanded."""
    return [
        place
        for place, holder in enumerate(skill_holders(dossier))
        if holder.skills.get(demand.skill, 0) >= demand.level
    ]


def outside_cost(project: Project, mode: Mode) -> float:
    """Return what a project costs in a mode besides own staff, each stage done once."""
    stages = sum(float(stage.cost) for stage in _stages_of(project, mode))
    return stages * mode.cost_factor + float(mode.upfront_cost)


def missing_skills(problem: PlanningProblem, option: int) -> list[tuple[str, int, float, float]]:
    """Return what an option needs beyond everybody who is or could be there.

    Returns:
        Tuples of skill, level, FTE needed and FTE there could be.
    """
    lacking: list[tuple[str, int, float, float]] = []
    for stage in problem.options[option].stages:
        for demand in stage.skills:
            able = able_holders(problem.dossier, demand)
            there = float(problem.staff.capacity[able].sum())
            needed = demand.fte * problem.options[option].mode.staff_factor
            if needed > there + 1e-9:
                lacking.append((demand.skill, demand.level, needed, there))
    return lacking
