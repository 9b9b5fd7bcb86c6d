"""EQU002: in China, more than 30 % of the staff hold options.

Why it matters: The deferral of income tax on options allows 30 % of the mean headcount of six
months at most; beyond it all holders are taxed at exercise.

How to mend: Keep grants to key staff, or plan with the tax.

Known limits: The headcount is that of people.csv, not the mean of six months.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule

MOST_SHARE = 0.3


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    dossier = context.dossier
    here = {person.id for person in dossier.people}
    holders = {
        event.holder
        for event in dossier.equity.events
        if event.kind == "grant" and event.holder in here
    }
    if dossier.firm.country != "CN" or not here or len(holders) <= MOST_SHARE * len(here):
        return
    yield Finding("EQU002", ("equity", "events"), {"share": len(holders) / len(here)})


RULE = Rule("EQU002", "incentives", check)
