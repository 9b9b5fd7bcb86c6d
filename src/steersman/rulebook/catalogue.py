"""The catalogue of facts that rules may ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any, Literal

from steersman.data import load_toml
from steersman.methods.interval import Answer, Interval, exact_fraction
from steersman.rulebook.expressions import (
    Expression,
    Scope,
    Test,
    Value,
    parse_test,
    parse_value,
)

FactKind = Literal["amount", "euro", "number", "share", "truth", "choice"]
DecidedBy = Literal["declared", "expert", "platform"]
DECIMALS = {"amount": 2, "euro": 2, "number": 3, "share": 6, "truth": 0, "choice": 0}
"""Decimals to which a fact of each kind is taken in tables of firms."""


@dataclass(frozen=True, slots=True)
class FactInfo:
    """A fact that rules may ask for.

    Attributes:
        name: Its name in rule files.
        kind: What its values are.
        title: Text by language.
        minimum: Least value it can have, None where it may be negative without limit.
        maximum: Greatest value it can have, None where there is no limit.
        decided_by: Who settles it where the firm does not.
        yearly: Whether it comes from the accounts of a closed year.
        choices: Its choices, for a fact of that kind.
        granted_by: The rule whose verdict grants it, empty if none.
        derived_value: How a number follows from other facts where it is not given itself.
        derived_test: How a truth does.
    """

    name: str
    kind: FactKind
    title: Mapping[str, str]
    minimum: Fraction | None
    maximum: Fraction | None
    decided_by: DecidedBy
    yearly: bool
    choices: tuple[str, ...]
    granted_by: str
    derived_value: Value | None
    derived_test: Test | None

    @property
    def derived(self) -> Expression | None:
        """How it follows from other facts where it is not given itself."""
        return self.derived_value or self.derived_test

    @property
    def numeric(self) -> bool:
        """Whether its values are numbers."""
        return self.kind not in {"truth", "choice"}

    @property
    def judged(self) -> bool:
        """Whether somebody other than the firm settles it."""
        return self.decided_by != "declared"

    @property
    def unknown(self) -> Interval:
        """What is known of the number before anything is said."""
        return Interval(self.minimum, self.maximum)

    @property
    def open_answer(self) -> Answer:
        """The answer where nothing is said."""
        return Answer.JUDGEMENT if self.judged else Answer.UNKNOWN


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two facts of which the first is part of the second."""

    part: str
    whole: str


@cache
def fact_catalogue() -> Mapping[str, FactInfo]:
    """Return every fact by name."""
    data = load_toml("rulebook", "facts.toml")["facts"]
    scope = catalogue_scope()
    return {name: _fact(name, entry, scope) for name, entry in data.items()}


@cache
def fact_granted_by(rule: str) -> str | None:
    """Return the fact that a rule's verdict grants, None if it grants none."""
    found = (name for name, info in fact_catalogue().items() if info.granted_by == rule)
    return next(found, None)


@cache
def catalogue_scope() -> Scope:
    """Return what expressions of the catalogue itself may name."""
    data = load_toml("rulebook", "facts.toml")["facts"]
    kinds = {name: entry["kind"] for name, entry in data.items()}
    choices = {name: tuple(entry.get("choices", ())) for name, entry in data.items()}
    return Scope(kinds, choices=choices)


@cache
def contradictions() -> tuple[Contradiction, ...]:
    """Return the pairs of facts that a firm cannot have in the wrong order."""
    data = load_toml("rulebook", "facts.toml")["contradictions"]
    return tuple(Contradiction(entry["part"], entry["whole"]) for entry in data)


def _fact(name: str, entry: Mapping[str, Any], scope: Scope) -> FactInfo:
    truth, raw = entry["kind"] == "truth", entry.get("derived")
    least = entry.get("minimum", 0)
    maximum = entry.get("maximum")
    return FactInfo(
        name=name,
        kind=entry["kind"],
        title={"en": entry["en"], "zh_CN": entry["zh_CN"]},
        minimum=None if entry.get("negative") else exact_fraction(least),
        maximum=None if maximum is None else exact_fraction(maximum),
        decided_by=entry.get("decided_by", "declared"),
        yearly=entry.get("yearly", False),
        choices=tuple(entry.get("choices", ())),
        granted_by=entry.get("granted_by", ""),
        derived_value=None if raw is None or truth else parse_value(raw, scope),
        derived_test=parse_test(raw, scope) if raw is not None and truth else None,
    )
