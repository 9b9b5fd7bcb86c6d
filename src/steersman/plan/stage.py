"""Stage 4: which projects, when, with whom, with what money, at what risk."""

from collections.abc import Mapping

import numpy as np

from steersman.dossier import Dossier
from steersman.methods.arrays import FloatArray
from steersman.plan.bottlenecks import bottlenecks_of
from steersman.plan.bound import foresight_bound
from steersman.plan.calendar import loading, planned_schedule, planned_stages
from steersman.plan.drivers import drivers_of
from steersman.plan.evaluation import Evaluation, evaluate
from steersman.plan.final_choice import SEARCH_SCENARIOS, choose_plan, search_and_choose
from steersman.plan.problem import PlanningProblem, build_problem
from steersman.plan.reasons import chosen_projects, left_out
from steersman.plan.result import (
    Addition,
    Bottleneck,
    CashOutlook,
    ChosenProject,
    Driver,
    FrontierPoint,
    LeftOut,
    Plan,
    PlannedStage,
    Span,
)
from steersman.plan.scenarios import Candidate, draw_world
from steersman.plan.search import Progress, Search
from steersman.plan.stability import PreviousPlan, Stability
from steersman.plan.wishes import Wish, apply_wishes, required_projects

__all__ = [
    "Addition",
    "Bottleneck",
    "CashOutlook",
    "ChosenProject",
    "Driver",
    "FrontierPoint",
    "LeftOut",
    "Plan",
    "PlannedStage",
    "PreviousPlan",
    "Progress",
    "Span",
    "Wish",
    "choose_plan",
    "plan",
]  # fmt: skip

REPORT_SCENARIOS = 2000
CANDIDATES = 600
CASH_QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}


def plan(
    dossier: Dossier,
    generator: np.random.Generator,
    *,
    candidates: int = CANDIDATES,
    scenarios: int = REPORT_SCENARIOS,
    progress: Progress | None = None,
    fit: Mapping[str, float] | None = None,
    previous: PreviousPlan | None = None,
    wishes: tuple[Wish, ...] = (),
) -> Plan:
    """Choose projects, their order, modes, hires, experts and funding.

    What is reported comes from scenarios that neither the search nor the final choice has seen, so
    that the plan's figures are not those of the luck it was chosen by.

    Args:
        dossier: The firm.
        generator: Source of randomness.
        candidates: Most candidate plans to examine.
        scenarios: Scenarios behind the reported figures.
        progress: Told how the search goes, and may ask it to stop.
        fit: How well projects fit the strategy, from 0 to 1, by id.
        previous: A plan made before, not to be changed for a gain of nothing.
        wishes: What is insisted on.
    """
    dossier = apply_wishes(dossier, wishes)
    problem = build_problem(dossier, fit, required_projects(dossier, wishes))
    ruin_limit = dossier.strategy.preferences.ruin_limit
    stability = None
    if previous:
        stability = Stability(problem, previous, dossier.strategy.preferences.stability)
    search = Search(
        problem,
        draw_world(problem, generator, SEARCH_SCENARIOS),
        ruin_limit,
        candidates,
        progress,
        stability,
    )
    best = search_and_choose(search, generator, scenarios)
    world = draw_world(problem, generator, scenarios)
    result = evaluate(problem, world, best)
    nothing = evaluate(problem, world, Candidate())
    schedule = planned_schedule(problem, best)
    roles, experts = dossier.hiring.roles, dossier.hiring.experts
    funding = dossier.finance.funding if dossier.finance else ()
    low, high = (float(bound) for bound in np.quantile(result.values, [0.05, 0.95]))
    points = _frontier_candidates(search, best)
    return Plan(
        horizon_months=problem.horizon,
        ruin_limit=ruin_limit,
        feasible=result.ruin <= ruin_limit,
        value=result.value,
        value_error=float(result.values.std() / np.sqrt(scenarios)),
        value_span=(low, high),
        ruin_probability=result.ruin,
        ruin_without=nothing.ruin,
        scenarios=scenarios,
        evaluations=len(search.seen),
        interrupted=search.stopped,
        moved=stability.moved(best) if stability else None,
        projects=chosen_projects(problem, world, result),
        hires=tuple(Addition(roles[h].id, best.delay("hires", h)) for h in sorted(best.hires)),
        experts=tuple(
            Addition(experts[e].id, experts[e].from_month + best.delay("experts", e))
            for e in sorted(best.experts)
        ),
        funding=tuple(
            Addition(funding[f].id, funding[f].month + best.delay("funding", f))
            for f in sorted(best.funding)
        ),
        cushion=best.cushion,
        least_cash=_least_cash(problem, best),
        stages=planned_stages(problem, schedule, result),
        loading=loading(problem, schedule),
        left_out=left_out(problem, world, result, max(ruin_limit, nothing.ruin)),
        frontier=_frontier(problem, [evaluate(problem, world, point) for point in points], best),
        cash=_cash_outlook(problem, result),
        bound=float(foresight_bound(problem, world).mean()),
        drivers=drivers_of(problem, world, result),
        bottlenecks=bottlenecks_of(dossier, world, result),
        missing=_missing(dossier),
        values=result.values,
        problem=problem,
        decision=best,
    )


