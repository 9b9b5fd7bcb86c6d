"""OBJ004: an indicator in use without baseline or target.

Why it matters: A number without a start and an aim shows neither distance nor progress.

How to mend: Enter where the indicator stands today and where it shall be.

Known limits: Indicators that no objective uses are not looked at.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Edit, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    used = {objective.indicator for objective in context.dossier.strategy.objectives}
    for path, indicator in each(("strategy", "indicators"), context.dossier.strategy.indicators):
        lacking = indicator.baseline is None or indicator.target is None
        if indicator.id in used and lacking:
            yield Finding("OBJ004", path, {"indicator": indicator.name})


def fix(context: Context, finding: Finding) -> tuple[Edit, ...]:
    """Take the only value that was ever measured as the baseline."""
    indicator = context.dossier.strategy.indicators[int(finding.path[-1])]
    measured = [
        entry.value
        for entry in context.dossier.progress
        if entry.kind == "indicator" and entry.reference == indicator.id
    ]
    if indicator.baseline is not None or len(measured) != 1 or measured[0] is None:
        return ()
    return (Edit((*finding.path, "baseline"), measured[0]),)


RULE = Rule("OBJ004", "objectives", check, fix=fix)
