"""The bonus pool: how large, what limits it, who contributed, who gets what."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from steersman.dossier import BonusRules, Dossier
from steersman.methods.arrays import FloatArray
from steersman.methods.fair_division import Division, sampled_shapley_value, shapley_value
from steersman.methods.project_cash import simulate
from steersman.plan.bonus_pool import MONTHS, Pool, bonus_pool
from steersman.plan.evaluation import Evaluation, evaluate
from steersman.plan.people.reward_result import (
    AssessmentRound,
    Contribution,
    PersonBonus,
    PersonGoal,
    PoolYear,
    ProjectBonus,
)
from steersman.plan.policy import rules_for
from steersman.plan.problem import PlanningProblem
from steersman.plan.scenarios import Candidate, World, scenarios_for, staff_for

MOST_EXACT_PLAYERS = 9
"""Players up to which every coalition is played; each costs a simulation of the plan."""
ORDERS = 40
COALITION_SCENARIOS = 100
QUANTILES = {"p05": 0.05, "p50": 0.5, "p95": 0.95}
SHOWN_PROJECTS = 3
PARTS = ("exploration", "team", "individual")


def pool_of_plan(
    problem: PlanningProblem, world: World, result: Evaluation, rules: BonusRules
) -> Pool:
    """Return the pool of the years in which cash is watched.

    Args:
        problem: What could be decided about.
        world: Scenarios.
        result: The plan, simulated in them, bonuses paid.
        rules: The pool's rules.
    """
    unpaid = evaluate(without_bonus(problem), world, result.candidate).outcomes
    pool = bonus_pool(problem, world, unpaid, result.candidate, rules)
    years = problem.horizon // MONTHS
    return Pool(pool.paid[:, :years], pool.capped[:, :years], pool.withheld[:, :years])


def without_bonus(problem: PlanningProblem) -> PlanningProblem:
    """Return a problem in which no bonus is paid."""
    rewards = replace(problem.dossier.rewards, bonus=None)
    return replace(problem, dossier=replace(problem.dossier, rewards=rewards))


def pool_years(pool: Pool) -> tuple[PoolYear, ...]:
    """Return the pool year by year."""
    return tuple(
        PoolYear(
            year + 1,
            float(paid.mean()),
            {name: float(np.quantile(paid, level)) for name, level in QUANTILES.items()},
            float((paid <= 0).mean()),
            float(pool.capped[:, year].mean()),
            float(pool.withheld[:, year].mean()),
        )
        for year, paid in enumerate(pool.paid.T)
    )


def contributions(
    problem: PlanningProblem,
    world: World,
    plan: Candidate,
    players: tuple[str, ...],
    generator: np.random.Generator,
) -> tuple[tuple[Contribution, ...], bool]:
    """Return what people contribute to the value of the plan's projects.

    A coalition is worth what the projects bring if of all the staff only its members are there;
    hires and experts of the plan are always there.

    Args:
        problem: What could be decided about.
        world: Scenarios.
        plan: The plan.
        players: People who work on it.
        generator: Source of randomness for sampled orders.

    Returns:
        Contributions, the most first, and whether they are exact.
    """
    few = world.first(min(world.count, COALITION_SCENARIOS))
    scenarios = scenarios_for(problem, few, plan)
    staff, rules = staff_for(problem, plan), rules_for(problem, plan)
    places = [problem.people.index(player) for player in players]
    others = [place for place in range(len(problem.dossier.people)) if place not in places]

    def worth(coalition: frozenset[int]) -> float:
        absent = [place for number, place in enumerate(places) if number not in coalition]
        absent += others
        arrives = scenarios.arrives.copy()
        arrives[:, absent] = np.inf
        outcomes = simulate(
            problem.work,
            staff,
            problem.money,
            scenarios._replace(arrives=arrives),
            rules,
            problem.opening_cash,
        )
        return float(outcomes.project_value.mean())

    exact = len(players) <= MOST_EXACT_PLAYERS
    nothing = worth(frozenset())

    def gain(coalition: frozenset[int]) -> float:
        return worth(coalition) - nothing

    division: Division = (
        shapley_value(gain, len(players))
        if exact
        else sampled_shapley_value(gain, len(players), ORDERS, generator)
    )
    positive = np.maximum(division.shares, 0.0)
    whole = positive.sum() or 1.0
    found = [
        Contribution(
            player,
            float(division.shares[number]),
            float(division.error[number]),
            float(positive[number] / whole),
        )
        for number, player in enumerate(players)
    ]
    return tuple(sorted(found, key=lambda entry: (-entry.worth, entry.person))), exact


def exploration_shares(goals: tuple[PersonGoal, ...]) -> dict[str, float]:
    """Return who gets which part of the money for learning goals: by time on exploring stages."""
    time: dict[str, float] = {}
    for goal in goals:
        if goal.exploration:
            months = max(goal.likely - goal.start, 0.0)
            time[goal.person] = time.get(goal.person, 0.0) + goal.fte * months
    whole = sum(time.values())
    return {person: part / whole for person, part in time.items()} if whole else {}


def individual_shares(dossier: Dossier, assessment: AssessmentRound | None) -> dict[str, float]:
    """Return who gets which part of the individual money.

    By pay, times how far the score lies above the worst mark. People in one band get the mean
    score of their band, since they are too close to call; who has too few raters gets none.
    """
    if assessment is None:
        return {}
    pay = {person.id: float(person.monthly_cost) for person in dossier.people}
    bands: dict[int, list[float]] = {}
    for score in assessment.people:
        bands.setdefault(score.band, []).append(score.score)
    weights = {
        score.person: pay.get(score.person, 0.0) * max(0.0, float(np.mean(bands[score.band])) - 1)
        for score in assessment.people
        if score.for_pay
    }
    whole = sum(weights.values())
    return {person: float(part / whole) for person, part in weights.items()} if whole else {}


@dataclass(frozen=True, slots=True)
class Split:
    """Bonuses by person, part, scenario and year; ``left`` is what nobody gets."""

    by_person: Mapping[str, FloatArray]
    parts: Mapping[str, Mapping[str, FloatArray]]
    left: FloatArray


def split_pool(
    dossier: Dossier,
    pool: Pool,
    rules: BonusRules,
    shares: Mapping[str, Mapping[str, float]],
    leave_month: Mapping[str, FloatArray],
) -> Split:
    """Divide the pool among people; nothing beyond anybody's cap, nothing after leaving.

    Args:
        dossier: The firm.
        pool: Pool by scenario and year.
        rules: How it is divided.
        shares: Shares of people by part: ``exploration``, ``team``, ``individual``.
        leave_month: Month in which people leave, by person and scenario.
    """
    rest = 1 - rules.exploration_share
    sizes = {
        "exploration": rules.exploration_share,
        "team": rest * rules.team_share,
        "individual": rest * (1 - rules.team_share),
    }
    pay = {person.id: float(person.monthly_cost) for person in dossier.people}
    people = sorted({person for part in shares.values() for person in part})
    ends = np.arange(1, pool.paid.shape[1] + 1)[None, :] * MONTHS
    by_person: dict[str, FloatArray] = {}
    parts: dict[str, dict[str, FloatArray]] = {}
    for person in people:
        there = ends <= leave_month[person][:, None]
        own = {
            part: pool.paid * there * sizes[part] * shares.get(part, {}).get(person, 0.0)
            for part in PARTS
        }
        wanted = np.sum(list(own.values()), axis=0)
        paid = np.minimum(wanted, rules.person_cap * pay.get(person, 0.0))
        cut = np.divide(paid, wanted, out=np.zeros_like(paid), where=wanted > 0)
        by_person[person] = paid
        parts[person] = {part: amount * cut for part, amount in own.items()}
    given = np.sum(list(by_person.values()), axis=0) if people else np.zeros_like(pool.paid)
    return Split(by_person, parts, pool.paid - given)


def person_bonuses(
    problem: PlanningProblem, result: Evaluation, split: Split
) -> tuple[PersonBonus, ...]:
    """Return everybody's bonus over the horizon and which projects decide it."""
    projects = [problem.options[option].project for option in result.candidate.options]
    found = []
    for person, amounts in split.by_person.items():
        sums = amounts.sum(axis=1)
        decided = []
        for place in projects:
            launched = np.isfinite(result.outcomes.launch[:, place])
            if launched.any() and not launched.all():
                decided.append(
                    ProjectBonus(
                        problem.dossier.projects[place].id,
                        float(sums[launched].mean()),
                        float(sums[~launched].mean()),
                    )
                )
        decided.sort(key=lambda entry: -abs(entry.success - entry.failure))
        found.append(
            PersonBonus(
                person,
                float(sums.mean()),
                {name: float(np.quantile(sums, level)) for name, level in QUANTILES.items()},
                {p: float(a.sum(axis=1).mean()) for p, a in split.parts[person].items()},
                tuple(decided[:SHOWN_PROJECTS]),
            )
        )
    return tuple(sorted(found, key=lambda entry: (-entry.mean, entry.person)))
