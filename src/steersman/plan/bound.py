"""What no plan could exceed: perfect foresight, unlimited people, unlimited cash."""

import numpy as np

from steersman.methods.arrays import FloatArray
from steersman.methods.project_cash import Scenarios, simulate
from steersman.plan.evaluation import present_values
from steersman.plan.policy import plain_rules
from steersman.plan.problem import PlanningProblem
from steersman.plan.scenarios import World, funding_flows, funding_life


def foresight_bound(problem: PlanningProblem, world: World) -> FloatArray:
    """Return by scenario a value that no plan, however adapted, can exceed.

    An information relaxation (Brown, Smith & Sun 2010): in each scenario everything is known
    beforehand, every project may be done at once by people who cost nothing, and only what pays is
    done. Payoffs come at the earliest possible launch, costs as late as the launch and once per
    stage, all strengthening projects help, and what projects need or exclude is forgotten. Of
    funding only what has a positive present value is taken; a new investor's claim is worth at
    least what was paid, so a round adds nothing.
    """
    best = np.zeros((world.count, len(problem.dossier.projects)))
    for place, option in enumerate(problem.options):
        if option.stages:
            value = _alone(problem, world, place)
            best[:, option.project] = np.maximum(best[:, option.project], value)
    total: FloatArray = best.sum(axis=1) + _funding(problem, world)
    return total


def _alone(problem: PlanningProblem, world: World, option: int) -> FloatArray:
    """Return what an option is worth with foresight, nothing where it fails."""
    work, money = problem.work, problem.money
    lift = problem.work.strengthens.prod(axis=0)[work.project[option]]
    free = work._replace(
        demand_start=np.zeros_like(work.demand_start),
        needs=np.zeros_like(work.needs),
        success=np.minimum(1.0, work.success * lift),
    )
    costless = money._replace(
        stage_cost=np.zeros_like(money.stage_cost), upfront=np.zeros_like(money.upfront)
    )
    nobody = np.full((world.count, len(problem.people)), np.inf)
    scenarios = Scenarios(
        world.duration,
        world.luck,
        world.peak,
        world.entry,
        nobody,
        nobody,
        np.zeros_like(world.business),
    )
    rules = plain_rules(problem, np.array([option]))
    outcomes = simulate(free, problem.staff, costless, scenarios, rules, 0.0)
    launch = outcomes.launch[:, work.project[option]]
    stages = slice(work.first_stage[option], work.first_stage[option + 1])
    cost = float(money.stage_cost[stages].sum() + money.upfront[option])
    launched = np.isfinite(launch)
    discount = money.monthly_discount ** (np.where(launched, launch, 0.0) + 1.0)
    value: FloatArray = np.where(launched, outcomes.project_value - cost * discount, 0.0)
    return value


def _funding(problem: PlanningProblem, world: World) -> FloatArray:
    finance = problem.dossier.finance
    total = np.zeros(world.count)
    for place, option in enumerate(finance.funding if finance else ()):
        if option.kind != "equity":
            flows = funding_flows(option, max(problem.horizon, funding_life(option)))[None, :]
            total += world.funded[:, place] * max(0.0, float(present_values(problem, flows)[0]))
    return total
