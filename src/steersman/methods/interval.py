"""Exact intervals and four-valued answers."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

Number = int | float | Decimal | Fraction


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

    ``high`` is None where there is no upper bound.
    """

    low: Fraction
    high: Fraction | None

    @classmethod
    def exactly(cls, value: Number) -> "Interval":
        """Return the interval that holds one number; a float means its shortest decimal form."""
        exact = exact_fraction(value)
        return cls(exact, exact)

    @property
    def known(self) -> bool:
        """Whether the number is known exactly."""
        return self.low == self.high

    def __add__(self, other: "Interval") -> "Interval":
        high = None if self.high is None or other.high is None else self.high + other.high
        return Interval(self.low + other.low, high)

    def at_least(self, bound: Number) -> Answer:
        """Answer whether the number is ``bound`` or more."""
        limit = exact_fraction(bound)
        if self.low >= limit:
            return Answer.YES
        return Answer.UNKNOWN if self.high is None or self.high >= limit else Answer.NO

    def at_most(self, bound: Number) -> Answer:
        """Answer whether the number is ``bound`` or less."""
        limit = exact_fraction(bound)
        if self.high is not None and self.high <= limit:
            return Answer.YES
        return Answer.UNKNOWN if self.low <= limit else Answer.NO

    def above(self, bound: Number) -> Answer:
        """Answer whether the number is more than ``bound``."""
        return negate(self.at_most(bound))

    def below(self, bound: Number) -> Answer:
        """Answer whether the number is less than ``bound``."""
        return negate(self.at_least(bound))


UNKNOWN_AMOUNT = Interval(Fraction(0), None)
"""A number of which nothing is known but that it is not negative."""


def exact_fraction(value: Number) -> Fraction:
    """Return a number exactly; a float stands for its shortest decimal form, so 0.1 is 1/10."""
    return Fraction(repr(value)) if isinstance(value, float) else Fraction(value)


def negate(answer: Answer) -> Answer:
    """Return the opposite of yes and no; the open answers stay."""
    return {Answer.YES: Answer.NO, Answer.NO: Answer.YES}.get(answer, answer)


def ratio(part: Interval, whole: Interval) -> Interval:
    """Return ``part / whole``; without a positive whole, nothing is known of the ratio.

    A whole of exactly zero gives the ratio zero, since rules count it as no share at all.
    """
    if whole.high == 0:
        return Interval.exactly(0)
    low = Fraction(0) if whole.high is None else part.low / whole.high
    high = None if part.high is None or whole.low <= 0 else part.high / whole.low
    return Interval(low, high)
