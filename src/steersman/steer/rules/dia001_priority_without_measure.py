"""DIA001: one of the three best levers that no measure works on.

Why it matters: Effort then goes where it helps less.

How to mend: Add a measure with this factor, or say in a decision why not.

Known limits: Three is a convention; a lever counts only if it is among the best three in at least
half of the draws.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    worked_on = {
        factor for measure in context.dossier.strategy.measures for factor in measure.factors
    }
    for lever in context.diagnosis.levers[:3]:
        if lever.factor not in worked_on and lever.among_three >= LIKELY:
            values = {"factor": lever.factor, "chance": lever.among_three}
            yield Finding("DIA001", ("strategy", "measures"), values)


LIKELY = 0.5


RULE = Rule("DIA001", "diagnosis", check, analysed=True)
