"""What everybody's shares turn into when the firm is sold, over simulated exits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import floor

import numpy as np

from steersman.dossier import Dossier, ExitCase
from steersman.methods.arrays import FloatArray
from steersman.methods.distributions import triangular_quantile
from steersman.methods.equity.rounds import NoRoundError
from steersman.methods.equity.vesting import months_later
from steersman.methods.equity.waterfall import (
    MOST_ENUMERATED,
    Claims,
    OptionClass,
    Payout,
    Preferred,
    equilibria,
    equilibrium,
)
from steersman.methods.interval import exact_fraction
from steersman.plan.equity.ledger import Grant, Ledger, replay
from steersman.plan.equity.planned_round import convertibles_on, solve_planned_round
from steersman.plan.equity.result import EquityStake, ExitPayout, PayoutCurve

DRAWS = 1000
QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
COMMON, OPTIONS = "common", "options"
NEW_CLASS = "round"
CURVE_POINTS = 60
MONTHS_PER_YEAR = 12
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Stakes:
    """Who holds what at an exit, before anybody's options are looked at.

    Attributes:
        shares: Shares by class and holder, exact.
        preferred: Terms of the preferred classes.
        grants: Grants outstanding.
        paid: What holders paid for their shares.
    """

    shares: Mapping[str, Mapping[str, Fraction]]
    preferred: tuple[Preferred, ...]
    grants: tuple[Grant, ...]
    paid: Mapping[str, Fraction]


def stakes_at_exit(dossier: Dossier, day: date) -> Stakes:
    """Return what is held at an exit: today's shares, the planned round's, convertibles.

    Where the planned round does not fit together it is left out. Convertibles that no round has
    turned into shares count as preferred shares at their cap, with their amount as preference.

    Args:
        dossier: The firm.
        day: Day of the cap table.
    """
    ledger = replay(dossier, day)
    shares: dict[str, dict[str, Fraction]] = {}
    for (holder, share_class), held in ledger.holdings.items():
        shares.setdefault(share_class, {})[holder] = Fraction(held)
    preferred = [_preferred(ledger, name, shares[name]) for name in shares if _first(ledger, name)]
    paid = dict(ledger.paid)
    planned = dossier.equity.round
    try:
        if planned and planned.date >= day:
            _add_round(dossier, shares, preferred, paid)
            return Stakes(shares, tuple(preferred), tuple(ledger.grants.values()), paid)
    except NoRoundError:
        pass
    _add_convertibles(dossier, day, ledger, shares, preferred, paid)
    return Stakes(shares, tuple(preferred), tuple(ledger.grants.values()), paid)


def _first(ledger: Ledger, name: str) -> bool:
    return name in ledger.classes and ledger.classes[name].kind == "preferred"


def _preferred(ledger: Ledger, name: str, held: Mapping[str, Fraction]) -> Preferred:
    entry = ledger.classes[name]
    whole = sum(held.values(), ZERO)
    paid = Fraction(entry.price) * whole
    preference = paid * exact_fraction(entry.preference)
    cap = None
    if entry.participation == "capped":
        cap = max(preference, paid * exact_fraction(entry.cap))
    return Preferred(name, whole, preference, entry.participation, cap, entry.seniority)


def _add_round(
    dossier: Dossier,
    shares: dict[str, dict[str, Fraction]],
    preferred: list[Preferred],
    paid: dict[str, Fraction],
) -> None:
    """Add the planned round's class, convertibles with it, and what protection gives others."""
    planned = dossier.equity.round
    if planned is None:
        return
    solved = solve_planned_round(dossier, planned)
    price = solved.result.price
    for place, entry in enumerate(preferred):
        gained = solved.protected.get(entry.name, ZERO)
        preferred[place] = replace(entry, shares=entry.shares + gained)
    bought = {planned.investor: solved.result.new_shares, **solved.result.pro_rata_shares}
    name = planned.share_class or NEW_CLASS
    held = dict(shares.get(name, {}))
    for holder, amount in bought.items():
        held[holder] = held.get(holder, ZERO) + amount
        paid[holder] = paid.get(holder, ZERO) + amount * price
    preference = sum(bought.values(), ZERO) * price
    due = convertibles_on(dossier, planned.date)
    for loan, taken in zip(due, solved.result.converted, strict=True):
        held[loan.name] = held.get(loan.name, ZERO) + taken
        paid[loan.name] = paid.get(loan.name, ZERO) + loan.amount
        preference += loan.amount
    shares[name] = held
    _put_class(dossier, preferred, name, sum(held.values(), ZERO), preference)


def _put_class(
    dossier: Dossier,
    preferred: list[Preferred],
    name: str,
    whole: Fraction,
    preference: Fraction,
) -> None:
    """Put the round's class among the preferred ones; without terms it is senior to all, 1x."""
    entry = next((entry for entry in dossier.equity.classes if entry.id == name), None)
    if entry is not None and entry.kind == "common":
        return
    earlier = next((other for other in preferred if other.name == name), None)
    if earlier:
        preferred.remove(earlier)
    rank = max((other.seniority for other in preferred), default=0) + 1
    if entry is None:
        preferred.append(Preferred(name, whole, preference, seniority=rank))
        return
    first = preference * exact_fraction(entry.preference) + (earlier.preference if earlier else 0)
    cap = None
    if entry.participation == "capped":
        cap = max(first, preference * exact_fraction(entry.cap))
    preferred.append(Preferred(name, whole, first, entry.participation, cap, entry.seniority))


