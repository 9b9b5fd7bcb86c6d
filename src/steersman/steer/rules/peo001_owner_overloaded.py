"""PEO001: an owner whose research time is full in every month of the measure.

Why it matters: A measure beside a full desk is done last.

How to mend: Give the measure to somebody else, or move a stage.

Known limits: Looks at research time in the planned calendar only.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, measure in each(("strategy", "measures"), context.dossier.strategy.measures):
        loads = context.plan.loading.get(measure.owner)
        if loads is None or measure.start is None or measure.due is None:
            continue
        months = [
            load
            for month, load in enumerate(loads)
            if measure.start <= context.date_of(month) <= measure.due
        ]
        if months and min(months) >= FULL:
            yield Finding(
                "PEO001", (*path, "owner"), {"measure": measure.title, "owner": measure.owner}
            )


FULL = 0.99


RULE = Rule("PEO001", "people", check, analysed=True)
