"""TIM005: a planned stage that, begun a month later, would no longer be worth beginning.

Why it matters: Whatever slips before it kills the project.

How to mend: Begin earlier, shorten what comes before, or decide now what to do if it slips.

Known limits: Stages with no latest start within the horizon are silent.

Source: The plan's latest worthwhile starts.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule

MONTH = 1.0


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    places = {
        (project.id, stage.id): ("projects", place, "stages", row)
        for place, project in enumerate(context.dossier.projects)
        for row, stage in enumerate(project.stages)
    }
    for stage in context.plan.stages:
        path = places.get((stage.project, stage.stage))
        if path and stage.latest_start is not None and stage.latest_start - stage.start < MONTH:
            values = {"project": stage.project, "stage": stage.stage}
            yield Finding("TIM005", path, values)


RULE = Rule("TIM005", "time", check, analysed=True)
