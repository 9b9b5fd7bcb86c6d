"""The smallest next question: which missing fact, once said, decides most money."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import combinations, product

from steersman.methods.interval import Answer, Interval
from steersman.rulebook import Facts, FactValue, Rule, fact_catalogue
from steersman.rulebook.evaluate import Evaluator
from steersman.rulebook.expressions import Banded, Compare, Constant, Expression, Fact, children

LARGE = Fraction(10**12)
"""A number beyond every bound of the rules."""
MOST_FOR_PAIRS = 8
"""Facts missing to one verdict among which pairs are tried."""
SETTLED = {Answer.YES, Answer.NO}


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that the firm has not said.

    Attributes:
        fact: The fact.
        value: Money a year that hangs on the verdicts it can settle, each divided by the number of
            facts that must be said together.
        decides: Rules whose verdict it can settle alone.
        helps: Rules whose verdict it settles together with others.
    """

    fact: str
    value: float
    decides: tuple[str, ...]
    helps: tuple[str, ...]


def rank_questions(
    rules: Sequence[Rule], facts: Facts, worth: Mapping[str, float], on: date
) -> tuple[Question, ...]:
    """Return the facts worth asking for, best first; none if nothing can change a verdict.

    Args:
        rules: Rules to be settled.
        facts: What is known.
        worth: Money a year that hangs on each rule's verdict, by id.
        on: Day of the law.
    """
    values: dict[str, float] = {}
    decides: dict[str, list[str]] = {}
    helps: dict[str, list[str]] = {}
    for rule in rules:
        for fact, needed in facts_needed(rule, facts, on).items():
            values[fact] = values.get(fact, 0.0) + worth.get(rule.id, 0.0) / needed
            (decides if needed == 1 else helps).setdefault(fact, []).append(rule.id)
    questions = [
        Question(fact, value, tuple(decides.get(fact, ())), tuple(helps.get(fact, ())))
        for fact, value in values.items()
    ]
    return tuple(sorted(questions, key=lambda q: (-q.value, -len(q.decides), -len(q.helps))))


def facts_needed(rule: Rule, facts: Facts, on: date) -> dict[str, int]:
    """Return, for each fact the firm could say, how many must be said to settle the verdict."""
    evaluator = Evaluator(rule, facts, on)
    if evaluator.answer(rule.verdict) is not Answer.UNKNOWN:
        return {}
    catalogue = fact_catalogue()
    missing = [
        name
        for name in evaluator.leaves(rule.verdict)
        if not evaluator.settled(name) and not catalogue[name].judged
    ]
    needed = dict.fromkeys(missing, len(missing))
    alone = [name for name in missing if _settles(rule, facts, (name,), on)]
    if len(missing) <= MOST_FOR_PAIRS:
        for pair in combinations(missing, 2):
            if _settles(rule, facts, pair, on):
                needed |= {name: min(needed[name], 2) for name in pair}
    return needed | dict.fromkeys(alone, 1)


def _settles(rule: Rule, facts: Facts, names: tuple[str, ...], on: date) -> bool:
    """Whether some values of facts settle a verdict."""
    candidates = [list(possible_values(rule, name)) for name in names]
    return any(
        Evaluator(rule, {**facts, **dict(zip(names, values, strict=True))}, on).answer(rule.verdict)
        in SETTLED
        for values in product(*candidates)
    )


def possible_values(rule: Rule, name: str) -> Iterator[FactValue]:
    """Yield values of a fact on every side of what a rule asks of it."""
    info = fact_catalogue()[name]
    if info.kind == "truth":
        yield from (Answer.YES, Answer.NO)
    elif info.kind == "choice":
        yield from info.choices
    else:
        largest = Fraction(1) if info.kind == "share" else LARGE
        least = -LARGE if info.minimum is None else info.minimum
        ends = {least, Fraction(0), info.maximum or largest}
        for bound in sorted(ends | set(_bounds(rule, name))):
            yield Interval.exactly(bound)


def _bounds(rule: Rule, name: str) -> Iterator[Fraction]:
    parts = [part for criterion in rule.criteria for part in (criterion.test, criterion.points)]
    for part in (rule.verdict, *parts):
        if part is not None:
            yield from _bounds_in(part, name)


def _bounds_in(node: Expression, name: str) -> Iterator[Fraction]:
    if isinstance(node, Compare) and node.value == Fact(name) and isinstance(node.bound, Constant):
        if node.bound.number is not None:
            yield node.bound.number
    elif isinstance(node, Banded) and node.value == Fact(name):
        yield from (band.bound for band in node.bands)
    else:
        for part in children(node):
            yield from _bounds_in(part, name)
