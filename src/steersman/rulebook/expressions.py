"""What rules are written in: tests and values over facts, and their reading from data.

One tree serves every use of a rule: the evaluation of one firm (:mod:`.evaluate`), of a table of
firms (:mod:`.table`), and the search for the cheapest path to a status.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from typing import Any, Literal

from steersman.methods.interval import exact_fraction

Comparison = Literal["at_least", "at_most", "above", "below"]
PAIR = 2
COMPARISONS: tuple[Comparison, ...] = ("at_least", "at_most", "above", "below")


@dataclass(frozen=True, slots=True)
class Constant:
    """A number; ``parameter`` names the dated parameter it was read from.

    ``number`` is None where no value of the parameter is known for the day.
    """

    number: Fraction | None
    parameter: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """The number that a fact gives."""

    name: str


@dataclass(frozen=True, slots=True)
class Ratio:
    """A part of a whole; zero where the whole is zero or less."""

    part: Value
    whole: Value


@dataclass(frozen=True, slots=True)
class Add:
    """A sum."""

    parts: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Minus:
    """A difference."""

    left: Value
    right: Value


@dataclass(frozen=True, slots=True)
class Times:
    """A product."""

    left: Value
    right: Value


@dataclass(frozen=True, slots=True)
class Larger:
    """The largest of several values."""

    parts: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Smaller:
    """The smallest of several values."""

    parts: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class When:
    """One value if a test is met, else another."""

    test: Test
    then: Value
    otherwise: Value


@dataclass(frozen=True, slots=True)
class Band:
    """A band of a table: from ``bound`` on it gives from ``low`` to ``high`` points.

    The bound belongs to the band unless it is ``excluded``. Where the ends differ, an expert
    decides between them.
    """

    bound: Fraction
    low: Fraction
    high: Fraction
    excluded: bool = False

    def holds(self, value: Fraction) -> bool:
        """Whether a value reaches the band."""
        return value > self.bound if self.excluded else value >= self.bound


@dataclass(frozen=True, slots=True)
class Banded:
    """Points by bands, best first; no points below the last bound."""

    value: Value
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Points:
    """The points of a criterion, or the value that it works out."""

    criterion: str


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison of a value with a bound."""

    value: Value
    comparison: Comparison
    bound: Value


@dataclass(frozen=True, slots=True)
class Truth:
    """A fact that is true or not."""

    name: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """Whether a choice is one of several."""

    name: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Every:
    """All of several tests."""

    parts: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of several tests."""

    parts: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a test."""

    part: Test


@dataclass(frozen=True, slots=True)
class Met:
    """Whether a criterion of the same rule is met."""

    criterion: str


@dataclass(frozen=True, slots=True)
class RuleAnswer:
    """The verdict of another rule, or the answer to one of its criteria."""

    rule: str
    criterion: str


Arithmetic = Ratio | Add | Minus | Times | Larger | Smaller
Value = Constant | Fact | Points | Banded | When | Arithmetic
Test = Compare | Truth | OneOf | Every | Some | Not | Met | RuleAnswer
Expression = Value | Test


class ExpressionError(ValueError):
    """Data that are no expression.

    Attributes:
        code: What is wrong, as the message catalogues know it.
        token: The text at fault, to find its line by.
        parameters: What the message needs.
    """

    def __init__(self, code: str, token: str, **parameters: object) -> None:
        super().__init__(f"{code}: {token}")
        self.code = code
        self.token = token
        self.parameters = parameters


