"""Interval arithmetic and four-valued answers on columns (the twin of :mod:`methods.interval`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import inf
from operator import and_, or_
from typing import Literal

import polars as pl

from steersman.rulebook.expressions import Banded, Comparison

Precision = Literal["whole", "quotient", "loose"]
TRUE, FALSE = pl.lit(value=True), pl.lit(value=False)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as columns of its ends, times ten to the power of ``scale``.

    Where it is known in every row, both ends are the same column. Never null; an end that is not
    known is infinite.

    Attributes:
        low: Lower ends.
        high: Upper ends.
        scale: Decimals by which the columns are multiplied.
        precision: ``whole`` numbers and single ``quotient``s of them compare exactly with a bound.
        negative: Whether it can be below zero.
    """

    low: pl.Expr
    high: pl.Expr
    scale: int
    precision: Precision
    negative: bool

    @property
    def known(self) -> bool:
        """Whether it is known in every row."""
        return self.low is self.high


@dataclass(frozen=True, slots=True)
class Truth:
    """An answer as columns.

    Attributes:
        sure: Where it is yes.
        possible: Where it is not no.
        unknown: Where, if it is open, the firm could settle it; None for everywhere.
    """

    sure: pl.Expr
    possible: pl.Expr
    unknown: pl.Expr | None

    @property
    def known(self) -> bool:
        """Whether it is settled in every row."""
        return self.sure is self.possible

    @property
    def open_to_firm(self) -> pl.Expr:
        """Where it is open and the firm could settle it."""
        is_open = self.possible & self.sure.not_()
        return is_open if self.unknown is None else is_open & self.unknown


def joined(parts: Sequence[Truth], *, every: bool) -> Truth:
    """Return a conjunction or disjunction by Kleene's logic."""
    combine, start = (and_, TRUE) if every else (or_, FALSE)
    sure = reduce(combine, [part.sure for part in parts]) if parts else start
    if all(part.known for part in parts):
        return Truth(sure, sure, None)
    possible = reduce(combine, [part.possible for part in parts])
    if all(part.known or part.unknown is None for part in parts):
        return Truth(sure, possible, None)
    return Truth(sure, possible, reduce(or_, [part.open_to_firm for part in parts]))


def negated(part: Truth) -> Truth:
    """Return the opposite."""
    if part.known:
        opposite = part.sure.not_()
        return Truth(opposite, opposite, part.unknown)
    return Truth(part.possible.not_(), part.sure.not_(), part.unknown)


def compared(
    number: Number, comparison: Comparison, limit: float, unknown: pl.Expr | None
) -> Truth:
    """Return a comparison of a number with a limit in its own scale."""
    low = _comparison(number.low, comparison, limit)
    if number.known:
        return Truth(low, low, unknown)
    high = _comparison(number.high, comparison, limit)
    rising = comparison in {"at_least", "above"}
    return Truth(low, high, unknown) if rising else Truth(high, low, unknown)


def _comparison(column: pl.Expr, comparison: Comparison, limit: float) -> pl.Expr:
    match comparison:
        case "at_least":
            return column >= limit
        case "at_most":
            return column <= limit
        case "above":
            return column > limit
        case "below":
            return column < limit


def constant(number: Fraction | None) -> Number:
    """Return a number that is the same in every row; None for one of which nothing is known."""
    if number is None:
        return Number(pl.lit(0.0), pl.lit(inf), 0, "loose", negative=False)
    column = pl.lit(float(number))
    precision: Precision = "whole" if number.denominator == 1 else "loose"
    return Number(column, column, 0, precision, negative=number < 0)


def rescaled(number: Number, scale: int) -> Number:
    """Return the same number in another scale."""
    if number.scale == scale:
        return number
    factor = 10.0 ** (scale - number.scale)
    low = number.low * factor
    high = low if number.known else number.high * factor
    return Number(low, high, scale, number.precision, number.negative)


def _alike(one: Number, other: Number) -> tuple[Number, Number]:
    scale = max(one.scale, other.scale)
    return rescaled(one, scale), rescaled(other, scale)


def _whole(*numbers: Number) -> Precision:
    return "whole" if all(number.precision == "whole" for number in numbers) else "loose"


def _least_precise(*numbers: Number) -> Precision:
    precisions = {number.precision for number in numbers}
    return next(kind for kind in ("loose", "quotient", "whole") if kind in precisions)


def plus(one: Number, other: Number) -> Number:
    """Return a sum."""
    one, other = _alike(one, other)
    low = one.low + other.low
    high = low if one.known and other.known else one.high + other.high
    return Number(low, high, one.scale, _whole(one, other), one.negative or other.negative)


def minus(one: Number, other: Number) -> Number:
    """Return a difference."""
    one, other = _alike(one, other)
    low = one.low - other.high
    high = low if one.known and other.known else one.high - other.low
    return Number(low, high, one.scale, _whole(one, other), negative=True)


