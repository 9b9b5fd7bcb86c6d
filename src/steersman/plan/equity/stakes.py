"""Who holds what at an exit: shares issued, the planned round's, convertibles, options."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import floor

from steersman.dossier import Dossier, PlannedRound, ShareClass
from steersman.methods.equity.rounds import NoRoundError
from steersman.methods.equity.waterfall import Preferred
from steersman.methods.interval import exact_fraction
from steersman.plan.equity.ledger import Grant, Ledger, replay
from steersman.plan.equity.planned_round import (
    NEW_INVESTORS,
    SolvedRound,
    convertibles_on,
    solve_planned_round,
)

NEW_CLASS = "round"
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


@dataclass(slots=True)
class _Book:
    """Stakes under way."""

    shares: dict[str, dict[str, Fraction]]
    preferred: list[Preferred]
    paid: dict[str, Fraction]

    def add(self, name: str, holder: str, shares: Fraction, paid: Fraction) -> None:
        held = self.shares.setdefault(name, {})
        held[holder] = held.get(holder, ZERO) + shares
        self.paid[holder] = self.paid.get(holder, ZERO) + paid


def solved_round(dossier: Dossier, today: date) -> SolvedRound | None:
    """Return the planned round solved; None where there is none to come or its terms contradict."""
    planned = dossier.equity.round
    if planned is None or planned.date < today:
        return None
    try:
        return solve_planned_round(dossier, planned)
    except NoRoundError:
        return None


def stakes_at_exit(
    dossier: Dossier, today: date, exit_day: date, round_held: SolvedRound | None
) -> Stakes:
    """Return what is held at an exit.

    Convertibles that no round has turned into shares rank with the most senior preferred shares:
    their amount with interest up to the exit, or shares at their cap.

    Args:
        dossier: The firm.
        today: Day of the cap table.
        exit_day: Day of the exit, up to which interest runs.
        round_held: The planned round, where it has been held by then.
    """
    ledger = replay(dossier, today)
    shares: dict[str, dict[str, Fraction]] = {}
    for (holder, share_class), held in ledger.holdings.items():
        shares.setdefault(share_class, {})[holder] = Fraction(held)
    first = [name for name in shares if ledger.classes[name].kind == "preferred"]
    preferred = [
        _preferred(ledger.classes[name], name, sum(shares[name].values(), ZERO)) for name in first
    ]
    book = _Book(shares, preferred, dict(ledger.paid))
    if round_held:
        _add_round(dossier, book, round_held)
    else:
        _add_convertibles(dossier, exit_day, ledger, book)
    return Stakes(book.shares, tuple(book.preferred), tuple(ledger.grants.values()), book.paid)


def _preferred(
    entry: ShareClass, name: str, shares: Fraction, paid: Fraction | None = None
) -> Preferred:
    """Return a class's terms for shares that were paid for at its price, or with an amount."""
    money = Fraction(entry.price) * shares if paid is None else paid
    preference = money * exact_fraction(entry.preference)
    cap = None
    if entry.participation == "capped":
        cap = max(preference, money * exact_fraction(entry.cap))
    return Preferred(name, shares, preference, entry.participation, cap, entry.seniority)


def _add_round(dossier: Dossier, book: _Book, solved: SolvedRound) -> None:
    """Add the round's shares, what convertibles become, and what protection gives others.

    Convertibles take the round's terms with their own amount as preference (shadow series).
    """
    planned, result = solved.terms, solved.result
    for place, entry in enumerate(book.preferred):
        gained = solved.protected.get(entry.name, ZERO)
        if gained:
            held = book.shares[entry.name]
            whole = sum(held.values(), ZERO)
            book.shares[entry.name] = {h: n + gained * n / whole for h, n in held.items()}
            book.preferred[place] = replace(entry, shares=entry.shares + gained)
    terms = _round_class(dossier, planned, book)
    bought = {planned.investor or NEW_INVESTORS: result.new_shares}
    for holder, shares in result.pro_rata_shares.items():
        bought[holder] = bought.get(holder, ZERO) + shares
    name = _fresh(planned.share_class or NEW_CLASS, book)
    for holder, shares in bought.items():
        book.add(name, holder, shares, shares * result.price)
    if terms.kind == "preferred":
        total = sum(bought.values(), ZERO)
        book.preferred.append(_preferred(terms, name, total, total * result.price))
    due = convertibles_on(dossier, planned.date)
    for place, (loan, taken) in enumerate(zip(due, result.converted, strict=True)):
        name = f"convertible {place + 1}"
        book.add(name, loan.name, taken, loan.amount)
        if terms.kind == "preferred":
            book.preferred.append(_preferred(terms, name, taken, loan.amount))


def _round_class(dossier: Dossier, planned: PlannedRound, book: _Book) -> ShareClass:
    """Return the terms of the round's shares; without any they are senior to all, 1x."""
    named = next((e for e in dossier.equity.classes if e.id == planned.share_class), None)
    if named is not None:
        return named
    rank = max((entry.seniority for entry in book.preferred), default=0) + 1
    kind = "common" if planned.share_class == "common" else "preferred"
    return ShareClass(id=planned.share_class or NEW_CLASS, kind=kind, seniority=rank)  # type: ignore[arg-type]


def _fresh(name: str, book: _Book) -> str:
    """Return a name for new shares of a class whose older ones were paid another price."""
    return f"{name} (new)" if name in book.shares else name


def _add_convertibles(dossier: Dossier, day: date, ledger: Ledger, book: _Book) -> None:
    rank = max((entry.seniority for entry in book.preferred), default=0)
    due = convertibles_on(dossier, day)
    outstanding = Fraction(ledger.diluted)
    parts, fixed = [], []
    for entry in due:
        post = [e.cap for e in entry.terms if e.cap and e.cap_kind == "post_money"]
        pre = [e.cap for e in entry.terms if e.cap and e.cap_kind != "post_money"]
        parts.append(entry.amount / min(post) if post else ZERO)
        fixed.append(entry.amount / min(pre) * outstanding if pre else ZERO)
    whole = sum(parts, ZERO)
    if whole >= 1:
        parts, whole = [ZERO] * len(due), ZERO
    everybody = (outstanding + sum(fixed, ZERO)) / (1 - whole)
    for place, (entry, part, shares) in enumerate(zip(due, parts, fixed, strict=True)):
        taken = max(part * everybody, shares)
        name = f"convertible {place + 1}"
        book.add(name, entry.name, taken, entry.amount)
        book.preferred.append(Preferred(name, taken, entry.amount, seniority=rank))


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
