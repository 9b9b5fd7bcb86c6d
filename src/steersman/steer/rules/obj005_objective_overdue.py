"""OBJ005: an objective whose date has passed.

Why it matters: An objective past its date is either reached, then it should be closed, or missed,
then it needs a decision.

How to mend: Close the objective, or decide on a new date and record the decision.

Known limits: Whether it was reached is not looked at.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, objective in each(("strategy", "objectives"), context.dossier.strategy.objectives):
        if objective.due and objective.due < context.as_of:
            yield Finding(
                "OBJ005", (*path, "due"), {"objective": objective.title, "date": objective.due}
            )


RULE = Rule("OBJ005", "objectives", check)
