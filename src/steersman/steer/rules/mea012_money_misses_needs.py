"""MEA012: less than a tenth of all budgets goes to the three best levers.

Why it matters: Where money goes is the real strategy; here it goes elsewhere.

How to mend: Move budget to measures for the best levers, or note why not.

Known limits: A measure that serves several factors counts in full; cheap levers exist.

Source: The diagnosis, levers by effect, gap and effort.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule

TENTH = 0.1


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    best = {lever.factor for lever in context.diagnosis.levers[:3]}
    measures = context.dossier.strategy.measures
    total = sum(measure.budget or 0 for measure in measures)
    aimed = sum(measure.budget or 0 for measure in measures if best.intersection(measure.factors))
    if total and aimed < TENTH * float(total):
        values = {"share": float(aimed) / float(total)}
        yield Finding("MEA012", ("strategy", "measures"), values)


RULE = Rule("MEA012", "measures", check, analysed=True)
