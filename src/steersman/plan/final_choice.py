"""From the plans a search has examined to the one that does best on fresh scenarios."""

from math import sqrt

import numpy as np

from steersman.plan.evaluation import Evaluation, Merit, evaluate, merit_of
from steersman.plan.problem import PlanningProblem
from steersman.plan.scenarios import Candidate, draw_world
from steersman.plan.search import Judgement, Search

SEARCH_SCENARIOS = 400
CHOICE_SCENARIOS = 2000
FINALISTS = 24
SAFETY = 0.5
"""Standard errors of the ruin probability that a finalist must stay below the limit by."""


def choose_plan(
    problem: PlanningProblem,
    generator: np.random.Generator,
    ruin_limit: float,
    candidates: int,
) -> Candidate:
    """Search for a plan.

    Args:
        problem: What can be decided.
        generator: Source of randomness.
        ruin_limit: Highest acceptable ruin probability.
        candidates: Most candidate plans to examine.
    """
    world = draw_world(problem, generator, SEARCH_SCENARIOS)
    search = Search(problem, world, ruin_limit, candidates)
    return search_and_choose(search, generator, CHOICE_SCENARIOS)


def search_and_choose(search: Search, generator: np.random.Generator, scenarios: int) -> Candidate:
    """Run a search and return the finalist that does best on fresh scenarios.

    The best of many judged on the same scenarios is partly the luckiest, in value and in risk; the
    finalists therefore meet more and fresh scenarios, and must keep the ruin limit with something
    to spare for what these leave uncertain. Doing nothing is always one of them.
    """
    search.run(generator)
    examined = {plan: judged for plan, judged in search.seen.items() if not judged.rough}
    finalists = sorted(examined, key=lambda plan: examined[plan].merit, reverse=True)[:FINALISTS]
    finalists += _safer(search, examined, finalists)
    world = draw_world(search.problem, generator, scenarios)
    nothing = evaluate(search.problem, world, Candidate())
    limit = max(search.ruin_limit, nothing.ruin)
    limit -= SAFETY * sqrt(limit * (1 - limit) / scenarios)
    limit = max(limit, nothing.ruin)
    results = [nothing, *(evaluate(search.problem, world, plan) for plan in finalists)]
    return max(results, key=lambda result: _merit(search, result, limit)).candidate


def _safer(
    search: Search, examined: dict[Candidate, Judgement], finalists: list[Candidate]
) -> list[Candidate]:
    """Return good plans further below the ruin limit, should the best turn out to break it."""
    chosen = []
    for share in (0.8, 0.6, 0.4):
        kept = [
            plan
            for plan, judged in examined.items()
            if judged.ruin <= share * search.ruin_limit and plan not in finalists
        ]
        kept.sort(key=lambda plan: examined[plan].merit, reverse=True)
        chosen += kept[:4]
    return list(dict.fromkeys(chosen))


def _merit(search: Search, result: Evaluation, limit: float) -> Merit:
    moving = search.stability.cost(result.candidate) if search.stability else 0.0
    return merit_of(search.problem, result, limit, moving)
