"""OBJ001: an objective that no measure serves.

Why it matters: An objective nobody works on is a wish; the missing link from objective to measure
is the commonest reason why strategies of small firms are not carried out.

How to mend: Add a measure with this objective, or drop the objective.

Known limits: A measure counts whatever it is worth.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    served = {measure.objective for measure in context.dossier.strategy.measures}
    for path, objective in each(("strategy", "objectives"), context.dossier.strategy.objectives):
        if objective.id not in served:
            yield Finding("OBJ001", path, {"objective": objective.title}, "error")


RULE = Rule("OBJ001", "objectives", check)
