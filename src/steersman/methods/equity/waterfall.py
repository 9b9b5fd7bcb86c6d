"""Who gets what when the firm is sold: preferences, conversion as a game, options, debt.

Holders of preferred shares choose between their preference and converting to common shares; what
one chooses changes what the others get. An outcome is a set of converting classes that no class
would leave alone (Nash 1951). Options need no choice of their own: they are exercised where a
common share is paid more than their strike.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from typing import Literal

Participation = Literal["none", "capped", "full"]

ZERO = Fraction(0)
MOST_ENUMERATED = 10
"""Most preferred classes for which every set of converting classes is looked at."""


@dataclass(frozen=True, slots=True)
class Preferred:
    """A class of preferred shares.

    Attributes:
        name: Its name.
        shares: Common shares it converts into.
        preference: Amount paid before common shares, all of the class together.
        participation: Whether it shares in the rest after its preference: not at all, up to
            ``cap``, or fully.
        cap: Most it gets without converting, preference included, all of the class together.
        seniority: Classes with a higher number are paid first; equals share in proportion.
    """

    name: str
    shares: Fraction
    preference: Fraction
    participation: Participation = "none"
    cap: Fraction | None = None
    seniority: int = 0

    def __post_init__(self) -> None:
        if self.shares < 0 or self.preference < 0:
            raise ValueError("shares and preferences must not be negative")
        if (self.participation == "capped") != (self.cap is not None):
            raise ValueError("a cap belongs to capped participation, and only to it")
        if self.cap is not None and self.cap < self.preference:
            raise ValueError("a cap must not be below the preference")


@dataclass(frozen=True, slots=True)
class OptionClass:
    """Options that count at an exit: granted, vested or accelerated, not exercised.

    Attributes:
        name: Their name.
        shares: Common shares they give.
        strike: What a share costs to exercise.
    """

    name: str
    shares: Fraction
    strike: Fraction

    def __post_init__(self) -> None:
        if self.shares < 0 or self.strike < 0:
            raise ValueError("shares and strikes must not be negative")


@dataclass(frozen=True, slots=True)
class Claims:
    """All claims on the price of a firm.

    Attributes:
        common: Common shares by name.
        preferred: Classes of preferred shares.
        options: Options that count.
        debt: What is owed before any share is paid.
        carve_out: Share of what is left after debt that is paid to management first.
    """

    common: dict[str, Fraction]
    preferred: tuple[Preferred, ...] = ()
    options: tuple[OptionClass, ...] = ()
    debt: Fraction = ZERO
    carve_out: Fraction = ZERO

    def __post_init__(self) -> None:
        if any(shares < 0 for shares in self.common.values()) or self.debt < 0:
            raise ValueError("shares and debt must not be negative")
        if not 0 <= self.carve_out < 1:
            raise ValueError("a carve-out must be below one")


@dataclass(frozen=True, slots=True)
class Payout:
    """What everybody gets.

    Attributes:
        debt: Paid to creditors.
        carve_out: Paid to management before shares.
        common: By name.
        preferred: By name.
        options: By name, after their strike is paid.
        per_share: What a common share gets.
        converts: Preferred classes that convert.
    """

    debt: Fraction
    carve_out: Fraction
    common: dict[str, Fraction]
    preferred: dict[str, Fraction]
    options: dict[str, Fraction]
    per_share: Fraction
    converts: frozenset[str] = field(default=frozenset())

    @property
    def total(self) -> Fraction:
        """All that is paid; always the price of the firm."""
        shares = (*self.common.values(), *self.preferred.values(), *self.options.values())
        return self.debt + self.carve_out + sum(shares, ZERO)


def payout(price: Fraction, claims: Claims, converts: Iterable[str] = ()) -> Payout:
    """Divide a price among all claims where given classes convert.

    Args:
        price: What the firm is sold for.
        claims: Who claims what.
        converts: Preferred classes that convert.

    Raises:
        ValueError: If the price is negative.
    """
    if price < 0:
        raise ValueError("a price must not be negative")
    converting = frozenset(converts)
    debt = min(price, claims.debt)
    carve_out = (price - debt) * claims.carve_out
    rest = price - debt - carve_out
    preferred = _preferences(rest, claims, converting)
    rest -= sum(preferred.values(), ZERO)
    per_share = _per_share(rest, claims, converting)
    for entry in claims.preferred:
        preferred[entry.name] += _beyond_preference(entry, per_share, entry.name in converting)
    common = {name: shares * per_share for name, shares in claims.common.items()}
    options = {
        option.name: option.shares * max(ZERO, per_share - option.strike)
        for option in claims.options
    }
    unclaimed = price - debt - carve_out - sum(preferred.values(), ZERO)
    unclaimed -= sum(common.values(), ZERO) + sum(options.values(), ZERO)
    return Payout(debt + unclaimed, carve_out, common, preferred, options, per_share, converting)


def _preferences(rest: Fraction, claims: Claims, converting: frozenset[str]) -> dict[str, Fraction]:
    """Pay preferences by seniority, equals in proportion."""
    paid = {entry.name: ZERO for entry in claims.preferred}
    holding = [entry for entry in claims.preferred if entry.name not in converting]
    for rank in sorted({entry.seniority for entry in holding}, reverse=True):
        equals = [entry for entry in holding if entry.seniority == rank]
        due = sum((entry.preference for entry in equals), ZERO)
        part = min(Fraction(1), rest / due) if due else ZERO
        for entry in equals:
            paid[entry.name] = entry.preference * part
        rest -= due * part
    return paid


def _beyond_preference(entry: Preferred, per_share: Fraction, converts: bool) -> Fraction:  # noqa: FBT001  one of two states of a class
    if converts or entry.participation == "full":
        return entry.shares * per_share
    if entry.cap is not None:
        return min(entry.shares * per_share, entry.cap - entry.preference)
    return ZERO


def _per_share(rest: Fraction, claims: Claims, converting: frozenset[str]) -> Fraction:
    """Return what a common share gets of the rest.

    What all claims take together is piecewise linear in it: options join above their strike,
    capped classes stop at their cap.
    """
    shares = sum(claims.common.values(), ZERO)
    turns: list[tuple[Fraction, Fraction]] = []
    for entry in claims.preferred:
        if entry.name in converting or entry.participation == "full":
            shares += entry.shares
        elif entry.cap is not None and entry.shares:
            shares += entry.shares
            turns.append(((entry.cap - entry.preference) / entry.shares, -entry.shares))
    turns += [(option.strike, option.shares) for option in claims.options]
    paid, level = ZERO, ZERO
    for at, change in sorted(turns):
        if paid + (at - level) * shares >= rest:
            break
        paid += (at - level) * shares
        level = at
        shares += change
    return level + (rest - paid) / shares if shares else level


def gains_by_changing(price: Fraction, claims: Claims, outcome: Payout) -> tuple[str, ...]:
    """Return the classes that would get more by changing their choice alone."""
    return tuple(
        entry.name
        for entry in claims.preferred
        if payout(price, claims, outcome.converts ^ {entry.name}).preferred[entry.name]
        > outcome.preferred[entry.name]
    )


def equilibrium(price: Fraction, claims: Claims) -> Payout:
    """Divide a price where every class chooses what is best for it, given the others.

    Beginning with nobody converting, the first class that gains changes its choice until none does;
    one that is indifferent keeps its preference. Should choices go round in a circle, all sets are
    looked at.

    Raises:
        ValueError: If no set of choices is stable, which plain preferences never cause.
    """
    outcome = payout(price, claims)
    seen = {outcome.converts}
    while wishing := gains_by_changing(price, claims, outcome):
        outcome = payout(price, claims, outcome.converts ^ {wishing[0]})
        if outcome.converts in seen:
            return _any_equilibrium(price, claims)
        seen.add(outcome.converts)
    return outcome


def _any_equilibrium(price: Fraction, claims: Claims) -> Payout:
    found = equilibria(price, claims)
    if not found:
        raise ValueError("no stable set of choices")
    return found[0]


def equilibria(price: Fraction, claims: Claims) -> tuple[Payout, ...]:
    """Return every outcome that no class would leave alone, fewest conversions first.

    Raises:
        ValueError: If there are more classes than can be enumerated.
    """
    names = [entry.name for entry in claims.preferred]
    if len(names) > MOST_ENUMERATED:
        raise ValueError("too many classes to look at every set of choices")
    sets = (chosen for size in range(len(names) + 1) for chosen in combinations(names, size))
    outcomes = (payout(price, claims, chosen) for chosen in sets)
    return tuple(o for o in outcomes if not gains_by_changing(price, claims, o))
