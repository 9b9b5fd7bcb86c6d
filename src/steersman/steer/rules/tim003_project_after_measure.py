"""TIM003: a measure due before its project may begin at all.

Why it matters: The measure cannot be done by its date whatever the plan.

How to mend: Move the measure's date, or let the project begin earlier.

Known limits: Durations are the matter of MEA005.

Source: Our judgement.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    earliest = {project.id: project.not_before for project in context.dossier.projects}
    for path, measure in each(("strategy", "measures"), context.dossier.strategy.measures):
        begin = earliest.get(measure.project)
        if begin is not None and measure.due is not None and measure.due <= begin:
            values = {"measure": measure.title, "due": measure.due, "begin": begin}
            yield Finding("TIM003", (*path, "due"), values, "error")


RULE = Rule("TIM003", "time", check)
