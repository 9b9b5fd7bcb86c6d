"""What a firm can change: levers with their cost, time and effect on facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import floor
from typing import TYPE_CHECKING, Any

from steersman.data import load_toml
from steersman.dossier import Firm
from steersman.methods.interval import Answer, Interval, exact_fraction
from steersman.rulebook import fact_catalogue

if TYPE_CHECKING:
    from steersman.rulebook import Facts, FactValue

LONGEST_MONTHS = 120


@dataclass(frozen=True, slots=True)
class Lever:
    """Something a firm can change, as far as it can change it.

    Attributes:
        id: Its name.
        unit_cost: What one unit costs, in the firm's currency.
        months: Months until it shows.
        months_per_unit: Months that every further unit takes.
        most: Most units.
        adds: What one unit adds to numbers, by fact.
        sets: Facts that become true.
    """

    id: str
    unit_cost: Fraction
    months: float
    months_per_unit: float
    most: int
    adds: Mapping[str, Fraction]
    sets: tuple[str, ...]

    @property
    def yearly(self) -> bool:
        """Whether it shows only in the accounts of a year."""
        catalogue = fact_catalogue()
        return any(catalogue[name].yearly for name in self.adds)

    def time(self, units: int) -> float:
        """Return the months that a number of units takes."""
        return self.months + self.months_per_unit * (units - 1)


@dataclass(frozen=True, slots=True)
class LeverText:
    """Texts of a lever by language."""

    title: Mapping[str, str]
    unit: Mapping[str, str]


@cache
def lever_texts() -> Mapping[str, LeverText]:
    """Return the texts of all levers by id."""
    return {entry["id"]: LeverText(entry["title"], entry["unit"]) for entry in _entries()}


def _entries() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = load_toml("identify", "levers.toml")["levers"]
    return entries


def levers_of(firm: Firm, facts: Facts) -> tuple[Lever, ...]:
    """Return the levers of a firm, with its own costs where it gives them.

    A lever without a cost in the firm's currency is left out unless the firm gives one.
    """
    own = {change.lever: change for change in firm.changes}
    found = []
    for entry in _entries():
        change = own.get(entry["id"])
        cost = entry["unit_cost"].get(firm.currency)
        if change is not None and change.unit_cost is not None:
            cost = change.unit_cost
        if cost is None:
            continue
        most = _most(entry, facts) if change is None or change.most is None else change.most
        months = entry["months"] if change is None or change.months is None else change.months
        found.append(_lever(entry, exact_fraction(cost), months, most))
    return tuple(lever for lever in found if lever.most > 0)


def _lever(entry: Mapping[str, Any], cost: Fraction, months: float, most: int) -> Lever:
    signs = {"cost": cost, "-cost": -cost}
    adds = {
        name: signs[units] if isinstance(units, str) else exact_fraction(units)
        for name, units in entry.get("adds", {}).items()
    }
    return Lever(
        id=entry["id"],
        unit_cost=cost,
        months=months,
        months_per_unit=entry.get("months_per_unit", 0.0),
        most=most,
        adds=adds,
        sets=tuple(entry.get("sets", ())),
    )


def _most(entry: Mapping[str, Any], facts: Facts) -> int:
    if "most" in entry:
        return int(entry["most"])
    limit = facts.get(entry["most_of"]["fact"])
    if not isinstance(limit, Interval) or limit.low is None:
        return 0
    return floor(limit.low * exact_fraction(entry["most_of"]["share"]))


def changed(
    facts: Facts, levers: tuple[Lever, ...], units: Mapping[str, int]
) -> dict[str, FactValue]:
    """Return the facts after pulling levers so many units each."""
    after = dict(facts)
    for lever in levers:
        count = units.get(lever.id, 0)
        if not count:
            continue
        for name, step in lever.adds.items():
            before = after.get(name, fact_catalogue()[name].unknown)
            if isinstance(before, Interval):
                after[name] = before + Interval.exactly(step * count)
        after |= dict.fromkeys(lever.sets, Answer.YES)
    return after
