"""One solver for priced rounds: convertibles, pool, pro-rata rights, three price conventions.

All unknowns follow from the number of shares after the round. Every convertible takes the best of
its terms, so the shares it gets are the largest of several linear functions, and what a guessed
total leaves over is a concave, piecewise linear function of the guess. Where its slope stays
positive to the end there is exactly one solution; Newton's method reaches it in finitely many
steps, in exact fractions.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

CapKind = Literal["post_money", "pre_money", "pre_money_with_pool"]
Convention = Literal["percent_ownership", "pre_money", "dollars_invested"]
RoundFault = Literal["more-than-all", "pool-too-large", "pro-rata-too-large", "no-shares"]

ONE, ZERO = Fraction(1), Fraction(0)
MOST_STEPS = 200
FINEST = 10**15
"""Pro-rata rights of convertibles, which depend on the round, are solved to this fineness."""


@dataclass(frozen=True, slots=True)
class ConversionTerms:
    """Terms on which money turns into shares; the better of cap and discount counts.

    Attributes:
        cap: Valuation cap; None for none.
        cap_kind: What the cap is divided by: all shares including those of convertibles
            (``post_money``), shares without convertibles (``pre_money``), or those with the pool's
            increase (``pre_money_with_pool``).
        discount: Share taken off the round's price.
    """

    cap: Fraction | None = None
    cap_kind: CapKind = "post_money"
    discount: Fraction = ZERO

    def __post_init__(self) -> None:
        if (self.cap is not None and self.cap <= 0) or not 0 <= self.discount < 1:
            raise ValueError("a cap must be positive and a discount below one")


@dataclass(frozen=True, slots=True)
class Convertible:
    """Money that becomes shares in a priced round: a SAFE, or a note with its interest.

    Attributes:
        name: Whose it is.
        amount: What converts: the price paid, plus interest of a note.
        terms: Terms of which the best counts; those of later issues under a most-favoured-nation
            clause stand beside its own. It never converts at worse than the round's price.
        pro_rata: Share of the round's new shares that it may buy, beyond what converts.
    """

    name: str
    amount: Fraction
    terms: tuple[ConversionTerms, ...] = (ConversionTerms(),)
    pro_rata: bool = False

    def __post_init__(self) -> None:
        if self.amount < 0 or not self.terms:
            raise ValueError("a convertible needs terms and an amount that is not negative")


@dataclass(frozen=True, slots=True)
class RoundTerms:
    """What is agreed in a priced round.

    Attributes:
        valuation: Value of the firm before the new money.
        new_money: What new investors pay.
        convention: Whom the shares of convertibles dilute. ``percent_ownership``: they are part of
            the valuation, so that new investors own their money's part of valuation plus money.
            ``pre_money``: the price is the valuation per share without them. ``dollars_invested``:
            the amounts converted are added to the valuation after the money.
        pool_target: Share that the pool not yet granted must have after the round; None for none.
        pool_increase: Shares added to the pool, where there is no target.
        pro_rata: Further rights to buy a share of the round's new shares, by name.
    """

    valuation: Fraction
    new_money: Fraction
    convention: Convention
    pool_target: Fraction | None = None
    pool_increase: Fraction = ZERO
    pro_rata: tuple[tuple[str, Fraction], ...] = ()

    def __post_init__(self) -> None:
        if self.valuation <= 0 or self.new_money < 0 or self.pool_increase < 0:
            raise ValueError("a valuation must be positive, money and pool not negative")
        if self.pool_target is not None and not 0 <= self.pool_target < 1:
            raise ValueError("a pool target must be below one")
        if any(right < 0 for _, right in self.pro_rata):
            raise ValueError("a pro-rata right must not be negative")


@dataclass(frozen=True, slots=True)
class RoundResult:
    """A priced round, exact.

    Attributes:
        price: Price of a new share.
        total: All shares after the round, pool included.
        capitalisation: Shares before the new money and the pool's increase, convertibles converted.
        converted: Shares of each convertible.
        conversion_price: What each convertible pays for a share.
        new_shares: Shares of the new investors.
        pro_rata_shares: Shares bought under pro-rata rights, by name.
        pool_increase: Shares added to the pool.
        effective_valuation: What the shares from before the round without convertibles and new pool
            are worth at the price.
        slope: Least slope of the equation solved: positive, so the solution is the only one.
    """

    price: Fraction
    total: Fraction
    capitalisation: Fraction
    converted: tuple[Fraction, ...]
    conversion_price: tuple[Fraction | None, ...]
    new_shares: Fraction
    pro_rata_shares: dict[str, Fraction]
    pool_increase: Fraction
    effective_valuation: Fraction
    slope: Fraction


class NoRoundError(ValueError):
    """The terms of a round contradict each other.

    Attributes:
        reason: ``more-than-all``: convertibles, new money and pool take all shares or more;
            ``pool-too-large``: the pool exceeds its target already; ``pro-rata-too-large``: rights
            to buy sum to the whole round or more; ``no-shares``: there are none to begin with.
    """

    def __init__(self, reason: RoundFault) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _Line:
    """A linear function of the total."""

    level: Fraction
    slope: Fraction

    def at(self, total: Fraction) -> Fraction:
        return self.level + self.slope * total

    def times(self, factor: Fraction) -> "_Line":
        return _Line(self.level * factor, self.slope * factor)


@dataclass(frozen=True, slots=True)
class _Claim:
    """What one convertible may take: the largest of lines, or a share of the capitalisation."""

    lines: tuple[_Line, ...]
    share: Fraction

    def best(self, total: Fraction, capitalisation: Fraction) -> tuple[Fraction, _Line | None]:
        """Return its shares, and the line they lie on; None where it is the share."""
        line = max(self.lines, key=lambda candidate: candidate.at(total))
        taken = self.share * capitalisation
        return (taken, None) if taken > line.at(total) else (line.at(total), line)


def solve_round(
    shares: Fraction,
    pool: Fraction,
    convertibles: Sequence[Convertible],
    terms: RoundTerms,
) -> RoundResult:
    """Price a round.

    Args:
        shares: Shares before the round as converted and exercised, with options granted and
            promised and the pool not yet granted.
        pool: The pool not yet granted, which is part of them.
        convertibles: What converts.
        terms: What is agreed.

    Raises:
        NoRoundError: If no or more than one price fits the terms.
        ValueError: If counts are impossible.
    """
    if shares == 0:
        raise NoRoundError("no-shares")
    if not 0 <= pool <= shares:
        raise ValueError("shares must be positive and the pool part of them")
    rights = ZERO
    for _ in range(MOST_STEPS):
        result = _solve(shares, pool, convertibles, terms, rights)
        wanted = _rights(result, convertibles, terms)
        following = sum(wanted.values(), ZERO).limit_denominator(FINEST)
        if following >= 1:
            raise NoRoundError("pro-rata-too-large")
        if following == rights:
            break
        rights = following
    issued = result.new_shares * rights / (1 - rights)
    whole = sum(wanted.values(), ZERO)
    bought = {name: issued * right / whole for name, right in wanted.items() if right}
    return replace(result, pro_rata_shares=bought)


def _rights(
    result: RoundResult, convertibles: Sequence[Convertible], terms: RoundTerms
) -> dict[str, Fraction]:
    """Return which part of the new shares each right buys."""
    rights: dict[str, Fraction] = {}
    for convertible, taken in zip(convertibles, result.converted, strict=True):
        if convertible.pro_rata:
            held = taken / result.capitalisation
            rights[convertible.name] = rights.get(convertible.name, ZERO) + held
    for name, right in terms.pro_rata:
        rights[name] = rights.get(name, ZERO) + right
    return rights


def _solve(
    shares: Fraction,
    pool: Fraction,
    convertibles: Sequence[Convertible],
    terms: RoundTerms,
    rights: Fraction,
) -> RoundResult:
    """Solve for the total, given which part of the new shares pro-rata rights buy."""
    money = terms.new_money / (1 - rights)
    increase = _Line(terms.pool_increase, ZERO)
    if terms.pool_target is not None:
        increase = _Line(-pool, terms.pool_target)
    inverse_price = _inverse_price(shares, increase, money, convertibles, terms)
    claims = [_claim(entry, shares, increase, inverse_price) for entry in convertibles]
    if sum((claim.share for claim in claims), ZERO) >= 1:
        raise NoRoundError("more-than-all")
    total = shares
    for _ in range(MOST_STEPS):
        capitalisation, slope = _capitalisation(shares, claims, total)
        left = total - capitalisation - increase.at(total) - money * inverse_price.at(total)
        final = 1 - slope - increase.slope - money * inverse_price.slope
        if final <= 0:
            raise NoRoundError("more-than-all")
        if left == 0:
            break
        total -= left / final
    least = _least_slope(claims, increase, money, inverse_price)
    if least <= 0:
        raise NoRoundError("more-than-all")
    if increase.at(total) < 0:
        raise NoRoundError("pool-too-large")
    price = 1 / inverse_price.at(total)
    converted = tuple(claim.best(total, capitalisation)[0] for claim in claims)
    return RoundResult(
        price=price,
        total=total,
        capitalisation=capitalisation,
        converted=converted,
        conversion_price=tuple(
            entry.amount / taken if taken else None
            for entry, taken in zip(convertibles, converted, strict=True)
        ),
        new_shares=terms.new_money / price,
        pro_rata_shares={},
        pool_increase=increase.at(total),
        effective_valuation=shares * price,
        slope=least,
    )


def _inverse_price(
    shares: Fraction,
    increase: _Line,
    money: Fraction,
    convertibles: Sequence[Convertible],
    terms: RoundTerms,
) -> _Line:
    """Return one over the price as a function of the total."""
    if terms.convention == "pre_money":
        return _Line(shares + increase.level, increase.slope).times(1 / terms.valuation)
    after = terms.valuation + money
    if terms.convention == "dollars_invested":
        after += sum((entry.amount for entry in convertibles), ZERO)
    return _Line(ZERO, 1 / after)


def _claim(entry: Convertible, shares: Fraction, increase: _Line, inverse_price: _Line) -> _Claim:
    lines = [inverse_price.times(entry.amount / (1 - terms.discount)) for terms in entry.terms]
    share = ZERO
    for terms in entry.terms:
        if terms.cap is None:
            continue
        if terms.cap_kind == "post_money":
            share = max(share, entry.amount / terms.cap)
        else:
            with_pool = terms.cap_kind == "pre_money_with_pool"
            counted = _Line(shares, ZERO)
            if with_pool:
                counted = _Line(shares + increase.level, increase.slope)
            lines.append(counted.times(entry.amount / terms.cap))
    return _Claim(tuple(lines), share)


def _capitalisation(
    shares: Fraction, claims: Sequence[_Claim], total: Fraction
) -> tuple[Fraction, Fraction]:
    """Return shares before the new money for a total, and how they change with it."""
    found = shares
    for _ in range(MOST_STEPS):
        parts = [claim.best(total, found) for claim in claims]
        taken = sum((c.share for c, (_, line) in zip(claims, parts, strict=True) if not line), ZERO)
        lines = [line for _, line in parts if line]
        level = shares + sum((line.at(total) for line in lines), ZERO)
        following = level / (1 - taken)
        if following == found:
            break
        found = following
    return found, sum((line.slope for line in lines), ZERO) / (1 - taken)


def _least_slope(
    claims: Sequence[_Claim], increase: _Line, money: Fraction, inverse_price: _Line
) -> Fraction:
    """Return the slope of the equation as the total grows without bound.

    The function is concave, so this is its least slope.
    """
    steep = [max(line.slope for line in claim.lines) for claim in claims]
    capitalisation = ONE
    for _ in range(MOST_STEPS):
        kept = [c.share * capitalisation > s for c, s in zip(claims, steep, strict=True)]
        shares = sum((c.share for c, keep in zip(claims, kept, strict=True) if keep), ZERO)
        rest = sum((s for s, keep in zip(steep, kept, strict=True) if not keep), ZERO)
        following = rest / (1 - shares)
        if following == capitalisation:
            break
        capitalisation = following
    return 1 - capitalisation - increase.slope - money * inverse_price.slope
