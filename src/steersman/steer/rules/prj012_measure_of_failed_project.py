"""PRJ012: a measure on a project that has failed, or that needs one that has.

Why it matters: The objective behind it is no longer carried by anything.

How to mend: Decide what takes its place: another project, a licence, another objective; then end
the measure.

Known limits: A stage may be recorded as finished later; then it counts as gone on.

Source: progress.csv.
"""

from collections.abc import Iterator

from steersman.plan.progress import done_so_far
from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    done = done_so_far(context.dossier)
    for path, measure in each(("strategy", "measures"), context.dossier.strategy.measures):
        if measure.project in done.failed | done.blocked:
            values = {"measure": measure.title, "project": measure.project}
            yield Finding("PRJ012", (*path, "project"), values, "error")


RULE = Rule("PRJ012", "projects", check)
