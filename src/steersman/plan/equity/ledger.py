"""The event log of shares, replayed: who holds what on a day, and what in the log cannot be."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from steersman.dossier import DataPath, Dossier, EquityEvent, Problem, ShareClass, VestingPlan
from steersman.methods.equity.vesting import (
    Terms,
    Tranche,
    months_later,
    paused,
    schedule,
    vested_on,
)

COMMON = "common"
"""The class of shares whose class is not named."""
UNVESTED_AT_ONCE = VestingPlan(id="", months=0, cliff_months=0)
NEEDS_SHARES = {"issue", "transfer", "repurchase", "pool", "promise", "grant", "exercise", "cancel"}


@dataclass(frozen=True, slots=True)
class Grant:
    """Options granted to somebody.

    Attributes:
        event: The event that granted them.
        plan: How they vest.
        tranches: When which part vests, splits and pauses worked in.
        shares: Options granted, splits worked in.
        strike: Price of a share.
        exercised: Options exercised.
        cancelled: Options that came back: cancelled, forfeited, or lapsed.
        left: Day on which the holder left; None while there.
    """

    event: EquityEvent
    plan: VestingPlan
    tranches: tuple[Tranche, ...]
    shares: int
    strike: Fraction
    exercised: int = 0
    cancelled: int = 0
    left: date | None = None

    @property
    def outstanding(self) -> int:
        """Options neither exercised nor come back."""
        return self.shares - self.exercised - self.cancelled

    def vested(self, day: date) -> int:
        """Return the options vested by a day; none vests after the holder has left."""
        last = min(day, self.left) if self.left else day
        return int(vested_on(self.tranches, last))

    def exercisable(self, day: date) -> int:
        """Return the options that may be exercised on a day."""
        return max(0, min(self.vested(day) - self.exercised, self.outstanding))

    @property
    def lapses(self) -> date | None:
        """Day after which nothing may be exercised any more."""
        limits = [self.event.expires] if self.event.expires else []
        if self.left:
            limits.append(months_later(self.left, self.plan.exercise_months))
        return min(limits, default=None)


@dataclass(slots=True)
class Ledger:
    """Where all shares are on a day.

    Attributes:
        classes: Classes by id.
        holdings: Shares by holder and class.
        paid: What holders paid for the shares they hold.
        pool: Shares set aside and neither granted nor promised.
        promised: Shares of the pool promised, by holder.
        grants: Grants by the id of their event.
        problems: What in the log cannot be; such events are left out.
    """

    classes: dict[str, ShareClass]
    holdings: dict[tuple[str, str], int] = field(default_factory=dict)
    paid: dict[str, Fraction] = field(default_factory=dict)
    pool: int = 0
    promised: dict[str, int] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def issued(self) -> int:
        """Shares issued."""
        return sum(self.holdings.values())

    @property
    def granted(self) -> int:
        """Options outstanding."""
        return sum(grant.outstanding for grant in self.grants.values())

    @property
    def diluted(self) -> int:
        """All shares issued, granted, promised or set aside."""
        return self.issued + self.granted + sum(self.promised.values()) + self.pool


def replay(dossier: Dossier, day: date) -> Ledger:
    """Return where all shares are at the end of a day.

    Without any event the share register of the firm's finance is what was issued.

    Args:
        dossier: The firm.
        day: Last day to replay.
    """
    equity = dossier.equity
    classes = {COMMON: ShareClass(id=COMMON)} | {entry.id: entry for entry in equity.classes}
    ledger = Ledger(classes)
    if not equity.events:
        for holding in dossier.finance.shares if dossier.finance else ():
            _add(ledger, holding.holder, COMMON, holding.shares)
        return ledger
    plans = {"": UNVESTED_AT_ONCE} | {plan.id: plan for plan in equity.vesting}
    order = sorted(range(len(equity.events)), key=lambda place: equity.events[place].date)
    for place in order:
        event = equity.events[place]
        if event.date > day:
            break
        _take_back_lapsed(ledger, event.date)
        _apply(ledger, event, plans, ("equity", "events", place))
    _take_back_lapsed(ledger, day)
    return ledger


def _apply(
    ledger: Ledger, event: EquityEvent, plans: dict[str, VestingPlan], path: DataPath
) -> None:
    if event.kind in NEEDS_SHARES and event.shares == 0:
        ledger.problems.append(Problem("equity-no-shares", (*path, "shares"), {"kind": event.kind}))
        return
    fault = APPLY[event.kind](ledger, event, plans)
    if fault:
        code, limit = fault
        values = {"value": event.shares, "limit": limit, "holder": event.holder or event.grant}
        ledger.problems.append(Problem(code, (*path, "shares"), values))


Fault = tuple[str, int] | None
"""Code of what is wrong, and the most that would have been possible."""


def _add(ledger: Ledger, holder: str, share_class: str, shares: int) -> None:
    key = (holder, share_class or COMMON)
    ledger.holdings[key] = ledger.holdings.get(key, 0) + shares
    if ledger.holdings[key] == 0:
        del ledger.holdings[key]


def _issue(ledger: Ledger, event: EquityEvent, _: dict[str, VestingPlan]) -> Fault:
    _add(ledger, event.holder, event.share_class, event.shares)
    _pay(ledger, event.holder, event.shares * Fraction(event.price))
    return None


def _pay(ledger: Ledger, holder: str, amount: Fraction) -> None:
    ledger.paid[holder] = ledger.paid.get(holder, Fraction(0)) + amount


def _give_up(ledger: Ledger, event: EquityEvent, _: dict[str, VestingPlan]) -> Fault:
    """Take shares from a holder: to another, or back to the firm."""
    held = ledger.holdings.get((event.holder, event.share_class or COMMON), 0)
    if event.shares > held:
        return "equity-more-than-held", held
    everything = sum(n for (holder, _), n in ledger.holdings.items() if holder == event.holder)
    cost = ledger.paid.get(event.holder, Fraction(0)) * Fraction(event.shares, everything)
    _pay(ledger, event.holder, -cost)
    _add(ledger, event.holder, event.share_class, -event.shares)
    if event.kind == "transfer":
        _add(ledger, event.to, event.share_class, event.shares)
        _pay(ledger, event.to, event.shares * Fraction(event.price))
    return None


def _split(ledger: Ledger, event: EquityEvent, _: dict[str, VestingPlan]) -> Fault:
    factor = event.factor
    ledger.holdings = {key: shares * factor for key, shares in ledger.holdings.items()}
    ledger.promised = {holder: shares * factor for holder, shares in ledger.promised.items()}
    ledger.pool *= factor
    held = {share_class for _, share_class in ledger.holdings}
    ledger.classes = {
        name: replace(entry, price=entry.price / factor) if name in held else entry
        for name, entry in ledger.classes.items()
    }
    for name, grant in ledger.grants.items():
        ledger.grants[name] = replace(
            grant,
            shares=grant.shares * factor,
            exercised=grant.exercised * factor,
            cancelled=grant.cancelled * factor,
            strike=grant.strike / factor,
            tranches=tuple(replace(t, shares=t.shares * factor) for t in grant.tranches),
        )
    return None


def _set_aside(ledger: Ledger, event: EquityEvent, _: dict[str, VestingPlan]) -> Fault:
    ledger.pool += event.shares
    return None


def _promise(ledger: Ledger, event: EquityEvent, _: dict[str, VestingPlan]) -> Fault:
    if event.shares > ledger.pool:
        return "equity-pool-exceeded", ledger.pool
    ledger.pool -= event.shares
    ledger.promised[event.holder] = ledger.promised.get(event.holder, 0) + event.shares
    return None


def _grant(ledger: Ledger, event: EquityEvent, plans: dict[str, VestingPlan]) -> Fault:
    """Grant options: what was promised to the holder first, then the pool."""
    promised = min(ledger.promised.get(event.holder, 0), event.shares)
    if event.shares - promised > ledger.pool:
        return "equity-pool-exceeded", ledger.pool + promised
    ledger.pool -= event.shares - promised
    if promised:
        ledger.promised[event.holder] -= promised
    plan = plans.get(event.vesting, UNVESTED_AT_ONCE)
    terms = Terms(
        plan.months,
        min(plan.cliff_months, plan.months),
        plan.every_months,
        plan.rounding,
        plan.day_rule,
    )
    tranches = schedule(event.shares, event.start or event.date, terms)
    ledger.grants[event.id] = Grant(event, plan, tranches, event.shares, Fraction(event.price))
    return None


def _pause(ledger: Ledger, event: EquityEvent, _: dict[str, VestingPlan]) -> Fault:
    grant = ledger.grants.get(event.grant)
    if grant:
        moved = paused(grant.tranches, event.date, event.months)
        ledger.grants[event.grant] = replace(grant, tranches=moved)
    return None


def _exercise(ledger: Ledger, event: EquityEvent, _: dict[str, VestingPlan]) -> Fault:
    grant = ledger.grants.get(event.grant)
    if grant is None:
        return None
    exercisable = grant.exercisable(event.date)
    if event.shares > exercisable:
        return "equity-not-vested", exercisable
    ledger.grants[event.grant] = replace(grant, exercised=grant.exercised + event.shares)
    _add(ledger, grant.event.holder, COMMON, event.shares)
    _pay(ledger, grant.event.holder, event.shares * grant.strike)
    return None


def _cancel(ledger: Ledger, event: EquityEvent, _: dict[str, VestingPlan]) -> Fault:
    grant = ledger.grants.get(event.grant)
    if grant is None:
        return None
    if event.shares > grant.outstanding:
        return "equity-more-than-held", grant.outstanding
    _take_back(ledger, event.grant, event.shares)
    return None


def _leave(ledger: Ledger, event: EquityEvent, _: dict[str, VestingPlan]) -> Fault:
    """What has not vested goes back to the pool at once."""
    ledger.pool += ledger.promised.pop(event.holder, 0)
    for name, grant in ledger.grants.items():
        if grant.event.holder == event.holder and grant.left is None:
            ledger.grants[name] = replace(grant, left=event.date)
            _take_back(ledger, name, grant.outstanding - grant.exercisable(event.date))
    return None


def _take_back(ledger: Ledger, name: str, shares: int) -> None:
    grant = ledger.grants[name]
    ledger.grants[name] = replace(grant, cancelled=grant.cancelled + shares)
    ledger.pool += shares


def _take_back_lapsed(ledger: Ledger, day: date) -> None:
    for name, grant in ledger.grants.items():
        if grant.lapses and day > grant.lapses and grant.outstanding:
            _take_back(ledger, name, grant.outstanding)


APPLY: dict[str, Callable[[Ledger, EquityEvent, dict[str, VestingPlan]], Fault]] = {
    "issue": _issue,
    "transfer": _give_up,
    "repurchase": _give_up,
    "split": _split,
    "pool": _set_aside,
    "promise": _promise,
    "grant": _grant,
    "pause": _pause,
    "exercise": _exercise,
    "cancel": _cancel,
    "leave": _leave,
}