def _add_convertibles(
    dossier: Dossier,
    day: date,
    ledger: Ledger,
    shares: dict[str, dict[str, Fraction]],
    preferred: list[Preferred],
    paid: dict[str, Fraction],
) -> None:
    """Add convertibles that no round turned into shares: the amount, or shares at the cap."""
    rank = max((entry.seniority for entry in preferred), default=0) + 1
    due = convertibles_on(dossier, day)
    parts = [max((e.amount / t.cap for t in e.terms if t.cap), default=ZERO) for e in due]
    whole = sum(parts, ZERO)
    everybody = Fraction(ledger.diluted) / (1 - whole) if whole < 1 else ZERO
    for place, (entry, part) in enumerate(zip(due, parts, strict=True)):
        name = f"convertible {place + 1}"
        shares[name] = {entry.name: part * everybody}
        preferred.append(Preferred(name, part * everybody, entry.amount, seniority=rank))
        paid[entry.name] = paid.get(entry.name, ZERO) + entry.amount


def options_at_exit(
    grants: Sequence[Grant], day: date, leaves: Mapping[str, date]
) -> dict[str, int]:
    """Return the options that count at an exit, by grant.

    What has vested counts, and of the rest what an exit accelerates. Who has left by then keeps
    nothing: options that were not exercised lapse before an exit comes.

    Args:
        grants: Grants outstanding.
        day: Day of the exit.
        leaves: Day on which holders leave, for those who do.
    """
    counted = {}
    for grant in grants:
        left = leaves.get(grant.event.holder)
        expired = grant.event.expires is not None and grant.event.expires < day
        if (left and left < day) or grant.left or expired:
            continue
        vested = grant.exercisable(day)
        rest = grant.outstanding - vested
        more = floor(rest * exact_fraction(grant.plan.acceleration))
        counted[grant.event.id] = vested + more
    return counted


def divide(
    dossier: Dossier, stakes: Stakes, price: Fraction, month: float, options: Mapping[str, int]
) -> tuple[dict[str, Fraction], Payout]:
    """Divide an exit's price among holders, exactly.

    Args:
        dossier: The firm.
        stakes: Who holds what.
        price: What the firm is sold for.
        month: Months from the dossier's date to the exit.
        options: Options that count, by grant.

    Returns:
        Amount by holder before tax; and the payout by class, which also has creditors and
        management. New investors of later rounds appear as holders of their own.
    """
    claims = _claims(dossier, stakes, month, options)
    outcome = equilibrium(price, claims)
    amounts: dict[str, Fraction] = {}
    for share_class, held in stakes.shares.items():
        whole = sum(held.values(), ZERO)
        got = outcome.preferred.get(share_class, outcome.per_share * whole)
        for holder, shares in held.items():
            part = got * shares / whole if whole else ZERO
            amounts[holder] = amounts.get(holder, ZERO) + part
    for grant in stakes.grants:
        gain = outcome.options.get(grant.event.id, ZERO)
        amounts[grant.event.holder] = amounts.get(grant.event.holder, ZERO) + gain
    later = {name: got for name, got in outcome.preferred.items() if name not in stakes.shares}
    return amounts | later, outcome


def _claims(dossier: Dossier, stakes: Stakes, month: float, options: Mapping[str, int]) -> Claims:
    first = {entry.name for entry in stakes.preferred}
    common = sum(
        (sum(held.values(), ZERO) for name, held in stakes.shares.items() if name not in first),
        ZERO,
    )
    strikes = {grant.event.id: grant.strike for grant in stakes.grants}
    granted = tuple(
        OptionClass(name, Fraction(count), strikes[name])
        for name, count in options.items()
        if count
    )
    preferred = list(stakes.preferred)
    total = common + sum((entry.shares for entry in preferred), ZERO)
    total += sum((option.shares for option in granted), ZERO)
    for place, later in enumerate(dossier.equity.later_rounds):
        if later.month <= month and later.dilution > 0:
            dilution = exact_fraction(later.dilution)
            new = total * dilution / (1 - dilution)
            rank = max((entry.seniority for entry in preferred), default=0) + 1
            amount = Fraction(later.new_money) * exact_fraction(later.preference)
            preferred.append(Preferred(f"later round {place + 1}", new, amount, seniority=rank))
            total += new
    equity = dossier.equity
    return Claims(
        {COMMON: common},
        tuple(preferred),
        granted,
        Fraction(equity.debt_at_exit),
        exact_fraction(equity.carve_out),
    )


