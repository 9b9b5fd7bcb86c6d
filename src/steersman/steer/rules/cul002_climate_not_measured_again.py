"""CUL002: the latest climate survey is more than a year old.

Why it matters: Who asks once and never again shows that answers do not matter.

How to mend: Plan the next wave, and tell people before it what came of the last.

Known limits: None.

Source: Our judgement.
"""

from collections.abc import Iterator
from datetime import timedelta

from steersman.steer.rule import Context, Finding, Rule

YEAR = timedelta(days=365)


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    dates = [wave.date for wave in context.dossier.culture.waves]
    if dates and max(dates) < context.as_of - YEAR:
        yield Finding("CUL002", ("culture", "waves"), {"day": max(dates)})


RULE = Rule("CUL002", "culture", check)
