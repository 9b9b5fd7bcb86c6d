"""MEA003: a measure without a date of completion.

Why it matters: Without a date a measure cannot be late, hence nobody notices that it is.

How to mend: Give the measure a due date.

Known limits: None.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, measure in each(("strategy", "measures"), context.dossier.strategy.measures):
        if measure.due is None:
            yield Finding("MEA003", path, {"measure": measure.title}, "error")


RULE = Rule("MEA003", "measures", check)
