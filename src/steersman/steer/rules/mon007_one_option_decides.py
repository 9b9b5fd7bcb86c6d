"""MON007: without one of its funding options the plan runs out of cash more often than allowed.

Why it matters: One letter of refusal then decides about the firm.

How to mend: Prepare a second option, and what to stop if the first fails.

Known limits: None.

Source: The plan's drivers: ruin with and without the option.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, paths_by_id


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    funding = context.dossier.finance.funding if context.dossier.finance else ()
    places = paths_by_id(("finance", "funding"), funding)
    for driver in context.plan.drivers:
        if driver.kind == "funding" and driver.ruin_bad > context.plan.ruin_limit:
            values = {"option": driver.subject, "chance": driver.ruin_bad}
            yield Finding("MON007", places[driver.subject], values)


RULE = Rule("MON007", "money", check, analysed=True)
