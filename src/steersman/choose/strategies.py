"""Strategies and criteria as read from the packaged data."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from steersman.data import load_toml


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
    """

    id: str
    name: Mapping[str, str]
    summary: Mapping[str, str]
    source: str
    base: Mapping[str, tuple[float, float]]
    needs: Mapping[str, float]
    musts: Mapping[str, float]
    projects: Mapping[str, float]


@cache
def load_criteria() -> tuple[CriterionData, ...]:
    """Return all criteria in order."""
    entries = load_toml("choose", "strategies.toml")["criteria"]
    return tuple(CriterionData(entry["id"], entry["name"], entry["drivers"]) for entry in entries)


@cache
def load_strategies() -> tuple[StrategyData, ...]:
    """Return all strategies."""
    entries = load_toml("choose", "strategies.toml")["strategies"]
    return tuple(
        StrategyData(
            id=entry["id"],
            name=entry["name"],
            summary=entry["summary"],
            source=entry["source"],
            base={name: (float(low), float(high)) for name, (low, high) in entry["base"].items()},
            needs=entry["needs"],
            musts=entry["musts"],
            projects=entry["projects"],
        )
        for entry in entries
    )
