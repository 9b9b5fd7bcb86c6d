"""Exact intervals and four-valued answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import inf

Number = int | float | Decimal | Fraction
Extended = Fraction | float
"""A fraction, or plus or minus infinity."""


class Answer(StrEnum):
    """An answer that admits not knowing (Kleene 1952) and being a matter of judgement."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    JUDGEMENT = "judgement"


def all_of(answers: list[Answer]) -> Answer:
    """Return the conjunction: no if any is no, yes if all are yes, else what stands in the way."""
    if Answer.NO in answers:
        return Answer.NO
    return _open(answers, Answer.YES)


def any_of(answers: list[Answer]) -> Answer:
    """Return the disjunction: yes if any is yes, no if all are no, else what stands in the way."""
    if Answer.YES in answers:
        return Answer.YES
    return _open(answers, Answer.NO)


def _open(answers: list[Answer], settled: Answer) -> Answer:
    if Answer.UNKNOWN in answers:
        return Answer.UNKNOWN
    return Answer.JUDGEMENT if Answer.JUDGEMENT in answers else settled


@dataclass(frozen=True, slots=True)
class Interval:
    """All that is known of a number: it lies between ``low`` and ``high``, both included.

    An end is None where there is no bound on that side. Arithmetic gives bounds that are never too
    narrow (Moore 1966); they may be too wide where a number occurs twice in a formula.
    """

    low: Fraction | None
    high: Fraction | None

    @classmethod
    def exactly(cls, value: Number) -> "Interval":
        """Return the interval that holds one number; a float means its shortest decimal form."""
        exact = exact_fraction(value)
        return cls(exact, exact)

    @property
    def known(self) -> bool:
        """Whether the number is known exactly."""
        return self.low is not None and self.low == self.high

    def __add__(self, other: "Interval") -> "Interval":
        return Interval(_sum(self.low, other.low), _sum(self.high, other.high))

    def __neg__(self) -> "Interval":
        low = None if self.high is None else -self.high
        return Interval(low, None if self.low is None else -self.low)

    def __sub__(self, other: "Interval") -> "Interval":
        return self + -other

    def __mul__(self, other: "Interval") -> "Interval":
        products = [_product(one, two) for one in self.ends for two in other.ends]
        return Interval(_finite(min(products)), _finite(max(products)))

    @property
    def ends(self) -> tuple[Extended, Extended]:
        """Both ends, infinite where there is no bound."""
        low: Extended = -inf if self.low is None else self.low
        return low, inf if self.high is None else self.high

    def at_least(self, bound: Number) -> Answer:
        """Answer whether the number is ``bound`` or more."""
        limit = exact_fraction(bound)
        if self.low is not None and self.low >= limit:
            return Answer.YES
        return Answer.UNKNOWN if self.high is None or self.high >= limit else Answer.NO

    def at_most(self, bound: Number) -> Answer:
        """Answer whether the number is ``bound`` or less."""
        limit = exact_fraction(bound)
        if self.high is not None and self.high <= limit:
            return Answer.YES
        return Answer.UNKNOWN if self.low is None or self.low <= limit else Answer.NO

    def above(self, bound: Number) -> Answer:
        """Answer whether the number is more than ``bound``."""
        return negate(self.at_most(bound))

    def below(self, bound: Number) -> Answer:
        """Answer whether the number is less than ``bound``."""
        return negate(self.at_least(bound))


UNKNOWN_AMOUNT = Interval(Fraction(0), None)
"""A number of which nothing is known but that it is not negative."""
UNKNOWN_NUMBER = Interval(None, None)
"""A number of which nothing is known."""


def _sum(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else one + other


def _product(one: Extended, other: Extended) -> Extended:
    return Fraction(0) if one == 0 or other == 0 else one * other


def _finite(value: Extended) -> Fraction | None:
    return value if isinstance(value, Fraction) else None


def largest(intervals: Sequence[Interval]) -> Interval:
    """Return what is known of the largest of several numbers."""
    lows = [interval.low for interval in intervals if interval.low is not None]
    highs = [interval.high for interval in intervals if interval.high is not None]
    high = max(highs) if len(highs) == len(intervals) else None
    return Interval(max(lows, default=None), high)


def smallest(intervals: Sequence[Interval]) -> Interval:
    """Return what is known of the smallest of several numbers."""
    return -largest([-interval for interval in intervals])


def hull(one: Interval, other: Interval) -> Interval:
    """Return the narrowest interval that holds both."""
    low = None if one.low is None or other.low is None else min(one.low, other.low)
    high = None if one.high is None or other.high is None else max(one.high, other.high)
    return Interval(low, high)


def exact_fraction(value: Number) -> Fraction:
    """Return a number exactly; a float stands for its shortest decimal form, so 0.1 is 1/10."""
    return Fraction(repr(value)) if isinstance(value, float) else Fraction(value)


def negate(answer: Answer) -> Answer:
    """Return the opposite of yes and no; the open answers stay."""
    return {Answer.YES: Answer.NO, Answer.NO: Answer.YES}.get(answer, answer)


def ratio(part: Interval, whole: Interval) -> Interval:
    """Return ``part / whole``, zero where the whole is zero or less.

    Rules count a share of nothing as no share at all.
    """
    none = Interval.exactly(0)
    if whole.high is not None and whole.high <= 0:
        return none
    can_be_none = whole.low is None or whole.low <= 0
    smallest_whole = None if whole.low is None or whole.low <= 0 else 1 / whole.low
    inverse = Interval(Fraction(0) if whole.high is None else 1 / whole.high, smallest_whole)
    quotient = part * inverse
    return hull(quotient, none) if can_be_none else quotient
