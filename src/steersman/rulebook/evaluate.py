"""Evaluation of a rule on the facts of one firm, with the reason for every answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from steersman.methods.interval import (
    UNKNOWN_AMOUNT,
    Answer,
    Interval,
    all_of,
    any_of,
    negate,
    ratio,
)
from steersman.rulebook.rules import Criterion, Rule

FactValue = Interval | Answer
Facts = Mapping[str, FactValue]


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """What came of one criterion.

    Attributes:
        id: The criterion.
        answer: Whether it is met; for criteria that only give points, whether the points are known.
        points: Points reached, as far as known.
        maximum: Most points it can give.
        facts: The facts it used and what is known of them.
        missing: Facts it would need to give a definite answer.
    """

    id: str
    answer: Answer
    points: Interval | None
    maximum: float
    facts: Mapping[str, FactValue]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What came of a rule: the verdict, the score if it has one, and every criterion's part."""

    rule: str
    answer: Answer
    score: Interval | None
    criteria: tuple[CriterionResult, ...]

    def criterion(self, identifier: str) -> CriterionResult:
        """Return the result of a criterion."""
        return next(result for result in self.criteria if result.id == identifier)

    @property
    def missing(self) -> tuple[str, ...]:
        """Facts that would make the verdict definite, none if it already is."""
        if self.answer in {Answer.YES, Answer.NO}:
            return ()
        return tuple(dict.fromkeys(name for result in self.criteria for name in result.missing))


def evaluate(rule: Rule, facts: Facts) -> Evaluation:
    """Evaluate a rule.

    Args:
        rule: The rule.
        facts: What is known, by fact name; a fact that is not there is unknown.
    """
    evaluator = _Evaluator(rule, facts)
    verdict, score = evaluator.answer(rule.verdict), evaluator.score()
    results = tuple(evaluator.criterion(criterion) for criterion in rule.criteria)
    return Evaluation(rule.id, verdict, score, results)


class _Evaluator:
    """Walks the expressions of one rule over one firm's facts."""

    def __init__(self, rule: Rule, facts: Facts) -> None:
        self.criteria = {criterion.id: criterion for criterion in rule.criteria}
        self.facts = facts
        self.used: dict[str, FactValue] = {}

    def criterion(self, criterion: Criterion) -> CriterionResult:
        self.used = {}
        points = self.points(criterion.points) if criterion.points else None
        if criterion.test is not None:
            answer = self.answer(criterion.test)
        else:
            answer = Answer.YES if points is not None and points.known else Answer.UNKNOWN
        missing = tuple(name for name, value in self.used.items() if not _definite(value))
        settled = answer in {Answer.YES, Answer.NO} and (points is None or points.known)
        return CriterionResult(
            criterion.id, answer, points, criterion.maximum, self.used, () if settled else missing
        )

    def score(self) -> Interval | None:
        """Return the sum of all points, None for a rule without points."""
        scored = [criterion for criterion in self.criteria.values() if criterion.points]
        return self._sum([criterion.id for criterion in scored]) if scored else None

    def answer(self, expression: Any) -> Answer:  # noqa: ANN401  expressions are data
        """Answer a test: a criterion's name, a fact, a comparison, or a combination of tests."""
        if isinstance(expression, str):
            return self.answer(self.criteria[expression].test)
        if "all" in expression:
            return all_of([self.answer(part) for part in expression["all"]])
        if "any" in expression:
            return any_of([self.answer(part) for part in expression["any"]])
        if "not" in expression:
            return negate(self.answer(expression["not"]))
        for comparison in ("at_least", "at_most", "above", "below"):
            if comparison in expression:
                value = self.value(expression)
                answer: Answer = getattr(value, comparison)(expression[comparison])
                return answer
        return self._truth(expression["fact"])

    def value(self, expression: Mapping[str, Any]) -> Interval:
        """Return a number: a fact, a ratio of facts, a criterion's points, or a sum of points."""
        if "ratio" in expression:
            part, whole = expression["ratio"]
            return ratio(self._number(part), self._number(whole))
        if "points" in expression:
            return self.points(self.criteria[expression["points"]].points)
        if "sum" in expression:
            return self._sum(expression["sum"])
        return self._number(expression["fact"])

    def points(self, expression: Mapping[str, Any]) -> Interval:
        """Return the points of a band table, or of the better of several."""
        if "best_of" in expression:
            options = [self.points(option) for option in expression["best_of"]]
            highs = [option.high for option in options if option.high is not None]
            return Interval(max(option.low for option in options), max(highs))
        value = self.value(expression["value"])
        low = _band_points(expression["bands"], value.low)
        best = max(Fraction(points) for _, points in expression["bands"])
        high = best if value.high is None else _band_points(expression["bands"], value.high)
        return Interval(low, high)

    def _sum(self, names: list[str]) -> Interval:
        total = Interval.exactly(0)
        for name in names:
            total = total + self.points(self.criteria[name].points)
        return total

    def _number(self, name: str) -> Interval:
        value = self.facts.get(name, UNKNOWN_AMOUNT)
        self.used[name] = value
        return value if isinstance(value, Interval) else UNKNOWN_AMOUNT

    def _truth(self, name: str) -> Answer:
        value = self.facts.get(name, Answer.UNKNOWN)
        self.used[name] = value
        return value if isinstance(value, Answer) else Answer.UNKNOWN


def _band_points(bands: list[list[float]], value: Fraction) -> Fraction:
    """Return the points of the first band whose lower bound, included, the value reaches."""
    for bound, points in bands:
        if value >= Fraction(repr(bound)):
            return Fraction(points)
    return Fraction(0)


def _definite(value: FactValue) -> bool:
    return value.known if isinstance(value, Interval) else value in {Answer.YES, Answer.NO}
