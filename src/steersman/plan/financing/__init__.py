"""Money: how long it lasts, which new money fits, what risks cost."""

from dataclasses import replace
from datetime import date
from math import prod

import numpy as np

from steersman.dossier import Dossier
from steersman.methods.arrays import IntArray
from steersman.methods.ruin import DAYS_PER_MONTH, ruined_by
from steersman.plan.evaluation import evaluate
from steersman.plan.financing.cash_days import CashDays, cash_days
from steersman.plan.financing.funding import funding_choice
from steersman.plan.financing.result import (
    CaseName,
    CashCase,
    ControlWorth,
    Financing,
    FundingCost,
    FundingMix,
    InvestorView,
    LossCurve,
    RiskOutlook,
)
from steersman.plan.financing.risks import risk_money
from steersman.plan.problem import PlanningProblem
from steersman.plan.result import Plan
from steersman.plan.scenarios import Candidate, draw_world

__all__ = [
    "CashCase", "ControlWorth", "Financing", "FundingCost", "FundingMix", "InvestorView",
    "LossCurve", "RiskOutlook", "financing",
]  # fmt: skip

PATHS = 1000
CHANCES = {"p05": 0.05, "p25": 0.25, "p50": 0.5}
LOWEST = {"p05": 0.05, "p50": 0.5, "p95": 0.95}
RETURNS = (0.25, 0.4, 0.6)
MONTHS_PER_YEAR = 12


def financing(
    dossier: Dossier,
    plan: Plan,
    today: date,
    generator: np.random.Generator,
    paths: int = PATHS,
) -> Financing:
    """Return everything about money under a plan.

    Args:
        dossier: The firm.
        plan: Its plan.
        today: Day on which acceptances of risks are looked at.
        generator: Source of randomness.
        paths: Paths to simulate.
    """
    problem = _without_risks(plan.problem)
    world = draw_world(problem, generator, paths)
    decided = plan.decision
    noise = np.random.SeedSequence(int(generator.integers(2**63)))

    def days_of(candidate: Candidate) -> CashDays:
        result = evaluate(problem, world, candidate)
        return cash_days(problem, world, result, np.random.default_rng(noise))

    planned = days_of(decided)
    without = days_of(replace(decided, funding=frozenset()))
    costs, mixes, examined = funding_choice(
        dossier, problem, world, decided, plan.ruin_limit, noise
    )
    risks = risk_money(dossier, problem, planned, today, generator)
    views, offered = _investor_views(dossier)
    return Financing(
        horizon_months=problem.horizon,
        reserve=problem.reserve,
        paths=paths,
        cases=(
            _case("plan", problem, planned),
            _case("no_new_money", problem, without),
            _case("nothing", problem, days_of(Candidate())),
        ),
        funding=costs,
        mixes=mixes,
        mixes_examined=examined,
        ruin_with_risks=risks.ruin_with_risks,
        risks=risks.risks,
        unquantified=risks.unquantified,
        controls=risks.controls,
        loss_curve=risks.curve,
        investor=views,
        offered_share=offered,
    )


def _without_risks(problem: PlanningProblem) -> PlanningProblem:
    """Return the problem without losses of the risk register, which are drawn separately here."""
    strategy = problem.dossier.strategy
    plain = replace(strategy.preferences, plan_with_risks=False)
    dossier = replace(problem.dossier, strategy=replace(strategy, preferences=plain))
    return replace(problem, dossier=dossier)


def _case(name: CaseName, problem: PlanningProblem, days: CashDays) -> CashCase:
    ruin = days.ruin(problem)
    by_day = ruined_by(ruin.day, problem.horizon * DAYS_PER_MONTH)
    lowest = problem.opening_cash + np.cumsum(days.flows, axis=1).min(axis=1)
    return CashCase(
        name,
        float(by_day[-1]),
        float((ruin.month >= 0).mean()),
        {label: _months(ruin.day, chance) for label, chance in CHANCES.items()},
        {label: float(np.quantile(lowest, level)) for label, level in LOWEST.items()},
        tuple(by_day[DAYS_PER_MONTH - 1 :: DAYS_PER_MONTH].tolist()),
    )


def _months(first: IntArray, chance: float) -> float | None:
    """Return the months within which ruin comes with a chance; None if it is not reached."""
    days = np.sort(np.where(first < 0, np.iinfo(np.int64).max, first))
    place = int(np.ceil(chance * len(days))) - 1
    day = int(days[place])
    return None if day == np.iinfo(np.int64).max else (day + 1) / DAYS_PER_MONTH


def _investor_views(dossier: Dossier) -> tuple[tuple[InvestorView, ...], float | None]:
    """Return what investors of the planned round must own, at several returns (VC method).

    They are paid by the mean price of the ways out less debt, each weighted by its chance, given
    that there is one; rounds before it dilute their share.
    """
    planned, exits = dossier.equity.round, dossier.equity.exits
    if planned is None or planned.new_money == 0:
        return (), None
    offered = float(planned.new_money / (planned.valuation + planned.new_money))
    whole = sum(case.chance for case in exits)
    value = sum(case.chance * case.price.mean for case in exits) - whole * float(
        dossier.equity.debt_at_exit
    )
    if whole == 0 or value <= 0:
        return (), offered
    months = sum(case.chance * case.months.mean for case in exits) / whole
    years = max(0.0, months / MONTHS_PER_YEAR - (planned.date - dossier.firm.date).days / 365)
    kept = prod(
        1 - later.dilution for later in dossier.equity.later_rounds if later.month <= months
    )
    money = float(planned.new_money)
    views = []
    for rate in RETURNS:
        share = money * (1 + rate) ** years / (value / whole) / kept
        if share < 1:
            views.append(InvestorView(rate, share, money / share - money))
    return tuple(views), offered
