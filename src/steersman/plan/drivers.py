"""What decides how the plan turns out: value and risk where a driver turns out well and badly."""

from collections.abc import Iterator

import numpy as np

from steersman.methods.arrays import BoolArray, FloatArray
from steersman.plan.evaluation import Evaluation
from steersman.plan.problem import PlanningProblem
from steersman.plan.result import Driver, DriverKind
from steersman.plan.scenarios import World

SHOWN = 8
LONG_AFTER = 1e6
"""Months, for what never happens."""
OUTER_SHARE = 0.25
"""Share of scenarios taken as good and as bad for a driver that is a number."""


def drivers_of(problem: PlanningProblem, world: World, plan: Evaluation) -> tuple[Driver, ...]:
    """Return what moves the plan's value most, the strongest first.

    Drivers are what the plan cannot decide: outcomes of projects, margins, the existing business,
    funding, hires. Dates of launch are not among them, since they follow from the others' fate.
    For each driver the scenarios are split, by whether something happens, or into the worst and
    best quarter of a number; value and ruin probability are averaged over both parts.
    """
    drivers = [
        Driver(
            kind=kind,
            subject=subject,
            value_bad=float(plan.values[bad].mean()),
            value_good=float(plan.values[good].mean()),
            ruin_bad=float(plan.ruined[bad].mean()),
            ruin_good=float(plan.ruined[good].mean()),
        )
        for kind, subject, bad, good in _splits(problem, world, plan)
        if bad.any() and good.any()
    ]
    drivers.sort(key=lambda driver: -abs(driver.value_good - driver.value_bad))
    return tuple(drivers[:SHOWN])


Split = tuple[DriverKind, str, BoolArray, BoolArray]


def _splits(problem: PlanningProblem, world: World, plan: Evaluation) -> Iterator[Split]:
    dossier, candidate = problem.dossier, plan.candidate
    for option in candidate.options:
        place = problem.options[option].project
        project = dossier.projects[place].id
        launched = np.isfinite(plan.outcomes.launch[:, place])
        yield "success", project, ~launched, launched
        yield "margin", project, *_outer(world.peak[:, option])
        if problem.money.entry_loss[option] > 0:
            yield "entry", project, *_outer(np.minimum(world.entry[:, option], LONG_AFTER))
    yield "business", "", *_outer(world.business.mean(axis=1))
    options = dossier.finance.funding if dossier.finance else ()
    for place in sorted(candidate.funding):
        granted = world.funded[:, place]
        yield "funding", options[place].id, ~granted, granted
    for place in sorted(candidate.hires):
        found = np.isfinite(world.hire_month[:, place])
        yield "hire", dossier.hiring.roles[place].id, ~found, found


def _outer(numbers: FloatArray) -> tuple[BoolArray, BoolArray]:
    """Return the scenarios with the lowest and with the highest quarter of a number."""
    low, high = np.quantile(numbers, [OUTER_SHARE, 1 - OUTER_SHARE])
    if low == high:
        nobody = np.zeros(len(numbers), bool)
        return nobody, nobody
    return numbers <= low, numbers >= high
