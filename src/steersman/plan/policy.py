"""The policy of a candidate plan: order, focus, teams, cash gate and stop months."""

import numpy as np

from steersman.methods.arrays import IntArray
from steersman.methods.workload import Rules
from steersman.plan.problem import PlanningProblem
from steersman.plan.scenarios import Candidate

NO_FOCUS_LIMIT = 1_000


def rules_for(problem: PlanningProblem, candidate: Candidate) -> Rules:
    """Return the policy of a candidate plan."""
    preferences = problem.dossier.strategy.preferences
    rules = plain_rules(problem, np.array(candidate.options, dtype=np.int64))
    if candidate.cushion is not None:
        least = problem.reserve + candidate.cushion * problem.monthly_costs
        rules = rules._replace(least_cash=least)
    if candidate.gates:
        rules = rules._replace(latest=problem.latest, latest_entered=problem.latest_entered)
    return rules._replace(
        focus=preferences.focus or NO_FOCUS_LIMIT,
        project_teams=preferences.project_teams,
        switching_months=preferences.switching_months,
    )


def plain_rules(problem: PlanningProblem, options: IntArray) -> Rules:
    """Return the policy that does options in their order without any gate or limit."""
    never = np.full(len(problem.work.success), np.inf)
    return Rules(
        priority=options,
        focus=NO_FOCUS_LIMIT,
        project_teams=False,
        switching_months=0.0,
        least_cash=-np.inf,
        earliest=problem.earliest,
        dates=np.unique(problem.earliest[problem.earliest > 0]),
        latest=never,
        latest_entered=never,
        until=float(problem.horizon),
    )
