"""Evaluation of a rule on the facts of one firm, with the reason for every answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from steersman.methods.interval import (
    UNKNOWN_AMOUNT,
    Answer,
    Interval,
    all_of,
    any_of,
    hull,
    largest,
    negate,
    ratio,
    smallest,
)
from steersman.rulebook.catalogue import FactInfo, fact_catalogue
from steersman.rulebook.expressions import (
    Add,
    Arithmetic,
    Banded,
    Compare,
    Constant,
    Every,
    Expression,
    Fact,
    Larger,
    Met,
    Minus,
    Not,
    OneOf,
    Points,
    Ratio,
    RuleAnswer,
    Smaller,
    Some,
    Test,
    Times,
    Truth,
    Value,
    When,
    children,
)
from steersman.rulebook.rule import Criterion, Rule, load_rule

FactValue = Interval | Answer | str
Facts = Mapping[str, FactValue]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a value or an answer is what it is.

    Attributes:
        kind: What was done: ``fact``, ``ratio``, ``at_least``, ``every`` and so on.
        name: The fact, criterion or rule it is about, empty for others.
        result: What came of it.
        because: The reasons of its parts.
    """

    kind: str
    name: str
    result: FactValue
    because: tuple["Reason", ...]


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
        reason: How the answer or the points came about.
    """

    id: str
    answer: Answer
    points: Interval | None
    maximum: float
    facts: Mapping[str, FactValue]
    missing: tuple[str, ...]
    reason: Reason


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What came of a rule: the verdict, the score if it has one, and every criterion's part.

    ``missing`` names the facts that would make the verdict definite, none if it already is.
    """

    rule: str
    answer: Answer
    score: Interval | None
    criteria: tuple[CriterionResult, ...]
    missing: tuple[str, ...]

    def criterion(self, identifier: str) -> CriterionResult:
        """Return the result of a criterion."""
        return next(result for result in self.criteria if result.id == identifier)


def evaluate(rule: Rule, facts: Facts, on: date | None = None) -> Evaluation:
    """Evaluate a rule, with the reason for every criterion.

    Args:
        rule: The rule.
        facts: What is known, by fact name; a fact that is not there is unknown.
        on: Day for which other rules it refers to are taken; their newest version if left out.
    """
    evaluator = Evaluator(rule, facts, on)
    results = tuple(evaluator.criterion(criterion) for criterion in rule.criteria)
    missing = evaluator.open_facts(rule.verdict)
    verdict, score = evaluator.answer(rule.verdict), evaluator.score()
    return Evaluation(rule.id, verdict, score, results, missing)


def unmet_criteria(rule: Rule, facts: Facts, on: date | None = None) -> tuple[str, ...]:
    """Return the criteria that make a verdict no, in the order of the verdict; none for others."""
    evaluator = Evaluator(rule, facts, on)
    return tuple(dict.fromkeys(_unmet(rule.verdict, evaluator)))


def _unmet(test: Test, evaluator: "Evaluator") -> list[str]:
    if evaluator.answer(test) is not Answer.NO:
        return []
    match test:
        case Met(criterion):
            return [criterion]
        case Every(parts) | Some(parts):
            return [name for part in parts for name in _unmet(part, evaluator)]
        case Not(Met(criterion)):
            return [criterion]
        case _:
            return []


def verdict_of(rule: Rule, facts: Facts, on: date | None = None) -> Answer:
    """Return a rule's verdict alone."""
    return Evaluator(rule, facts, on).answer(rule.verdict)


def amount_of(rule: Rule, facts: Facts, on: date | None = None) -> Interval | None:
    """Return the amount of a rule's relief, None where it hangs on an event."""
    if rule.relief is None or rule.relief.amount is None:
        return None
    return Evaluator(rule, facts, on).value(rule.relief.amount)


