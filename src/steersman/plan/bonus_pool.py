"""The bonus pool of a plan: a share of what launched projects earn, within cap and cash.

It is paid at the end of every year out of the plan's own cash, so value and ruin of a plan reckon
with what is really paid, not with what could be.
"""

from dataclasses import dataclass

import numpy as np

from steersman.dossier import BonusRules
from steersman.methods.arrays import BoolArray, FloatArray
from steersman.methods.margins import project_margins
from steersman.methods.project_cash import Outcomes
from steersman.plan.problem import PlanningProblem
from steersman.plan.scenarios import Candidate, World

MONTHS = 12
A_UNIT = 1.0
"""Least difference of money that counts as withheld."""


@dataclass(frozen=True, slots=True)
class Pool:
    """The pool by scenario and year, and what cut it.

    Attributes:
        paid: Amount that may be paid.
        capped: Whether the cap cut it.
        withheld: Whether cash did.
    """

    paid: FloatArray
    capped: BoolArray
    withheld: BoolArray


def bonus_pool(
    problem: PlanningProblem,
    world: World,
    outcomes: Outcomes,
    candidate: Candidate,
    rules: BonusRules,
) -> Pool:
    """Return the pool of every year in which launched projects earn.

    A year's pool is a share of their margin, if that reaches the threshold; no more than a share of
    payroll, and, as long as cash is watched, no more than what is above the reserve and some months
    of costs.

    Args:
        problem: What could be decided about.
        world: Scenarios.
        outcomes: The plan, simulated in them, no bonus paid yet.
        candidate: The plan.
        rules: The pool's rules.
    """
    margin = _yearly_margin(problem, world, outcomes, candidate)
    wanted = np.where(margin >= float(rules.threshold), rules.margin_share * margin, 0.0)
    payroll = float(sum(person.monthly_cost for person in problem.dossier.people)) * MONTHS
    cap = rules.payroll_cap * payroll
    allowed = np.minimum(wanted, cap)
    paid = allowed.copy()
    floor = problem.reserve + rules.cash_months * problem.monthly_costs
    spent = np.zeros(world.count)
    for year in range(min(problem.horizon // MONTHS, paid.shape[1])):
        cash = outcomes.cash[:, (year + 1) * MONTHS - 1]
        room = np.maximum(cash - spent - floor, 0.0)
        if problem.dossier.finance is not None:
            paid[:, year] = np.minimum(allowed[:, year], room)
        spent += paid[:, year]
    return Pool(paid, wanted > cap, paid < allowed - A_UNIT)


def _yearly_margin(
    problem: PlanningProblem, world: World, outcomes: Outcomes, candidate: Candidate
) -> FloatArray:
    options = np.array(candidate.options, dtype=np.int64)
    least = problem.horizon // MONTHS
    if not len(options):
        return np.zeros((world.count, least))
    margins = project_margins(
        options,
        problem.work.project[options],
        outcomes.launch,
        world.peak,
        world.entry,
        problem.money,
    ).sum(axis=1)
    years = max(-(-margins.shape[1] // MONTHS), least)
    monthly = np.zeros((world.count, years * MONTHS))
    monthly[:, : margins.shape[1]] = margins
    yearly: FloatArray = monthly.reshape(world.count, years, MONTHS).sum(axis=2)
    return yearly


def pay_pool(
    problem: PlanningProblem, outcomes: Outcomes, pool: Pool
) -> tuple[Outcomes, FloatArray]:
    """Return what came of each scenario once the pool is paid, and its present value."""
    ends = np.arange(1, pool.paid.shape[1] + 1) * MONTHS
    cash = outcomes.cash.copy()
    for year, end in enumerate(ends):
        cash[:, end - 1 :] -= pool.paid[:, [year]]
    value: FloatArray = pool.paid @ problem.money.monthly_discount ** (ends - 0.5)
    return outcomes._replace(cash=cash), value
