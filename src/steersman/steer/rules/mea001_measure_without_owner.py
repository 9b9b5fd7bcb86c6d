"""MEA001: a measure that nobody owns.

Why it matters: What everybody is responsible for, nobody does.

How to mend: Name one person as owner.

Known limits: Whether the owner has time is the matter of PEO001.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for position, measure in enumerate(context.dossier.strategy.measures):
        if not measure.owner:
            path = ("strategy", "measures", position)
            yield Finding("MEA001", path, {"measure": measure.title}, "error")


RULE = Rule("MEA001", "measures", check)
