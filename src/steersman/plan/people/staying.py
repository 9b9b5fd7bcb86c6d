"""Key people, reasons to leave, and what keeping people is worth."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from steersman.data import load_toml
from steersman.dossier import Dossier, Range, RetentionMeasure
from steersman.plan.departures import adopted, leaving_chances, record_of, recorded_rate
from steersman.plan.evaluation import Evaluation, evaluate
from steersman.plan.people.talent_result import (
    KeyPerson,
    LeavingDriver,
    LeavingRate,
    LeverWorth,
    RetentionWorth,
    SkillNeed,
)
from steersman.plan.result import Plan
from steersman.plan.scenarios import World, draw_world

PAY_GAP = 0.05
OVERLOAD = 0.9
FIRST_YEAR = 12
LOW_SCORE = 50.0
MONTHS = 12


def key_people(
    dossier: Dossier, plan: Plan, world: World, result: Evaluation, needs: tuple[SkillNeed, ...]
) -> tuple[KeyPerson, ...]:
    """Return what the plan loses with each person who works on it, the greatest loss first.

    The plan goes on by its own rules in the same scenarios; nobody comes instead, and pay that is
    saved is not counted as a gain.
    """
    problem = plan.problem
    chances = leaving_chances(dossier, adopted(dossier))
    at_work: dict[str, set[str]] = {}
    for stage in plan.stages:
        for member in stage.team:
            at_work.setdefault(member, set()).add(stage.project)
    found = []
    for place, person in enumerate(dossier.people):
        if person.id not in at_work:
            continue
        leaves = world.leave_month.copy()
        leaves[:, place] = 0.0
        without = evaluate(problem, replace(world, leave_month=leaves), plan.decision)
        only: dict[str, int] = {}
        for need in needs:
            if need.holders == (person.id,) and sum(need.demand) > 0:
                only[need.skill] = max(need.level, only.get(need.skill, 0))
        found.append(
            KeyPerson(
                person.id,
                result.value - without.value,
                without.ruin - result.ruin,
                only,
                tuple(sorted(at_work[person.id])),
                chances[person.id],
            )
        )
    return tuple(sorted(found, key=lambda entry: (-entry.value_lost, entry.person)))


def leaving_drivers(
    dossier: Dossier, plan: Plan, scores: Mapping[str, float]
) -> tuple[LeavingDriver, ...]:
    """Return reasons to leave that the dossier shows.

    Pay and workload are looked at by person, from the firm's own facts; prospects and recognition
    by the survey of groups only, since answers are anonymous. Nobody is scored from other firms'
    data.

    Args:
        dossier: The firm.
        plan: Its plan, for the workload.
        scores: Factors of the diagnosis, from 0 to 100.
    """
    found = []
    underpaid = [
        (person.id, 1 - float(person.monthly_cost / person.market_cost))
        for person in dossier.people
        if person.market_cost and person.monthly_cost > 0
    ]
    behind = [(name, gap) for name, gap in underpaid if gap > PAY_GAP]
    if behind:
        mean = float(np.mean([gap for _, gap in behind]))
        found.append(LeavingDriver("pay", tuple(name for name, _ in behind), mean))
    load = {name: float(np.mean(months[:FIRST_YEAR])) for name, months in plan.loading.items()}
    over = [name for name, share in load.items() if share > OVERLOAD]
    if over:
        mean = float(np.mean([load[name] for name in over]))
        found.append(LeavingDriver("workload", tuple(sorted(over)), mean))
    if scores.get("talent", LOW_SCORE) < LOW_SCORE:
        found.append(LeavingDriver("prospects", (), LOW_SCORE - scores["talent"]))
    if scores.get("incentives", LOW_SCORE) < LOW_SCORE:
        found.append(LeavingDriver("recognition", (), LOW_SCORE - scores["incentives"]))
    return tuple(found)


def leaving_rate(dossier: Dossier) -> LeavingRate | None:
    """Return how often people leave by the firm's record, beside what is entered."""
    rate = recorded_rate(dossier)
    if rate is None:
        return None
    left, years = record_of(dossier)
    entered = [p.leaving_chance for p in dossier.people if p.leaving_chance is not None]
    known = float(np.mean(entered)) if entered else None
    return LeavingRate(rate.mean, rate.low, rate.high, left, years, known)


