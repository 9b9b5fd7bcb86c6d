"""OBJ009: an objective that weighs nothing.

Why it matters: Roll-ups and choices then leave it out without saying so.

How to mend: Give it a weight, or take it out of the strategy.

Known limits: None.

Source: Our judgement.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, objective in each(("strategy", "objectives"), context.dossier.strategy.objectives):
        if objective.weight == 0:
            yield Finding("OBJ009", path, {"objective": objective.title})


RULE = Rule("OBJ009", "objectives", check)
