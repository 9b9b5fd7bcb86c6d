"""Re-planning without reshuffling everyone for a gain of nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, get_args

import numpy as np

from steersman.plan.calendar import planned_schedule
from steersman.plan.evaluation import evaluate
from steersman.plan.problem import PlanningProblem
from steersman.plan.progress import DAYS_PER_MONTH
from steersman.plan.result import Addition, Plan
from steersman.plan.scenarios import AdditionKind, Candidate, World

KINDS: tuple[AdditionKind, ...] = get_args(AdditionKind)
SAME_MONTH = 1.0
"""Months by which a start may move without being counted as moved."""


@dataclass(frozen=True, slots=True)
class PreviousPlan:
    """A plan made before.

    Attributes:
        projects: Pairs of project and mode, the most urgent first.
        additions: Hires, experts and funding by kind: id and month from today.
        starts: Planned start of each stage in months from today, by project and stage.
        cushion: Months of costs of its cash gate.
    """

    projects: tuple[tuple[str, str], ...]
    additions: Mapping[AdditionKind, Mapping[str, float]]
    starts: Mapping[tuple[str, str], float]
    cushion: int | None


def previous_plan(document: Mapping[str, Any], today: date) -> PreviousPlan:
    """Read the JSON document of a plan.

    Args:
        document: What ``steersman plan --json`` wrote.
        today: The dossier's date now, from which months count.

    Raises:
        KeyError: If it is no such document.
        ValueError: If its date is none.
    """
    plan = document["result"]
    passed = (today - date.fromisoformat(document["provenance"]["as_of"])).days / DAYS_PER_MONTH
    return PreviousPlan(
        projects=tuple((entry["project"], entry["mode"]) for entry in plan["projects"]),
        additions={
            kind: {entry["id"]: entry["month"] - passed for entry in plan[kind]} for kind in KINDS
        },
        starts={
            (entry["project"], entry["stage"]): entry["start"] - passed for entry in plan["stages"]
        },
        cushion=plan["cushion"],
    )


def as_previous(plan: Plan, passed: float = 0.0) -> PreviousPlan:
    """Return a plan as the one before.

    Args:
        plan: The plan.
        passed: Months since it was made.
    """
    additions: dict[AdditionKind, tuple[Addition, ...]] = {
        "hires": plan.hires,
        "experts": plan.experts,
        "funding": plan.funding,
    }
    return PreviousPlan(
        projects=tuple((chosen.project, chosen.mode) for chosen in plan.projects),
        additions={
            kind: {added.id: added.month - passed for added in added_ones}
            for kind, added_ones in additions.items()
        },
        starts={(stage.project, stage.stage): stage.start - passed for stage in plan.stages},
        cushion=plan.cushion,
    )


def continued(problem: PlanningProblem, previous: PreviousPlan) -> Candidate:
    """Return the previous plan as far as it can go on: what is not finished, failed or gone."""
    dossier = problem.dossier
    places = {
        (dossier.projects[option.project].id, option.mode.id): place
        for place, option in enumerate(problem.options)
        if option.stages
    }
    funding = dossier.finance.funding if dossier.finance else ()
    earliest: dict[AdditionKind, list[tuple[str, int]]] = {
        "hires": [(role.id, 0) for role in dossier.hiring.roles],
        "experts": [(expert.id, expert.from_month) for expert in dossier.hiring.experts],
        "funding": [(option.id, option.month) for option in funding],
    }
    chosen: dict[AdditionKind, frozenset[int]] = {}
    later: set[tuple[AdditionKind, int, int]] = set()
    for kind, known in earliest.items():
        wanted = previous.additions[kind]
        chosen[kind] = frozenset(p for p, (name, _) in enumerate(known) if name in wanted)
        for place in chosen[kind]:
            name, first = known[place]
            delay = round(wanted[name] - first)
            if delay > 0:
                later.add((kind, place, delay))
    return Candidate(
        options=tuple(places[key] for key in previous.projects if key in places),
        hires=chosen["hires"],
        experts=chosen["experts"],
        funding=chosen["funding"],
        later=frozenset(later),
        cushion=previous.cushion if dossier.finance else None,
    )


@dataclass(slots=True)
class Stability:
    """What moving away from a previous plan costs.

    Attributes:
        problem: What can be decided.
        previous: The plan before.
        weight: Share of the value of going on by which a plan that moves everything must be better.
        start: The previous plan as far as it can go on.
    """

    problem: PlanningProblem
    previous: PreviousPlan
    weight: float
    start: Candidate = field(init=False)
    _worth: float = 0.0

    def __post_init__(self) -> None:
        self.start = continued(self.problem, self.previous)

    def judge_by(self, world: World) -> None:
        """Take the value of going on from a set of scenarios."""
        self._worth = abs(evaluate(self.problem, world, self.start).value)

    def moved(self, candidate: Candidate) -> float:
        """Return the share of the stages still to come whose start a candidate moves or drops.

        Starts of what was going on or should have begun before today are facts, and no move.
        """
        ahead = {key: month for key, month in self.previous.starts.items() if month > 0}
        if not ahead:
            return 0.0
        schedule = planned_schedule(self.problem, candidate)
        starts: dict[tuple[str, str], float] = {}
        for option in candidate.options:
            project = self.problem.dossier.projects[self.problem.options[option].project]
            first = int(self.problem.work.first_stage[option])
            for offset, stage in enumerate(self.problem.options[option].stages):
                starts[project.id, stage.id] = float(schedule.start[first + offset])
        moved = [abs(starts.get(key, np.inf) - month) > SAME_MONTH for key, month in ahead.items()]
        return float(np.mean(moved))

    def cost(self, candidate: Candidate) -> float:
        """Return what the moves of a candidate cost, in money."""
        return self.weight * self._worth * self.moved(candidate)
