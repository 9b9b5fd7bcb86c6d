"""MEA008: a measure that says of no factor that it works on it.

Why it matters: Whether it serves a need of the diagnosis can then not be seen.

How to mend: Name the factors that the measure is to strengthen.

Known limits: Whether it does strengthen them shows only when measured again.

Source: Our judgement.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, measure in each(("strategy", "measures"), context.dossier.strategy.measures):
        if not measure.factors:
            yield Finding("MEA008", path, {"measure": measure.title})


RULE = Rule("MEA008", "measures", check)
