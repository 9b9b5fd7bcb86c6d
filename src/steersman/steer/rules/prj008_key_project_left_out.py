"""PRJ008: a key project that the plan leaves out and no measure speaks of.

Why it matters: The leadership calls it key; the firm's own figures say no; nobody has decided.

How to mend: Decide: take it and accept what it costs, or call it key no longer.

Known limits: The plan is the best one examined, not the only good one.

Source: The planner.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    used = {measure.project for measure in context.dossier.strategy.measures}
    planned = {chosen.project for chosen in context.plan.projects}
    finished = {left.project for left in context.plan.left_out if left.reason == "finished"}
    for path, project in each(("projects",), context.dossier.projects):
        if project.key and project.id not in used | planned | finished:
            yield Finding("PRJ008", path, {"project": project.name or project.id})


RULE = Rule("PRJ008", "projects", check, analysed=True)
