"""DAT001: figures that are more than half a year old on the day of the analysis.

Why it matters: Cash and people have changed since; the plan begins in the past.

How to mend: Bring cash, people and progress up to date and set the date in firm.yaml.

Known limits: Only the date of the dossier is looked at.

Source: Our judgement.
"""

from collections.abc import Iterator
from datetime import timedelta

from steersman.steer.rule import Context, Finding, Rule

OLD = timedelta(days=183)


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    if context.dossier.firm.date < context.as_of - OLD:
        yield Finding("DAT001", ("firm", "date"), {"day": context.dossier.firm.date})


RULE = Rule("DAT001", "data", check)
