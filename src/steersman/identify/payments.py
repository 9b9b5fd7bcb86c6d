"""Money that reliefs not yet claimed bring, for the plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from steersman.dossier import Firm
from steersman.identify.worth import TaxYear
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

    Every year is taken to be like the last; only the law moves. Nothing is returned unless the
    dossier says that its list of claimed reliefs is complete, since money in the running figures
    would otherwise count twice.
    """
    if not firm.reliefs_claimed_complete:
        return ()
    now = _year(rules, facts, as_of)
    if not now.known:
        return ()
    in_use = now.cash(tuple(r for r in now.reliefs if r.id in firm.reliefs_claimed))
    found = []
    for tax_year in range(as_of.year, as_of.year + HORIZON_YEARS):
        year = _year(rules, facts, date(tax_year, 12, 31))
        best = year.best_set()
        gained = float(year.cash(best) - in_use)
        if gained and best:
            month = max(rule.relief.paid_month for rule in best if rule.relief)
            found.append(ReliefPayment(tax_year, date(tax_year + 1, month, 1), gained))
    return tuple(found)


def _year(rules: Sequence[str], facts: Facts, law_on: date) -> TaxYear:
    known = [load_rule(name, law_on) for name in rules]
    reliefs = [rule for rule in known if rule.relief and rule.in_force(law_on)]
    base = next((r for r in reliefs if r.relief and r.relief.mechanism == "base_rate"), None)
    open_facts = {name: value for name, value in facts.items() if name != "taxable_income"}
    return TaxYear(base, reliefs, open_facts, law_on, "low")
