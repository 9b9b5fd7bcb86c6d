"""Cash day by day: when wages, rent, grants and instalments really move it."""

from dataclasses import dataclass

import numpy as np

from steersman.methods.arrays import FloatArray
from steersman.methods.ruin import DAYS_PER_MONTH, Ruin, watch
from steersman.plan.evaluation import Evaluation
from steersman.plan.problem import PlanningProblem
from steersman.plan.scenarios import World, paid_wages

LAST_DAY = DAYS_PER_MONTH - 1


@dataclass(frozen=True, slots=True)
class CashDays:
    """Cash of a plan on every day of every path.

    Attributes:
        flows: Change of cash, shape (paths, days).
        noise: Standard deviation of each day's noise.
        luck: Uniform numbers, one a day, that decide whether cash dipped within the day.
    """

    flows: FloatArray
    noise: FloatArray
    luck: FloatArray

    def ruin(self, problem: PlanningProblem, losses: FloatArray | None = None) -> Ruin:
        """Return when cash falls below the reserve.

        Args:
            problem: Opening cash and reserve.
            losses: Further losses by path and day.
        """
        flows = self.flows if losses is None else self.flows - losses
        return watch(problem.opening_cash, flows, self.noise, self.luck, problem.reserve)


def cash_days(
    problem: PlanningProblem, world: World, result: Evaluation, generator: np.random.Generator
) -> CashDays:
    """Return the days of a simulated plan; month ends are those of the plan's own simulation.

    Wages leave on pay day, fixed costs on the first, funding and inflows come on their day, sure
    payments on the last; everything else spreads evenly. Noise of the existing business is drawn
    as a Brownian path that meets the month's total.

    Args:
        problem: What could be decided about.
        world: Scenarios.
        result: The plan, simulated in them.
        generator: Source of randomness within the month.
    """
    cash, count, horizon = result.outcomes.cash, world.count, problem.horizon
    months = np.diff(cash, axis=1, prepend=problem.opening_cash)
    lumps = np.zeros((count, horizon, DAYS_PER_MONTH))
    finance = problem.dossier.finance
    if finance is not None:
        lumps[:, :, finance.pay_day - 1] -= paid_wages(problem, world.leave_month)
        lumps[:, :, 0] -= float(finance.fixed_costs_monthly)
        lumps[:, :, LAST_DAY] += problem.payments
        _add_funding(lumps, problem, world, result)
        for place, inflow in enumerate(finance.inflows):
            _add_on_day(lumps, world.inflow_month[:, place], float(inflow.amount))
    rest = months - lumps.sum(axis=2)
    flows = lumps + rest[:, :, None] / DAYS_PER_MONTH
    noise = _noise(problem)
    if noise:
        steps = noise * generator.standard_normal(flows.shape)
        flows += steps - steps.mean(axis=2, keepdims=True)
    days = horizon * DAYS_PER_MONTH
    luck = generator.uniform(size=(count, days)) if noise else np.ones((count, days))
    return CashDays(flows.reshape(count, days), np.full(days, noise), luck)


def _noise(problem: PlanningProblem) -> float:
    """Return the standard deviation of a day's noise."""
    finance = problem.dossier.finance
    business = finance.existing_business if finance else None
    return float(business.monthly_noise) / DAYS_PER_MONTH**0.5 if business else 0.0


def _add_funding(
    lumps: FloatArray, problem: PlanningProblem, world: World, result: Evaluation
) -> None:
    candidate = result.candidate
    finance = problem.dossier.finance
    chosen = {problem.dossier.projects[problem.options[o].project].id for o in candidate.options}
    for place in sorted(candidate.funding):
        if finance is None:
            return
        option = finance.funding[place]
        if option.for_project and option.for_project not in chosen:
            continue
        month = option.month + candidate.delay("funding", place) + world.funding_delay[:, place]
        month = np.where(world.funded[:, place], month, np.inf)
        _add_on_day(lumps, month, float(option.amount))


def _add_on_day(lumps: FloatArray, month: FloatArray, amount: float) -> None:
    """Add an amount on the day of a month with fractions, path by path."""
    rows = np.flatnonzero(month < lumps.shape[1])
    whole = month[rows].astype(int)
    day = ((month[rows] - whole) * DAYS_PER_MONTH).astype(int)
    np.add.at(lumps, (rows, whole, day), amount)
