"""The bonus pool: how large, what limits it, who contributed, who gets what."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from steersman.dossier import BonusRules, Dossier
from steersman.methods.arrays import BoolArray, FloatArray
from steersman.methods.fair_division import Division, sampled_shapley_value, shapley_value
from steersman.methods.margins import project_margins
from steersman.methods.project_cash import simulate
from steersman.plan.evaluation import Evaluation
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

MONTHS = 12
MOST_EXACT_PLAYERS = 7
"""Players up to which every coalition is played; each costs a simulation of the plan."""
ORDERS = 10
COALITION_SCENARIOS = 100
QUANTILES = {"p05": 0.05, "p50": 0.5, "p95": 0.95}
SHOWN_PROJECTS = 3
PARTS = ("exploration", "team", "individual")


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
    problem: PlanningProblem, world: World, result: Evaluation, rules: BonusRules
) -> Pool:
    """Return the pool of every year of the plan in every scenario.

    A year's pool is a share of the margin of launched projects, if that reaches the threshold; no
    more than a share of payroll, and no more than cash above the reserve and some months of costs
    allows.

    Args:
        problem: What could be decided about.
        world: Scenarios, in which the pool's share has left the margins already.
        result: The plan, simulated in them.
        rules: The pool's rules.
    """
    years = problem.horizon // MONTHS
    margin = _yearly_margin(problem, world, result, years) / (1 - rules.margin_share)
    set_aside = rules.margin_share * margin
    wanted = np.where(margin >= float(rules.threshold), set_aside, 0.0)
    payroll = float(sum(person.monthly_cost for person in problem.dossier.people)) * MONTHS
    cap = rules.payroll_cap * payroll
    paid = np.minimum(wanted, cap)
    floor = problem.reserve + rules.cash_months * problem.monthly_costs
    cash = result.outcomes.cash[:, MONTHS - 1 : years * MONTHS : MONTHS]
    room = np.maximum(cash + np.cumsum(set_aside, axis=1) - floor, 0.0)
    allowed = np.zeros_like(paid)
    spent = np.zeros(len(paid))
    for year in range(years):
        allowed[:, year] = np.minimum(paid[:, year], np.maximum(room[:, year] - spent, 0.0))
        spent += allowed[:, year]
    return Pool(allowed, wanted > cap, allowed < paid - 1)


def _yearly_margin(
    problem: PlanningProblem, world: World, result: Evaluation, years: int
) -> FloatArray:
    options = np.array(result.candidate.options, dtype=np.int64)
    if not len(options):
        return np.zeros((world.count, years))
    margins = project_margins(
        options,
        problem.work.project[options],
        result.outcomes.launch,
        world.peak,
        world.entry,
        problem.money,
    ).sum(axis=1)
    needed = years * MONTHS
    monthly = np.zeros((world.count, needed))
    length = min(needed, margins.shape[1])
    monthly[:, :length] = margins[:, :length]
    yearly: FloatArray = monthly.reshape(world.count, years, MONTHS).sum(axis=2)
    return yearly


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

    A coalition is worth what the projects bring if of all players only its members are there; who
    is no player is always there.

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

    def worth(coalition: frozenset[int]) -> float:
        absent = [place for number, place in enumerate(places) if number not in coalition]
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
            time[goal.person] = time.get(goal.person, 0.0) + goal.fte
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
) -> Split:
    """Divide the pool among people; nothing is paid beyond anybody's cap.

    Args:
        dossier: The firm.
        pool: Pool by scenario and year.
        rules: How it is divided.
        shares: Shares of people by part: ``exploration``, ``team``, ``individual``.
    """
    rest = 1 - rules.exploration_share
    sizes = {
        "exploration": rules.exploration_share,
        "team": rest * rules.team_share,
        "individual": rest * (1 - rules.team_share),
    }
    pay = {person.id: float(person.monthly_cost) for person in dossier.people}
    people = sorted({person for part in shares.values() for person in part})
    by_person: dict[str, FloatArray] = {}
    parts: dict[str, dict[str, FloatArray]] = {}
    for person in people:
        own = {
            part: pool.paid * sizes[part] * shares.get(part, {}).get(person, 0.0) for part in PARTS
        }
        wanted = np.sum(list(own.values()), axis=0)
        cap = rules.person_cap * pay.get(person, 0.0)
        paid = np.minimum(wanted, cap)
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