def retention_worth(
    dossier: Dossier, plan: Plan, seed: np.random.SeedSequence, scenarios: int
) -> tuple[RetentionWorth, ...]:
    """Return what each retention measure costs and keeps, the most useful first.

    The plan is simulated with and without each measure under the same chances, all other adopted
    ones in force.

    Args:
        dossier: The firm.
        plan: Its plan.
        seed: Seed of the chances.
        scenarios: Scenarios to simulate.
    """
    found = []
    for measure in dossier.rewards.retention:
        values = {
            name: _value_under(dossier, plan, seed, scenarios, measure, effect)
            for name, effect in (
                ("without", None),
                ("mean", measure.leaving_left.mean),
                ("weakest", measure.leaving_left.high),
                ("strongest", measure.leaving_left.low),
            )
        }
        found.append(
            RetentionWorth(
                measure.id,
                measure.adopted,
                _cost(plan, measure),
                _avoided(dossier, plan, measure),
                values["mean"] - values["without"],
                values["weakest"] - values["without"],
                values["strongest"] - values["without"],
            )
        )
    return tuple(sorted(found, key=lambda entry: entry.cost - entry.value))


def _with(
    dossier: Dossier, measure: RetentionMeasure, effect: float | None
) -> tuple[RetentionMeasure, ...]:
    """Return all measures, one of them adopted with an effect, or not adopted."""
    changed = replace(measure, adopted=effect is not None)
    if effect is not None:
        changed = replace(changed, leaving_left=Range(low=effect, likely=effect, high=effect))
    return tuple(changed if m.id == measure.id else m for m in dossier.rewards.retention)


def _value_under(
    dossier: Dossier,
    plan: Plan,
    seed: np.random.SeedSequence,
    scenarios: int,
    measure: RetentionMeasure,
    effect: float | None,
) -> float:
    rewards = replace(dossier.rewards, retention=_with(dossier, measure, effect))
    problem = replace(plan.problem, dossier=replace(plan.problem.dossier, rewards=rewards))
    world = draw_world(problem, np.random.default_rng(seed), scenarios)
    return evaluate(problem, world, plan.decision).value


def _cost(plan: Plan, measure: RetentionMeasure) -> float:
    discount = plan.problem.money.monthly_discount ** (np.arange(plan.horizon_months) + 0.5)
    return float(measure.cost) + float(measure.monthly_cost) * float(discount.sum())


def _avoided(dossier: Dossier, plan: Plan, measure: RetentionMeasure) -> float:
    years = plan.horizon_months / MONTHS
    mean = measure.leaving_left.mean
    before = leaving_chances(dossier, _adopted(_with(dossier, measure, None)))
    after = leaving_chances(dossier, _adopted(_with(dossier, measure, mean)))
    stays = (((1 - after[name]) ** years, (1 - before[name]) ** years) for name in before)
    return float(sum(kept - lost for kept, lost in stays))


def _adopted(measures: tuple[RetentionMeasure, ...]) -> tuple[RetentionMeasure, ...]:
    return tuple(measure for measure in measures if measure.adopted)


def lever_texts() -> list[dict[str, Any]]:
    """Return the levers other than pay with their texts and sources."""
    levers: list[dict[str, Any]] = load_toml("plan.people", "levers.toml")["levers"]
    return levers


def levers_worth(dossier: Dossier) -> tuple[LeverWorth, ...]:
    """Return what levers other than pay are worth to the research staff, in pay a year.

    Where a source gives a direction only, no amount is made up.
    """
    pay = MONTHS * sum(
        float(person.monthly_cost) for person in dossier.people if person.function == "research"
    )
    found = []
    for lever in lever_texts():
        low, high = lever.get("share", (None, None))
        found.append(
            LeverWorth(
                lever["id"],
                None if low is None else low * pay,
                None if high is None else high * pay,
                low,
                high,
                lever["source"],
            )
        )
    return tuple(found)
