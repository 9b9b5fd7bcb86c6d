"""What a candidate plan is worth and what it risks."""

from dataclasses import dataclass

import numpy as np

from steersman.methods.arrays import FloatArray
from steersman.methods.project_cash import Outcomes, simulate
from steersman.plan.problem import PlanningProblem
from steersman.plan.scenarios import Candidate, World, added_flows, scenarios_for

NO_FOCUS_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Value and risk of a candidate over a set of scenarios.

    Attributes:
        candidate: The plan.
        values: Value to the present owners over doing nothing, by scenario.
        ruined: Whether cash ever fell below the reserve, by scenario.
        outcomes: Cash, starts, finishes, launches.
    """

    candidate: Candidate
    values: FloatArray
    ruined: FloatArray
    outcomes: Outcomes

    @property
    def value(self) -> float:
        """Expected value."""
        return float(self.values.mean())

    @property
    def ruin(self) -> float:
        """Chance that cash ever falls below the reserve."""
        return float(self.ruined.mean())


def evaluate(problem: PlanningProblem, world: World, candidate: Candidate) -> Evaluation:
    """Simulate a candidate in every scenario of a world.

    Value to the present owners is their share of the firm's present value with the plan, less the
    firm's present value without it; an equity round that comes lowers the share.
    """
    scenarios = scenarios_for(problem, world, candidate)
    focus = problem.dossier.strategy.preferences.focus or NO_FOCUS_LIMIT
    outcomes = Outcomes(
        *simulate(
            problem.work,
            problem.staff,
            problem.money,
            scenarios,
            np.array(candidate.options, dtype=np.int64),
            focus,
            problem.opening_cash,
        )
    )
    discount = problem.money.monthly_discount ** (np.arange(problem.horizon) + 0.5)
    without = problem.opening_cash + world.business @ discount
    gained = outcomes.project_value + added_flows(problem, world, candidate) @ discount
    kept = _owners_share(problem, world, candidate)
    diluted = (1 - kept) * np.maximum(without + gained, 0.0)
    if problem.dossier.finance is None:
        ruined = np.zeros(world.count)
    else:
        ruined = (outcomes.cash.min(axis=1) < problem.reserve).astype(float)
    return Evaluation(candidate, gained - diluted, ruined, outcomes)


def _owners_share(problem: PlanningProblem, world: World, candidate: Candidate) -> FloatArray:
    """Return the share of the firm that present owners keep, by scenario."""
    kept = np.ones(world.count)
    finance = problem.dossier.finance
    for place in sorted(candidate.funding):
        if finance is not None:
            dilution = finance.funding[place].dilution
            kept = kept * (1 - dilution * world.funded[:, place])
    return kept
