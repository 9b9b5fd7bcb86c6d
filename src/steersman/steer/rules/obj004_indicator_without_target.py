"""OBJ004: an indicator in use without baseline or target.

Why it matters: A number without a start and an aim shows neither distance nor progress.

How to mend: Enter where the indicator stands today and where it shall be.

Known limits: Indicators that no objective uses are not looked at.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    used = {objective.indicator for objective in context.dossier.strategy.objectives}
    for path, indicator in each(("strategy", "indicators"), context.dossier.strategy.indicators):
        lacking = indicator.baseline is None or indicator.target is None
        if indicator.id in used and lacking:
            yield Finding("OBJ004", path, {"indicator": indicator.name})


RULE = Rule("OBJ004", "objectives", check)
