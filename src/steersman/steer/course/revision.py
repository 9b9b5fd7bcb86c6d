"""What planning anew would change, for whom, and what it gains over going on."""

from collections.abc import Mapping
from datetime import date

import numpy as np

from steersman.methods.months import month_date
from steersman.plan import PlannedStage
from steersman.plan.evaluation import Evaluation
from steersman.plan.problem import PlanningProblem
from steersman.plan.stability import SAME_MONTH, Stability
from steersman.steer.course.result import (
    AdditionChange,
    AdditionName,
    AdoptedPlan,
    ChangeKind,
    Revision,
    WorkChange,
)

Work = Mapping[tuple[str, str], tuple[float, float]]
"""First and last month of each person's work on each project."""


def revision(
    stability: Stability,
    going_on: Evaluation,
    anew: Evaluation,
    stages: tuple[tuple[PlannedStage, ...], tuple[PlannedStage, ...]],
    plans: tuple[AdoptedPlan, AdoptedPlan],
) -> Revision:
    """Compare a new plan with going on.

    Args:
        stability: Knows the plan followed and what moving from it means.
        going_on: The plan followed, simulated from today.
        anew: The new plan in the same scenarios.
        stages: Planned stages of the one and the other.
        plans: What the one and the other decide.
    """
    differences = anew.values - going_on.values
    before, after = plans
    problem = stability.problem
    names = (
        [project for project, _ in before.projects],
        [project for project, _ in after.projects],
    )
    return Revision(
        gain=float(differences.mean()),
        gain_error=float(differences.std() / np.sqrt(len(differences))),
        ruin_change=anew.ruin - going_on.ruin,
        moved=stability.moved(anew.candidate),
        added=tuple(name for name in names[1] if name not in names[0]),
        dropped=tuple(name for name in names[0] if name not in names[1]),
        modes=_modes(dict(before.projects), dict(after.projects)),
        cushion=None if before.cushion == after.cushion else (before.cushion, after.cushion),
        work=_work_changes(problem, _work(stages[0]), _work(stages[1])),
        additions=_addition_changes(before, after),
    )


def _modes(before: dict[str, str], after: dict[str, str]) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (project, mode, after[project])
        for project, mode in before.items()
        if after.get(project, mode) != mode
    )


def _work(stages: tuple[PlannedStage, ...]) -> Work:
    work: dict[tuple[str, str], tuple[float, float]] = {}
    for stage in stages:
        for person in stage.team:
            first, last = work.get((person, stage.project), (np.inf, -np.inf))
            span = (min(first, stage.start), max(last, stage.finish))
            work[person, stage.project] = span
    return work


def _work_changes(problem: PlanningProblem, before: Work, after: Work) -> tuple[WorkChange, ...]:
    today = problem.dossier.firm.date
    changes = []
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        kind = _kind(old, new)
        if kind:
            changes.append(WorkChange(*key, kind, _days(today, old), _days(today, new)))
    return tuple(changes)


def _kind(old: tuple[float, float] | None, new: tuple[float, float] | None) -> ChangeKind | None:
    if old is None:
        return "joins"
    if new is None:
        return "leaves"
    moved = max(abs(old[0] - new[0]), abs(old[1] - new[1])) > SAME_MONTH
    return "moves" if moved else None


def _days(today: date, span: tuple[float, float] | None) -> tuple[date, date] | None:
    return (month_date(today, span[0]), month_date(today, span[1])) if span else None


def _addition_changes(before: AdoptedPlan, after: AdoptedPlan) -> tuple[AdditionChange, ...]:
    kinds: tuple[tuple[AdditionName, Mapping[str, date], Mapping[str, date]], ...] = (
        ("hires", before.hires, after.hires),
        ("experts", before.experts, after.experts),
        ("funding", before.funding, after.funding),
    )
    return tuple(
        AdditionChange(kind, name, old.get(name), new.get(name))
        for kind, old, new in kinds
        for name in sorted(old.keys() | new.keys())
        if _differs(old.get(name), new.get(name))
    )


def _differs(old: date | None, new: date | None) -> bool:
    """Return whether two days differ by more than rounding months to days does."""
    if old is None or new is None:
        return old is not new
    return abs((old - new).days) > DAYS_ALIKE


DAYS_ALIKE = 15
"""Plans count additions in whole months; days within half of one are the same month."""
