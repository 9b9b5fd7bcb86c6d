"""Vesting schedules in whole shares, each tranche rounded by a named rule.

The rounding rules and their known answers are those of the Open Cap Table Format's allocation
types (Open Cap Table Coalition 2024, version 1.2.0).
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import floor
from typing import Literal

Rounding = Literal[
    "cumulative_rounding", "cumulative_round_down", "front_loaded", "back_loaded",
    "front_loaded_to_single_tranche", "back_loaded_to_single_tranche", "fractional",
]  # fmt: skip
DayRule = Literal["start_day_or_last", "first_of_month", "last_of_month"]

HALF = Fraction(1, 2)
MONTHS = 12


def allocate(
    total: int, portions: Sequence[Fraction], rounding: Rounding
) -> tuple[int | Fraction, ...]:
    """Divide shares among tranches.

    Args:
        total: Shares to divide.
        portions: Share of the total by tranche, summing to one.
        rounding: ``cumulative_rounding`` and ``cumulative_round_down`` round what has vested up to
            each tranche, halves upwards or everything down; the loaded ones round every tranche
            down and give the rest out one by one from the front or the back, or all of it to the
            first or last tranche; ``fractional`` does not round.

    Raises:
        ValueError: If portions are negative or do not sum to one, or ``total`` is negative.
    """
    if total < 0 or any(portion < 0 for portion in portions) or sum(portions) != 1:
        raise ValueError("portions must be positive and sum to one, and the total not be negative")
    exact = [total * portion for portion in portions]
    if rounding == "fractional":
        return tuple(exact)
    if rounding in {"cumulative_rounding", "cumulative_round_down"}:
        return _cumulative(exact, HALF if rounding == "cumulative_rounding" else Fraction(0))
    shares = [floor(part) for part in exact]
    _give_rest(shares, total - sum(shares), rounding)
    return tuple(shares)


def _cumulative(exact: Sequence[Fraction], added: Fraction) -> tuple[int, ...]:
    """Round running sums down after adding a half or nothing, and return their steps."""
    shares, vested, running = [], 0, Fraction(0)
    for part in exact:
        running += part
        now = floor(running + added)
        shares.append(now - vested)
        vested = now
    return tuple(shares)


def _give_rest(shares: list[int], rest: int, rounding: Rounding) -> None:
    if rounding == "front_loaded_to_single_tranche":
        shares[0] += rest
    elif rounding == "back_loaded_to_single_tranche":
        shares[-1] += rest
    else:
        for step in range(rest):
            shares[step if rounding == "front_loaded" else -1 - step] += 1


def months_later(start: date, months: int, rule: DayRule = "start_day_or_last") -> date:
    """Return the day a number of months after another.

    Args:
        start: First day.
        months: Months to add.
        rule: The day of the month: the start's day or the month's last if it is shorter, the first,
            or the last.
    """
    year, month = divmod(start.year * MONTHS + start.month - 1 + months, MONTHS)
    last = calendar.monthrange(year, month + 1)[1]
    days = {"start_day_or_last": min(start.day, last), "first_of_month": 1, "last_of_month": last}
    return date(year, month + 1, days[rule])


@dataclass(frozen=True, slots=True)
class Tranche:
    """Shares that vest on a day."""

    day: date
    shares: int | Fraction


@dataclass(frozen=True, slots=True)
class Terms:
    """Vesting over time: a cliff, then equal steps.

    Attributes:
        months: Months until all has vested; zero vests everything at the start.
        cliff_months: Months before which nothing vests; what would have vested then vests at once.
        every_months: Months between two steps.
        rounding: How tranches become whole shares.
        day_rule: Day of the month on which tranches vest.
    """

    months: int
    cliff_months: int = 0
    every_months: int = 1
    rounding: Rounding = "cumulative_round_down"
    day_rule: DayRule = "start_day_or_last"

    def __post_init__(self) -> None:
        if self.every_months < 1 or not 0 <= self.cliff_months <= self.months:
            raise ValueError("steps must take a month or more, and the cliff end within the term")


def schedule(shares: int, start: date, terms: Terms) -> tuple[Tranche, ...]:
    """Return the tranches of a grant; the last step is shorter where months do not divide evenly.

    Args:
        shares: Shares or options granted.
        start: Day on which vesting begins.
        terms: How it vests.
    """
    if terms.months == 0:
        return (Tranche(start, shares),)
    first = max(terms.cliff_months, terms.every_months)
    steps = [*range(min(first, terms.months), terms.months, terms.every_months), terms.months]
    before = [0, *steps[:-1]]
    portions = [Fraction(b - a, terms.months) for a, b in zip(before, steps, strict=True)]
    amounts = allocate(shares, portions, terms.rounding)
    return tuple(
        Tranche(months_later(start, step, terms.day_rule), amount)
        for step, amount in zip(steps, amounts, strict=True)
    )


def vested_on(tranches: Sequence[Tranche], day: date) -> int | Fraction:
    """Return how much has vested up to and including a day."""
    return sum((tranche.shares for tranche in tranches if tranche.day <= day), 0)


def paused(tranches: Sequence[Tranche], first: date, months: int) -> tuple[Tranche, ...]:
    """Return a schedule in which nothing vests for some months: later tranches move back.

    Args:
        tranches: The schedule.
        first: First day of the pause, such as unpaid leave.
        months: Its length.
    """
    day = max((tranche.day.day for tranche in tranches), default=1)
    return tuple(
        replace(tranche, day=_on_day(months_later(tranche.day, months), day))
        if tranche.day >= first
        else tranche
        for tranche in tranches
    )


def _on_day(month: date, day: int) -> date:
    """Return a day of a month, its last if the month is shorter."""
    return month.replace(day=min(day, calendar.monthrange(month.year, month.month)[1]))


def event_deadline(issued: date, within_months: int | None, by: date | None) -> date | None:
    """Return the day up to which an event must happen for a grant to vest, the earliest of both.

    Args:
        issued: Day of the grant.
        within_months: Months from the grant; None for no such limit.
        by: A fixed day; None for none.
    """
    limits = [by] if by else []
    if within_months is not None:
        limits.append(months_later(issued, within_months))
    return min(limits, default=None)