def _least_cash(problem: PlanningProblem, plan: Candidate) -> float | None:
    if plan.cushion is None:
        return None
    return problem.reserve + plan.cushion * problem.monthly_costs


def _cash_outlook(problem: PlanningProblem, result: Evaluation) -> CashOutlook | None:
    if problem.dossier.finance is None:
        return None
    cash: FloatArray = result.outcomes.cash
    below = np.logical_or.accumulate(result.lows < problem.reserve, axis=1).mean(axis=0)
    quantiles = {
        name: tuple(np.quantile(cash, level, axis=0).tolist())
        for name, level in CASH_QUANTILES.items()
    }
    return CashOutlook(quantiles, tuple(below.tolist()), problem.reserve)


def _frontier_candidates(search: Search, best: Candidate) -> list[Candidate]:
    """Return for each number of projects the best examined plan and the safest good one."""
    chosen = {best}
    for count in range(len(search.problem.dossier.projects) + 1):
        group = [
            plan
            for plan, judged in search.seen.items()
            if len(plan.options) == count and not judged.rough
        ]
        if group:
            chosen.add(max(group, key=search.merit))
            chosen.add(
                min(group, key=lambda plan: (search.seen[plan].ruin, -search.seen[plan].value))
            )
    return sorted(chosen, key=lambda plan: (len(plan.options), search.seen[plan].merit))


def _frontier(
    problem: PlanningProblem, results: list[Evaluation], best: Candidate
) -> tuple[FrontierPoint, ...]:
    """Return plans that no other beats in value, risk and number of projects at once."""
    points = [
        _frontier_point(problem, result, chosen=result.candidate == best)
        for result in results
        if result.candidate == best or not any(_beats(other, result) for other in results)
    ]
    return tuple(sorted(points, key=lambda point: (len(point.projects), point.value)))


def _beats(one: Evaluation, other: Evaluation) -> bool:
    figures = [
        (one.value, other.value),
        (-one.ruin, -other.ruin),
        (-len(one.candidate.options), -len(other.candidate.options)),
    ]
    return all(a >= b for a, b in figures) and any(a > b for a, b in figures)


def _frontier_point(problem: PlanningProblem, result: Evaluation, *, chosen: bool) -> FrontierPoint:
    dossier, candidate = problem.dossier, result.candidate
    funding = dossier.finance.funding if dossier.finance else ()
    return FrontierPoint(
        projects=tuple(dossier.projects[problem.options[o].project].id for o in candidate.options),
        hires=tuple(dossier.hiring.roles[place].id for place in sorted(candidate.hires)),
        experts=tuple(dossier.hiring.experts[place].id for place in sorted(candidate.experts)),
        funding=tuple(funding[place].id for place in sorted(candidate.funding)),
        value=result.value,
        ruin_probability=result.ruin,
        chosen=chosen,
    )


def _missing(dossier: Dossier) -> tuple[str, ...]:
    """Return what a surer plan would need."""
    lacking = {
        "people": not dossier.people,
        "projects": not dossier.projects,
        "payoffs": any(project.payoff is None for project in dossier.projects),
        "stages": any(not project.stages for project in dossier.projects),
        "finance": dossier.finance is None,
        "existing_business": dossier.finance is not None
        and dossier.finance.existing_business is None,
        "funding": dossier.finance is not None and not dossier.finance.funding,
    }
    return tuple(name for name, is_missing in lacking.items() if is_missing)
