"""The choice under scenarios: regret, signposts, and strategies one after the other."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from steersman.choose.performance import musts_met, performances_at, scenario_shifts
from steersman.choose.result import (
    Outlook,
    RegretResult,
    ScenarioResult,
    SequenceResult,
    Signpost,
)
from steersman.choose.strategies import (
    Menu,
    ScenarioData,
    SequenceData,
    load_growth,
    load_scenarios,
    load_sequences,
)
from steersman.dossier import Dossier
from steersman.methods.arrays import FloatArray
from steersman.methods.regret import Regret, Switch, regrets, scenario_values, switch_values

DRAWS = 4000
GOOD_ENOUGH = 50.0
"""Value that satisfies: the middle of the scale on all criteria together."""
SHOWN_AFTER = 1 / 3
"""Share of the horizon that has passed when a scenario shows."""
SWITCH_COST = 3.0
"""Points of value that going over costs."""
SIGNAL_ERROR = 0.1
"""Chance that a signal is missed or false."""
FIRST_PHASE = 0.4
"""Share of the horizon before going over in a sequence: two years of five."""
LEAST_GAIN = 0.5
TINY = 1e-12
DAYS_PER_MONTH = 30.4375


@dataclass(frozen=True, slots=True)
class JointDraws:
    """Draws of everything a value depends on.

    Attributes:
        scores: Factor scores, shape (draws, factors).
        positions: Where strategies lie in their ranges, shape (draws, strategies, criteria).
        weights: Shape (draws, criteria).
    """

    scores: FloatArray
    positions: FloatArray
    weights: FloatArray

    def thinned(self, draws: int) -> "JointDraws":
        """Return an even selection of the draws."""
        step = max(len(self.weights) // draws, 1)
        return JointDraws(self.scores[::step], self.positions[::step], self.weights[::step])


def outlook(
    generator: np.random.Generator,
    dossier: Dossier,
    menu: Menu,
    factors: tuple[str, ...],
    joint: JointDraws,
    leader: str,
    able: tuple[str, ...],
) -> Outlook:
    """Work out scenarios, regrets, signposts and sequences.

    Args:
        generator: Source of randomness for the chances of scenarios.
        dossier: The firm, for its own chances and for dates.
        menu: Strategies and criteria.
        factors: Factor ids in the order of the scores.
        joint: Draws of everything.
        leader: The most acceptable strategy.
        able: Strategies that more likely than not meet their musts; only they can be gone over to.
    """
    joint = joint.thinned(DRAWS)
    scenarios = load_scenarios()
    chances = _chances(generator, dossier, scenarios, len(joint.weights))
    today = performances_at(joint.positions, joint.scores, factors, menu)
    shifts = scenario_shifts(menu, scenarios)
    values = scenario_values(today, joint.weights, shifts, 0.0, 100.0)
    columns = [menu.strategy_ids.index(name) for name in able]
    found = regrets(values[:, :, columns], chances, GOOD_ENOUGH)
    return Outlook(
        scenarios=_scenario_results(scenarios, chances, found, able),
        regrets=_regret_results(found, able),
        good_enough=GOOD_ENOUGH,
        signposts=_signposts(dossier, scenarios, chances.mean(axis=0), found, able, leader),
        sequences=_sequences(menu, factors, joint, today, leader, able),
    )


def _chances(
    generator: np.random.Generator,
    dossier: Dossier,
    scenarios: tuple[ScenarioData, ...],
    draws: int,
) -> FloatArray:
    """Return possible chances of scenarios, shape (draws, scenarios), summing to one.

    What the firm states stands; where the others leave no room they are scaled down in proportion.
    """
    own = dossier.strategy.preferences.scenario_chances
    chances = np.zeros((draws, len(scenarios)))
    for place, scenario in enumerate(scenarios):
        if scenario.chance is not None:
            low, high = scenario.chance
            stated = own.get(scenario.id)
            drawn = generator.uniform(low, high, draws)
            chances[:, place] = drawn if stated is None else stated
    given = np.array([scenario.id in own for scenario in scenarios])
    room = np.maximum(1 - chances[:, given].sum(axis=1, keepdims=True), 0.0)
    others = chances[:, ~given].sum(axis=1, keepdims=True)
    chances[:, ~given] *= np.minimum(1.0, room / np.maximum(others, TINY))
    chances[:, 0] = np.maximum(1 - chances.sum(axis=1), 0.0)
    return chances


def _scenario_results(
    scenarios: tuple[ScenarioData, ...], chances: FloatArray, found: Regret, names: tuple[str, ...]
) -> tuple[ScenarioResult, ...]:
    return tuple(
        ScenarioResult(
            scenario.id,
            float(chances[:, place].mean()),
            names[int(found.value[place].argmax())],
            dict(zip(names, found.best[place].tolist(), strict=True)),
            dict(zip(names, found.regret[place].tolist(), strict=True)),
        )
        for place, scenario in enumerate(scenarios)
    )


def _regret_results(found: Regret, names: tuple[str, ...]) -> tuple[RegretResult, ...]:
    results = [
        RegretResult(
            name,
            float(found.worst[place]),
            float(found.expected[place]),
            float(found.quantile[place]),
            float(found.satisfied[place]),
        )
        for place, name in enumerate(names)
    ]
    return tuple(sorted(results, key=lambda result: result.worst))


def _signposts(
    dossier: Dossier,
    scenarios: tuple[ScenarioData, ...],
    chances: FloatArray,
    found: Regret,
    names: tuple[str, ...],
    leader: str,
) -> tuple[Signpost, ...]:
    """Return the scenarios in which going over from the leader pays, the most gain first.

    It must pay over all scenarios by their chances, false alarms and missed signals reckoned with.
    """
    if leader not in names:
        return ()
    own = names.index(leader)
    signposts = []
    for place, scenario in enumerate(scenarios[1:], start=1):
        then = int(found.value[place].argmax())
        if then == own:
            continue
        switch = Switch(own, then, (place,))
        moved = switch_values(found.value, [switch], SHOWN_AFTER, SWITCH_COST, SIGNAL_ERROR)
        gain = float(moved[place, 0] - found.value[place, own])
        overall = float(chances @ (moved[:, 0] - found.value[:, own]))
        if gain >= LEAST_GAIN and overall > 0:
            by = _shows_by(dossier, scenario.id)
            signposts.append(Signpost(scenario.id, names[then], gain, by))
    return tuple(sorted(signposts, key=lambda signpost: -signpost.gain))


def _shows_by(dossier: Dossier, scenario: str) -> date | None:
    """Return the day by which the money a scenario speaks of is due, by the firm's own plans."""
    options = dossier.finance.funding if dossier.finance else ()
    wanted = {"support_cut": {"grant"}, "funding_gap": {"equity", "loan"}}.get(scenario, set())
    months = [option.month for option in options if option.kind in wanted]
    if not months:
        return None
    ordinal = dossier.firm.date.toordinal() + round(min(months) * DAYS_PER_MONTH)
    return date.fromordinal(ordinal)


