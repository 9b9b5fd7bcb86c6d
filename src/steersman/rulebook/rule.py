"""Rules as read from rule files: official definitions, reliefs, programmes and taxes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any, Literal

from steersman.data import file_names, load_toml
from steersman.methods.interval import exact_fraction
from steersman.rulebook.catalogue import catalogue_scope, fact_catalogue
from steersman.rulebook.expressions import (
    Add,
    Banded,
    Constant,
    DatedValue,
    ExpressionError,
    Fact,
    Larger,
    Scope,
    Smaller,
    Test,
    Value,
    When,
    parse_test,
    parse_value,
)

Text = Mapping[str, str]
RuleKind = Literal["status", "relief", "programme", "tax"]
Mechanism = Literal[
    "base_rate", "rate", "deduction", "losses", "credit", "payment", "grant", "deferral", "investor"
]
JURISDICTIONS = (
    "cn", "eu", "de", "fr", "nl", "ie", "es", "it", "uk", "us", "kr", "sg", "jp",
)  # fmt: skip
WEAK = frozenset({"M", "C"})
"""Confidence codes that no seen source backs."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of a rule.

    Attributes:
        id: Name inside the rule.
        title: Text by language.
        article: Where in the document it stands.
        confidence: A official text read, B secondary source that cites it, M from memory, C to be
            checked.
        test: What answers yes or no, or None.
        points: What gives points, or works out a number that other parts use, or None.
        unit: ``points`` if they count for the score, else the unit of the number.
        maximum: Most points it can give, 0 if they do not count.
    """

    id: str
    title: Text
    article: str
    confidence: str
    test: Test | None
    points: Value | None
    unit: str
    maximum: float

    @property
    def scored(self) -> bool:
        """Whether its points count for the score."""
        return self.points is not None and self.unit == "points"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of a rule that changes with time.

    Attributes:
        name: Its name in the rule.
        title: Text by language.
        unit: ``share``, ``amount`` or ``number``.
        values: Its values, oldest first.
    """

    name: str
    title: Text
    unit: str
    values: tuple[DatedValue, ...]

    def on(self, day: date) -> DatedValue | None:
        """Return the value that applies on a day, None if there is none."""
        return next((value for value in self.values if value.holds(day)), None)


