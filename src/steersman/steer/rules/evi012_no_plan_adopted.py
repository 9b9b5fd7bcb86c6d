"""EVI012: measures are under way, but no plan was adopted in the last year.

Why it matters: Without an agreed plan nobody can say whether the firm is on course, or what a
change costs.

How to mend: Look at steersman plan, agree on it, and run steersman adopt.

Known limits: A year is a convention; a plan agreed on elsewhere is not seen.

Source: Our judgement.
"""

from collections.abc import Iterator
from datetime import timedelta

from steersman.steer.rule import Context, Finding, Rule

LONGEST = timedelta(days=366)


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    today, adopted = context.dossier.firm.date, context.course.adopted_on
    under_way = any(measure.project for measure in context.dossier.strategy.measures)
    if under_way and (adopted is None or today - adopted > LONGEST):
        values = {"count": len(context.plan.projects)}
        yield Finding("EVI012", ("strategy", "measures"), values)


RULE = Rule("EVI012", "evidence", check, analysed=True)