class Evaluator:
    """Walks the expressions of one rule over one firm's facts."""

    def __init__(self, rule: Rule, facts: Facts, on: date | None = None) -> None:
        self.rule = rule
        self.facts = facts
        self.on = on
        self.catalogue = fact_catalogue()
        self._points: dict[str, Interval] = {}
        self._answers: dict[str, Answer] = {}

    def criterion(self, criterion: Criterion) -> CriterionResult:
        """Return what came of a criterion, with its reasons."""
        points = self.value(criterion.points) if criterion.points else None
        if criterion.test is not None:
            answer = self.answer(criterion.test)
        else:
            answer = self._points_known(criterion.points, points)
        settled = answer in {Answer.YES, Answer.NO} and (points is None or points.known)
        parts = [part for part in (criterion.test, criterion.points) if part is not None]
        used = dict.fromkeys(name for part in parts for name in self.leaves(part))
        return CriterionResult(
            id=criterion.id,
            answer=answer,
            points=points,
            maximum=criterion.maximum,
            facts={name: self.fact(name) for name in used},
            missing=() if settled else tuple(name for name in used if not self.settled(name)),
            reason=self.reason(parts[0]),
        )

    def _points_known(self, expression: Value | None, points: Interval | None) -> Answer:
        if points is not None and points.known:
            return Answer.YES
        return self.open_answer(expression) if expression is not None else Answer.UNKNOWN

    def score(self) -> Interval | None:
        """Return the sum of all points, None for a rule without points."""
        scored = [criterion.id for criterion in self.rule.criteria if criterion.scored]
        if not scored:
            return None
        return sum((self.points(name) for name in scored), Interval.exactly(0))

    def points(self, criterion: str) -> Interval:
        """Return the points of a criterion."""
        if criterion not in self._points:
            self._points[criterion] = self.value(self.rule.points_of(criterion))
        return self._points[criterion]

    def met(self, criterion: str) -> Answer:
        """Answer whether a criterion is met."""
        if criterion not in self._answers:
            self._answers[criterion] = self.answer(self.rule.test_of(criterion))
        return self._answers[criterion]

    def answer(self, test: Test) -> Answer:
        """Answer a test."""
        match test:
            case Every(parts):
                return all_of([self.answer(part) for part in parts])
            case Some(parts):
                return any_of([self.answer(part) for part in parts])
            case Not(part):
                return negate(self.answer(part))
            case Met(criterion):
                return self.met(criterion)
            case Compare():
                return self._compare(test)
            case RuleAnswer(rule, criterion):
                return self._other_rule(rule, criterion)
            case Truth(name):
                value = self.fact(name)
                return value if isinstance(value, Answer) else Answer.UNKNOWN
            case OneOf(name, choices):
                value = self.fact(name)
                if not isinstance(value, str) or isinstance(value, Answer):
                    return self.catalogue[name].open_answer
                return Answer.YES if value in choices else Answer.NO

    def _compare(self, test: Compare) -> Answer:
        difference = self.value(test.value)
        bound = self.value(test.bound)
        if bound.known and bound.low is not None:
            answer: Answer = getattr(difference, test.comparison)(bound.low)
        else:
            answer = getattr(difference - bound, test.comparison)(0)
        return self.open_answer(test) if answer is Answer.UNKNOWN else answer

    def _other_rule(self, identifier: str, criterion: str) -> Answer:
        other = Evaluator(load_rule(identifier, self.on), self.facts, self.on)
        return other.met(criterion) if criterion else other.answer(other.rule.verdict)

    def value(self, value: Value) -> Interval:
        """Return what is known of a value."""
        match value:
            case Constant(number):
                return UNKNOWN_AMOUNT if number is None else Interval(number, number)
            case Fact(name):
                found = self.fact(name)
                return found if isinstance(found, Interval) else self.catalogue[name].unknown
            case Banded():
                return banded(value, self.value(value.value))
            case Points(criterion):
                return self.points(criterion)
            case When(test, then, otherwise):
                return self._when(test, then, otherwise)
            case _:
                return self._combined(value)

    def _combined(self, value: Arithmetic) -> Interval:
        match value:
            case Ratio(part, whole):
                return ratio(self.value(part), self.value(whole))
            case Minus(left, right):
                return self.value(left) - self.value(right)
            case Times(left, right):
                return self.value(left) * self.value(right)
            case Add(parts):
                return sum((self.value(part) for part in parts), Interval.exactly(0))
            case Larger(parts):
                return largest([self.value(part) for part in parts])
            case Smaller(parts):
                return smallest([self.value(part) for part in parts])

    def _when(self, test: Test, then: Value, otherwise: Value) -> Interval:
        answer = self.answer(test)
        if answer is Answer.YES:
            return self.value(then)
        if answer is Answer.NO:
            return self.value(otherwise)
        return hull(self.value(then), self.value(otherwise))

    def fact(self, name: str) -> FactValue:
        """Return what is known of a fact: as given, or as it follows from other facts."""
        info = self.catalogue[name]
        given = self.facts.get(name)
        if given is not None and _definite(given):
            return given
        worked_out = self._derived(info)
        if worked_out is not None and (given is None or _definite(worked_out)):
            return worked_out
        if given is not None and given is not Answer.UNKNOWN:
            return given
        return info.unknown if info.numeric else info.open_answer

    def _derived(self, info: FactInfo) -> FactValue | None:
        if info.derived_value is not None:
            return self.value(info.derived_value)
        return None if info.derived_test is None else self.answer(info.derived_test)

    def settled(self, name: str) -> bool:
        """Whether nothing is left to find out about a fact."""
        return _definite(self.fact(name))

    def leaves(self, node: Expression) -> tuple[str, ...]:
        """Return the facts that an expression asks for, those given rather than those derived."""
        return tuple(dict.fromkeys(self._leaves(node)))

    def _leaves(self, node: Expression) -> list[str]:
        match node:
            case Fact(name) | Truth(name) | OneOf(name, _):
                derived = self.catalogue[name].derived
                given = self.facts.get(name)
                if derived is None or (given is not None and _definite(given)):
                    return [name]
                return self._leaves(derived)
            case Points(criterion):
                return self._leaves(self.rule.points_of(criterion))
            case Met(criterion):
                return self._leaves(self.rule.test_of(criterion))
            case RuleAnswer(identifier, criterion):
                rule = load_rule(identifier, self.on)
                other = Evaluator(rule, self.facts, self.on)
                return other._leaves(Met(criterion) if criterion else rule.verdict)
            case _:
                return [name for part in children(node) for name in self._leaves(part)]

    def open_facts(self, test: Test) -> tuple[str, ...]:
        """Return the facts, not known, on which a test still hangs; none if it is settled."""
        return tuple(dict.fromkeys(self._open_facts(test)))

    def _open_facts(self, test: Test) -> list[str]:
        if self.answer(test) in {Answer.YES, Answer.NO}:
            return []
        match test:
            case Every(parts) | Some(parts):
                return [name for part in parts for name in self._open_facts(part)]
            case Not(part):
                return self._open_facts(part)
            case Met(criterion):
                return self._open_facts(self.rule.test_of(criterion))
            case _:
                return [name for name in self._leaves(test) if not self.settled(name)]

    def open_answer(self, node: Expression) -> Answer:
        """Return why a test is open: something the firm could say, or judgement alone."""
        catalogue = self.catalogue
        missing = [name for name in self._leaves(node) if not self.settled(name)]
        if any(not catalogue[name].judged for name in missing):
            return Answer.UNKNOWN
        return Answer.JUDGEMENT

    def reason(self, node: Expression) -> Reason:
        """Return how the result of an expression came about."""
        because = tuple(self.reason(part) for part in self._because(node))
        return Reason(_kind(node), _name(node), self._result(node), because)

    def _because(self, node: Expression) -> tuple[Expression, ...]:
        match node:
            case Met(criterion):
                return (self.rule.test_of(criterion),)
            case Fact(name) | Truth(name) | OneOf(name, _):
                derived = self.catalogue[name].derived
                return () if derived is None or name in self.facts else (derived,)
            case _:
                return children(node)

    def _result(self, node: Expression) -> FactValue:
        match node:
            case OneOf(name, _):
                return self.fact(name)
            case Compare() | Truth() | Every() | Some() | Not() | Met() | RuleAnswer():
                return self.answer(node)
            case _:
                return self.value(node)


