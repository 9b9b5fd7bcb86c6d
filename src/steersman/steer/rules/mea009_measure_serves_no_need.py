"""MEA009: a measure whose factors are all strengths already.

Why it matters: It mends what is not broken while needs wait.

How to mend: Point it at a need, or give its money and people to another measure.

Known limits: A strength can need care; then note so as a decision.

Source: The diagnosis, scores surely above 60.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    strengths = set(context.diagnosis.strengths)
    for path, measure in each(("strategy", "measures"), context.dossier.strategy.measures):
        if measure.factors and strengths.issuperset(measure.factors):
            values = {"measure": measure.title, "factor": measure.factors[0]}
            yield Finding("MEA009", (*path, "factors"), values)


RULE = Rule("MEA009", "measures", check, analysed=True)
