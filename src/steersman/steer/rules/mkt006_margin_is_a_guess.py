"""MKT006: a margin moves the plan most and no customer was heard within a year.

Why it matters: What decides most is known least.

How to mend: Ask five customers what they would pay before the first stage.

Known limits: What customers said is not weighed.

Source: The plan's drivers.
"""

from collections.abc import Iterator
from datetime import timedelta

from steersman.steer.rule import Context, Finding, Rule, paths_by_id

YEAR = timedelta(days=365)


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    heard = [said.date for said in context.dossier.market.feedback]
    if heard and max(heard) >= context.as_of - YEAR:
        return
    places = paths_by_id(("projects",), context.dossier.projects)
    for driver in context.plan.drivers[:3]:
        if driver.kind == "margin":
            path = (*places[driver.subject], "payoff")
            yield Finding("MKT006", path, {"project": driver.subject})


RULE = Rule("MKT006", "market", check, analysed=True)
