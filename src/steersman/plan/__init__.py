"""Stage 4: which projects, when, with whom, with what money, at what risk."""

import numpy as np

from steersman.dossier import Dossier
from steersman.methods.arrays import FloatArray
from steersman.plan.bottlenecks import bottlenecks_of
from steersman.plan.bound import foresight_bound
from steersman.plan.calendar import loading, planned_schedule, planned_stages
from steersman.plan.drivers import drivers_of
from steersman.plan.evaluation import Evaluation, evaluate, merit_of
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
from steersman.plan.scenarios import Candidate, World, draw_world
from steersman.plan.search import Progress, Search

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
    "Progress",
    "Span",
    "plan",
]  # fmt: skip

SEARCH_SCENARIOS = 400
REPORT_SCENARIOS = 2000
CANDIDATES = 600
FINALISTS = 12
CASH_QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}


def plan(
    dossier: Dossier,
    generator: np.random.Generator,
    *,
    candidates: int = CANDIDATES,
    scenarios: int = REPORT_SCENARIOS,
    progress: Progress | None = None,
) -> Plan:
    """Choose projects, their order, modes, hires, experts and funding.

    The search judges candidates on one set of scenarios, the final choice among the best is made
    on a second, larger one, and what is reported comes from a third, so that the plan's figures
    are not those of the luck it was chosen by.

    Args:
        dossier: The firm.
        generator: Source of randomness.
        candidates: Most candidate plans to examine.
        scenarios: Scenarios behind the reported figures.
        progress: Told how the search goes, and may ask it to stop.
    """
    problem = build_problem(dossier)
    ruin_limit = dossier.strategy.preferences.ruin_limit
    search_world = draw_world(problem, generator, SEARCH_SCENARIOS)
    search = Search(problem, search_world, ruin_limit, candidates, progress)
    search.run(generator)
    finalists = _finalists(search)
    best = _best_of(problem, draw_world(problem, generator, scenarios), finalists, ruin_limit)
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
    )


def _least_cash(problem: PlanningProblem, plan: Candidate) -> float | None:
    if plan.cushion is None:
        return None
    return problem.reserve + plan.cushion * problem.monthly_costs


def _finalists(search: Search) -> list[Candidate]:
    """Return the best examined plans, best first."""
    return sorted(search.seen, key=search.merit, reverse=True)[:FINALISTS]


def _best_of(
    problem: PlanningProblem, world: World, finalists: list[Candidate], ruin_limit: float
) -> Candidate:
    """Return the finalist that does best on fresh scenarios; doing nothing is always one."""
    nothing = evaluate(problem, world, Candidate())
    limit = max(ruin_limit, nothing.ruin)
    results = [nothing, *(evaluate(problem, world, candidate) for candidate in finalists)]
    return max(results, key=lambda result: merit_of(problem, result, limit)).candidate


def _cash_outlook(problem: PlanningProblem, result: Evaluation) -> CashOutlook | None:
    if problem.dossier.finance is None:
        return None
    cash: FloatArray = result.outcomes.cash
    below = np.logical_or.accumulate(cash < problem.reserve, axis=1).mean(axis=0)
    quantiles = {
        name: tuple(np.quantile(cash, level, axis=0).tolist())
        for name, level in CASH_QUANTILES.items()
    }
    return CashOutlook(quantiles, tuple(below.tolist()), problem.reserve)


def _frontier_candidates(search: Search, best: Candidate) -> list[Candidate]:
    """Return for each number of projects the best examined plan and the safest good one."""
    chosen = {best}
    for count in range(len(search.problem.dossier.projects) + 1):
        group = [plan for plan in search.seen if len(plan.options) == count]
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
