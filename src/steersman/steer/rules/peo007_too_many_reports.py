"""PEO007: somebody leads more people than can be led.

Why it matters: Decisions wait in one in-tray, and nobody is developed.

How to mend: Name a lead for a part of them; teams from the plan say which.

Known limits: Eight is a convention; like work allows more.

Source: Our judgement; Urwick (1956) on the span of control.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for lead in context.people.organisation.leads:
        if lead.too_many:
            values = {"person": lead.person or "–", "count": lead.reports}
            yield Finding("PEO007", ("people",), values)


RULE = Rule("PEO007", "people", check, analysed=True)