def _sequences(
    menu: Menu,
    factors: tuple[str, ...],
    joint: JointDraws,
    today: FloatArray,
    leader: str,
    able: tuple[str, ...],
) -> tuple[SequenceResult, ...]:
    """Return sequences against the leader alone, both grown by what their first phase teaches.

    Only what meets its musts today can be begun with.
    """
    listed = [
        replace(entry, first=first.id, then=then.id)
        for entry in load_sequences()
        for first in menu.strategies
        for then in menu.strategies
        if first.id in able and (first.like, then.like) == (entry.first, entry.then)
    ]
    alone = _grown_value(menu, factors, joint, today, leader, leader)
    results = [_sequence(menu, factors, joint, today, entry, alone) for entry in listed]
    return tuple(sorted(results, key=lambda result: -result.gain))


def _sequence(
    menu: Menu,
    factors: tuple[str, ...],
    joint: JointDraws,
    today: FloatArray,
    entry: SequenceData,
    alone: FloatArray,
) -> SequenceResult:
    later = _grown(joint.scores, factors, menu.strategy(entry.first).like)
    met = musts_met(later, factors, menu.strategy(entry.then)).min(axis=1, initial=1.0) > 0
    ready = met & (later[:, factors.index(entry.factor)] >= entry.threshold)
    stay = _grown_value(menu, factors, joint, today, entry.first, entry.first)
    move = _grown_value(menu, factors, joint, today, entry.first, entry.then) - SWITCH_COST
    gain = np.where(ready, move, stay) - alone
    return SequenceResult(
        entry.first,
        entry.then,
        entry.factor,
        entry.threshold,
        float(ready.mean()),
        float(gain.mean()),
        float((gain > 0).mean()),
    )


def _grown(scores: FloatArray, factors: tuple[str, ...], strategy: str) -> FloatArray:
    growth = load_growth().get(strategy, {})
    added = np.array([growth.get(factor, 0.0) for factor in factors])
    grown: FloatArray = np.minimum(scores + added, 100.0)
    return grown


def _grown_value(
    menu: Menu,
    factors: tuple[str, ...],
    joint: JointDraws,
    today: FloatArray,
    first: str,
    then: str,
) -> FloatArray:
    """Return values of beginning with one strategy and going on with another, shape (draws,).

    ``today`` holds the performances before any growth, shape (draws, strategies, criteria).
    """
    place, later = menu.strategy_ids.index(first), menu.strategy_ids.index(then)
    grown = _grown(joint.scores, factors, menu.strategy(first).like)
    after = performances_at(joint.positions, grown, factors, menu)[:, later]
    path = FIRST_PHASE * today[:, place] + (1 - FIRST_PHASE) * after
    value: FloatArray = (path * joint.weights).sum(axis=1)
    return value
