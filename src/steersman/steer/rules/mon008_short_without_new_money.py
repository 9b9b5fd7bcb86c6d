"""MON008: without new money cash falls below the reserve within a year as likely as not.

Why it matters: Funding takes half a year; begun late it is taken on any terms.

How to mend: Begin funding now, and cut what brings nothing this year.

Known limits: What the plan could cut is not looked at.

Source: Simulation day by day.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule

YEAR = 12


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    if context.dossier.finance is None:
        return
    case = next(case for case in context.financing.cases if case.name == "no_new_money")
    months = case.runway["p50"]
    if months is not None and months < YEAR:
        yield Finding("MON008", ("finance", "cash"), {"months": months})


RULE = Rule("MON008", "money", check, analysed=True)