def times(one: Number, other: Number) -> Number:
    """Return a product."""
    scale, precision = one.scale + other.scale, _whole(one, other)
    if one.known and other.known:
        product = one.low * other.low
        return Number(product, product, scale, precision, one.negative or other.negative)
    if not one.negative and not other.negative:
        low, high = one.low * other.low, _product(one.high, other.high)
        return Number(low, high, scale, precision, negative=False)
    products = [
        _product(left, right) for left in (one.low, one.high) for right in (other.low, other.high)
    ]
    low, high = pl.min_horizontal(products), pl.max_horizontal(products)
    return Number(low, high, scale, precision, negative=True)


def _product(left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """Return a product in which zero times infinity is zero."""
    return pl.when((left == 0) | (right == 0)).then(0.0).otherwise(left * right)


def quotient(part: Number, whole: Number) -> Number:
    """Return ``part / whole``, zero where the whole is zero or less."""
    precision: Precision = "quotient" if _whole(part, whole) == "whole" else "loose"
    part, whole = _alike(part, whole)
    positive = whole.low > 0
    if part.known and whole.known:
        share = pl.when(positive).then(part.low / whole.low).otherwise(0.0)
        return Number(share, share, 0, precision, part.negative)
    if part.negative:
        low, high = _signed_quotient(part, whole)
    else:
        low = pl.when(positive).then(part.low / whole.high).otherwise(0.0)
        some = pl.when((whole.high > 0) & (part.high > 0)).then(inf).otherwise(0.0)
        high = pl.when(positive).then(part.high / whole.low).otherwise(some)
    return Number(low, high, 0, precision, part.negative)


def _signed_quotient(part: Number, whole: Number) -> tuple[pl.Expr, pl.Expr]:
    least = pl.when(whole.high == inf).then(0.0).otherwise(1 / whole.high)
    most = pl.when(whole.low > 0).then(1 / whole.low).otherwise(inf)
    low = (
        pl.when(part.low >= 0)
        .then(_over(part.low, whole.high, least))
        .otherwise(_over(part.low, whole.low, most))
    )
    high = (
        pl.when(part.high >= 0)
        .then(_over(part.high, whole.low, most))
        .otherwise(_over(part.high, whole.high, least))
    )
    none, some = whole.high <= 0, whole.low <= 0
    low = pl.when(some).then(pl.min_horizontal(low, pl.lit(0.0))).otherwise(low)
    high = pl.when(some).then(pl.max_horizontal(high, pl.lit(0.0))).otherwise(high)
    return pl.when(none).then(0.0).otherwise(low), pl.when(none).then(0.0).otherwise(high)


def _over(part: pl.Expr, whole: pl.Expr, inverse: pl.Expr) -> pl.Expr:
    """Return a part over an end of the whole, whose inverse is zero or infinite at the extremes."""
    extreme = (inverse == 0) | (inverse == inf)
    return pl.when(extreme).then(_product(part, inverse)).otherwise(part / whole)


def extreme(numbers: Sequence[Number], *, largest: bool) -> Number:
    """Return the largest or the smallest of several numbers."""
    scale = max(number.scale for number in numbers)
    alike = [rescaled(number, scale) for number in numbers]
    pick = pl.max_horizontal if largest else pl.min_horizontal
    low = pick([number.low for number in alike])
    high = low if all(n.known for n in alike) else pick([number.high for number in alike])
    signs = [number.negative for number in alike]
    negative = all(signs) if largest else any(signs)
    return Number(low, high, scale, _least_precise(*alike), negative)


def chosen(test: Truth, then: Number, otherwise: Number) -> Number:
    """Return one number where a test is met, another where it is not, their hull where open."""
    then, otherwise = _alike(then, otherwise)
    precision = _least_precise(then, otherwise)
    negative = then.negative or otherwise.negative
    low = pl.when(test.sure).then(then.low).otherwise(otherwise.low)
    if test.known and then.known and otherwise.known:
        return Number(low, low, then.scale, precision, negative)
    high = pl.when(test.sure).then(then.high).otherwise(otherwise.high)
    if not test.known:
        is_open = test.possible & test.sure.not_()
        lowest = pl.min_horizontal(then.low, otherwise.low)
        highest = pl.max_horizontal(then.high, otherwise.high)
        low = pl.when(is_open).then(lowest).otherwise(low)
        high = pl.when(is_open).then(highest).otherwise(high)
    return Number(low, high, then.scale, precision, negative)


def points(table: Banded, number: Number) -> Number:
    """Return the points of a band table."""
    low = _points_at(number.low, table, number.scale, "low")
    ranged = any(band.low != band.high for band in table.bands)
    if number.known and not ranged:
        return Number(low, low, 0, _points_precision(table), negative=False)
    high = _points_at(number.high, table, number.scale, "high")
    return Number(low, high, 0, _points_precision(table), negative=False)


def _points_precision(table: Banded) -> Precision:
    ends = [end for band in table.bands for end in (band.low, band.high)]
    return "whole" if all(end.denominator == 1 for end in ends) else "loose"


def _points_at(column: pl.Expr, table: Banded, scale: int, end: str) -> pl.Expr:
    expression = pl.lit(0.0)
    for band in reversed(table.bands):
        limit = float(band.bound * 10**scale)
        reached = column > limit if band.excluded else column >= limit
        expression = pl.when(reached).then(float(getattr(band, end))).otherwise(expression)
    return expression
