"""MON002: a reserve of less than two months of costs.

Why it matters: One customer who pays late then stops the firm.

How to mend: Raise the reserve in finance.yaml; the plan keeps it free.

Known limits: Two months is a convention; a firm paid in advance needs less.

Source: Our judgement.
"""

from collections.abc import Iterator
from decimal import Decimal

from steersman.steer.rule import Context, Finding, Rule

MONTHS = 2


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    finance = context.dossier.finance
    if finance is None:
        return
    payroll = sum((person.monthly_cost for person in context.dossier.people), Decimal(0))
    costs = payroll + finance.fixed_costs_monthly
    if finance.reserve < MONTHS * costs:
        values = {"cost": float(finance.reserve), "months": float(finance.reserve / costs)}
        yield Finding("MON002", ("finance", "reserve"), values)


RULE = Rule("MON002", "money", check)