@dataclass(frozen=True, slots=True)
class Relief:
    """What follows in money.

    Attributes:
        mechanism: ``base_rate``: the tax rate without any relief; ``rate``: a rate in its place;
            ``deduction``: taken off taxable income; ``losses``: losses of earlier years taken off
            what is left; ``credit``: taken off the tax, never below zero; ``payment``: paid
            whatever the tax; ``grant``: paid if an application wins; ``deferral``: later tax,
            whose amount hangs on an event; ``investor``: money for those who invest in the firm.
        confidence: How the numbers in the amount are known, by the code of criteria.
        amount: The amount in currency or, for a rate, the rate; None where it hangs on an event.
        paid_month: Month of the next year in which the money is there.
        excludes: Reliefs that may not be taken together with this one.
    """

    mechanism: Mechanism
    confidence: str
    amount: Value | None
    paid_month: int
    excludes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Application:
    """When a status can be applied for.

    Attributes:
        opens: Month and day on which applications open each year.
        closes: Month and day on which they close.
        months_to_decision: Months from closing to the decision.
        valid_years: Years for which the status counts, 0 if it need not be renewed.
        cost: What an application costs, in the firm's effort and fees.
        confidence: How these are known, by the code of criteria.
    """

    opens: tuple[int, int]
    closes: tuple[int, int]
    months_to_decision: int
    valid_years: int
    cost: float
    confidence: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One official definition or relief, as in force between two dates.

    Attributes:
        id: Jurisdiction and name.
        kind: Status, relief, programme or tax.
        title: Text by language.
        authority: Who issued it, by language.
        document: Official number.
        applies_by: What day decides which version applies: filing, period, spending or contract.
        in_force_from: First day.
        in_force_to: Last day, None if open.
        source: Address or reference of the official text.
        verified_on: Day on which the numbers were last compared with the source.
        review_by: Day after which a yes needs a warning.
        pass_score: Points needed, None where the rule gives none.
        pass_above: Whether more than these points are needed.
        parameters: Numbers that change with time.
        criteria: All criteria, in the order of the document.
        verdict: Test over criteria that decides.
        classes: Size classes with the criterion that each needs, largest first; empty for others.
        relief: What follows in money, None if nothing does.
        application: When to apply, None where nothing needs to be applied for.
        notes: Remarks for the reader, by language.
        file: Name of its file.
    """

    id: str
    kind: RuleKind
    title: Text
    authority: Text
    document: str
    applies_by: str
    in_force_from: date
    in_force_to: date | None
    source: str
    verified_on: date
    review_by: date
    pass_score: float | None
    pass_above: bool
    parameters: tuple[Parameter, ...]
    criteria: tuple[Criterion, ...]
    verdict: Test
    classes: tuple[tuple[str, str], ...]
    relief: Relief | None
    application: Application | None
    notes: Text
    file: str

    @property
    def jurisdiction(self) -> str:
        """Country or union, as the first part of the id."""
        return self.id.partition("/")[0]

    @property
    def mechanism(self) -> str:
        """How its relief works, empty if nothing follows in money."""
        return self.relief.mechanism if self.relief else ""

    def in_force(self, day: date) -> bool:
        """Whether the rule applies on a day."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)

    def find(self, criterion: str) -> Criterion:
        """Return a criterion."""
        return next(entry for entry in self.criteria if entry.id == criterion)

    def test_of(self, criterion: str) -> Test:
        """Return the test of a criterion that has one."""
        test = self.find(criterion).test
        if test is None:
            raise ValueError(f"criterion {criterion!r} has no test")
        return test

    def points_of(self, criterion: str) -> Value:
        """Return what gives the points of a criterion, or works out its number."""
        points = self.find(criterion).points
        if points is None:
            raise ValueError(f"criterion {criterion!r} gives no points")
        return points


def rule_ids(jurisdictions: tuple[str, ...] = JURISDICTIONS) -> tuple[str, ...]:
    """Return the ids of all packaged rules, in the order of their files."""
    found = (data["id"] for country in jurisdictions for _, data in _files(country))
    return tuple(dict.fromkeys(found))


@cache
def load_rule(identifier: str, on: date | None = None) -> Rule:
    """Return a packaged rule as it stood on a day.

    Args:
        identifier: Its id, e.g. ``cn/technology-sme-evaluation``.
        on: The day; that of the last check of the newest version if left out. Where no version was
            in force on the day, the nearest is given, which :meth:`Rule.in_force` tells.
    """
    versions = rule_versions(identifier)
    if on is None:
        on = max(versions[-1].in_force_from, versions[-1].verified_on)
    held = [rule for rule in versions if rule.in_force(on)]
    earlier = [rule for rule in versions if rule.in_force_from <= on]
    chosen = (held or earlier or versions[:1])[-1]
    raw = load_toml(f"rulebook.{chosen.jurisdiction}", chosen.file)
    return read_rule(raw, chosen.file, on)


@cache
def rule_versions(identifier: str) -> tuple[Rule, ...]:
    """Return all versions of a rule, oldest first, with the numbers of their first day."""
    versions = [
        read_rule(data, name, data["in_force_from"])
        for name, data in _files(identifier.partition("/")[0])
        if data["id"] == identifier
    ]
    if not versions:
        raise ValueError(f"no rule {identifier!r}")
    return tuple(sorted(versions, key=lambda rule: rule.in_force_from))


@cache
def _files(country: str) -> tuple[tuple[str, dict[str, Any]], ...]:
    package = f"rulebook.{country}"
    names = file_names(package, ".toml")
    files = ((name, load_toml(package, name)) for name in names)
    return tuple(sorted(files, key=lambda pair: (pair[1].get("order", 99), pair[0])))


