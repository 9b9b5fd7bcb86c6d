"""OBJ003: an objective without a date.

Why it matters: What has no date is always done later.

How to mend: Give the objective a due date.

Known limits: None.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, objective in each(("strategy", "objectives"), context.dossier.strategy.objectives):
        if objective.due is None:
            yield Finding("OBJ003", path, {"objective": objective.title})


RULE = Rule("OBJ003", "objectives", check)
