"""PRJ011: a measure on a project of the plan followed that planning anew would drop.

Why it matters: Money and work go on flowing into what is no longer worth it; the longer, the harder
to stop.

How to mend: Decide on the project now, go on or stop, and note it among the decisions.

Known limits: Needs an adopted plan; close calls change with small changes of the facts.

Source: Today's plan against the one adopted.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    change = context.course.revision
    dropped = change.dropped if change else ()
    for path, measure in each(("strategy", "measures"), context.dossier.strategy.measures):
        if measure.project in dropped:
            values = {"measure": measure.title, "project": measure.project}
            yield Finding("PRJ011", (*path, "project"), values)


RULE = Rule("PRJ011", "projects", check, analysed=True)