def exit_payouts(dossier: Dossier, stakes: Stakes, day: date) -> tuple[ExitPayout, ...]:
    """Return who gets what in each case at its likely price, nobody leaving before."""
    payouts = []
    for case in dossier.equity.exits:
        months = floor(case.months.likely)
        when = months_later(day, months)
        options = options_at_exit(stakes.grants, when, {})
        price = Fraction(case.price.likely)
        amounts, outcome = divide(dossier, stakes, price, months, options)
        claims = _claims(dossier, stakes, months, options)
        count = None
        if len(claims.preferred) <= MOST_ENUMERATED:
            count = len(equilibria(price, claims))
        payouts.append(
            ExitPayout(
                case.id,
                float(price),
                when,
                {name: float(amount) for name, amount in amounts.items()},
                float(outcome.debt),
                float(outcome.carve_out),
                tuple(sorted(outcome.converts)),
                count,
            )
        )
    return tuple(payouts)


def simulated_stakes(
    dossier: Dossier, stakes: Stakes, day: date, generator: np.random.Generator, count: int = DRAWS
) -> tuple[EquityStake, ...]:
    """Return every holder's money over simulated exits.

    A draw takes a case or none, a price and a month, and who has left by then. Tax is due on what
    exceeds the price paid for shares.
    """
    equity, exits = dossier.equity, dossier.equity.exits
    if not exits:
        return ()
    rate = dossier.finance.discount_rate if dossier.finance else 0.0
    chances = np.array([case.chance for case in exits])
    chosen = np.searchsorted(np.cumsum(chances), generator.uniform(size=count), side="right")
    luck = generator.uniform(size=(count, 2))
    waits = generator.standard_exponential((count, len(dossier.people)))
    holders = sorted({h for held in stakes.shares.values() for h in held}
                     | {grant.event.holder for grant in stakes.grants})  # fmt: skip
    money = {holder: np.zeros(count) for holder in holders}
    present = {holder: np.zeros(count) for holder in holders}
    for draw in range(count):
        if chosen[draw] >= len(exits):
            continue
        price, months = _exit_of(exits[chosen[draw]], luck[draw])
        leaves = _leaves(dossier, day, waits[draw])
        options = options_at_exit(stakes.grants, months_later(day, floor(months)), leaves)
        amounts, _ = divide(dossier, stakes, price, months, options)
        for holder in holders:
            gain = float(amounts[holder] - stakes.paid.get(holder, ZERO))
            after_tax = float(amounts[holder]) - equity.tax_rate * max(gain, 0.0)
            money[holder][draw] = after_tax
            present[holder][draw] = after_tax * (1 + rate) ** (-months / MONTHS_PER_YEAR)
    found = [_stake(name, money[name], float(present[name].mean())) for name in holders]
    return tuple(sorted(found, key=lambda stake: (-stake.mean, stake.holder)))


def _exit_of(case: ExitCase, luck: FloatArray) -> tuple[Fraction, float]:
    low, likely, high = (np.array(float(p)) for p in (case.price.low, case.price.likely,
                                                      case.price.high))  # fmt: skip
    price = float(triangular_quantile(luck[[0]], low, likely, high)[0])
    points = (np.array(point) for point in (case.months.low, case.months.likely, case.months.high))
    months = float(triangular_quantile(luck[[1]], *points)[0])
    return Fraction(round(price)), months


def _leaves(dossier: Dossier, day: date, waits: FloatArray) -> dict[str, date]:
    """Return when people leave, at a constant rate."""
    leaves = {}
    for person, wait in zip(dossier.people, waits, strict=True):
        if person.leaving_chance > 0:
            months = float(wait) * MONTHS_PER_YEAR / -np.log1p(-person.leaving_chance)
            if months < MONTHS_PER_YEAR * 50:
                leaves[person.id] = months_later(day, floor(months))
    return leaves


def _stake(holder: str, money: FloatArray, present: float) -> EquityStake:
    quantiles = {name: float(np.quantile(money, level)) for name, level in QUANTILES.items()}
    zero = float((money <= 0).mean())
    return EquityStake(holder, float(money.mean()), present, quantiles, zero, money)


def payout_curve(dossier: Dossier, stakes: Stakes, day: date) -> PayoutCurve | None:
    """Return what classes get over the price, at the likely month of the dearest case."""
    if not dossier.equity.exits:
        return None
    dearest = max(dossier.equity.exits, key=lambda case: case.price.high)
    top = Fraction(dearest.price.high)
    if top == 0:
        return None
    months = floor(dearest.months.likely)
    options = options_at_exit(stakes.grants, months_later(day, months), {})
    claims = _claims(dossier, stakes, months, options)
    prices = [top * step / CURVE_POINTS for step in range(CURVE_POINTS + 1)]
    outcomes = [equilibrium(price, claims) for price in prices]
    names = [COMMON, *(entry.name for entry in claims.preferred)]
    classes = {
        name: tuple(
            float(o.common[COMMON] if name == COMMON else o.preferred[name]) for o in outcomes
        )
        for name in names
    }
    if claims.options:
        classes[OPTIONS] = tuple(float(sum(o.options.values(), ZERO)) for o in outcomes)
    return PayoutCurve(tuple(float(price) for price in prices), classes)
