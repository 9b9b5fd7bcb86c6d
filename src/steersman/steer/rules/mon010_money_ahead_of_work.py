"""MON010: the work done since the plan was adopted has cost a quarter more than its budget.

Why it matters: At that rate the budgets do not reach, and the plan's cash neither.

How to mend: Find the measure that costs more; raise its budget in the plan, or stop it.

Known limits: Looks at money recorded in progress.csv, salaries left out; early in a measure it says
little.

Source: Cost performance index of earned value (ANSI/EIA-748).
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule

LEAST_INDEX = 0.8


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    work = context.course.work
    if work is None:
        return
    index, total = work.figures.cost_index, work.figures.cost_at_completion
    if index is not None and total is not None and index < LEAST_INDEX:
        values = {"budget": work.figures.earned, "cost": work.figures.spent, "loss": total}
        yield Finding("MON010", ("strategy", "measures"), values)


RULE = Rule("MON010", "money", check, analysed=True)
