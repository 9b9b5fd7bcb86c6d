"""Strategies and criteria: ours from packaged data, and what the firm adds or sees differently."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from steersman.data import load_toml
from steersman.dossier import OwnCriterion, OwnStrategy, Strategy

HALF_RANGE = 8.0
"""Points by which a figure of the firm's own may be off, either way."""
OPEN = (0.0, 100.0)
LANGUAGES = ("en", "zh_CN")


@dataclass(frozen=True, slots=True)
class CriterionData:
    """A criterion; ``drivers`` says how much a factor's strength moves performance on it."""

    id: str
    name: Mapping[str, str]
    drivers: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class StrategyData:
    """An innovation strategy.

    Attributes:
        id: Name.
        name: Text by language.
        summary: Text by language.
        source: Where it is described.
        base: Range of performance by criterion, 0 to 100, for a typical small firm.
        needs: Strength of factors at which it works fully.
        musts: Strength of factors below which it cannot work.
        projects: How well each kind of project fits it, from 0 to 1; 0 for kinds not named.
        modes: How well each way of doing a project fits it, from 0 to 1; 0 for ways not named.
        focus: Most projects that it leaves room for at once.
        exposure: How strongly each scenario hits it, 1 where not named.
        like: Strategy of ours whose growth and sequences hold for it.
    """

    id: str
    name: Mapping[str, str]
    summary: Mapping[str, str]
    source: str
    base: Mapping[str, tuple[float, float]]
    needs: Mapping[str, float]
    musts: Mapping[str, float]
    projects: Mapping[str, float]
    modes: Mapping[str, float]
    focus: int
    exposure: Mapping[str, float]
    like: str


@dataclass(frozen=True, slots=True)
class ScenarioData:
    """A state of the world that may come about.

    Attributes:
        id: Name.
        name: Text by language.
        signal: What shows that it is coming, by language.
        chance: Range of its chance over three years; None for the case as expected.
        shifts: Points by which performance on criteria changes, times a strategy's exposure.
        source: Where chance and shifts come from.
    """

    id: str
    name: Mapping[str, str]
    signal: Mapping[str, str]
    chance: tuple[float, float] | None
    shifts: Mapping[str, float]
    source: str


@dataclass(frozen=True, slots=True)
class SequenceData:
    """Two strategies one after the other.

    Attributes:
        first: Strategy to begin with.
        then: Strategy to go over to.
        factor: Factor whose strength allows going over.
        threshold: Strength at which it does.
        source: Evidence for the order.
    """

    first: str
    then: str
    factor: str
    threshold: float
    source: str


@cache
def load_criteria() -> tuple[CriterionData, ...]:
    """Return our criteria in order."""
    entries = load_toml("choose", "strategies.toml")["criteria"]
    return tuple(CriterionData(entry["id"], entry["name"], entry["drivers"]) for entry in entries)


@cache
def load_strategies() -> tuple[StrategyData, ...]:
    """Return our strategies."""
    return tuple(_strategy(entry) for entry in load_toml("choose", "strategies.toml")["strategies"])


def _strategy(entry: Mapping[str, Any]) -> StrategyData:
    return StrategyData(
        id=entry["id"],
        name=entry["name"],
        summary=entry["summary"],
        source=entry["source"],
        base={name: (float(low), float(high)) for name, (low, high) in entry["base"].items()},
        needs=entry["needs"],
        musts=entry["musts"],
        projects=entry["projects"],
        modes=entry["modes"],
        focus=entry["focus"],
        exposure=entry["exposure"],
        like=entry["id"],
    )


@cache
def load_scenarios() -> tuple[ScenarioData, ...]:
    """Return the scenarios, that in which nothing special happens first."""
    return tuple(
        ScenarioData(
            id=entry["id"],
            name=entry["name"],
            signal=entry["signal"],
            chance=_chance(entry["chance"]),
            shifts=entry["shifts"],
            source=entry["source"],
        )
        for entry in load_toml("choose", "scenarios.toml")["scenarios"]
    )


