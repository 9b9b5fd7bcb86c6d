"""The round under negotiation: price, conversions, pool, and what is left to whom."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import floor
from typing import get_args

from steersman.dossier import ConvertibleLoan, Dossier, PlannedRound
from steersman.methods.equity.anti_dilution import full_ratchet, weighted_average
from steersman.methods.equity.rounds import (
    Convention,
    ConversionTerms,
    Convertible,
    NoRoundError,
    RoundResult,
    RoundTerms,
    solve_round,
)
from steersman.methods.interval import exact_fraction
from steersman.plan.equity.ledger import Ledger, replay
from steersman.plan.equity.result import Conversion, PoolNeed, RoundOutcome, RoundRow

DAYS_PER_YEAR = 365
ZERO = Fraction(0)
POOL = "(pool)"
NEW_INVESTORS = "(new investors)"
"""Stand for the pool, and for investors without a name, among holders."""


@dataclass(frozen=True, slots=True)
class SolvedRound:
    """A round's terms and their exact solution, with the shares of everybody after it.

    Attributes:
        terms: The round.
        result: Its solution.
        ledger: Shares on the day before it.
        holders: Exact shares after the round by holder, today's options among them; the pool's
            under its own name.
        protected: Shares gained by protected classes, by class.
    """

    terms: PlannedRound
    result: RoundResult
    ledger: Ledger
    holders: Mapping[str, Fraction]
    protected: Mapping[str, Fraction]

    @property
    def total(self) -> Fraction:
        """All shares after the round."""
        return sum(self.holders.values(), ZERO)


def amount_due(loan: ConvertibleLoan, day: date) -> Fraction:
    """Return what a convertible turns into shares on a day: its amount and interest.

    Interest runs by days of a year of 365; compounding adds it at the end of every whole year.
    """
    amount, rate = Fraction(loan.amount), exact_fraction(loan.interest)
    days = max((day - loan.date).days, 0)
    years, rest = divmod(days, DAYS_PER_YEAR)
    if not loan.compounding:
        return amount * (1 + rate * Fraction(days, DAYS_PER_YEAR))
    return amount * (1 + rate) ** years * (1 + rate * Fraction(rest, DAYS_PER_YEAR))


def convertibles_on(dossier: Dossier, day: date) -> tuple[Convertible, ...]:
    """Return the convertibles outstanding on a day, with the terms that count for each."""
    loans = [loan for loan in dossier.equity.convertibles if loan.date <= day]
    return tuple(
        Convertible(
            loan.holder,
            amount_due(loan, day),
            (
                _terms(loan),
                *(_terms(o) for o in loans if loan.most_favoured and o.date > loan.date),
            ),
            loan.pro_rata,
        )
        for loan in loans
    )


def _terms(loan: ConvertibleLoan) -> ConversionTerms:
    cap = None if loan.cap is None else Fraction(loan.cap)
    return ConversionTerms(cap, loan.cap_basis, exact_fraction(loan.discount))


def round_terms(planned: PlannedRound, ledger: Ledger) -> RoundTerms:
    """Return the terms of a planned round as the solver takes them."""
    target = None if planned.pool_target is None else exact_fraction(planned.pool_target)
    rights: tuple[tuple[str, Fraction], ...] = ()
    if planned.existing_pro_rata:
        preferred = {name for name, entry in ledger.classes.items() if entry.kind == "preferred"}
        rights = tuple(
            (holder, Fraction(shares, ledger.diluted))
            for (holder, share_class), shares in sorted(ledger.holdings.items())
            if share_class in preferred
        )
    return RoundTerms(
        Fraction(planned.valuation),
        Fraction(planned.new_money),
        planned.convention,
        target,
        Fraction(planned.pool_increase),
        rights,
    )


def solve_planned_round(dossier: Dossier, planned: PlannedRound) -> SolvedRound:
    """Solve a planned round.

    Raises:
        NoRoundError: If its terms do not fit together, or there are no shares.
    """
    ledger = replay(dossier, planned.date)
    convertibles = convertibles_on(dossier, planned.date)
    if planned.pool_target is not None and planned.pool_target >= 1:
        raise NoRoundError("more-than-all")
    result = solve_round(
        Fraction(ledger.diluted), Fraction(ledger.pool), convertibles, round_terms(planned, ledger)
    )
    protected = _protection(ledger, result)
    holders = {name: Fraction(shares) for name, shares in before_round(ledger).items()}
    for (holder, share_class), shares in ledger.holdings.items():
        if share_class in protected:
            whole = sum(n for (_, c), n in ledger.holdings.items() if c == share_class)
            holders[holder] += protected[share_class] * shares / whole
    for convertible, taken in zip(convertibles, result.converted, strict=True):
        holders[convertible.name] = holders.get(convertible.name, ZERO) + taken
    for name, bought in result.pro_rata_shares.items():
        holders[name] = holders.get(name, ZERO) + bought
    investor = planned.investor or NEW_INVESTORS
    holders[investor] = holders.get(investor, ZERO) + result.new_shares
    holders[POOL] = holders.get(POOL, ZERO) + result.pool_increase
    return SolvedRound(planned, result, ledger, holders, protected)


def before_round(ledger: Ledger) -> dict[str, int]:
    """Return shares, options and promises by holder; the pool under its own name."""
    holders: dict[str, int] = {}
    for (holder, _), shares in ledger.holdings.items():
        holders[holder] = holders.get(holder, 0) + shares
    for grant in ledger.grants.values():
        holder = grant.event.holder
        holders[holder] = holders.get(holder, 0) + grant.outstanding
    for holder, shares in ledger.promised.items():
        holders[holder] = holders.get(holder, 0) + shares
    holders[POOL] = ledger.pool
    return holders


def _protection(ledger: Ledger, result: RoundResult) -> dict[str, Fraction]:
    """Return the shares that classes gain because the round's price is below theirs.

    Counted as outstanding are shares issued, options granted and what convertibles become, not the
    pool nor promises; as issued, all that is sold in the round, pro-rata rights included.
    """
    sold = result.new_shares + sum(result.pro_rata_shares.values(), ZERO)
    money = sold * result.price
    outstanding = ledger.issued + ledger.granted + sum(result.converted, ZERO)
    gained = {}
    for name, entry in ledger.classes.items():
        shares = sum(n for (_, c), n in ledger.holdings.items() if c == name)
        price = Fraction(entry.price)
        if entry.anti_dilution == "none" or shares == 0 or result.price >= price:
            continue
        lower = full_ratchet(price, result.price)
        if entry.anti_dilution == "weighted_average":
            lower = weighted_average(price, outstanding, money, sold) if sold else price
        gained[name] = shares * price / lower - shares
    return gained


def round_outcome(dossier: Dossier, planned: PlannedRound) -> RoundOutcome:
    """Return the planned round for the reader, or why its terms do not fit together."""
    try:
        solved = solve_planned_round(dossier, planned)
    except NoRoundError as error:
        return RoundOutcome(error.reason, planned.date)
    result, ledger, total = solved.result, solved.ledger, solved.total
    before = before_round(ledger)
    loans = [loan for loan in dossier.equity.convertibles if loan.date <= planned.date]
    due = convertibles_on(dossier, planned.date)
    conversions = tuple(
        Conversion(
            loan.id, loan.holder, float(entry.amount), floor(taken),
            None if price is None else float(price), float(taken / total),
        )
        for loan, entry, taken, price in zip(
            loans, due, result.converted, result.conversion_price, strict=True
        )
    )  # fmt: skip
    options = dossier.finance.funding if dossier.finance else ()
    rows = tuple(
        RoundRow(name, before.get(name, 0) / ledger.diluted, float(shares / total), floor(shares))
        for name, shares in sorted(solved.holders.items(), key=lambda entry: (-entry[1], entry[0]))
    )
    present = sum((Fraction(shares) for name, shares in before.items() if name != POOL), ZERO)
    return RoundOutcome(
        refused=None,
        date=planned.date,
        price=float(result.price),
        conventions=_conventions(dossier, planned),
        total=sum(row.shares_after for row in rows),
        effective_valuation=float(result.effective_valuation),
        pool_increase=floor(result.pool_increase),
        pool_share=float(solved.holders[POOL] / total),
        present_share=float((present + sum(solved.protected.values(), ZERO)) / total),
        stated_dilution=next((o.dilution for o in options if o.id == planned.funding), None),
        conversions=conversions,
        anti_dilution={name: floor(shares) for name, shares in solved.protected.items()},
        rows=rows,
        slope=float(result.slope),
    )


def _conventions(dossier: Dossier, planned: PlannedRound) -> dict[str, float]:
    prices = {}
    for convention in get_args(Convention):
        try:
            solved = solve_planned_round(dossier, replace(planned, convention=convention))
        except NoRoundError:
            continue
        prices[convention] = float(solved.result.price)
    return prices


def pool_need(dossier: Dossier, hires: tuple[str, ...]) -> PoolNeed | None:
    """Return the pool that planned hires need beside the round's target, priced.

    Args:
        dossier: The firm.
        hires: Roles that the plan hires for.
    """
    planned = dossier.equity.round
    grants = {
        role.id: role.equity_share
        for role in dossier.hiring.roles
        if role.id in hires and role.equity_share > 0
    }
    if planned is None or not grants:
        return None
    needed = float(sum(map(exact_fraction, grants.values())))
    try:
        asked = solve_planned_round(dossier, planned)
        own = _with_pool(dossier, planned, needed)
    except NoRoundError:
        return None
    return PoolNeed(
        grants,
        needed,
        planned.pool_target,
        float(own.result.effective_valuation),
        float(asked.result.effective_valuation),
    )


def _with_pool(dossier: Dossier, planned: PlannedRound, needed: float) -> SolvedRound:
    """Solve a round whose pool is what is needed; one that is larger already does not grow."""
    try:
        return solve_planned_round(dossier, replace(planned, pool_target=needed))
    except NoRoundError as error:
        if error.reason != "pool-too-large":
            raise
        return solve_planned_round(dossier, replace(planned, pool_target=None, pool_increase=0))
