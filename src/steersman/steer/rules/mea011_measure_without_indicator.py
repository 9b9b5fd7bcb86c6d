"""MEA011: a measure whose effect no indicator shows.

Why it matters: When it is done, nobody can tell whether it helped.

How to mend: Name an indicator of the measure, or give its objective one.

Known limits: An objective's indicator counts for all of its measures.

Source: Kaplan and Norton (1996).
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Edit, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    strategy = context.dossier.strategy
    shown = {objective.id for objective in strategy.objectives if objective.indicator}
    for path, measure in each(("strategy", "measures"), strategy.measures):
        if not measure.indicator and measure.objective not in shown:
            yield Finding("MEA011", path, {"measure": measure.title})


def fix(context: Context, finding: Finding) -> tuple[Edit, ...]:
    """Take the indicator of all other measures of its project that have one."""
    measures = context.dossier.strategy.measures
    measure = measures[int(finding.path[-1])]
    known = {
        other.indicator
        for other in measures
        if measure.project and other.project == measure.project and other.indicator
    }
    return tuple(Edit((*finding.path, "indicator"), name) for name in known if len(known) == 1)


RULE = Rule("MEA011", "measures", check, fix=fix)
