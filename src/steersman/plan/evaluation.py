"""What a candidate plan is worth and what it risks."""

from dataclasses import dataclass

import numpy as np

from steersman.methods.arrays import FloatArray
from steersman.methods.project_cash import Outcomes, simulate
from steersman.methods.ruin import DAYS_PER_MONTH
from steersman.methods.workload import Rules
from steersman.plan.bonus_pool import bonus_pool, pay_pool
from steersman.plan.policy import rules_for
from steersman.plan.problem import PlanningProblem
from steersman.plan.scenarios import (
    Candidate,
    World,
    added_flows,
    paid_wages,
    scenarios_for,
    staff_for,
)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Value and risk of a candidate over a set of scenarios.

    Attributes:
        candidate: The plan.
        values: Value to the present owners over doing nothing, by scenario.
        ruined: Whether cash ever fell below the reserve, by scenario.
        outcomes: Cash, starts, finishes, launches.
        lows: Lowest cash by scenario and month.
        fit: What the launched projects' fit to the strategy is worth, on average.
    """

    candidate: Candidate
    values: FloatArray
    ruined: FloatArray
    outcomes: Outcomes
    lows: FloatArray
    fit: float = 0.0

    @property
    def value(self) -> float:
        """Expected value."""
        return float(self.values.mean())

    @property
    def ruin(self) -> float:
        """Chance that cash ever falls below the reserve."""
        return float(self.ruined.mean())


def evaluate(
    problem: PlanningProblem, world: World, candidate: Candidate, rules: Rules | None = None
) -> Evaluation:
    """Simulate a candidate in every scenario of a world, by its own policy or another one.

    Value to the present owners is the firm's present value with the plan and the bonuses it pays,
    less the claims of new investors, less the firm's present value without the plan.
    """
    scenarios = scenarios_for(problem, world, candidate)
    outcomes = simulate(
        problem.work,
        staff_for(problem, candidate),
        problem.money,
        scenarios,
        rules or rules_for(problem, candidate),
        problem.opening_cash,
    )
    without = problem.opening_cash + present_values(problem, world.business)
    added = present_values(problem, added_flows(problem, world, candidate))
    gained = outcomes.project_value + added
    rules_of_bonus = problem.dossier.rewards.bonus
    if rules_of_bonus and rules_of_bonus.margin_share:
        pool = bonus_pool(problem, world, outcomes, candidate, rules_of_bonus)
        outcomes, bonuses = pay_pool(problem, outcomes, pool)
        gained = gained - bonuses
    claims = _investors_claims(problem, world, candidate, without + gained)
    lows = monthly_lows(problem, world, outcomes.cash)
    ruined = np.zeros(world.count)
    if problem.dossier.finance is not None:
        ruined = (lows.min(axis=1) < problem.reserve).astype(float)
    launched = np.isfinite(outcomes.launch).mean(axis=0)
    fit = float(problem.dossier.strategy.preferences.fit_worth) * float(launched @ problem.fit)
    return Evaluation(candidate, gained - claims, ruined, outcomes, lows, fit)


def monthly_lows(problem: PlanningProblem, world: World, cash: FloatArray) -> FloatArray:
    """Return the lowest cash of every month and scenario, dips before its end counted.

    Fixed costs leave on the first day of a month and wages on pay day, everything else spreads
    evenly over it; so cash is lowest on one of these days or at the month's end.
    """
    finance = problem.dossier.finance
    if finance is None:
        return cash
    before = np.concatenate([np.full((len(cash), 1), problem.opening_cash), cash[:, :-1]], axis=1)
    wages = paid_wages(problem, world.leave_month)
    fixed = float(finance.fixed_costs_monthly)
    rest = cash - before + wages + fixed
    lows = cash
    for day, gone in ((1, 0.0), (finance.pay_day, 1.0)):
        dips = before - fixed - gone * wages + rest * day / DAYS_PER_MONTH
        lows = np.minimum(lows, dips)
    return lows


def present_values(problem: PlanningProblem, flows: FloatArray) -> FloatArray:
    """Return the present value of monthly flows by scenario, each at the middle of its month."""
    discount = problem.money.monthly_discount ** (np.arange(flows.shape[1]) + 0.5)
    values: FloatArray = flows @ discount
    return values


def _investors_claims(
    problem: PlanningProblem, world: World, candidate: Candidate, firm_value: FloatArray
) -> FloatArray:
    """Return what new investors' shares are worth, by scenario.

    A share is worth its part of the firm, and at least what was paid for it: new money usually
    comes with a simple preference, and without it a failing firm would seem to gain by dilution.
    """
    claims = np.zeros(world.count)
    finance = problem.dossier.finance
    for place in sorted(candidate.funding):
        if finance is None or finance.funding[place].kind != "equity":
            continue
        option = finance.funding[place]
        due = option.month + candidate.delay("funding", place) + 0.5
        months = due + world.funding_delay[:, place]
        paid = float(option.amount) * problem.money.monthly_discount**months
        share = np.maximum(option.dilution * (firm_value - claims), paid)
        claims = claims + share * world.funded[:, place]
    return claims


def launched_wishes(problem: PlanningProblem, result: Evaluation) -> int:
    """Return how many projects that are wished for the candidate really brings to an end."""
    launched = np.isfinite(result.outcomes.launch.min(axis=0, initial=np.inf))
    return sum(
        problem.wished(option) and bool(launched[problem.options[option].project])
        for option in result.candidate.options
    )


Merit = tuple[float, int, float, int]
"""What makes one plan better than another, the most important first."""


def merit_of(
    problem: PlanningProblem, result: Evaluation, limit: float, moving: float = 0.0
) -> Merit:
    """Return the merit of a plan.

    Keeping the ruin limit comes first; then bringing projects to an end that are asked for, or
    whose payoff is not known, which would otherwise never be done; then value, fit to the strategy
    included, less what moving away from a previous plan costs; then deciding less.
    """
    candidate = result.candidate
    added = len(candidate.hires) + len(candidate.experts) + len(candidate.funding)
    return (
        -max(0.0, result.ruin - limit),
        launched_wishes(problem, result),
        result.value + result.fit - moving,
        -len(candidate.options) - added - len(candidate.later) - (candidate.cushion is not None),
    )
