"""Small firms for tests of the course: one project, plain money, what happened."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

import numpy as np

from steersman.choose import Choice
from steersman.dossier import (
    Actual,
    Dossier,
    Finance,
    Firm,
    Indicator,
    Measure,
    MoneyRange,
    Objective,
    Payoff,
    Project,
    Range,
    Stage,
    Strategy,
)
from steersman.pipeline import Pipeline, Settings
from steersman.steer.course import Course, Snapshot, course

TODAY = date(2026, 6, 30)
RICH = MoneyRange(low=Decimal(10**6), likely=Decimal(2 * 10**6), high=Decimal(3 * 10**6))


def stage(name: str, low: float, likely: float, high: float, *after: str, **more: object) -> Stage:
    return Stage(id=name, after=after, duration=Range(low=low, likely=likely, high=high), **more)


def project(name: str, *stages: Stage) -> Project:
    return Project(id=name, payoff=Payoff(peak_margin=RICH), stages=stages)


def firm(*projects: Project, progress: Sequence[Actual] = (), **strategy: object) -> Dossier:
    return Dossier(
        firm=Firm(name="x", date=TODAY),
        projects=projects,
        finance=Finance(cash=Decimal(10**7), fixed_costs_monthly=Decimal(1000)),
        strategy=Strategy(**strategy),
        progress=tuple(progress),
    )


def actual(day: date, kind: str, reference: str, value: float | None = None) -> Actual:
    return Actual(date=day, kind=kind, reference=reference, value=value)


@cache
def any_choice() -> Choice:
    """Return a choice for tests that do not ask about it."""
    return Pipeline(firm(), Settings()).choose()


def course_of(dossier: Dossier, history: Sequence[Snapshot] = (), scenarios: int = 4000) -> Course:
    plan = Pipeline(dossier, Settings(candidates=20, history=tuple(history))).plan()
    generator = np.random.default_rng(7)
    return course(dossier, plan, any_choice(), history, generator, scenarios)


def on(dossier: Dossier, day: date, *progress: Actual) -> Dossier:
    """Return a dossier on another day, with what has happened by then."""
    return replace(dossier, firm=replace(dossier.firm, date=day), progress=progress)


__all__ = ["Indicator", "Measure", "Objective"]
