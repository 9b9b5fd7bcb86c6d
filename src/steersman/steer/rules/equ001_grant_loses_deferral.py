"""EQU001: a grant in China whose terms lose the deferral of income tax on options.

Why it matters: Without deferral the gain is taxed as wages at exercise, up to 45 %, before there is
any money to pay it from.

How to mend: Write an end of exercise within ten years into the plan; vest over three years or more.

Known limits: Other conditions (approval, own shares, industry) are the rulebook's. A vesting of
three years is how the holding period of three years from the grant is usually kept.
"""

from collections.abc import Iterator
from datetime import date

from steersman.dossier import Dossier, EquityEvent
from steersman.steer.rule import Context, Finding, Rule, each

MOST_YEARS, LEAST_MONTHS = 10, 36


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    if context.dossier.firm.country != "CN":
        return
    for path, event in each(("equity", "events"), context.dossier.equity.events):
        fault = _fault(context.dossier, event) if event.kind == "grant" else ""
        if fault:
            values = {"holder": event.holder, "what": fault}
            yield Finding("EQU001", path, values)


def _fault(dossier: Dossier, event: EquityEvent) -> str:
    if event.expires is None:
        return "equity_rule.no_end"
    last = date(event.date.year + MOST_YEARS, event.date.month, min(event.date.day, 28))
    if (event.expires - last).days > 3:
        return "equity_rule.too_long"
    months = {plan.id: plan.months for plan in dossier.equity.vesting}
    return "equity_rule.too_short" if months.get(event.vesting, 0) < LEAST_MONTHS else ""


RULE = Rule("EQU001", "incentives", check)
