"""TIM004: a measure that starts more than three months before the plan starts its project.

Why it matters: Its owner waits for people who are planned elsewhere.

How to mend: Move the start of the measure to the plan's, or look for more people.

Known limits: Only starts that are too early are found.

Source: The planned calendar.
"""

from collections.abc import Iterator
from datetime import timedelta

from steersman.steer.rule import Context, Finding, Rule, each

AHEAD = timedelta(days=92)


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    done = context.plan.problem.done
    begun = {project for project, _ in (*done.finished, *done.running)}
    starts: dict[str, float] = {}
    for stage in context.plan.stages:
        starts[stage.project] = min(stage.start, starts.get(stage.project, stage.start))
    for path, measure in each(("strategy", "measures"), context.dossier.strategy.measures):
        if measure.start is None or measure.project not in starts.keys() - begun:
            continue
        planned = context.date_of(starts[measure.project])
        if measure.start < planned - AHEAD:
            values = {"measure": measure.title, "day": measure.start, "due": planned}
            yield Finding("TIM004", (*path, "start"), values)


RULE = Rule("TIM004", "time", check, analysed=True)
