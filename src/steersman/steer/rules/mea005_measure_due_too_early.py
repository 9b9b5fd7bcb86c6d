"""MEA005: a measure due before its project can be finished.

Why it matters: A date that the plan cannot keep even at its median misleads everyone who builds on
it.

How to mend: Move the date behind the median launch, or move the project up in the plan.

Known limits: Compares with the median of the launches that succeed.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    launches = {chosen.project: chosen.launch for chosen in context.plan.projects}
    for path, measure in each(("strategy", "measures"), context.dossier.strategy.measures):
        launch = launches.get(measure.project)
        if measure.due is None or launch is None:
            continue
        expected = context.date_of(launch.median)
        if measure.due < expected:
            values = {"measure": measure.title, "due": measure.due, "expected": expected}
            yield Finding("MEA005", (*path, "due"), values, "error")


RULE = Rule("MEA005", "measures", check, analysed=True)
