"""What each way to new money costs and brings, and which of them together fit the plan best."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from math import prod

import numpy as np
from scipy.optimize import brentq

from steersman.dossier import Dossier, FundingOption
from steersman.plan.evaluation import evaluate
from steersman.plan.financing.cash_days import cash_days
from steersman.plan.financing.result import FundingCost, FundingMix
from steersman.plan.problem import PlanningProblem
from steersman.plan.scenarios import Candidate, World, funding_flows, funding_life

MOST_OPTIONS = 5
"""Options of which every set is looked at; of more, the largest."""
SHOWN_MIXES = 8
MONTHS_PER_YEAR = 12
HIGHEST_RATE = 100.0
CENTS = 2
"""Values that differ by less are equal; fewer options are then better."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A set of funding options, judged."""

    options: frozenset[int]
    value: float
    ruin: float


def effective_interest(option: FundingOption) -> float | None:
    """Return a loan's interest a year, application cost and instalments counted; None for others.

    None as well where nothing but the cost of applying would ever be paid.
    """
    if option.kind != "loan" or option.amount <= 0:
        return None
    flows = funding_flows(option, funding_life(option))
    flows[option.month] -= float(option.application_cost)
    months = np.arange(len(flows)) - option.month

    def value(rate: float) -> float:
        return float(flows @ (1 + rate) ** (-months / MONTHS_PER_YEAR))

    if value(0.0) >= 0:
        return 0.0
    return float(brentq(value, 0.0, HIGHEST_RATE)) if value(HIGHEST_RATE) > 0 else None


def judge(
    problem: PlanningProblem,
    world: World,
    plan: Candidate,
    options: Iterable[int],
    noise: np.random.SeedSequence,
) -> Judged:
    """Simulate the plan's projects with a set of funding options; ruin is watched every day.

    Args:
        problem: What could be decided about.
        world: Scenarios.
        plan: The plan.
        options: Funding options applied for.
        noise: Seed of the noise within months, the same for all sets.
    """
    chosen = frozenset(options)
    result = evaluate(problem, world, replace(plan, funding=chosen))
    days = cash_days(problem, world, result, np.random.default_rng(noise))
    return Judged(chosen, result.value, float((days.ruin(problem).day >= 0).mean()))


def _sets(options: tuple[FundingOption, ...], plan: Candidate) -> Iterator[tuple[int, ...]]:
    places = sorted(
        range(len(options)),
        key=lambda place: (
            place not in plan.funding,
            -options[place].chance * float(options[place].amount),
        ),
    )
    for size in range(min(len(places), MOST_OPTIONS) + 1):
        yield from combinations(sorted(places[:MOST_OPTIONS]), size)


def funding_choice(
    dossier: Dossier,
    problem: PlanningProblem,
    world: World,
    plan: Candidate,
    limit: float,
    noise: np.random.SeedSequence,
) -> tuple[tuple[FundingCost, ...], tuple[FundingMix, ...], int]:
    """Return each option's cost, the best sets, and how many sets were looked at.

    Args:
        dossier: The firm.
        problem: What could be decided about.
        world: Scenarios.
        plan: The plan whose projects are kept.
        limit: Highest acceptable chance of ruin.
        noise: Seed of the noise within months.
    """
    options = dossier.finance.funding if dossier.finance else ()
    if not options:
        return (), (), 0
    judged = {frozenset(s): judge(problem, world, plan, s, noise) for s in _sets(options, plan)}
    if plan.funding not in judged:
        judged[plan.funding] = judge(problem, world, plan, plan.funding, noise)
    within = [entry for entry in judged.values() if entry.ruin <= limit]
    best = (
        max(within, key=lambda entry: (round(entry.value, CENTS), -len(entry.options)))
        if within
        else min(judged.values(), key=lambda entry: (entry.ruin, -entry.value))
    )
    order = sorted(judged.values(), key=lambda e: (e.ruin > limit, -e.value, len(e.options)))
    shown = order[:SHOWN_MIXES]
    shown += [entry for entry in (judged[plan.funding],) if entry not in shown]
    mixes = tuple(_mix(options, entry, plan, best) for entry in shown)
    for place in range(len(options)):
        for chosen in (plan.funding | {place}, plan.funding - {place}):
            if chosen not in judged:
                judged[chosen] = judge(problem, world, plan, chosen, noise)
    costs = [_cost(options, place, plan, judged) for place in range(len(options))]
    return tuple(sorted(costs, key=lambda cost: not cost.chosen)), mixes, len(judged)


def _mix(
    options: tuple[FundingOption, ...], entry: Judged, plan: Candidate, best: Judged
) -> FundingMix:
    places = sorted(entry.options, key=lambda place: (options[place].month, options[place].id))
    kept = prod(1 - options[place].dilution for place in places)
    return FundingMix(
        tuple(options[place].id for place in places),
        entry.value,
        entry.ruin,
        1 - kept,
        entry.options == plan.funding,
        entry is best,
    )


def _cost(
    options: tuple[FundingOption, ...],
    place: int,
    plan: Candidate,
    judged: Mapping[frozenset[int], Judged],
) -> FundingCost:
    option = options[place]
    richer, poorer = judged[plan.funding | {place}], judged[plan.funding - {place}]
    return FundingCost(
        option=option.id,
        kind=option.kind,
        chosen=place in plan.funding,
        expected=option.chance * float(option.amount),
        yearly_cost=effective_interest(option),
        dilution=option.dilution,
        conditions=option.conditions,
        value_change=richer.value - poorer.value,
        ruin_change=richer.ruin - poorer.ruin,
    )
