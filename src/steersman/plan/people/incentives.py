"""Assessment, bonus pool, contributions and packages of a plan, put together."""

import numpy as np

from steersman.data import load_toml
from steersman.dossier import BonusRules, Dossier
from steersman.methods.arrays import FloatArray
from steersman.plan.equity import EquityOutlook
from steersman.plan.evaluation import Evaluation
from steersman.plan.people.assessment import goals_of, latest_assessment
from steersman.plan.people.bonus import (
    Split,
    contributions,
    exploration_shares,
    individual_shares,
    person_bonuses,
    pool_of_plan,
    pool_years,
    split_pool,
)
from steersman.plan.people.reward_result import DeductionCheck, Incentives, Package
from steersman.plan.problem import PlanningProblem
from steersman.plan.result import Plan
from steersman.plan.scenarios import World

TOTALS = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}


def incentives_of(
    dossier: Dossier,
    plan: Plan,
    world: World,
    result: Evaluation,
    generator: np.random.Generator,
) -> tuple[Incentives, Split | None]:
    """Return assessment and rewards, and the bonuses behind them by scenario.

    Args:
        dossier: The firm.
        plan: Its plan.
        world: Scenarios.
        result: The plan, simulated in them.
        generator: Source of randomness for contributions.
    """
    problem, rules = plan.problem, dossier.rewards.bonus
    goals = goals_of(dossier, plan)
    assessment, missing = latest_assessment(dossier)
    here = {person.id for person in dossier.people}
    players = tuple(sorted({goal.person for goal in goals if goal.person in here}))
    found, exact = contributions(problem, world, plan.decision, players, generator)
    if rules is None:
        return (
            Incentives(
                goals,
                assessment,
                missing,
                (),
                found,
                exact,
                (),
                0.0,
                short_term_only=False,
                deductions=None,
            ),
            None,
        )
    pool = pool_of_plan(problem, world, result, rules)
    shares = {
        "exploration": exploration_shares(tuple(g for g in goals if g.person in here)),
        "team": {entry.person: entry.share for entry in found},
        "individual": individual_shares(dossier, assessment),
    }
    split = split_pool(dossier, pool, rules, shares, leaving_months(dossier, world))
    return (
        Incentives(
            goals=goals,
            assessment=assessment,
            assessment_missing=missing,
            pool=pool_years(pool),
            contributions=found,
            contributions_exact=exact,
            bonuses=person_bonuses(problem, result, split),
            left_over=float(split.left.sum(axis=1).mean()),
            short_term_only=rules.exploration_share == 0
            and not any(event.kind == "grant" for event in dossier.equity.events),
            deductions=check_deductions(dossier, rules),
        ),
        split,
    )


def leaving_months(dossier: Dossier, world: World) -> dict[str, FloatArray]:
    """Return by person the month of leaving in every scenario."""
    return {person.id: world.leave_month[:, p] for p, person in enumerate(dossier.people)}


def check_deductions(dossier: Dossier, rules: BonusRules) -> DeductionCheck:
    """Return whether deductions from pay keep the law of the firm's country, where we know it."""
    law = load_toml("plan.people", "wage_law.toml").get(dossier.firm.country)
    limit = None if law is None else float(law["most"])
    least = float(rules.minimum_wage)
    return DeductionCheck(
        limit=limit,
        planned=rules.penalty_limit,
        lawful=None if limit is None else rules.penalty_limit <= limit,
        below_minimum=tuple(
            person.id
            for person in dossier.people
            if (pay := person.monthly_pay or person.monthly_cost) > 0
            and float(pay) * (1 - rules.penalty_limit) < least
        ),
        source="" if law is None else str(law["document"]),
    )


def packages_of(
    dossier: Dossier,
    problem: PlanningProblem,
    world: World,
    split: Split | None,
    equity: EquityOutlook,
) -> tuple[Package, ...]:
    """Return what each person gets until the horizon, the best paid first.

    Pay and bonus end when a person leaves. Exits are drawn apart from the plan's scenarios, so
    equity is added draw by draw in no particular order.

    Args:
        dossier: The firm.
        problem: What could be decided about.
        world: Scenarios.
        split: Bonuses by scenario; None without rules.
        equity: Stakes over simulated exits.
    """
    stakes = {stake.holder: stake for stake in equity.stakes}
    found = []
    for place, person in enumerate(dossier.people):
        stays = np.minimum(world.leave_month[:, place], problem.horizon)
        pay = float(person.monthly_cost) * stays
        bonus = np.zeros(world.count)
        if split is not None and person.id in split.by_person:
            bonus = split.by_person[person.id].sum(axis=1)
        stake = stakes.get(person.id)
        owned = np.resize(stake.draws, world.count) if stake else np.zeros(world.count)
        if not bonus.any() and stake is None:
            continue
        totals: FloatArray = pay + bonus + owned
        gap = None
        if person.market_cost is not None and person.monthly_cost > 0:
            gap = float(person.market_cost / person.monthly_cost) - 1
        found.append(
            Package(
                person.id,
                float(pay.mean()),
                float(bonus.mean()),
                float(owned.mean()),
                {name: float(np.quantile(totals, level)) for name, level in TOTALS.items()},
                stake.zero if stake else None,
                gap,
                totals,
            )
        )
    return tuple(sorted(found, key=lambda entry: (-entry.quantiles["p50"], entry.person)))