def _chance(bounds: list[float]) -> tuple[float, float] | None:
    return (float(bounds[0]), float(bounds[1])) if bounds else None


@cache
def load_sequences() -> tuple[SequenceData, ...]:
    """Return the sequences that studies speak for."""
    return tuple(
        SequenceData(
            first=entry["first"],
            then=entry["then"],
            factor=entry["factor"],
            threshold=float(entry["threshold"]),
            source=entry["source"],
        )
        for entry in load_toml("choose", "scenarios.toml")["sequences"]
    )


@cache
def load_growth() -> Mapping[str, Mapping[str, float]]:
    """Return by strategy the points that about two years of it add to factors."""
    growth: Mapping[str, Mapping[str, float]] = load_toml("choose", "scenarios.toml")["growth"]
    return growth


@dataclass(frozen=True, slots=True)
class Menu:
    """What a firm chooses from, and by what."""

    strategies: tuple[StrategyData, ...]
    criteria: tuple[CriterionData, ...]

    @property
    def strategy_ids(self) -> tuple[str, ...]:
        """Ids of the strategies in order."""
        return tuple(strategy.id for strategy in self.strategies)

    @property
    def criterion_ids(self) -> tuple[str, ...]:
        """Ids of the criteria in order."""
        return tuple(criterion.id for criterion in self.criteria)

    def strategy(self, identifier: str) -> StrategyData:
        """Return a strategy."""
        return next(strategy for strategy in self.strategies if strategy.id == identifier)

    def criterion(self, identifier: str) -> CriterionData:
        """Return a criterion."""
        return next(criterion for criterion in self.criteria if criterion.id == identifier)


def menu_of(stated: Strategy) -> Menu:
    """Return our strategies and criteria with those of the firm's own."""
    ours = {strategy.id: strategy for strategy in load_strategies()}
    changed = dict(ours)
    for own in stated.own_strategies:
        if own.excluded:
            changed.pop(own.id, None)
        else:
            changed[own.id] = _own_strategy(own, ours)
    strategies = tuple(
        _with_own_criteria(strategy, stated.own_criteria) for strategy in changed.values()
    )
    own_criteria = tuple(
        CriterionData(own.id, dict.fromkeys(LANGUAGES, own.name or own.id), {})
        for own in stated.own_criteria
    )
    return Menu(strategies, (*load_criteria(), *own_criteria))


def _own_strategy(own: OwnStrategy, ours: Mapping[str, StrategyData]) -> StrategyData:
    like = ours.get(own.like or own.id)
    blank = StrategyData(
        own.id, {}, dict.fromkeys(LANGUAGES, ""), "", {}, {}, {}, {}, {"alone": 1.0}, 5, {}, ""
    )
    start = like or blank
    named = own.name or ("" if own.id in ours else own.id)
    return replace(
        start,
        id=own.id,
        name=dict.fromkeys(LANGUAGES, named) if named or not start.name else start.name,
        summary=dict.fromkeys(LANGUAGES, own.summary) if own.summary else start.summary,
        base={**start.base, **{name: _around(points) for name, points in own.performance.items()}},
        needs={**start.needs, **own.needs},
        musts={**start.musts, **own.musts},
        projects={**start.projects, **own.projects},
    )


def _around(points: float) -> tuple[float, float]:
    return max(points - HALF_RANGE, 0.0), min(points + HALF_RANGE, 100.0)


def _with_own_criteria(strategy: StrategyData, own: tuple[OwnCriterion, ...]) -> StrategyData:
    """Return a strategy with its ranges on the firm's criteria; open where none is given."""
    if not own:
        return strategy
    ranges = {
        criterion.id: _around(criterion.performance[strategy.id])
        if strategy.id in criterion.performance
        else strategy.base.get(criterion.id, OPEN)
        for criterion in own
    }
    return replace(strategy, base={**strategy.base, **ranges})
