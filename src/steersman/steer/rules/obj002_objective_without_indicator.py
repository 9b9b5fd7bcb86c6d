"""OBJ002: an objective without an indicator.

Why it matters: Without a number nobody can tell whether the objective is reached.

How to mend: Name an indicator of the strategy, or add one with baseline and target.

Known limits: Any indicator counts, fitting or not.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, objective in each(("strategy", "objectives"), context.dossier.strategy.objectives):
        if not objective.indicator:
            yield Finding("OBJ002", path, {"objective": objective.title})


RULE = Rule("OBJ002", "objectives", check)