@dataclass(frozen=True, slots=True)
class DatedValue:
    """The value of a parameter from one day to another, with the document that set it."""

    first: date
    last: date | None
    number: Fraction
    document: str
    confidence: str

    def holds(self, day: date) -> bool:
        """Whether the value applies on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression may name.

    Attributes:
        kinds: Kind of every fact, by name.
        tested: Criteria of the rule that have a test.
        valued: Criteria that give points or work out a number.
        parameters: Values of the rule's parameters on the day, by name.
        choices: Choices of facts of that kind, by name.
    """

    kinds: Mapping[str, str]
    tested: frozenset[str] = frozenset()
    valued: frozenset[str] = frozenset()
    parameters: Mapping[str, Fraction | None] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def parse_value(raw: Any, scope: Scope) -> Value:  # noqa: ANN401  data of a rule file
    """Read a value.

    Raises:
        ExpressionError: What is written is no value, or names something that is not there.
    """
    if isinstance(raw, bool):
        raise ExpressionError("rule-value", str(raw), value=raw)
    if isinstance(raw, int | float | Decimal):
        if not isfinite(raw):
            raise ExpressionError("rule-value", str(raw), value=raw)
        return Constant(exact_fraction(raw))
    if isinstance(raw, str):
        return _fact(raw, scope)
    if not isinstance(raw, Mapping):
        raise ExpressionError("rule-value", str(raw), value=raw)
    if "bands" in raw:
        return _banded(raw, scope)
    for key, read in VALUE_READERS.items():
        if key in raw:
            return read(raw, scope)
    raise ExpressionError("rule-value", _token(raw), value=_token(raw))


def parse_test(raw: Any, scope: Scope) -> Test:  # noqa: ANN401  data of a rule file
    """Read a test.

    Raises:
        ExpressionError: What is written is no test, or names something that is not there.
    """
    if isinstance(raw, str):
        return _met(raw, scope)
    if not isinstance(raw, Mapping):
        raise ExpressionError("rule-test", str(raw), value=raw)
    compared = [comparison for comparison in COMPARISONS if comparison in raw]
    if len(compared) > 1:
        raise ExpressionError("rule-test", compared[1], value=" + ".join(compared))
    for comparison in COMPARISONS:
        if comparison in raw:
            value = parse_value({k: v for k, v in raw.items() if k != comparison}, scope)
            return Compare(value, comparison, parse_value(raw[comparison], scope))
    for key, read in TEST_READERS.items():
        if key in raw:
            return read(raw, scope)
    raise ExpressionError("rule-test", _token(raw), value=_token(raw))


def _token(raw: Any) -> str:  # noqa: ANN401  data of a rule file
    return next(iter(raw), "") if isinstance(raw, Mapping) else str(raw)


def _known(name: str, scope: Scope) -> str:
    if name not in scope.kinds:
        known = tuple(scope.kinds)
        raise ExpressionError("rule-unknown-fact", name, fact=name, known=known)
    return scope.kinds[name]


def _fact(name: str, scope: Scope) -> Fact:
    kind = _known(name, scope)
    if kind in {"truth", "choice"}:
        raise ExpressionError("rule-fact-kind", name, fact=name, kind=kind)
    return Fact(name)


def _criterion(name: str, among: frozenset[str]) -> str:
    if name not in among:
        known = tuple(sorted(among))
        raise ExpressionError("rule-unknown-criterion", name, criterion=name, known=known)
    return name


def _met(name: str, scope: Scope) -> Met:
    return Met(_criterion(name, scope.tested))


def _parts(raw: Sequence[Any], scope: Scope) -> tuple[Value, ...]:
    return tuple(parse_value(part, scope) for part in raw)


def _pair(key: str, kind: type[Any]) -> Callable[[Mapping[str, Any], Scope], Any]:
    def read(raw: Mapping[str, Any], scope: Scope) -> Any:  # noqa: ANN401  of the kind given
        if not isinstance(raw[key], Sequence) or len(raw[key]) != PAIR:
            raise ExpressionError("rule-value", key, value=key)
        left, right = raw[key]
        return kind(parse_value(left, scope), parse_value(right, scope))

    return read


def _several(key: str, kind: type[Any]) -> Callable[[Mapping[str, Any], Scope], Any]:
    def read(raw: Mapping[str, Any], scope: Scope) -> Any:  # noqa: ANN401  of the kind given
        return kind(_parts(raw[key], scope))

    return read


