"""MKT002: an entry on segments or rivals that is more than a year old.

Why it matters: Rivals move within a year; an old entry gives false calm.

How to mend: Look again and enter the new date, also where nothing has changed.

Known limits: Slow markets change less.

Source: Our judgement.
"""

from collections.abc import Iterator
from datetime import timedelta

from steersman.steer.rule import Context, Finding, Rule, each

YEAR = timedelta(days=365)
SEGMENTS, RIVALS = ("market", "segments"), ("market", "competitors")


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    market = context.dossier.market
    segments = [(path, entry.name, entry.date) for path, entry in each(SEGMENTS, market.segments)]
    rivals = [(path, entry.name, entry.date) for path, entry in each(RIVALS, market.competitors)]
    for path, name, day in (*segments, *rivals):
        if day < context.as_of - YEAR:
            yield Finding("MKT002", (*path, "date"), {"entry": name, "day": day})


RULE = Rule("MKT002", "market", check)
