"""The small language in which a mapping says where a column comes from.

A formula has one source (a column of the table, a constant, or an operation on other formulas) and
any of the steps after it, which are taken in the order of the attributes of :class:`Formula`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from steersman.cohort.fields import Kind

Scalar = str | float | bool
Operator = Literal[
    "add", "minus", "product", "ratio", "larger", "smaller", "mean", "any", "all", "not", "first",
    "freshness", "months_since", "days_since",
]  # fmt: skip
Relation = Literal["equals", "one_of", "at_least", "at_most", "above", "below"]
SINCE: tuple[Operator, ...] = ("months_since", "days_since")
TRUTHS = frozenset({"any", "all", "not"})
ANY_KIND = frozenset({"first"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table as it was handed over."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant:
    """One value for all firms."""

    value: Scalar


@dataclass(frozen=True, slots=True)
class Operation:
    """A value worked out from others."""

    operator: Operator
    parts: tuple["Formula", ...]
    half_life: float = 0.0
    """Months after which a figure tells half as much, for ``freshness``."""


@dataclass(frozen=True, slots=True)
class Translation:
    """What stands for the values between two numbers, both included, or for a text."""

    text: str
    low: float | None
    high: float | None
    result: Scalar | None


@dataclass(frozen=True, slots=True)
class Translations:
    """Which values stand for which; the first that fits counts.

    Attributes:
        entries: The translations.
        covers_rest: Whether values without translation are foreseen.
        rest: What stands for them.
    """

    entries: tuple[Translation, ...]
    covers_rest: bool = False
    rest: Scalar | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale of answers, turned into points from 0 to 100."""

    low: float
    high: float
    reverse: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """A question whether a value stands in a relation to others."""

    relation: Relation
    limits: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Formula:
    """Where a column comes from.

    Attributes:
        source: The source.
        where: Firms for which the source says anything; None for all.
        unknown: Codes that mean that nothing is known.
        values: Translation of values.
        points: Scale of answers.
        times: Factor.
        plus: What is added.
        comparison: A question that makes a truth of it.
        missing: What stands in for what is not known.
        lenient: Whether what cannot be read means that nothing is known.
        kind: What a column of the table holds, where nothing else tells.
    """

    source: Column | Constant | Operation
    where: "Formula | None" = None
    unknown: tuple[Scalar, ...] = ()
    values: Translations | None = None
    points: Scale | None = None
    times: float = 1.0
    plus: float = 0.0
    comparison: Comparison | None = None
    missing: Scalar | None = None
    lenient: bool = False
    kind: Kind | None = None

    @property
    def calculates(self) -> bool:
        """Whether a step needs a number."""
        return self.points is not None or self.times != 1 or self.plus != 0


def kind_of_value(value: Scalar) -> Kind:
    """Return what a value is."""
    if isinstance(value, bool):
        return "truth"
    return "text" if isinstance(value, str) else "number"


def kind_of(formula: Formula) -> Kind | None:
    """Return what a formula yields, None where its use decides."""
    if formula.comparison is not None:
        return "truth"
    if formula.calculates:
        return "number"
    if formula.values is not None:
        results = [e.result for e in formula.values.entries] + [formula.values.rest]
        return next((kind_of_value(result) for result in results if result is not None), None)
    return formula.kind or _kind_of_source(formula.source)


def _kind_of_source(source: Column | Constant | Operation) -> Kind | None:
    match source:
        case Column():
            return None
        case Constant(value):
            return kind_of_value(value)
        case Operation(operator, parts):
            if operator in ANY_KIND:
                return next((kind for part in parts if (kind := kind_of(part))), None)
            return "truth" if operator in TRUTHS else "number"


def columns_of(formula: Formula) -> Iterator[str]:
    """Yield the columns of the table that a formula asks for."""
    match formula.source:
        case Column(name):
            yield name
        case Operation(_, parts):
            for part in parts:
                yield from columns_of(part)
        case _:
            pass
    if formula.where is not None:
        yield from columns_of(formula.where)
