"""OBJ012: an objective of the plan followed whose progress nobody can tell.

Why it matters: What nobody measures cannot be steered; bad news comes at the end.

How to mend: Record shares done of its measures in progress.csv, tie measures to projects, and give
them a budget or a value.

Known limits: Needs an adopted plan, so that a strategy just written is left in peace.

Source: Our judgement.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, paths_by_id


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    if context.course.adopted_on is None:
        return
    objectives = {entry.id: entry for entry in context.dossier.strategy.objectives}
    paths = paths_by_id(("strategy", "objectives"), objectives.values())
    carried = {measure.objective for measure in context.dossier.strategy.measures}
    for state in context.course.objectives:
        if state.progress is None and state.objective in carried:
            values = {"objective": objectives[state.objective].title}
            yield Finding("OBJ012", paths[state.objective], values)


RULE = Rule("OBJ012", "objectives", check, analysed=True)
