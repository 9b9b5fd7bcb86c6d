"""How far a figure may be wrong before a verdict turns."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from steersman.methods.interval import Answer, Interval
from steersman.rulebook import Facts, Rule, fact_catalogue
from steersman.rulebook.evaluate import Evaluator

STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
"""Relative errors tried, smallest first; beyond the last a figure is no longer the same fact."""
HALVINGS = 12


@dataclass(frozen=True, slots=True)
class Margin:
    """The smallest error of one figure that turns a verdict.

    Attributes:
        fact: The figure.
        change: Relative change at which the verdict turns, negative for a fall.
        becomes: The verdict beyond it.
    """

    fact: str
    change: float
    becomes: Answer


def margins(rule: Rule, facts: Facts, on: date) -> tuple[Margin, ...]:
    """Return, for each figure that could turn a definite verdict, by how much; tightest first."""
    evaluator = Evaluator(rule, facts, on)
    verdict = evaluator.answer(rule.verdict)
    if verdict not in {Answer.YES, Answer.NO}:
        return ()
    found = []
    for name in evaluator.leaves(rule.verdict):
        value = evaluator.fact(name)
        if fact_catalogue()[name].numeric and isinstance(value, Interval) and value.known:
            for sign in (-1, 1):
                margin = _first_turn(rule, facts, on, name, sign, verdict)
                if margin is not None:
                    found.append(margin)
    return tuple(sorted(found, key=lambda margin: abs(margin.change)))


def _first_turn(
    rule: Rule, facts: Facts, on: date, name: str, sign: int, verdict: Answer
) -> Margin | None:
    known = facts.get(name)
    if not isinstance(known, Interval) or known.low is None or known.low == 0:
        return None
    value = known.low
    whole = fact_catalogue()[name].kind == "number" and value.denominator == 1

    def moved(change: float) -> Fraction:
        step = abs(value) * Fraction(change)
        if whole:
            step = Fraction(ceil(step) if step > 0 else floor(step))
        return value + step

    def answer(change: float) -> Answer:
        there = {**facts, name: Interval.exactly(moved(change))}
        return Evaluator(rule, there, on).answer(rule.verdict)

    for kept, tried in pairwise((0.0, *STEPS)):
        if answer(sign * tried) is not verdict:
            turned = _turn_between(answer, sign * kept, sign * tried, verdict)
            change = float((moved(turned) - value) / abs(value))
            return Margin(name, change, answer(turned))
    return None


def _turn_between(
    answer: Callable[[float], Answer], kept: float, turned: float, verdict: Answer
) -> float:
    """Return a change at which the verdict turns, found by halving."""
    for _ in range(HALVINGS):
        middle = (kept + turned) / 2
        if answer(middle) is verdict:
            kept = middle
        else:
            turned = middle
    return turned
