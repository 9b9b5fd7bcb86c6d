"""MEA001: a measure that nobody owns.

Why it matters: What everybody is responsible for, nobody does.

How to mend: Name one person as owner.

Known limits: Whether the owner has time is the matter of PEO001.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, measure in each(("strategy", "measures"), context.dossier.strategy.measures):
        if not measure.owner:
            yield Finding("MEA001", path, {"measure": measure.title}, "error")


RULE = Rule("MEA001", "measures", check)
