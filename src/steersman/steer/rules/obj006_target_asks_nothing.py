"""OBJ006: an indicator whose target is where it stands already.

Why it matters: A target that is reached on the first day steers nobody.

How to mend: Set a target that differs from the baseline, or drop the indicator.

Known limits: Whether a target is ambitious enough is not judged.

Source: Doran (1981), objectives must be measurable and time-bound.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, indicator in each(("strategy", "indicators"), context.dossier.strategy.indicators):
        if indicator.target is not None and indicator.target == indicator.baseline:
            yield Finding("OBJ006", path, {"indicator": indicator.name})


RULE = Rule("OBJ006", "objectives", check)