def _kind(node: Expression) -> str:
    match node:
        case Compare(_, comparison, _):
            return comparison
        case Fact() | Truth() | OneOf():
            return "fact"
        case _:
            return type(node).__name__.lower()


def _name(node: Expression) -> str:
    match node:
        case Fact(name) | Truth(name) | OneOf(name, _) | Met(name) | Points(name):
            return name
        case Constant(_, parameter):
            return parameter
        case RuleAnswer(rule, _):
            return rule
        case _:
            return ""


def banded(table: Banded, value: Interval) -> Interval:
    """Return the points of a band table over everything the value can be."""
    worst = min([band.low for band in table.bands] + [Fraction(0)])
    best = max([band.high for band in table.bands] + [Fraction(0)])
    low = worst if value.low is None else _points_at(table, value.low, lambda band: band.low)
    high = best if value.high is None else _points_at(table, value.high, lambda band: band.high)
    return Interval(low, high)


def _points_at(table: Banded, value: Fraction, end: Callable[..., Fraction]) -> Fraction:
    return next((end(band) for band in table.bands if band.holds(value)), Fraction(0))


def _definite(value: FactValue) -> bool:
    if isinstance(value, Interval):
        return value.known
    return value not in {Answer.UNKNOWN, Answer.JUDGEMENT}
