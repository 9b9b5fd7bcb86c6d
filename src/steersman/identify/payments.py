"""Money that reliefs not yet claimed bring, for the plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from steersman.dossier import Firm
from steersman.identify.worth import TaxYear
from steersman.methods.interval import Interval
from steersman.rulebook import Facts, load_rule

HORIZON_YEARS = 10
"""Years for which payments are worked out; no plan looks further."""


@dataclass(frozen=True, slots=True)
class ReliefPayment:
    """New money of one tax year: tax not paid, or paid back, against what the firm pays now.

    Attributes:
        tax_year: The year whose tax it is.
        paid_on: First day of the month in which it shows.
        amount: The money; negative where a relief in use ends.
    """

    tax_year: int
    paid_on: date
    amount: float


def relief_payments(
    rules: Sequence[str], firm: Firm, facts: Facts, as_of: date
) -> tuple[ReliefPayment, ...]:
    """Return what reliefs bring beyond those in use, year by year, with the law known today.

    Every year is taken to be like the last; only the law moves, and losses once set off are gone.
    The money of a year comes in the month of the last of its reliefs. Nothing is returned unless
    the dossier says that its list of claimed reliefs is complete, since money in the running
    figures would otherwise count twice.
    """
    if not firm.reliefs_claimed_complete:
        return ()
    base = [name for name in rules if load_rule(name, as_of).mechanism == "base_rate"]
    now = _year([*base, *firm.reliefs_claimed], facts, as_of)
    if not now.known:
        return ()
    in_use = now.cash(now.best_set())
    used = Fraction(0)
    found = []
    for tax_year in range(as_of.year, as_of.year + HORIZON_YEARS):
        year = _year(rules, _with_losses_used(facts, used), date(tax_year, 12, 31))
        best = year.best_set()
        used += year.losses_used(best)
        gained = float(year.cash(best) - in_use)
        if gained:
            taken = [rule for rule in (year.base, *best) if rule is not None and rule.relief]
            month = max(rule.relief.paid_month for rule in taken if rule.relief)
            found.append(ReliefPayment(tax_year, date(tax_year + 1, month, 1), gained))
    return tuple(found)


def _year(rules: Sequence[str], facts: Facts, law_on: date) -> TaxYear:
    known = [load_rule(name, law_on) for name in rules]
    reliefs = [rule for rule in known if rule.relief and rule.in_force(law_on)]
    return TaxYear(reliefs, facts, law_on, "low")


def _with_losses_used(facts: Facts, used: Fraction) -> Facts:
    """Return the facts with what is left of earlier losses after some have been set off."""
    left = dict(facts)
    for name in ("losses_five_years", "losses_ten_years"):
        losses = facts.get(name)
        if isinstance(losses, Interval) and losses.low is not None:
            left[name] = Interval.exactly(max(losses.low - used, Fraction(0)))
    return left
