"""OBJ008: an indicator that belongs to no objective and no measure.

Why it matters: Measuring costs work; a number nobody steers by is work for nothing.

How to mend: Give it to an objective or a measure, or stop measuring it.

Known limits: Indicators kept for others, such as banks, are found too.

Source: Kaplan and Norton (1996), indicators derive from objectives.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    strategy = context.dossier.strategy
    used = {objective.indicator for objective in strategy.objectives}
    used |= {measure.indicator for measure in strategy.measures}
    for path, indicator in each(("strategy", "indicators"), strategy.indicators):
        if indicator.id not in used:
            yield Finding("OBJ008", path, {"indicator": indicator.name})


RULE = Rule("OBJ008", "objectives", check)
