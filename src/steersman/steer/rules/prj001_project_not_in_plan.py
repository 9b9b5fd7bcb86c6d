"""PRJ001: a measure that rests on a project the plan leaves out.

Why it matters: With the people and the money there are, the project is not done; the measure will
not happen.

How to mend: Take the project into the plan and accept what it costs, or drop or change the
measure.

Known limits: The plan is the best one examined, not the only good one.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    planned = {chosen.project for chosen in context.plan.projects}
    done = context.plan.problem.done
    planned |= done.completed | done.failed | done.blocked
    for path, measure in each(("strategy", "measures"), context.dossier.strategy.measures):
        if measure.project and measure.project not in planned:
            values = {"measure": measure.title, "project": measure.project}
            yield Finding("PRJ001", (*path, "project"), values, "error")


RULE = Rule("PRJ001", "projects", check, analysed=True)
