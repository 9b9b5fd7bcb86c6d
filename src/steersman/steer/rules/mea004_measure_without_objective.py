"""MEA004: a measure that serves no objective.

Why it matters: It takes time and money from those that do.

How to mend: Name the objective it serves, or stop it.

Known limits: None.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Edit, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, measure in each(("strategy", "measures"), context.dossier.strategy.measures):
        if not measure.objective:
            yield Finding("MEA004", path, {"measure": measure.title})


def fix(context: Context, finding: Finding) -> tuple[Edit, ...]:
    """Take the only objective with its indicator, or that of all measures of its project."""
    strategy = context.dossier.strategy
    measure = strategy.measures[int(finding.path[-1])]
    known = {
        objective.id
        for objective in strategy.objectives
        if measure.indicator and objective.indicator == measure.indicator
    } | {
        other.objective
        for other in strategy.measures
        if measure.project and other.project == measure.project and other.objective
    }
    return tuple(Edit((*finding.path, "objective"), name) for name in known if len(known) == 1)


RULE = Rule("MEA004", "measures", check, fix=fix)
