"""OBJ002: an objective without an indicator.

Why it matters: Without a number nobody can tell whether the objective is reached.

How to mend: Name an indicator of the strategy, or add one with baseline and target.

Known limits: Any indicator counts, fitting or not.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Edit, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, objective in each(("strategy", "objectives"), context.dossier.strategy.objectives):
        if not objective.indicator:
            yield Finding("OBJ002", path, {"objective": objective.title})


def fix(context: Context, finding: Finding) -> tuple[Edit, ...]:
    """Take the indicator by which all of its measures that have one are measured."""
    strategy = context.dossier.strategy
    objective = strategy.objectives[int(finding.path[-1])]
    measures = [entry for entry in strategy.measures if entry.objective == objective.id]
    known = {measure.indicator for measure in measures if measure.indicator}
    return tuple(Edit((*finding.path, "indicator"), name) for name in known if len(known) == 1)


RULE = Rule("OBJ002", "objectives", check, fix=fix)
