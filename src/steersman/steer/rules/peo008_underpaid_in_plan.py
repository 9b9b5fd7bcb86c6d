"""PEO008: somebody whom the plan needs is paid a fifth less than elsewhere.

Why it matters: They can leave for a raise any day, and the plan stops.

How to mend: Close the gap, or offer what weighs as much: shares, prospects, learning.

Known limits: The market's pay is what the dossier says.

Source: The planned calendar and market_cost.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each

FIFTH = 1.2


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, person in each(("people",), context.dossier.people):
        needed = any(context.plan.loading.get(person.id, ()))
        market = person.market_cost
        if needed and market is not None and float(market) > FIFTH * float(person.monthly_cost) > 0:
            values = {"person": person.id, "share": float(market / person.monthly_cost) - 1}
            yield Finding("PEO008", (*path, "monthly_cost"), values)


RULE = Rule("PEO008", "people", check, analysed=True, personal=True)
