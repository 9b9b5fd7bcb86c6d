"""OBJ003: an objective without a date.

Why it matters: What has no date is always done later.

How to mend: Give the objective a due date.

Known limits: None.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Edit, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, objective in each(("strategy", "objectives"), context.dossier.strategy.objectives):
        if objective.due is None:
            yield Finding("OBJ003", path, {"objective": objective.title})


def fix(context: Context, finding: Finding) -> tuple[Edit, ...]:
    """Take the date of its last measure, if all of them have one."""
    strategy = context.dossier.strategy
    objective = strategy.objectives[int(finding.path[-1])]
    measures = [entry for entry in strategy.measures if entry.objective == objective.id]
    dates = [measure.due for measure in measures if measure.due is not None]
    if not dates or len(dates) < len(measures):
        return ()
    return (Edit((*finding.path, "due"), max(dates)),)


RULE = Rule("OBJ003", "objectives", check, fix=fix)
