"""What everybody's shares turn into when the firm is sold, over simulated exits."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from math import floor

import numpy as np

from steersman.dossier import Dossier, ExitCase
from steersman.methods.arrays import FloatArray
from steersman.methods.distributions import triangular_quantile
from steersman.methods.equity.vesting import months_later
from steersman.methods.equity.waterfall import (
    Claims,
    OptionClass,
    Payout,
    Preferred,
    equilibria,
    equilibrium,
)
from steersman.methods.interval import exact_fraction
from steersman.plan.departures import adopted, leaving_chances
from steersman.plan.equity.result import EquityStake, ExitPayout, PayoutCurve
from steersman.plan.equity.stakes import Stakes, options_at_exit, solved_round, stakes_at_exit

DRAWS = 1000
QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
COMMON, OPTIONS = "common", "options"
LATER = "later round"
CURVE_POINTS = 60
MONTHS_PER_YEAR = 12
LONGEST_YEARS = 100
MOST_COUNTED = 6
"""Most classes for which stable sets of choices are counted."""
ZERO = Fraction(0)


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
    claims = claims_at_exit(dossier, stakes, month, options)
    outcome = equilibrium(price, claims)
    amounts: dict[str, Fraction] = {}
    for share_class, held in stakes.shares.items():
        whole = sum(held.values(), ZERO)
        got = outcome.preferred.get(share_class, outcome.per_share * whole)
        for holder, shares in held.items():
            part = got * shares / whole if whole else got / len(held)
            amounts[holder] = amounts.get(holder, ZERO) + part
    for grant in stakes.grants:
        gain = outcome.options.get(grant.event.id, ZERO)
        amounts[grant.event.holder] = amounts.get(grant.event.holder, ZERO) + gain
    later = {name: got for name, got in outcome.preferred.items() if name not in stakes.shares}
    return amounts | later, outcome


def claims_at_exit(
    dossier: Dossier, stakes: Stakes, month: float, options: Mapping[str, int]
) -> Claims:
    """Return all claims at an exit: common together, classes, options that count, later rounds."""
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
            preferred.append(Preferred(f"{LATER} {place + 1}", new, amount, seniority=rank))
            total += new
    equity = dossier.equity
    return Claims(
        {COMMON: common},
        tuple(preferred),
        granted,
        Fraction(equity.debt_at_exit),
        exact_fraction(equity.carve_out),
    )


def exit_payouts(dossier: Dossier, day: date) -> tuple[ExitPayout, ...]:
    """Return who gets what in each case at its likely price, nobody leaving before.

    The planned round counts as held where the exit comes later.
    """
    payouts = []
    solved = solved_round(dossier, day)
    for case in dossier.equity.exits:
        months = floor(case.months.likely)
        when = months_later(dossier.firm.date, months)
        held = solved if solved and solved.terms.date <= when else None
        stakes = stakes_at_exit(dossier, day, when, held)
        options = options_at_exit(stakes.grants, when, {})
        price = Fraction(case.price.likely)
        amounts, outcome = divide(dossier, stakes, price, months, options)
        claims = claims_at_exit(dossier, stakes, months, options)
        count = None
        if len(claims.preferred) <= MOST_COUNTED:
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
    dossier: Dossier, day: date, generator: np.random.Generator, count: int = DRAWS
) -> tuple[EquityStake, ...]:
    """Return every holder's money over simulated exits.

    A draw takes a case or none, a price and a month, whether the planned round was held before, and
    who has left by then. Tax is due on what exceeds the price paid for shares.
    """
    exits = dossier.equity.exits
    if not exits:
        return ()
    rate = dossier.finance.discount_rate if dossier.finance else 0.0
    chosen = np.searchsorted(
        np.cumsum([case.chance for case in exits]), generator.uniform(size=count), side="right"
    )
    luck = generator.uniform(size=(count, 2))
    granted = generator.uniform(size=count) < _round_chance(dossier)
    waits = generator.standard_exponential((count, len(dossier.people)))
    solved = solved_round(dossier, day)
    chances = leaving_chances(dossier, adopted(dossier))
    known: dict[tuple[date, bool], Stakes] = {}
    money: dict[str, FloatArray] = {}
    present: dict[str, FloatArray] = {}
    for draw in range(count):
        if chosen[draw] >= len(exits):
            continue
        price, months = _exit_of(exits[chosen[draw]], luck[draw])
        when = months_later(dossier.firm.date, floor(months))
        held = solved is not None and bool(granted[draw]) and solved.terms.date <= when
        if (when, held) not in known:
            known[when, held] = stakes_at_exit(dossier, day, when, solved if held else None)
        stakes = known[when, held]
        options = options_at_exit(stakes.grants, when, _leaves(dossier, chances, waits[draw]))
        amounts, _ = divide(dossier, stakes, price, months, options)
        for holder, amount in amounts.items():
            if holder.startswith(LATER):
                continue
            gain = float(amount - stakes.paid.get(holder, ZERO))
            after_tax = float(amount) - dossier.equity.tax_rate * max(gain, 0.0)
            money.setdefault(holder, np.zeros(count))[draw] = after_tax
            now = after_tax * (1 + rate) ** (-months / MONTHS_PER_YEAR)
            present.setdefault(holder, np.zeros(count))[draw] = now
    found = [_stake(name, money[name], float(present[name].mean())) for name in sorted(money)]
    return tuple(sorted(found, key=lambda stake: (-stake.mean, stake.holder)))


def _round_chance(dossier: Dossier) -> float:
    """Return the chance that the planned round is held, as its funding option says."""
    planned = dossier.equity.round
    options = dossier.finance.funding if dossier.finance else ()
    linked = [o.chance for o in options if planned and o.id == planned.funding]
    return linked[0] if linked else 1.0


def _exit_of(case: ExitCase, luck: FloatArray) -> tuple[Fraction, float]:
    low, likely, high = (np.array(float(p)) for p in (case.price.low, case.price.likely,
                                                      case.price.high))  # fmt: skip
    price = float(triangular_quantile(luck[[0]], low, likely, high)[0])
    points = (np.array(point) for point in (case.months.low, case.months.likely, case.months.high))
    months = float(triangular_quantile(luck[[1]], *points)[0])
    return Fraction(round(price)), months


def _leaves(dossier: Dossier, chances: Mapping[str, float], waits: FloatArray) -> dict[str, date]:
    """Return when people leave, at the rate that the plan reckons with."""
    leaves = {}
    for person, wait in zip(dossier.people, waits, strict=True):
        chance = chances[person.id]
        if chance > 0:
            months = float(wait) * MONTHS_PER_YEAR / -np.log1p(-chance)
            if months < MONTHS_PER_YEAR * LONGEST_YEARS:
                leaves[person.id] = months_later(dossier.firm.date, floor(months))
    return leaves


def _stake(holder: str, money: FloatArray, present: float) -> EquityStake:
    quantiles = {name: float(np.quantile(money, level)) for name, level in QUANTILES.items()}
    zero = float((money <= 0).mean())
    return EquityStake(holder, float(money.mean()), present, quantiles, zero, money)


def payout_curve(dossier: Dossier, day: date) -> PayoutCurve | None:
    """Return what classes get over the price, at the likely month of the dearest case."""
    if not dossier.equity.exits:
        return None
    dearest = max(dossier.equity.exits, key=lambda case: case.price.high)
    top = Fraction(dearest.price.high)
    if top == 0:
        return None
    months = floor(dearest.months.likely)
    when = months_later(dossier.firm.date, months)
    solved = solved_round(dossier, day)
    held = solved if solved and solved.terms.date <= when else None
    stakes = stakes_at_exit(dossier, day, when, held)
    options = options_at_exit(stakes.grants, when, {})
    claims = claims_at_exit(dossier, stakes, months, options)
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
