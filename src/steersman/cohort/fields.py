"""The columns that a table of firms may hold for the stages, each with what its values can be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from steersman.cohort.columns import (
    FIRM,
    FREEDOM,
    GROUPINGS,
    SYNTHETIC,
    WEIGHT,
    answers_of,
    error_of,
    freshness_of,
)
from steersman.diagnose.factors import IndicatorRule, factor_ids, load_indicators
from steersman.dossier.record import LARGEST
from steersman.rulebook import FactInfo, fact_catalogue

Kind = Literal["number", "truth", "text"]
WHOLES = frozenset(
    {"science_staff_share", "risks_covered", "technical_leaders", "research_staff_sharing"}
)
"""Indicators that are shares of a whole of which they are part."""
GRADES = frozenset({"customer_satisfaction", "strength_of_rivals"})
"""Indicators on a scale of one to five."""
MOST_POINTS, HIGHEST_GRADE = 100.0, 5.0


@dataclass(frozen=True, slots=True)
class Field:
    """A column for the stages.

    Attributes:
        name: Its name.
        kind: What its values are.
        low: Least number.
        high: Greatest number.
        above: Whether the least number itself is too small.
        choices: The only texts, none where any will do.
    """

    name: str
    kind: Kind
    low: float = -LARGEST
    high: float = LARGEST
    above: bool = False
    choices: tuple[str, ...] = ()


@cache
def known_fields() -> Mapping[str, Field]:
    """Return every column that a stage, a weight or a grouping can come from, by name."""
    fields = [
        Field(FIRM, "text"),
        Field(WEIGHT, "number", 0.0, above=True),
        *(Field(name, "text") for name in GROUPINGS),
        Field(SYNTHETIC, "truth"),
        *_evidence(),
    ]
    return {field.name: field for field in fields}


@cache
def evidence_names() -> frozenset[str]:
    """Return the columns that a stage can use."""
    return frozenset(field.name for field in _evidence())


def _evidence() -> Iterator[Field]:
    for info in fact_catalogue().values():
        yield from _fact(info)
    for rule in load_indicators():
        if rule.id not in fact_catalogue():
            yield _figure(rule)
        yield Field(freshness_of(rule.id), "number", 0.0, 1.0)
    for factor in factor_ids():
        yield Field(answers_of(factor), "number", 0.0, MOST_POINTS)
        yield Field(error_of(factor), "number", 0.0, above=True)
    yield Field(FREEDOM, "number", 0.0, above=True)


def _fact(info: FactInfo) -> Iterator[Field]:
    if not info.numeric:
        kind: Kind = "truth" if info.kind == "truth" else "text"
        yield Field(info.name, kind, choices=info.choices)
        return
    low = -LARGEST if info.minimum is None else float(info.minimum)
    high = LARGEST if info.maximum is None else float(info.maximum)
    if info.name in WHOLES:
        high = 1.0
    names = [info.name] if info.derived else [info.name, f"{info.name}_low", f"{info.name}_high"]
    for name in names:
        yield Field(name, "number", low, high)


def _figure(rule: IndicatorRule) -> Field:
    if rule.id in GRADES:
        return Field(rule.id, "number", 1.0, HIGHEST_GRADE)
    low = -LARGEST if rule.anchors[0][0] < 0 else 0.0
    return Field(rule.id, "number", low, 1.0 if rule.id in WHOLES else LARGEST)
