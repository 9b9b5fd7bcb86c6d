"""MEA007: a measure that is due after its objective.

Why it matters: It cannot help to reach the objective in time.

How to mend: Bring the measure forward, or move the objective's date.

Known limits: None.

Source: Our judgement.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    strategy = context.dossier.strategy
    dates = {objective.id: objective.due for objective in strategy.objectives}
    for path, measure in each(("strategy", "measures"), strategy.measures):
        limit = dates.get(measure.objective)
        if measure.due is not None and limit is not None and measure.due > limit:
            values = {"measure": measure.title, "due": measure.due, "limit_day": limit}
            yield Finding("MEA007", (*path, "due"), values, "error")


RULE = Rule("MEA007", "measures", check)
