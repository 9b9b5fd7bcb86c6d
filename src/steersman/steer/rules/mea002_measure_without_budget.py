"""MEA002: a measure without money.

Why it matters: A measure that costs something and has no budget takes its money from another.

How to mend: Enter a budget, 0 where it really costs nothing.

Known limits: None.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for position, measure in enumerate(context.dossier.strategy.measures):
        if measure.budget is None:
            path = ("strategy", "measures", position)
            yield Finding("MEA002", path, {"measure": measure.title}, "error")


RULE = Rule("MEA002", "measures", check)
