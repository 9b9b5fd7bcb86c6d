"""MEA002: a measure without money.

Why it matters: A measure that costs something and has no budget takes its money from another.

How to mend: Enter a budget, 0 where it really costs nothing.

Known limits: None.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, measure in each(("strategy", "measures"), context.dossier.strategy.measures):
        if measure.budget is None:
            yield Finding("MEA002", path, {"measure": measure.title}, "error")


RULE = Rule("MEA002", "measures", check)
