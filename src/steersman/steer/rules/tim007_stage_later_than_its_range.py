"""TIM007: a stage that is not finished though the latest end foretold for it has passed.

Why it matters: Nine in ten such stages should have ended by now; what hangs on it is late as well.

How to mend: Find out what holds it up, tell those who wait for it, and plan anew.

Known limits: Needs an adopted plan; a stage that was never begun is found as a measure that has not
begun.

Source: Ranges of the plan when it was adopted.
"""

from collections.abc import Iterator

from steersman.plan.progress import stage_records
from steersman.steer.rule import Context, Finding, Rule, paths_by_id


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    planned = context.course.planned
    paths = paths_by_id(("projects",), context.dossier.projects)
    records = stage_records(context.dossier.progress, context.dossier.firm.date)
    running = {key for key, record in records.items() if record.running}
    for stage in planned.stages if planned else ():
        late = stage.span and stage.span.late < context.dossier.firm.date
        if late and stage.span and (stage.project, stage.stage) in running:
            values = {"project": stage.project, "stage": stage.stage, "due": stage.span.late}
            yield Finding("TIM007", paths[stage.project], values)


RULE = Rule("TIM007", "time", check, analysed=True)
