"""PEO004: an owner who is away on the day the measure is due.

Why it matters: The last weeks before a date are when an owner is needed.

How to mend: Move the date, or name a second owner for the time.

Known limits: Only absences that are entered count.

Source: Our judgement.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, measure in each(("strategy", "measures"), context.dossier.strategy.measures):
        for absence in context.dossier.absences:
            if (
                measure.due is not None
                and absence.person == measure.owner
                and absence.start <= measure.due <= absence.end
            ):
                values = {"measure": measure.title, "owner": measure.owner, "due": measure.due}
                yield Finding("PEO004", (*path, "owner"), values)


RULE = Rule("PEO004", "people", check)