def _parameter(raw: Mapping[str, Any], scope: Scope) -> Constant:
    name = raw["parameter"]
    if name not in scope.parameters:
        known = tuple(sorted(scope.parameters))
        raise ExpressionError("rule-unknown-parameter", name, parameter=name, known=known)
    return Constant(scope.parameters[name], name)


def _total(raw: Mapping[str, Any], scope: Scope) -> Add:
    return Add(tuple(Points(_criterion(name, scope.valued)) for name in raw["sum"]))


def _when(raw: Mapping[str, Any], scope: Scope) -> When:
    then, otherwise = parse_value(raw["then"], scope), parse_value(raw["otherwise"], scope)
    return When(parse_test(raw["when"], scope), then, otherwise)


def _banded(raw: Mapping[str, Any], scope: Scope) -> Banded:
    return Banded(parse_value(raw["value"], scope), tuple(map(_band, raw["bands"])))


def _band(raw: Any) -> Band:  # noqa: ANN401  data of a rule file
    excluded = isinstance(raw, Mapping)
    bound, *points = (raw["above"], *raw["points"]) if excluded else raw
    low, high = exact_fraction(points[0]), exact_fraction(points[-1])
    return Band(exact_fraction(bound), low, high, excluded)


def _tests(key: str, kind: type[Any]) -> Callable[[Mapping[str, Any], Scope], Any]:
    def read(raw: Mapping[str, Any], scope: Scope) -> Any:  # noqa: ANN401  of the kind given
        return kind(tuple(parse_test(part, scope) for part in raw[key]))

    return read


def _truth(raw: Mapping[str, Any], scope: Scope) -> Test:
    name = raw["fact"]
    kind = _known(name, scope)
    if "one_of" in raw:
        for choice in raw["one_of"]:
            if choice not in scope.choices.get(name, ()):
                known = scope.choices.get(name, ())
                raise ExpressionError("rule-unknown-choice", choice, choice=choice, known=known)
        return OneOf(name, tuple(raw["one_of"]))
    if kind != "truth":
        raise ExpressionError("rule-fact-kind", name, fact=name, kind=kind)
    return Truth(name)


VALUE_READERS: dict[str, Callable[[Mapping[str, Any], Scope], Value]] = {
    "fact": lambda raw, scope: _fact(raw["fact"], scope),
    "parameter": _parameter,
    "ratio": _pair("ratio", Ratio),
    "minus": _pair("minus", Minus),
    "times": _pair("times", Times),
    "add": _several("add", Add),
    "larger": _several("larger", Larger),
    "best_of": _several("best_of", Larger),
    "smaller": _several("smaller", Smaller),
    "when": _when,
    "points": lambda raw, scope: Points(_criterion(raw["points"], scope.valued)),
    "value_of": lambda raw, scope: Points(_criterion(raw["value_of"], scope.valued)),
    "sum": _total,
}
TEST_READERS: dict[str, Callable[[Mapping[str, Any], Scope], Test]] = {
    "all": _tests("all", Every),
    "any": _tests("any", Some),
    "not": lambda raw, scope: Not(parse_test(raw["not"], scope)),
    "fact": _truth,
    "rule": lambda raw, _: RuleAnswer(raw["rule"], raw.get("criterion", "")),
}


def children(node: Expression) -> tuple[Expression, ...]:
    """Return the expressions that an expression is made of."""
    match node:
        case Ratio(part, whole):
            return part, whole
        case Minus(left, right) | Times(left, right):
            return left, right
        case Add(parts) | Larger(parts) | Smaller(parts):
            return parts
        case Every(tests) | Some(tests):
            return tests
        case When(test, then, otherwise):
            return test, then, otherwise
        case Banded(value, _):
            return (value,)
        case Compare(value, _, bound):
            return value, bound
        case Not(part):
            return (part,)
        case _:
            return ()