def read_rule(raw: Mapping[str, Any], file: str, on: date) -> Rule:
    """Read a rule from the data of its file, with the parameters of a day.

    Raises:
        ExpressionError: An expression is none, or names something that is not there.
    """
    parameters = tuple(_parameter(name, entry) for name, entry in raw.get("parameters", {}).items())
    scope = _scope(raw, parameters, on)
    criteria = tuple(_criterion(item, scope) for item in raw.get("criteria", ()))
    return Rule(
        id=raw["id"],
        kind=raw.get("kind", "status"),
        title=raw["title"],
        authority=raw["authority"],
        document=raw["document"],
        applies_by=raw.get("applies_by", "filing"),
        in_force_from=raw["in_force_from"],
        in_force_to=raw.get("in_force_to"),
        source=raw["source"],
        verified_on=raw["verified_on"],
        review_by=raw["review_by"],
        pass_score=raw.get("pass_score"),
        pass_above=raw.get("pass_above", False),
        parameters=parameters,
        criteria=criteria,
        verdict=parse_test(raw["verdict"], scope),
        classes=tuple((name, criterion) for name, criterion in raw.get("classes", ())),
        relief=_relief(raw["relief"], scope) if "relief" in raw else None,
        application=_application(raw["application"]) if "application" in raw else None,
        notes=raw.get("notes", {}),
        file=file,
    )


def _scope(raw: Mapping[str, Any], parameters: tuple[Parameter, ...], on: date) -> Scope:
    catalogue = catalogue_scope()
    items = raw.get("criteria", ())
    tested = frozenset(item["id"] for item in items if "test" in item)
    valued = frozenset(item["id"] for item in items if "points" in item or "value" in item)
    held = {entry.name: entry.on(on) for entry in parameters}
    values = {name: value.number if value else None for name, value in held.items()}
    return Scope(catalogue.kinds, tested, valued, values, catalogue.choices)


def _parameter(name: str, entry: Mapping[str, Any]) -> Parameter:
    values = tuple(
        DatedValue(
            item["from"],
            item.get("to"),
            exact_fraction(item["value"]),
            item["document"],
            item["confidence"],
        )
        for item in entry["values"]
    )
    return Parameter(name, entry["title"], entry["unit"], values)


def _criterion(item: Mapping[str, Any], scope: Scope) -> Criterion:
    try:
        test = parse_test(item["test"], scope) if "test" in item else None
        raw_points = item.get("points", item.get("value"))
        points = None if raw_points is None else parse_value(raw_points, scope)
        maximum = float(most_points(points)) if points and "points" in item else 0.0
    except ExpressionError as error:
        error.parameters.setdefault("criterion_of", item["id"])
        raise
    return Criterion(
        id=item["id"],
        title=item["title"],
        article=item["article"],
        confidence=item["confidence"],
        test=test,
        points=points,
        unit="points" if "points" in item else item.get("unit", ""),
        maximum=maximum,
    )


def most_points(points: Value) -> Fraction:
    """Return the most points that a value can give."""
    match points:
        case Banded(_, bands):
            return max(band.high for band in bands)
        case Larger(parts):
            return max(most_points(part) for part in parts)
        case Smaller(parts):
            return min(most_points(part) for part in parts)
        case Add(parts):
            return sum((most_points(part) for part in parts), Fraction(0))
        case When(_, then, otherwise):
            return max(most_points(then), most_points(otherwise))
        case Constant(number):
            return number or Fraction(0)
        case Fact(name):
            return fact_catalogue()[name].maximum or Fraction(0)
        case _:
            raise ExpressionError("rule-value", "points", value=type(points).__name__.lower())


def _relief(raw: Mapping[str, Any], scope: Scope) -> Relief:
    amount = parse_value(raw["amount"], scope) if "amount" in raw else None
    excludes = tuple(raw.get("excludes", ()))
    return Relief(raw["mechanism"], raw["confidence"], amount, raw.get("paid_month", 5), excludes)


def _application(raw: Mapping[str, Any]) -> Application:
    opens, closes = (tuple(map(int, raw[key].split("-"))) for key in ("opens", "closes"))
    return Application(
        (opens[0], opens[1]),
        (closes[0], closes[1]),
        raw["months_to_decision"],
        raw.get("valid_years", 0),
        float(raw.get("cost", 0)),
        raw["confidence"],
    )
