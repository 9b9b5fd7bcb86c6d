"""Bounds of rules whose neighbourhood is looked at, and the values compared with them."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from steersman.cohort.laboratory.directions import SAME, direction_of
from steersman.rulebook.expressions import Add, Compare, Constant, Every, Points
from steersman.rulebook.rule import Criterion, Rule

VALUE = "reform-threshold-"
"""Begins the ids of criteria that work out what a bound is compared with."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A bound of a rule, whose neighbourhood is looked at.

    Attributes:
        criterion: The criterion whose test has the bound.
        comparison: How the value is compared.
        before: The bound before the reform.
        after: And after it.
        in_points: Whether the value is a sum of points, so that distances are in points; else they
            are shares of the bound.
    """

    criterion: str
    comparison: str
    before: float
    after: float
    in_points: bool


def thresholds(before: Rule, after: Rule) -> tuple[Threshold, ...]:
    """Return the bounds of a rule that changed, and its pass score."""
    return tuple(_thresholds(before, after))


def _thresholds(before: Rule, after: Rule) -> Iterator[Threshold]:
    then = {criterion.id: criterion.test for criterion in before.criteria}
    for criterion in after.criteria:
        match then.get(criterion.id), criterion.test:
            case Compare(_, one, Constant(old)), Compare(value, two, Constant(new)) if (
                one == two and old is not None and new is not None
            ):
                in_points = isinstance(value, Add) and _all_points(value, after)
                scored = in_points and float(new) == after.pass_score
                if scored or old != new:
                    yield Threshold(criterion.id, two, float(old), float(new), in_points)


def confined(before: Rule, after: Rule, bounds: Sequence[Threshold]) -> bool:
    """Return whether a rule's verdict changed by nothing but the tests that have these bounds."""
    names = {bound.criterion for bound in bounds}
    one, two = (_without_tests(rule, names) for rule in (before, after))
    return direction_of(one, two) == SAME


def _without_tests(rule: Rule, names: AbstractSet[str]) -> Rule:
    nothing = Every(())
    criteria = (replace(c, test=nothing) if c.id in names else c for c in rule.criteria)
    return replace(rule, criteria=tuple(criteria))


def _all_points(value: Add, rule: Rule) -> bool:
    return all(isinstance(p, Points) and rule.find(p.criterion).scored for p in value.parts)


def with_values(rule: Rule, criteria: Sequence[str]) -> Rule:
    """Add criteria that work out what thresholds are compared with, so that tables hold it."""
    added = []
    for name in criteria:
        held, test = rule.find(name), rule.test_of(name)
        if isinstance(test, Compare):
            texts = (held.title, held.article, held.confidence)
            added.append(Criterion(VALUE + name, *texts, None, test.value, "", 0.0))
    return replace(rule, criteria=(*rule.criteria, *added))
