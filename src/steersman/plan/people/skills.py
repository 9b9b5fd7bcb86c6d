"""Skills that plan and strategy need by quarter, and the cheapest mix that covers them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from steersman.dossier import Dossier, Project
from steersman.methods.arrays import BoolArray, FloatArray
from steersman.methods.staffing_mix import StaffingNeed, cheapest_mix
from steersman.plan.option import ALONE, option_of
from steersman.plan.people.talent_result import MixKind, MixPart, SkillMix, SkillNeed
from steersman.plan.result import Plan

MONTHS_PER_QUARTER = 3
SHOWN_AFTER = 2
"""Digits of FTE."""


@dataclass(frozen=True, slots=True)
class Work:
    """Work of a kind from one month to another."""

    skill: str
    level: int
    fte: float
    start: float
    finish: float


def skill_needs(dossier: Dossier, plan: Plan) -> tuple[tuple[SkillNeed, ...], SkillMix | None]:
    """Return needs by quarter and the cheapest mix of hires, experts, partners and training.

    Needs are those of the planned calendar, and of projects left out because nobody has a skill,
    placed as early as their stages allow.

    Args:
        dossier: The firm.
        plan: Its plan.
    """
    work = [*_planned(dossier, plan), *_wanted(dossier, plan)]
    kinds = sorted({(entry.skill, entry.level) for entry in work})
    if not kinds:
        return (), None
    quarters = ceil(max(entry.finish for entry in work) / MONTHS_PER_QUARTER)
    demand = np.zeros((len(kinds), quarters))
    for entry in work:
        place = kinds.index((entry.skill, entry.level))
        demand[place] += entry.fte * _overlap(entry.start, entry.finish, quarters)
    options = list(_options(dossier, kinds, quarters))
    need = StaffingNeed(
        demand=demand,
        capacity=np.array([[p.fte * p.rd_share] * quarters for p in dossier.people]).reshape(
            len(dossier.people), quarters
        ),
        able=_able([person.skills for person in dossier.people], kinds),
        option_capacity=np.array([option.capacity for option in options]).reshape(-1, quarters),
        option_able=np.array([option.able for option in options], bool).reshape(-1, len(kinds)),
        option_cost=np.array([option.part.cost for option in options], float),
        option_person=np.array([option.person for option in options], dtype=np.int64),
    )
    mix = cheapest_mix(need)
    needs = tuple(
        SkillNeed(
            skill,
            level,
            tuple(np.round(demand[place], SHOWN_AFTER).tolist()),
            tuple(p.id for p in dossier.people if p.skills.get(skill, 0) >= level),
            tuple(np.round(mix.uncovered[place], SHOWN_AFTER).tolist()),
        )
        for place, (skill, level) in enumerate(kinds)
    )
    parts = tuple(options[place].part for place in mix.options)
    complete = bool(mix.uncovered.sum() < 10**-SHOWN_AFTER)
    return needs, SkillMix(parts, mix.cost, len(options), complete)


def _overlap(start: float, finish: float, quarters: int) -> FloatArray:
    """Return which part of each quarter lies between two months."""
    first = np.arange(quarters) * MONTHS_PER_QUARTER
    months = np.minimum(finish, first + MONTHS_PER_QUARTER) - np.maximum(start, first)
    share: FloatArray = np.clip(months, 0, None) / MONTHS_PER_QUARTER
    return share


def _able(skills: Sequence[Mapping[str, int]], kinds: list[tuple[str, int]]) -> BoolArray:
    table = [[who.get(skill, 0) >= level for skill, level in kinds] for who in skills]
    able: BoolArray = np.array(table, bool).reshape(len(skills), len(kinds))
    return able


def _planned(dossier: Dossier, plan: Plan) -> Iterator[Work]:
    projects = {project.id: project for project in dossier.projects}
    modes = {entry.project: entry.mode for entry in plan.projects}
    for stage in plan.stages:
        project = projects[stage.project]
        mode = next((m for m in project.modes if m.id == modes.get(stage.project)), ALONE)
        named = next(entry for entry in project.stages if entry.id == stage.stage)
        for demand in named.skills:
            fte = demand.fte * mode.staff_factor
            yield Work(demand.skill, demand.level, fte, stage.start, stage.finish)


def _wanted(dossier: Dossier, plan: Plan) -> Iterator[Work]:
    """Yield the work of projects that only lack somebody with a skill."""
    lacking = {entry.project for entry in plan.left_out if entry.reason == "no-skill"}
    for place, project in enumerate(dossier.projects):
        if project.id in lacking:
            yield from _early(project, place)


def _early(project: Project, place: int) -> Iterator[Work]:
    option = option_of(project, place, (project.modes or (ALONE,))[0])
    finish: dict[str, float] = {}
    waiting = list(option.stages)
    while waiting:
        ready = next(s for s in waiting if all(a in finish or a not in {w.id for w in waiting}
                                               for a in s.after))  # fmt: skip
        waiting.remove(ready)
        start = max((finish.get(name, 0.0) for name in ready.after), default=0.0)
        finish[ready.id] = start + option.months(ready)
        for demand in ready.skills:
            yield Work(demand.skill, demand.level, demand.fte, start, finish[ready.id])


@dataclass(frozen=True, slots=True)
class _Option:
    part: MixPart
    able: list[bool]
    capacity: list[float]
    person: int = -1


def _options(dossier: Dossier, kinds: list[tuple[str, int]], quarters: int) -> Iterator[_Option]:
    """Yield what could be taken, with its cost until the last need."""
    months = quarters * MONTHS_PER_QUARTER

    def capacity(fte: float, start: float, finish: float) -> list[float]:
        return [float(fte * part) for part in _overlap(start, finish, quarters)]

    for role in dossier.hiring.roles:
        arrives = role.months_to_hire.mean
        cost = float(role.hiring_cost) + float(role.monthly_cost) * max(months - arrives, 0.0)
        able = [role.skills.get(skill, 0) >= level for skill, level in kinds]
        yield _Option(MixPart("hire", role.id, cost), able, capacity(role.fte, arrives, months))
    for expert in dossier.hiring.experts:
        cost = float(expert.monthly_cost) * expert.months
        able = [expert.skills.get(skill, 0) >= level for skill, level in kinds]
        kind: MixKind = expert.kind
        last = expert.from_month + expert.months
        yield _Option(
            MixPart(kind, expert.id, cost), able, capacity(expert.fte, expert.from_month, last)
        )
    places = {person.id: place for place, person in enumerate(dossier.people)}
    for course in dossier.hiring.training:
        person = dossier.people[places[course.person]]
        away = float(person.monthly_cost) * course.fte * course.months
        able = [skill == course.skill and level <= course.level for skill, level in kinds]
        yield _Option(
            MixPart("training", course.id, float(course.cost) + away),
            able,
            capacity(person.fte * person.rd_share, course.months, months),
            places[course.person],
        )
